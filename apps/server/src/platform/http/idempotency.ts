// The Idempotency-Key of a request, checked, for the acts that it performs.
import type { Idempotency } from "../acts.ts";
import { invalid } from "../errors.ts";

type Headers = Record<string, string | string[] | undefined>;

export function idempotencyOf(headers: Headers, operation: string): Idempotency | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalid(
      "platform.bad_idempotency_key",
      "Idempotency-Key takes 1 to 200 printable ASCII characters without spaces.",
    );
  }
  return { key, operation };
}
