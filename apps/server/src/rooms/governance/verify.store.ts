// What verification reads: entries as text to be hashed, entries that no seal holds, and, once
// something is wrong, the few look-ups that tell a deletion from an exchange.
// All of it runs as the system role, which sees every workspace; the workspace is always a condition.
import type { Tx } from "../../platform/db/index.ts";
import { imagesTextSql, leafSql, metaTextSql } from "./leaf-sql.store.ts";

export interface EntryText {
  entryNo: number;
  id: string;
  actId: string;
  occurredMs: number;
  meta: string;
  images: string;
}

/** One column is half the work of six: numbers and ids are read out of the text that is hashed anyway. */
const textColumn = `${metaTextSql("e")} || chr(29) || ${imagesTextSql("e")} AS text`;

/** `(workspace,xact,number,id,microseconds,act,…)` and the images, which hold no such separator. */
function parseEntry(text: string): EntryText {
  const cut = text.lastIndexOf("\x1d");
  const [, , entryNo, id = "", micros, actId = ""] = text.slice(0, cut).split(",", 6);
  return {
    entryNo: Number(entryNo),
    id,
    actId,
    occurredMs: Number(micros) / 1000,
    meta: text.slice(0, cut),
    images: text.slice(cut + 1),
  };
}

const sparseFactor = 4;

/** Entries with these numbers; dense ranges are read as ranges, and may bring others along. */
export async function selectEntryTexts(
  tx: Tx,
  workspaceId: string,
  numbers: readonly number[],
): Promise<EntryText[]> {
  const [low, high] = extentOf(numbers);
  const isDense = high - low < numbers.length * sparseFactor;
  const rows = isDense
    ? await tx.query<{ text: string }>(
        `SELECT ${textColumn} FROM governance.audit_entries e
         WHERE e.workspace_id = $1 AND e.entry_no BETWEEN $2 AND $3`,
        [workspaceId, low, high],
      )
    : await tx.query<{ text: string }>(
        `SELECT ${textColumn} FROM governance.audit_entries e
         WHERE e.workspace_id = $1 AND e.entry_no = ANY($2::bigint[])`,
        [workspaceId, numbers],
      );
  return rows.map((row) => parseEntry(row.text));
}

function extentOf(numbers: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  return [low, high];
}

export interface Stand {
  /** Null when there is no head row. */
  head: {
    sealNo: number;
    entriesTotal: number;
    chainHash: Buffer;
    floorNo: number;
    completeAt: string | null;
  } | null;
  lastSealNo: number;
  lastEntryNo: number;
}

/** Head, seals and entries as of one moment. */
export async function selectStand(tx: Tx, workspaceId: string): Promise<Stand> {
  const [row] = await tx.query<{
    seal_no: number | null;
    entries_total: number;
    chain_hash: Buffer;
    floor_no: number;
    complete_at: string | null;
    last_seal_no: number | null;
    last_entry_no: number | null;
  }>(
    `SELECT h.seal_no, h.entries_total, h.chain_hash, h.floor_no, h.complete_at,
       (SELECT max(seal_no) FROM governance.audit_seals WHERE workspace_id = $1) AS last_seal_no,
       (SELECT max(entry_no) FROM governance.audit_entries WHERE workspace_id = $1) AS last_entry_no
     FROM (SELECT 1) AS one LEFT JOIN governance.audit_heads h ON h.workspace_id = $1`,
    [workspaceId],
  );
  if (!row) return { head: null, lastSealNo: 0, lastEntryNo: 0 };
  const head =
    row.seal_no === null
      ? null
      : {
          sealNo: row.seal_no,
          entriesTotal: row.entries_total,
          chainHash: row.chain_hash,
          floorNo: row.floor_no,
          completeAt: row.complete_at,
        };
  return { head, lastSealNo: row.last_seal_no ?? 0, lastEntryNo: row.last_entry_no ?? 0 };
}

export async function countEntriesThrough(
  tx: Tx,
  workspaceId: string,
  throughNo: number,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "SELECT count(*) AS count FROM governance.audit_entries WHERE workspace_id = $1 AND entry_no <= $2",
    [workspaceId, throughNo],
  );
  return row?.count ?? 0;
}

export interface FoundEntry {
  entryNo: number;
  id: string;
}

export interface UnsealedWindow {
  firstUnsealed: FoundEntry | null;
  /** Where the next window starts; null when there is nothing further. */
  nextAfterNo: number | null;
}

/** Looks for the first entry that no seal holds among the next `size` entries. */
export async function selectUnsealedWindow(
  tx: Tx,
  query: { workspaceId: string; afterNo: number; throughNo: number; size: number },
): Promise<UnsealedWindow> {
  const [row] = await tx.query<{
    last_no: number | null;
    count: number;
    entry_no: number | null;
    id: string | null;
  }>(
    `WITH win AS MATERIALIZED (
       SELECT entry_no, id FROM governance.audit_entries
       WHERE workspace_id = $1 AND entry_no > $2 AND entry_no <= $3 ORDER BY entry_no LIMIT $4
     ), loose AS (
       SELECT entry_no, id FROM win WHERE entry_no NOT IN (
         SELECT unnest(s.entry_nos) FROM governance.audit_seals s
         WHERE s.workspace_id = $1 AND s.last_no > $2 AND s.first_no <= (SELECT max(entry_no) FROM win))
       ORDER BY entry_no LIMIT 1
     )
     SELECT (SELECT max(entry_no) FROM win) AS last_no, (SELECT count(*) FROM win) AS count, loose.entry_no, loose.id
     FROM (SELECT 1) AS one LEFT JOIN loose ON true`,
    [query.workspaceId, query.afterNo, query.throughNo, query.size],
  );
  if (!row) return { firstUnsealed: null, nextAfterNo: null };
  return {
    firstUnsealed:
      row.entry_no === null || row.id === null ? null : { entryNo: row.entry_no, id: row.id },
    nextAfterNo: row.count < query.size ? null : row.last_no,
  };
}

