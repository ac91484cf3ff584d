// Rows of knowledge.questions.
import type { Database, Reader, Tx } from "../../platform/db/index.ts";

export interface StoredQuestion {
  id: string;
  question: string;
  language: string;
  askedAt: string;
  audience: string;
  outcome: "answered" | "abstained";
  confidence: number;
  reason: string | null;
  nearestPageId: string | null;
}

export function addQuestion(tx: Tx, asked: StoredQuestion): void {
  tx.send(
    `INSERT INTO knowledge.questions (workspace_id, id, question, language, asked_at, audience, outcome, confidence, reason, nearest_page_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.workspaceId,
      asked.id,
      asked.question,
      asked.language,
      asked.askedAt,
      asked.audience,
      asked.outcome,
      asked.confidence,
      asked.reason,
      asked.nearestPageId,
    ],
  );
}

export interface GapRow {
  id: string;
  question: string;
  audience: string;
  language: string;
  times: number;
  lastAskedAt: string;
  confidence: number;
  nearestPageId: string | null;
}

/** Questions without an answer, the same ones together; asked most first. */
export function listGaps(
  tx: Reader,
  limit: number,
  withoutAudience: string | null,
): Promise<GapRow[]> {
  return tx.query<GapRow>(
    `SELECT (array_agg(id ORDER BY id DESC))[1] AS id, (array_agg(question ORDER BY id DESC))[1] AS question, audience,
       (array_agg(language ORDER BY id DESC))[1] AS language, count(*)::int AS times,
       max(asked_at) AS "lastAskedAt", ((array_agg(confidence ORDER BY id DESC))[1])::float8 AS confidence,
       (array_agg(nearest_page_id ORDER BY id DESC))[1] AS "nearestPageId"
     FROM knowledge.questions
     WHERE workspace_id = $1 AND outcome = 'abstained' AND settled_at IS NULL
       AND ($3::text IS NULL OR audience <> $3)
     GROUP BY lower(trim(question)), audience ORDER BY times DESC, "lastAskedAt" DESC LIMIT $2`,
    [tx.workspaceId, limit, withoutAudience],
  );
}

export async function countGaps(tx: Reader, withoutAudience: string | null): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `SELECT count(DISTINCT (lower(trim(question)), audience))::int AS count FROM knowledge.questions
     WHERE workspace_id = $1 AND outcome = 'abstained' AND settled_at IS NULL
       AND ($2::text IS NULL OR audience <> $2)`,
    [tx.workspaceId, withoutAudience],
  );
  return rows[0]?.count ?? 0;
}

/** All that ask the same; answers how many. */
export async function settleLike(tx: Tx, id: string, at: string): Promise<number> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE knowledge.questions q SET settled_at = $3
     FROM knowledge.questions one
     WHERE one.workspace_id = $1 AND one.id = $2 AND q.workspace_id = $1 AND q.settled_at IS NULL
       AND q.outcome = 'abstained' AND q.audience = one.audience
       AND lower(trim(q.question)) = lower(trim(one.question))
     RETURNING q.id`,
    [tx.workspaceId, id, at],
  );
  return rows.length;
}

/** Since when it is dealt with; undefined: there is no such question. */
export async function settledSince(tx: Reader, id: string): Promise<string | null | undefined> {
  const rows = await tx.query<{ settledAt: string | null }>(
    `SELECT settled_at AS "settledAt" FROM knowledge.questions WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0]?.settledAt;
}

/** Opens again what was settled together with a question, at that moment. */
export async function reopenLike(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `UPDATE knowledge.questions q SET settled_at = NULL
     FROM knowledge.questions one
     WHERE one.workspace_id = $1 AND one.id = $2 AND q.workspace_id = $1
       AND q.settled_at = one.settled_at AND q.audience = one.audience
       AND lower(trim(q.question)) = lower(trim(one.question))`,
    [tx.workspaceId, id],
  );
}

export async function forgetQuestions(
  db: Database,
  workspaceId: string,
  before: string,
): Promise<void> {
  await db.tenant({ workspaceId }, (tx) =>
    tx.query("DELETE FROM knowledge.questions WHERE workspace_id = $1 AND asked_at < $2", [
      workspaceId,
      before,
    ]),
  );
}
