// Rows of actions.trials: one runs at a time for an action.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredTrial {
  id: string;
  action: string;
  share: number;
  startedAt: string;
  endedAt: string | null;
  by: string;
}

const columns = `id, action, share, started_at AS "startedAt", ended_at AS "endedAt", by_label AS "by"`;

export async function saveTrial(tx: Tx, trial: StoredTrial): Promise<void> {
  await tx.query(
    `INSERT INTO actions.trials (workspace_id, id, action, share, started_at, ended_at, by_label)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (workspace_id, id) DO UPDATE SET ended_at = EXCLUDED.ended_at`,
    [tx.workspaceId, trial.id, trial.action, trial.share, trial.startedAt, trial.endedAt, trial.by],
  );
}

export async function removeTrial(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM actions.trials WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export async function readTrial(tx: Reader, id: string): Promise<StoredTrial | null> {
  const rows = await tx.query<StoredTrial>(
    `SELECT ${columns} FROM actions.trials WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function runningTrials(tx: Reader): Promise<StoredTrial[]> {
  return tx.query<StoredTrial>(
    `SELECT ${columns} FROM actions.trials WHERE workspace_id = $1 AND ended_at IS NULL ORDER BY action`,
    [tx.workspaceId],
  );
}

/** Of each action. */
export function latestTrials(tx: Reader): Promise<StoredTrial[]> {
  return tx.query<StoredTrial>(
    `SELECT DISTINCT ON (action) ${columns} FROM actions.trials WHERE workspace_id = $1
     ORDER BY action, id DESC`,
    [tx.workspaceId],
  );
}