export interface UnsealedEntries {
  count: number;
  /** The first that is dated before `datedBefore` and whose act has no earlier entry. */
  datedBack: FoundEntry | null;
}

/** Entries above the floor that no seal holds (yet). */
export async function selectUnsealed(
  tx: Tx,
  query: { workspaceId: string; floorNo: number; datedBefore: string | null },
): Promise<UnsealedEntries> {
  const [row] = await tx.query<{ count: number; entry_no: number | null; id: string | null }>(
    `WITH loose AS MATERIALIZED (
       SELECT entry_no, id, occurred_at, act_id FROM governance.audit_entries
       WHERE workspace_id = $1 AND entry_no > $2 AND entry_no NOT IN (
         SELECT unnest(s.entry_nos) FROM governance.audit_seals s WHERE s.workspace_id = $1 AND s.last_no > $2)
     ), back AS (
       SELECT l.entry_no, l.id FROM loose l WHERE l.occurred_at < $3::timestamptz AND NOT EXISTS (
         SELECT 1 FROM governance.audit_entries e
         WHERE e.workspace_id = $1 AND e.act_id = l.act_id AND e.entry_no < l.entry_no)
       ORDER BY l.entry_no LIMIT 1
     )
     SELECT (SELECT count(*) FROM loose) AS count, back.entry_no, back.id
     FROM (SELECT 1) AS one LEFT JOIN back ON true`,
    [query.workspaceId, query.floorNo, query.datedBefore],
  );
  const datedBack =
    row && row.entry_no !== null && row.id !== null ? { entryNo: row.entry_no, id: row.id } : null;
  return { count: row?.count ?? 0, datedBack };
}

/** Whether the act had written before: a long import carries the time of its beginning. */
export async function hasEarlierEntry(
  tx: Tx,
  workspaceId: string,
  actId: string,
  entryNo: number,
): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM governance.audit_entries WHERE workspace_id = $1 AND act_id = $2 AND entry_no < $3 LIMIT 1",
    [workspaceId, actId, entryNo],
  );
  return rows.length > 0;
}

/** Where the entry with this id stands now. No index leads there: only asked once something is wrong. */
export async function selectNumberOfId(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<number | null> {
  const [row] = await tx.query<{ entry_no: number }>(
    "SELECT entry_no FROM governance.audit_entries WHERE workspace_id = $1 AND id = $2 ORDER BY entry_no LIMIT 1",
    [workspaceId, id],
  );
  return row?.entry_no ?? null;
}

const exchangeReach = 10_000;

/**
 * An entry near by that is itself no longer what was sealed, and whose time, given back to `entryNo`,
 * makes the sealed hash of that one right again. (Others of the same act have the same time, untouched.)
 */
export async function selectExchangedTime(
  tx: Tx,
  workspaceId: string,
  entryNo: number,
  leaf: Buffer,
): Promise<FoundEntry | null> {
  const [row] = await tx.query<{ entry_no: number; id: string }>(
    `WITH fitting AS MATERIALIZED (
       SELECT o.entry_no, o.id, ${leafSql("o")} AS leaf FROM governance.audit_entries e
       JOIN governance.audit_entries o ON o.workspace_id = e.workspace_id
         AND o.entry_no BETWEEN e.entry_no - ${exchangeReach} AND e.entry_no + ${exchangeReach}
         AND o.occurred_at <> e.occurred_at
       WHERE e.workspace_id = $1 AND e.entry_no = $2 AND ${leafSql("e", "o.occurred_at")} = $3
     )
     SELECT f.entry_no, f.id FROM fitting f
     JOIN governance.audit_seals s ON s.workspace_id = $1 AND f.entry_no BETWEEN s.first_no AND s.last_no
       AND substring(s.leaves FROM (array_position(s.entry_nos, f.entry_no) - 1) * 32 + 1 FOR 32) <> f.leaf
     ORDER BY abs(f.entry_no - $2) LIMIT 1`,
    [workspaceId, entryNo, leaf],
  );
  return row ? { entryNo: row.entry_no, id: row.id } : null;
}

/** Workspaces that the log knows, by entries or by heads. */
export async function selectLoggedWorkspaces(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE w AS (
       (SELECT workspace_id AS id FROM governance.audit_entries ORDER BY workspace_id LIMIT 1)
       UNION ALL
       SELECT (SELECT e.workspace_id FROM governance.audit_entries e WHERE e.workspace_id > w.id
               ORDER BY e.workspace_id LIMIT 1)
       FROM w WHERE w.id IS NOT NULL
     )
     SELECT id FROM w WHERE id IS NOT NULL UNION SELECT workspace_id FROM governance.audit_heads ORDER BY id`,
  );
  return rows.map((row) => row.id);
}
