// The Idempotency-Key of a request, checked, for the act that it performs.
import type { Idempotency } from "../acts.ts";
import { invalid } from "../errors.ts";
import { type AnyRoute, takesIdempotencyKey } from "./route.ts";

type Headers = Record<string, string | string[] | undefined>;

/** `url` is part of the operation: a key belongs to one request on one address. */
export function idempotencyOf(
  route: AnyRoute,
  headers: Headers,
  url: string,
): Idempotency | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined || !takesIdempotencyKey(route)) return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalid(
      "platform.bad_idempotency_key",
      "Idempotency-Key takes 1 to 200 printable ASCII characters without spaces.",
    );
  }
  return { key, operation: `${route.method} ${url}` };
}
