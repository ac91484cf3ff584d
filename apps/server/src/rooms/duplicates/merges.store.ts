// What was merged into what. Undoing marks the rows; they stay, as the list of past merges.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface MergeRow {
  id: string;
  actId: string;
  object: string;
  survivorId: string;
  loserId: string;
  mergedAt: string;
  mergedBy: string;
}

const columns = `id, act_id AS "actId", object, survivor_id AS "survivorId", loser_id AS "loserId", merged_at AS "mergedAt", merged_by AS "mergedBy"`;

export function insertMerges(tx: Tx, rows: readonly MergeRow[]): void {
  const [first] = rows;
  if (!first) return;
  tx.send(
    `INSERT INTO duplicates.merges (workspace_id, id, act_id, object, survivor_id, loser_id, merged_at, merged_by)
     SELECT $1, u.id, $2, $3, $4, u.loser_id, $5, $6 FROM unnest($7::uuid[], $8::uuid[]) AS u (id, loser_id)`,
    [
      tx.workspaceId,
      first.actId,
      first.object,
      first.survivorId,
      first.mergedAt,
      first.mergedBy,
      rows.map((row) => row.id),
      rows.map((row) => row.loserId),
    ],
  );
}

/** Null when there is none, or it was undone. */
export async function readStandingMerge(tx: Tx, id: string): Promise<MergeRow | null> {
  const rows = await tx.query<MergeRow>(
    `SELECT ${columns} FROM duplicates.merges WHERE workspace_id = $1 AND id = $2 AND undone_at IS NULL FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function markUndone(tx: Tx, id: string, undoneAt: string | null): Promise<void> {
  await tx.query(
    "UPDATE duplicates.merges SET undone_at = $3 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, undoneAt],
  );
}

/** By loser: into what it went by its latest merge that stands; one step. */
export async function mergedInto(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ loser_id: string; survivor_id: string }>(
    `SELECT loser_id, survivor_id FROM duplicates.merges
     WHERE workspace_id = $1 AND loser_id = ANY($2::uuid[]) AND undone_at IS NULL ORDER BY id`,
    [tx.workspaceId, ids],
  );
  return new Map(rows.map((row) => [row.loser_id, row.survivor_id]));
}

export interface PastMerge {
  id: string;
  object: string;
  survivorId: string;
  loserIds: string[];
  mergedAt: string;
  mergedBy: string;
  undoneAt: string | null;
}

export interface MergeQuery {
  actId?: string | undefined;
  object?: string | undefined;
  recordId?: string | undefined;
  beforeId: string | null;
  limit: number;
}

/** Newest first; one a merge, however many records it took. */
export function readMerges(tx: Reader, query: MergeQuery): Promise<PastMerge[]> {
  const values: unknown[] = [tx.workspaceId, query.limit];
  const conditions: string[] = [];
  const add = (value: unknown, condition: (place: string) => string) => {
    if (value !== undefined && value !== null) conditions.push(condition(`$${values.push(value)}`));
  };
  add(query.actId, (place) => `act_id = ${place}`);
  add(query.object, (place) => `object = ${place}`);
  add(query.beforeId, (place) => `act_id < ${place}`);
  add(
    query.recordId,
    (place) => `act_id = ANY(ARRAY(
      SELECT m.act_id FROM duplicates.merges m WHERE m.workspace_id = $1 AND m.survivor_id = ${place}
      UNION ALL
      SELECT m.act_id FROM duplicates.merges m WHERE m.workspace_id = $1 AND m.loser_id = ${place}))`,
  );
  return tx.query<PastMerge>(
    `SELECT act_id AS id, min(object) AS object, (array_agg(survivor_id))[1] AS "survivorId",
        array_agg(loser_id ORDER BY id) AS "loserIds", min(merged_at) AS "mergedAt",
        min(merged_by) AS "mergedBy", max(undone_at) AS "undoneAt"
     FROM duplicates.merges WHERE workspace_id = $1${conditions.map((one) => ` AND ${one}`).join("")}
     GROUP BY act_id ORDER BY act_id DESC LIMIT $2`,
    values,
    "by-values",
  );
}
