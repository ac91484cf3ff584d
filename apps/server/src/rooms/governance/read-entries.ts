// Reading the log inside the room of rows that is open: one record's history, and one act's entries.
// What the caller may not read is taken out of the images; whether it may see the record at all is
// for the caller of these functions to decide.
import type { Rights } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { ActActor, ActEntry, AuditEntry, EntryOrder } from "./audit-entry.ts";
import {
  type FieldEntry,
  selectActActor,
  selectActEntries,
  selectEntries,
  selectFieldEntries,
  selectRecordEntries,
} from "./entries.store.ts";
import { decodeEntryCursor, encodeEntryCursor } from "./entry-cursor.rules.ts";
import { hideFields } from "./hide-fields.rules.ts";

export interface HistoryQuery {
  object: string;
  recordId: string;
  cursor?: string | null | undefined;
  limit: number;
  /** The reader's; without it nothing is hidden. */
  rights?: Rights;
}

export interface EntryPage {
  data: AuditEntry[];
  nextCursor: string | null;
}

/** Newest first. */
export async function historyOf(tx: Tx, query: HistoryQuery): Promise<EntryPage> {
  const { object, recordId, limit, rights } = query;
  const beforeNo = decodeEntryCursor(query.cursor);
  const rows = await selectRecordEntries(tx, { object, recordId, beforeNo, limit: limit + 1 });
  const page = pageOf(rows, limit);
  return rights ? { ...page, data: page.data.map((entry) => hideFields(entry, rights)) } : page;
}

export function pageOf(rows: readonly AuditEntry[], limit: number): EntryPage {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > limit && last ? encodeEntryCursor(last.entryNo) : null };
}

/**
 * The changes of one act, by pages: pass the last page's last `entryNo`, or null for the first page.
 * Undoing reads them newest first, so that a record changed twice gets its first state back.
 */
export function entriesOfAct(
  tx: Tx,
  actId: string,
  afterEntryNo: number | null,
  limit: number,
  order: EntryOrder = "oldest-first",
): Promise<ActEntry[]> {
  return selectActEntries(tx, { actId, afterNo: afterEntryNo, limit, order });
}

/** The changes of some records that made them or concern one field, oldest first; whole, for the server's own use. */
export function entriesOfRecords(
  tx: Tx,
  query: { object: string; recordIds: readonly string[]; field: string },
): Promise<FieldEntry[]> {
  return selectFieldEntries(tx, query);
}

/** Who invoked this act of the transaction's workspace; null when it changed nothing here. */
export function actorOfAct(tx: Tx, actId: string): Promise<ActActor | null> {
  return selectActActor(tx, actId);
}

export interface PastQuery {
  object: string;
  /** ISO 8601; the oldest that matters. */
  from: string;
  /** Older than this entry; null from the newest on. */
  beforeEntryNo: number | null;
  limit: number;
}

/** Past changes of one object, newest first, for work that nobody sees: nothing is hidden. */
export function pastChanges(tx: Tx, query: PastQuery): Promise<AuditEntry[]> {
  const { object, from, beforeEntryNo, limit } = query;
  return selectEntries(tx, {
    filter: { object, from },
    beforeNo: beforeEntryNo ?? Number.MAX_SAFE_INTEGER,
    limit,
  });
}
