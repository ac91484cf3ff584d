// What the routes of this room take from a request's headers, and how they answer with cookies.
import type { RouteReply, RouteRequest } from "../../platform/http/index.ts";
import { checkOrigin } from "./origin.rules.ts";
import type { SignInOutcome, Visitor } from "./sign-in.ts";

type Headers = RouteRequest["headers"];

/** Refuses what another site's page sends, where no session says it already. */
export function sameSite(publicUrl: string) {
  return <B>(handler: (request: RouteRequest<unknown, unknown, B>) => Promise<RouteReply>) =>
    async (request: RouteRequest<unknown, unknown, B>): Promise<RouteReply> => {
      checkOrigin(request.headers, undefined, publicUrl);
      return handler(request);
    };
}

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

export function visitorOf(headers: Headers): Visitor {
  return { userAgent: headerOf(headers, "user-agent"), cookie: headerOf(headers, "cookie") };
}

/** Nothing around a sign-in may be cached. */
export function uncached(
  status: number,
  body?: unknown,
  setCookies: readonly string[] = [],
): RouteReply {
  const cookies = setCookies.length === 1 ? setCookies[0] : [...setCookies];
  return {
    status,
    ...(body === undefined ? {} : { body }),
    headers: {
      "cache-control": "no-store",
      ...(cookies && cookies.length > 0 ? { "set-cookie": cookies } : {}),
    },
  };
}

/** 204 with the session, or 200 with what is still asked for. */
export function outcomeReply({ step, setCookies }: SignInOutcome): RouteReply {
  return step === "done"
    ? uncached(204, undefined, setCookies)
    : uncached(200, { step }, setCookies);
}
