// Pairs that may be the same, and those of which somebody said that they are not. The smaller id comes first.
import type { MergeableObject } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { LikenessRule } from "./likeness.rules.ts";

export interface Pair {
  a_id: string;
  b_id: string;
  score: number;
  evidence: LikenessRule[];
}

export function ordered(a: string, b: string): [string, string] {
  return a < b ? [a, b] : [b, a];
}

/** Instead of all pairs that these records had. */
export function replacePairs(
  tx: Tx,
  object: MergeableObject,
  recordIds: readonly string[],
  pairs: readonly Pair[],
): void {
  for (const column of ["a_id", "b_id"]) {
    tx.send(
      `DELETE FROM duplicates.pairs WHERE workspace_id = $1 AND ${column} = ANY($2::uuid[])`,
      [tx.workspaceId, recordIds],
    );
  }
  if (pairs.length === 0) return;
  tx.send(
    `INSERT INTO duplicates.pairs (workspace_id, object, a_id, b_id, score, evidence)
     SELECT $1, $2, u.a_id, u.b_id, u.score, u.evidence::jsonb
     FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::text[]) AS u (a_id, b_id, score, evidence)
     ON CONFLICT (workspace_id, a_id, b_id) DO UPDATE SET score = excluded.score, evidence = excluded.evidence`,
    [
      tx.workspaceId,
      object,
      pairs.map((pair) => pair.a_id),
      pairs.map((pair) => pair.b_id),
      pairs.map((pair) => pair.score),
      pairs.map((pair) => JSON.stringify(pair.evidence)),
    ],
  );
}

export function removePair(tx: Tx, a: string, b: string): void {
  tx.send("DELETE FROM duplicates.pairs WHERE workspace_id = $1 AND a_id = $2 AND b_id = $3", [
    tx.workspaceId,
    a,
    b,
  ]);
}

export interface PairQuery {
  object: MergeableObject;
  from: number;
  below: number;
  /** `score`: the most likely first; `id`: the newest first. */
  order: "score" | "id";
  after: Pick<Pair, "score" | "a_id" | "b_id"> | null;
  limit: number;
}

export function readPairs(tx: Reader, query: PairQuery): Promise<Pair[]> {
  const values: unknown[] = [tx.workspaceId, query.object, query.from, query.below, query.limit];
  const { after, order } = query;
  if (after) values.push(after.a_id, after.b_id);
  if (after && order === "score") values.push(after.score);
  const isAfter =
    order === "score"
      ? "AND (score, a_id, b_id) < ($8::int, $6::uuid, $7::uuid)"
      : "AND (a_id, b_id) < ($6::uuid, $7::uuid)";
  return tx.query<Pair>(
    `SELECT a_id, b_id, score, evidence FROM duplicates.pairs
     WHERE workspace_id = $1 AND object = $2 AND score >= $3 AND score < $4 ${after ? isAfter : ""}
     ORDER BY ${order === "score" ? "score DESC," : ""} a_id DESC, b_id DESC LIMIT $5`,
    values,
  );
}

/** All pairs of one record, the most likely first. */
export async function readPairsOf(
  tx: Reader,
  object: MergeableObject,
  recordId: string,
  limit: number,
): Promise<Pair[]> {
  const side = (column: string) =>
    `(SELECT a_id, b_id, score, evidence FROM duplicates.pairs
      WHERE workspace_id = $1 AND ${column} = $2 AND object = $3 LIMIT $4)`;
  const rows = await tx.query<Pair>(`${side("a_id")} UNION ALL ${side("b_id")}`, [
    tx.workspaceId,
    recordId,
    object,
    limit,
  ]);
  return rows.sort((one, other) => other.score - one.score || (one.a_id < other.a_id ? 1 : -1));
}

/** Those of the pairs that were dismissed, as `a b`. */
export async function dismissedAmong(
  tx: Tx,
  pairs: readonly Pick<Pair, "a_id" | "b_id">[],
): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  const rows = await tx.query<{ a_id: string; b_id: string }>(
    `SELECT d.a_id, d.b_id FROM duplicates.dismissals d
     JOIN unnest($2::uuid[], $3::uuid[]) AS u (a_id, b_id) ON d.a_id = u.a_id AND d.b_id = u.b_id
     WHERE d.workspace_id = $1`,
    [tx.workspaceId, pairs.map((pair) => pair.a_id), pairs.map((pair) => pair.b_id)],
  );
  return new Set(rows.map((row) => `${row.a_id} ${row.b_id}`));
}

export interface Dismissal {
  id: string;
  object: string;
  aId: string;
  bId: string;
  dismissedAt: string;
}

const dismissalColumns = `id, object, a_id AS "aId", b_id AS "bId", dismissed_at AS "dismissedAt"`;

/** Null when the pair was dismissed before. */
export async function insertDismissal(tx: Tx, dismissal: Dismissal): Promise<Dismissal | null> {
  const { id, object, aId, bId, dismissedAt } = dismissal;
  const rows = await tx.query<Dismissal>(
    `INSERT INTO duplicates.dismissals (workspace_id, id, object, a_id, b_id, dismissed_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING ${dismissalColumns}`,
    [tx.workspaceId, id, object, aId, bId, dismissedAt],
  );
  return rows[0] ?? null;
}

export async function readDismissal(tx: Tx, id: string): Promise<Dismissal | null> {
  const rows = await tx.query<Dismissal>(
    `SELECT ${dismissalColumns} FROM duplicates.dismissals WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function deleteDismissal(tx: Tx, id: string): void {
  tx.send("DELETE FROM duplicates.dismissals WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
