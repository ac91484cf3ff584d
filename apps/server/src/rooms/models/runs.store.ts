// Rows of models.runs: trainings, with their progress.
import type { ModelRun } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredRun extends ModelRun {
  model: string;
}

const columns = `id, model, state, stage, progress, started_at AS "startedAt", ended_at AS "endedAt",
  release_id AS "releaseId", outcome`;

export async function insertRun(
  tx: Tx,
  run: { id: string; model: string; startedAt: string; by: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO models.runs (workspace_id, id, model, state, stage, progress, started_at, by_label)
     VALUES ($1, $2, $3, 'waiting', 'Waiting for its turn', 0, $4, $5) ON CONFLICT DO NOTHING`,
    [tx.workspaceId, run.id, run.model, run.startedAt, run.by],
  );
}

export async function updateRun(
  tx: Tx,
  id: string,
  change: Pick<StoredRun, "state" | "stage" | "progress" | "outcome" | "endedAt" | "releaseId">,
): Promise<void> {
  await tx.query(
    `UPDATE models.runs SET state = $3, stage = $4, progress = $5, outcome = $6, ended_at = $7, release_id = $8
     WHERE workspace_id = $1 AND id = $2`,
    [
      tx.workspaceId,
      id,
      change.state,
      change.stage,
      change.progress,
      change.outcome,
      change.endedAt,
      change.releaseId,
    ],
  );
}

export async function readRun(tx: Reader, id: string): Promise<StoredRun | null> {
  const rows = await tx.query<StoredRun>(
    `SELECT ${columns} FROM models.runs WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The latest run of each model. */
export function latestRuns(tx: Reader): Promise<StoredRun[]> {
  return tx.query<StoredRun>(
    `SELECT DISTINCT ON (model) ${columns} FROM models.runs WHERE workspace_id = $1 ORDER BY model, id DESC`,
    [tx.workspaceId],
  );
}
