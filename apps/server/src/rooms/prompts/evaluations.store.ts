// Rows of evaluations and their results.
import type { AiPromptEvaluation, AiPromptKey, AiPromptResult } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredEvaluation {
  id: string;
  key: AiPromptKey;
  version: number;
  prompt: string;
  exampleIds: string[];
  endedAt: string | null;
}

const described = `SELECT e.id, e.key, e.version, cardinality(e.example_ids) AS total, e.error,
    e.started_at AS "startedAt", e.ended_at AS "endedAt", count(r.example_id)::int AS done,
    (count(r.example_id) FILTER (WHERE cardinality(r.faults) = 0))::int AS passed,
    coalesce(sum(r.cost_micros), 0)::bigint AS "costMicros",
    CASE WHEN e.ended_at IS NULL THEN 'running' WHEN e.error IS NULL THEN 'done' ELSE 'failed' END AS state
  FROM prompts.evaluations e
  LEFT JOIN prompts.results r ON r.workspace_id = e.workspace_id AND r.evaluation_id = e.id
  WHERE e.workspace_id = $1`;
const grouped = "GROUP BY e.workspace_id, e.id ORDER BY e.id DESC";

const asNumbers = (one: AiPromptEvaluation): AiPromptEvaluation => ({
  ...one,
  costMicros: Number(one.costMicros),
});

/** The newest first. */
export async function evaluationsOf(
  tx: Reader,
  key: string,
  limit: number,
): Promise<AiPromptEvaluation[]> {
  const rows = await tx.query<AiPromptEvaluation>(
    `${described} AND e.key = $2 ${grouped} LIMIT $3`,
    [tx.workspaceId, key, limit],
  );
  return rows.map(asNumbers);
}

export async function describeEvaluation(
  tx: Reader,
  key: string,
  id: string,
): Promise<AiPromptEvaluation | null> {
  const rows = await tx.query<AiPromptEvaluation>(
    `${described} AND e.key = $2 AND e.id = $3 ${grouped}`,
    [tx.workspaceId, key, id],
  );
  return rows[0] ? asNumbers(rows[0]) : null;
}

export async function isEvaluated(tx: Reader, key: string): Promise<boolean> {
  const rows = await tx.query(
    "SELECT FROM prompts.evaluations WHERE workspace_id = $1 AND key = $2 AND ended_at IS NULL LIMIT 1",
    [tx.workspaceId, key],
  );
  return rows.length > 0;
}

export async function openEvaluations(tx: Reader): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "SELECT id FROM prompts.evaluations WHERE workspace_id = $1 AND ended_at IS NULL",
    [tx.workspaceId],
  );
  return rows.map(({ id }) => id);
}

export async function readEvaluation(tx: Reader, id: string): Promise<StoredEvaluation | null> {
  const rows = await tx.query<StoredEvaluation>(
    `SELECT id, key, version, prompt, example_ids AS "exampleIds", ended_at AS "endedAt"
     FROM prompts.evaluations WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function addEvaluation(
  tx: Tx,
  one: Omit<StoredEvaluation, "endedAt"> & { at: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO prompts.evaluations (workspace_id, id, key, version, prompt, example_ids, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.workspaceId, one.id, one.key, one.version, one.prompt, one.exampleIds, one.at],
  );
}

export async function dropOldEvaluations(tx: Tx, key: string, kept: number): Promise<void> {
  await tx.query(
    `DELETE FROM prompts.evaluations WHERE workspace_id = $1 AND key = $2 AND ended_at IS NOT NULL AND id NOT IN (
       SELECT id FROM prompts.evaluations WHERE workspace_id = $1 AND key = $2 ORDER BY id DESC LIMIT $3)`,
    [tx.workspaceId, key, kept],
  );
}

export async function endEvaluation(
  tx: Tx,
  id: string,
  { error, at }: { error: string | null; at: string },
): Promise<void> {
  await tx.query(
    `UPDATE prompts.evaluations SET ended_at = $3, error = $4
     WHERE workspace_id = $1 AND id = $2 AND ended_at IS NULL`,
    [tx.workspaceId, id, at, error],
  );
}

export async function addResult(
  tx: Tx,
  evaluationId: string,
  one: Omit<AiPromptResult, "passed">,
): Promise<void> {
  await tx.query(
    `INSERT INTO prompts.results (workspace_id, evaluation_id, example_id, text, answer, faults, rung, latency_ms,
       cost_micros) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      ...[tx.workspaceId, evaluationId, one.exampleId, one.text, one.answer],
      ...[one.faults, one.rung, one.latencyMs, one.costMicros],
    ],
  );
}

/** Those with faults first; an evaluation has 200 at most. */
export async function resultsOf(tx: Reader, evaluationId: string): Promise<AiPromptResult[]> {
  const rows = await tx.query<Omit<AiPromptResult, "passed">>(
    `SELECT example_id AS "exampleId", text, answer, faults, rung, latency_ms AS "latencyMs",
       cost_micros AS "costMicros"
     FROM prompts.results WHERE workspace_id = $1 AND evaluation_id = $2
     ORDER BY cardinality(faults) = 0, example_id`,
    [tx.workspaceId, evaluationId],
  );
  return rows.map((one) => ({
    ...one,
    costMicros: Number(one.costMicros),
    passed: one.faults.length === 0,
  }));
}
