// Which website a call comes from, and whether it may. Browsers write `Origin` themselves; a page cannot change it.

/** Ours is whatever address the browser came by, as well as the one that the operator gave. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  const parsed = URL.parse(origin);
  if (!parsed) return false;
  return parsed.host === host || parsed.origin === URL.parse(publicUrl)?.origin;
}

/** As browsers write it: in small letters, other scripts as `xn--…`, without a port that goes without saying. */
const originOf = (website: string): string => URL.parse(website)?.origin ?? website.toLowerCase();

export const isListed = (origin: string, listed: readonly string[]): boolean =>
  listed.some((one) => originOf(one) === origin.toLowerCase());

/** Websites as a content security policy names them; none that would write on in it. */
export const ancestorsOf = (listed: readonly string[]): string[] =>
  listed.map(originOf).filter((one) => /^https?:\/\/[\w.:[\]-]+$/.test(one));

/** A token's own website, or our frame, which has no origin of its own. */
export const mayUse = (origin: string | undefined, bound: string): boolean =>
  origin === "null" || origin === bound;
