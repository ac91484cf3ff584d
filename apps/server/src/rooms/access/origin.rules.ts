// Cross-site request forgery: a request that carries the session cookie must come from our own pages.
// The cookie is SameSite=Lax already; this refuses what an old browser or a sibling subdomain would
// still send. API keys are not affected, since browsers do not send them by themselves.
import { AppError } from "../../platform/errors.ts";

export type Headers = Record<string, string | string[] | undefined>;

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

function refuse(): never {
  throw new AppError(
    "forbidden",
    "access.foreign_origin",
    "This request did not come from Rapport's own pages. Open Rapport in your browser, or use an API key.",
  );
}

/** `method` may be missing where it is not known: then only what is plainly foreign is refused. */
export function checkOrigin(headers: Headers, method: string | undefined, publicUrl: string): void {
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  const isSafe = method !== undefined && safeMethods.has(method);
  if (typeof origin === "string") {
    if (!isOwn(origin, headers.host, publicUrl)) refuse();
    return;
  }
  if (site === "same-origin" || (isSafe && site === "none")) return;
  if (site === undefined) return refuseUnless(isSafe || method === undefined);
  refuseUnless(isSafe && headers["sec-fetch-mode"] === "navigate");
}

function refuseUnless(isFine: boolean): void {
  if (!isFine) refuse();
}

function isOwn(origin: string, host: string | string[] | undefined, publicUrl: string): boolean {
  const given = URL.parse(origin);
  if (!given) return false;
  return (
    given.origin === URL.parse(publicUrl)?.origin ||
    (typeof host === "string" && given.host === host)
  );
}
