// Which website a call comes from, and whether it may. Browsers write `Origin` themselves; a page cannot change it.

/** Ours is whatever address the browser came by, as well as the one that the operator gave. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  const parsed = URL.parse(origin);
  if (!parsed) return false;
  return parsed.host === host || parsed.origin === URL.parse(publicUrl)?.origin;
}

export const isListed = (origin: string, listed: readonly string[]): boolean =>
  listed.some((one) => one.toLowerCase() === origin.toLowerCase());

/** A token's own website, or our frame, which has no origin of its own. */
export const mayUse = (origin: string | undefined, bound: string): boolean =>
  origin === "null" || origin === bound;
