// Rows of models.scores and models.feedback.
import type { ScoreHint, ScoreReason } from "@rapport/contracts";
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";

export interface StoredScore {
  model: string;
  recordId: string;
  releaseId: string | null;
  rung: "learned" | "few-examples" | "rules";
  score: number | null;
  chance: number | null;
  low: number | null;
  high: number | null;
  label: string | null;
  reasons: ScoreReason[];
  hints: ScoreHint[];
  digest: string;
  scoredAt: string;
}

const columns = `model, record_id AS "recordId", release_id AS "releaseId", rung, score, chance, low, high, label,
  reasons, hints, digest, scored_at AS "scoredAt"`;

export function writeScores(tx: Tx, model: string, scores: readonly StoredScore[]): void {
  if (scores.length === 0) return;
  const of = <K extends keyof StoredScore>(sqlType: string, key: K) =>
    arrayOf(
      sqlType,
      scores.map((score) => score[key]),
    );
  const json = (key: "reasons" | "hints") =>
    arrayOf(
      "text",
      scores.map((score) => JSON.stringify(score[key])),
    );
  tx.send(
    `INSERT INTO models.scores (workspace_id, model, record_id, release_id, rung, score, chance, low, high, label,
       reasons, hints, digest, scored_at, xact)
     SELECT $1, $2, u.record_id, u.release_id, u.rung, u.score, u.chance, u.low, u.high, u.label,
       u.reasons::jsonb, u.hints::jsonb, u.digest, u.scored_at, pg_current_xact_id()
     FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::float8[],
       $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[])
       AS u(record_id, release_id, rung, score, chance, low, high, label, reasons, hints, digest, scored_at)
     ON CONFLICT (workspace_id, model, record_id) DO UPDATE SET release_id = EXCLUDED.release_id,
       rung = EXCLUDED.rung, score = EXCLUDED.score, chance = EXCLUDED.chance, low = EXCLUDED.low,
       high = EXCLUDED.high, label = EXCLUDED.label, reasons = EXCLUDED.reasons, hints = EXCLUDED.hints,
       digest = EXCLUDED.digest, scored_at = EXCLUDED.scored_at,
       xact = EXCLUDED.xact`,
    [
      tx.workspaceId,
      model,
      of("uuid", "recordId"),
      of("uuid", "releaseId"),
      of("text", "rung"),
      of("float8", "score"),
      of("float8", "chance"),
      of("float8", "low"),
      of("float8", "high"),
      of("text", "label"),
      json("reasons"),
      json("hints"),
      of("text", "digest"),
      of("timestamptz", "scoredAt"),
    ],
  );
}

export interface WrittenScore {
  workspaceId: string;
  model: string;
  recordId: string;
}

/** Of some workspaces, what became visible between two snapshots; at most so many of each. */
export function scoresBetween(
  tx: Tx,
  workspaceIds: readonly string[],
  { from, to }: { from: string; to: string },
  limit: number,
): Promise<WrittenScore[]> {
  return tx.query<WrittenScore>(
    `SELECT n.* FROM unnest($1::uuid[]) AS w (id) CROSS JOIN LATERAL (
       SELECT s.workspace_id AS "workspaceId", s.model, s.record_id AS "recordId" FROM models.scores s
       WHERE s.workspace_id = w.id AND s.xact >= pg_snapshot_xmin($2::pg_snapshot)
         AND s.xact < pg_snapshot_xmax($3::pg_snapshot)
         AND NOT pg_visible_in_snapshot(s.xact, $2::pg_snapshot) AND pg_visible_in_snapshot(s.xact, $3::pg_snapshot)
       LIMIT $4) n`,
    [workspaceIds, from, to, limit],
  );
}

export function scoresOf(tx: Reader, recordId: string): Promise<StoredScore[]> {
  return tx.query<StoredScore>(
    `SELECT ${columns} FROM models.scores WHERE workspace_id = $1 AND record_id = $2 ORDER BY model`,
    [tx.workspaceId, recordId],
  );
}

