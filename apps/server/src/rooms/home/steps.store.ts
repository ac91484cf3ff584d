// Rows of home.steps.
import type { Reader, Tx } from "../../platform/db/index.ts";

export async function readSteps(tx: Reader, memberId: string): Promise<Set<string>> {
  const rows = await tx.query<{ step: string }>(
    "SELECT step FROM home.steps WHERE workspace_id = $1 AND member_id = $2",
    [tx.workspaceId, memberId],
  );
  return new Set(rows.map(({ step }) => step));
}

export async function addSteps(tx: Tx, memberId: string, steps: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO home.steps (workspace_id, member_id, step)
     SELECT $1::uuid, $2::uuid, s FROM unnest($3::text[]) s ON CONFLICT DO NOTHING`,
    [tx.workspaceId, memberId, steps],
  );
}

export async function removeStep(tx: Tx, memberId: string, step: string): Promise<void> {
  await tx.query(
    "DELETE FROM home.steps WHERE workspace_id = $1 AND member_id = $2 AND step = $3",
    [tx.workspaceId, memberId, step],
  );
}
