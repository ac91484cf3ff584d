// What came, for those who must miss none of it: by numbers that rise in the order of commits.
import type { Database, Reader } from "../../platform/db/index.ts";
import { type EventChange, selectChanges, selectHeads } from "./changes.store.ts";

export type { EventChange };

/** What was committed after a number in the open workspace, in order; kept for 30 days. */
export function changesAfter(tx: Reader, afterNo: number, limit: number): Promise<EventChange[]> {
  return selectChanges(tx, afterNo, limit);
}

/** The last number of every workspace that has events. */
export function headsOfAll(db: Database): Promise<{ workspaceId: string; no: number }[]> {
  return selectHeads(db);
}