/** What was scored, to tell what changed: digest and release by record. */
export function knownScores(
  tx: Reader,
  model: string,
  ids: readonly string[],
): Promise<Pick<StoredScore, "recordId" | "digest" | "releaseId">[]> {
  return tx.query(
    `SELECT s.* FROM unnest($3::uuid[]) AS u (id) CROSS JOIN LATERAL (
       SELECT record_id AS "recordId", digest, release_id AS "releaseId" FROM models.scores
       WHERE workspace_id = $1 AND model = $2 AND record_id = u.id LIMIT 1) s`,
    [tx.workspaceId, model, ids],
  );
}

/** Scored records after one id and up to another; null leaves that end open. */
export async function scoredWithin(
  tx: Reader,
  model: string,
  { afterId, throughId }: { afterId: string | null; throughId: string | null },
): Promise<string[]> {
  const rows = await tx.query<{ record_id: string }>(
    `SELECT record_id FROM models.scores WHERE workspace_id = $1 AND model = $2
       AND record_id > COALESCE($3::uuid, '00000000-0000-0000-0000-000000000000')
       AND record_id <= COALESCE($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')`,
    [tx.workspaceId, model, afterId, throughId],
  );
  return rows.map(({ record_id }) => record_id);
}

export async function removeScores(tx: Tx, model: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    "DELETE FROM models.scores WHERE workspace_id = $1 AND model = $2 AND record_id = ANY($3::uuid[])",
    [tx.workspaceId, model, ids],
  );
}

export function chancesOfAll(
  tx: Reader,
  model: string,
): Promise<{ recordId: string; chance: number | null; score: number | null }[]> {
  return tx.query(
    `SELECT record_id AS "recordId", chance, score FROM models.scores WHERE workspace_id = $1 AND model = $2
     ORDER BY record_id LIMIT 20000`,
    [tx.workspaceId, model],
  );
}

export async function countScores(tx: Reader, model: string | null): Promise<Map<string, number>> {
  const rows = await tx.query<{ model: string; count: number }>(
    `SELECT model, count(*)::int AS count FROM models.scores
     WHERE workspace_id = $1 AND ($2::text IS NULL OR model = $2) GROUP BY model`,
    [tx.workspaceId, model],
  );
  return new Map(rows.map(({ model, count }) => [model, count]));
}

export interface Feedback {
  id: string;
  model: string;
  recordId: string;
  releaseId: string | null;
  says: "too-high" | "too-low" | "right";
  score: number | null;
  note: string | null;
  memberId: string | null;
  at: string;
}

export async function insertFeedback(tx: Tx, row: Feedback): Promise<void> {
  await tx.query(
    `INSERT INTO models.feedback (workspace_id, id, model, record_id, release_id, says, score, note, member_id, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.workspaceId,
      row.id,
      row.model,
      row.recordId,
      row.releaseId,
      row.says,
      row.score,
      row.note,
      row.memberId,
      row.at,
    ],
  );
}

export async function removeFeedback(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM models.feedback WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export async function readFeedback(tx: Reader, id: string): Promise<Feedback | null> {
  const rows = await tx.query<Feedback>(
    `SELECT id, model, record_id AS "recordId", release_id AS "releaseId", says, score, note, member_id AS "memberId", at
     FROM models.feedback WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The latest of each record. */
export function latestFeedback(
  tx: Reader,
  model: string | null,
  recordId: string | null,
): Promise<{ id: string; model: string; recordId: string; says: Feedback["says"] }[]> {
  return tx.query(
    `SELECT DISTINCT ON (model, record_id) id, model, record_id AS "recordId", says FROM models.feedback
     WHERE workspace_id = $1 AND ($2::text IS NULL OR model = $2) AND ($3::uuid IS NULL OR record_id = $3)
     ORDER BY model, record_id, id DESC`,
    [tx.workspaceId, model, recordId],
  );
}
