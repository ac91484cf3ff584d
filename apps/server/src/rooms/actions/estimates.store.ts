// Rows of actions.estimates: what is known of each action now.
import type { ActionEstimate } from "@rapport/contracts";
import type { EffectModel } from "@rapport/learn";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredEstimate {
  action: string;
  featureHash: string;
  at: string;
  told: ActionEstimate;
  model: EffectModel | null;
}

export async function writeEstimate(tx: Tx, estimate: StoredEstimate): Promise<void> {
  await tx.query(
    `INSERT INTO actions.estimates (workspace_id, action, feature_hash, at, told, model)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id, action) DO UPDATE SET feature_hash = EXCLUDED.feature_hash, at = EXCLUDED.at,
       told = EXCLUDED.told, model = EXCLUDED.model`,
    [
      tx.workspaceId,
      estimate.action,
      estimate.featureHash,
      estimate.at,
      JSON.stringify(estimate.told),
      estimate.model === null ? null : JSON.stringify(estimate.model),
    ],
  );
}

export async function removeEstimate(tx: Tx, action: string): Promise<void> {
  await tx.query("DELETE FROM actions.estimates WHERE workspace_id = $1 AND action = $2", [
    tx.workspaceId,
    action,
  ]);
}

export function readEstimates(tx: Reader): Promise<StoredEstimate[]> {
  return tx.query<StoredEstimate>(
    `SELECT action, feature_hash AS "featureHash", at, told, model FROM actions.estimates
     WHERE workspace_id = $1 ORDER BY action`,
    [tx.workspaceId],
  );
}
