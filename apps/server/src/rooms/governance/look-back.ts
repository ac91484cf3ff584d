// What others ask of the log's past, always bounded: the newest entries, and which acts
// somebody did.
import type { Reader } from "../../platform/db/index.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { selectRecent } from "./entries.store.ts";
import { selectActs } from "./look-back.store.ts";

const look = 20_000;

/** Newest first, loads and the server's own hand left out. Images are not reduced to anybody's rights. */
export function recentEntries(
  tx: Reader,
  query: { from: string; limit: number },
): Promise<AuditEntry[]> {
  return selectRecent(tx, { ...query, look });
}

/** Which of these acts somebody did lately, and to what kind of record. */
export function actsOf(
  tx: Reader,
  query: { actorId: string; acts: readonly string[] },
): Promise<{ act: string; object: string }[]> {
  return selectActs(tx, { ...query, look });
}
