// Rows of records.stage_entries: which stages deals were in, and since when. Statements take whole batches.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { Entered, StageEntry } from "./stage-history.rules.ts";

/** First entries. What is there already stays: an undo brought the deal back with its way. */
export function insertFirst(tx: Tx, entered: readonly Entered[]): void {
  const known = entered.filter(({ stageId }) => stageId !== null);
  if (known.length === 0) return;
  tx.send(
    `INSERT INTO records.stage_entries (workspace_id, deal_id, entry_no, version, stage_id, entered_at, is_seen)
     SELECT $1, u.deal_id, 1, u.version, u.stage_id, u.at, u.is_seen
     FROM unnest($2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[], $6::boolean[]) AS u (deal_id, version, stage_id, at, is_seen)
     ON CONFLICT DO NOTHING`,
    [
      tx.workspaceId,
      known.map(({ dealId }) => dealId),
      known.map(({ version }) => version),
      known.map(({ stageId }) => stageId),
      known.map(({ at }) => at),
      known.map(({ isSeen }) => isSeen),
    ],
  );
}

/** Deals whose way is not written yet are left to the job that reads it from the log. */
export function moveOn(tx: Tx, entered: readonly Entered[]): void {
  if (entered.length === 0) return;
  const ids = entered.map(({ dealId }) => dealId);
  const times = entered.map(({ at }) => at);
  tx.send(
    `UPDATE records.stage_entries e SET left_at = greatest(e.entered_at, u.at)
     FROM unnest($2::uuid[], $3::timestamptz[]) AS u (deal_id, at)
     WHERE e.workspace_id = $1 AND e.deal_id = u.deal_id AND e.left_at IS NULL`,
    [tx.workspaceId, ids, times],
  );
  tx.send(
    `INSERT INTO records.stage_entries (workspace_id, deal_id, entry_no, version, stage_id, entered_at, is_seen)
     SELECT $1, u.deal_id, l.last_no + 1, u.version, u.stage_id, greatest(l.left_at, u.at), true
     FROM unnest($2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[]) AS u (deal_id, version, stage_id, at)
     CROSS JOIN LATERAL (SELECT e.entry_no AS last_no, e.left_at FROM records.stage_entries e
       WHERE e.workspace_id = $1 AND e.deal_id = u.deal_id ORDER BY e.entry_no DESC LIMIT 1) l
     WHERE u.stage_id IS NOT NULL`,
    [
      tx.workspaceId,
      ids,
      entered.map(({ version }) => version),
      entered.map(({ stageId }) => stageId),
      times,
    ],
  );
}

/** What came after these versions is taken away; where the deal was before, it is again. */
export function moveBack(tx: Tx, deals: readonly Pick<Entered, "dealId" | "version">[]): void {
  if (deals.length === 0) return;
  const ids = deals.map(({ dealId }) => dealId);
  tx.send(
    `DELETE FROM records.stage_entries e USING unnest($2::uuid[], $3::int[]) AS u (deal_id, version)
     WHERE e.workspace_id = $1 AND e.deal_id = u.deal_id AND e.version > u.version`,
    [tx.workspaceId, ids, deals.map(({ version }) => version)],
  );
  tx.send(
    `UPDATE records.stage_entries e SET left_at = NULL
     FROM (SELECT deal_id, max(entry_no) AS last_no FROM records.stage_entries
       WHERE workspace_id = $1 AND deal_id = ANY($2::uuid[]) GROUP BY deal_id) l
     WHERE e.workspace_id = $1 AND e.deal_id = l.deal_id AND e.entry_no = l.last_no AND e.left_at IS NOT NULL`,
    [tx.workspaceId, ids],
  );
}

/** The whole way of some deals, in place of what is there. */
export function replaceEntries(tx: Tx, entries: ReadonlyMap<string, readonly StageEntry[]>): void {
  const rows = [...entries].flatMap(([dealId, way]) =>
    way.map((entry, index) => ({ dealId, entryNo: index + 1, ...entry })),
  );
  tx.send(
    "DELETE FROM records.stage_entries WHERE workspace_id = $1 AND deal_id = ANY($2::uuid[])",
    [tx.workspaceId, [...entries.keys()]],
  );
  tx.send(
    `INSERT INTO records.stage_entries (workspace_id, deal_id, entry_no, version, stage_id, entered_at, left_at, is_seen)
     SELECT $1, u.* FROM unnest($2::uuid[], $3::int[], $4::int[], $5::uuid[], $6::timestamptz[], $7::timestamptz[], $8::boolean[]) AS u`,
    [
      tx.workspaceId,
      rows.map(({ dealId }) => dealId),
      rows.map(({ entryNo }) => entryNo),
      rows.map(({ version }) => version),
      rows.map(({ stageId }) => stageId),
      rows.map(({ enteredAt }) => enteredAt),
      rows.map(({ leftAt }) => leftAt),
      rows.map(({ isSeen }) => isSeen),
    ],
  );
}

export interface UnwrittenDeal {
  id: string;
  version: number;
  stageId: string | null;
  createdAt: string;
  closedAt: string | null;
}

/** Deals without entries, held against other writers, in the order of ids. */
export function holdUnwritten(
  tx: Tx,
  afterId: string | null,
  limit: number,
): Promise<UnwrittenDeal[]> {
  return tx.query<UnwrittenDeal>(
    `SELECT d.id, d.version, d.stage_id AS "stageId", d.created_at AS "createdAt", d.closed_at AS "closedAt"
     FROM records.deals d
     WHERE d.workspace_id = $1 AND ($2::uuid IS NULL OR d.id > $2::uuid) AND d.stage_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM records.stage_entries e WHERE e.workspace_id = $1 AND e.deal_id = d.id)
     ORDER BY d.id LIMIT $3 FOR NO KEY UPDATE OF d`,
    [tx.workspaceId, afterId, limit],
    "by-values",
  );
}

export function entriesOf(tx: Reader, dealIds: readonly string[]) {
  return tx.query<StageEntry & { dealId: string; entryNo: number }>(
    `SELECT deal_id AS "dealId", entry_no AS "entryNo", version, stage_id AS "stageId",
       entered_at AS "enteredAt", left_at AS "leftAt", is_seen AS "isSeen"
     FROM records.stage_entries WHERE workspace_id = $1 AND deal_id = ANY($2::uuid[])
     ORDER BY deal_id, entry_no`,
    [tx.workspaceId, dealIds],
  );
}
