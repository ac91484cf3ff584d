// Rows of trials, and of the answers within them.
import type { AiPromptKey, AiPromptTrialState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { ArmCounts, ToldUse } from "./trial.rules.ts";

export interface Evidence {
  better: number;
  worse: number;
}

export interface StoredTrial {
  id: string;
  key: AiPromptKey;
  version: number;
  against: number;
  share: number;
  state: AiPromptTrialState;
  startedAt: string;
  endedAt: string | null;
  /** The evidence when it ended; null while it runs. */
  better: number | null;
  worse: number | null;
}

const columns = `id, key, version, against, share, state, started_at AS "startedAt", ended_at AS "endedAt", better, worse`;

export function openTrials(tx: Reader): Promise<StoredTrial[]> {
  return tx.query<StoredTrial>(
    `SELECT ${columns} FROM prompts.trials WHERE workspace_id = $1 AND state = 'open'`,
    [tx.workspaceId],
  );
}

/** The newest first. */
export function trialsOf(tx: Reader, key: string, limit: number): Promise<StoredTrial[]> {
  return tx.query<StoredTrial>(
    `SELECT ${columns} FROM prompts.trials WHERE workspace_id = $1 AND key = $2 ORDER BY id DESC LIMIT $3`,
    [tx.workspaceId, key, limit],
  );
}

export async function addTrial(
  tx: Tx,
  trial: Omit<StoredTrial, "endedAt" | keyof Evidence>,
): Promise<void> {
  await tx.query(
    `INSERT INTO prompts.trials (workspace_id, id, key, version, against, share, state, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tx.workspaceId,
      ...[trial.id, trial.key, trial.version, trial.against],
      ...[trial.share, trial.state, trial.startedAt],
    ],
  );
}

export async function openTrialOf(tx: Reader, key: string): Promise<StoredTrial | null> {
  const rows = await tx.query<StoredTrial>(
    `SELECT ${columns} FROM prompts.trials WHERE workspace_id = $1 AND key = $2 AND state = 'open'`,
    [tx.workspaceId, key],
  );
  return rows[0] ?? null;
}

export async function endTrial(
  tx: Tx,
  id: string,
  end: Evidence & { state: Exclude<AiPromptTrialState, "open">; at: string },
): Promise<void> {
  await tx.query(
    `UPDATE prompts.trials SET state = $3, ended_at = $4, better = $5, worse = $6
     WHERE workspace_id = $1 AND id = $2 AND state = 'open'`,
    [tx.workspaceId, id, end.state, end.at, end.better, end.worse],
  );
}

export interface Use {
  callId: string;
  trialId: string;
  isTried: boolean;
  at: string;
  /** Null: it is not known yet. */
  isKept: boolean | null;
}

export async function addUse(tx: Tx, use: Use): Promise<void> {
  await tx.query(
    `INSERT INTO prompts.uses (workspace_id, call_id, trial_id, is_tried, used_at, is_kept, told_at)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $6::boolean IS NULL THEN NULL ELSE $5::timestamptz END)
     ON CONFLICT DO NOTHING`,
    [tx.workspaceId, use.callId, use.trialId, use.isTried, use.at, use.isKept],
  );
}

/** Once; of calls outside any trial there is nothing to tell. */
export async function tellUse(tx: Tx, callId: string, isKept: boolean, at: string): Promise<void> {
  await tx.query(
    `UPDATE prompts.uses SET is_kept = $3, told_at = $4
     WHERE workspace_id = $1 AND call_id = $2 AND is_kept IS NULL`,
    [tx.workspaceId, callId, isKept, at],
  );
}

/** In the order in which they were told; the first so many, which decide long before. */
export function toldUses(tx: Reader, trialId: string): Promise<ToldUse[]> {
  return tx.query<ToldUse>(
    `SELECT is_tried AS "isTried", is_kept AS "isKept" FROM prompts.uses
     WHERE workspace_id = $1 AND trial_id = $2 AND told_at IS NOT NULL ORDER BY told_at, call_id LIMIT 20000`,
    [tx.workspaceId, trialId],
  );
}

export function countUses(
  tx: Reader,
  trialIds: readonly string[],
): Promise<(Omit<ArmCounts, "version"> & { trialId: string; isTried: boolean })[]> {
  return tx.query(
    `SELECT trial_id AS "trialId", is_tried AS "isTried", count(*)::int AS uses,
       (count(*) FILTER (WHERE is_kept))::int AS kept, (count(*) FILTER (WHERE NOT is_kept))::int AS dropped
     FROM prompts.uses WHERE workspace_id = $1 AND trial_id = ANY($2) GROUP BY 1, 2`,
    [tx.workspaceId, trialIds],
  );
}

export async function forgetUses(tx: Tx, before: string, limit: number): Promise<void> {
  await tx.query(
    `DELETE FROM prompts.uses WHERE workspace_id = $1 AND call_id IN (
       SELECT u.call_id FROM prompts.uses u JOIN prompts.trials t ON t.workspace_id = u.workspace_id AND t.id = u.trial_id
       WHERE u.workspace_id = $1 AND t.ended_at < $2 LIMIT $3)`,
    [tx.workspaceId, before, limit],
  );
}
