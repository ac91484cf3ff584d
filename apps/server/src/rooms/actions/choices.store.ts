// Rows of actions.choices: what members did with a suggestion. The latest of each kind counts.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface Choice {
  id: string;
  action: string;
  recordId: string;
  says: "taken" | "helpful" | "not-helpful";
  verdict: string;
  effect: number | null;
  taskId: string | null;
  note: string | null;
  memberId: string | null;
  at: string;
}

const columns = `id, action, record_id AS "recordId", says, verdict, effect, task_id AS "taskId", note,
  member_id AS "memberId", at`;

export async function insertChoice(tx: Tx, choice: Choice): Promise<void> {
  await tx.query(
    `INSERT INTO actions.choices (workspace_id, id, action, record_id, says, verdict, effect, task_id, note,
       member_id, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tx.workspaceId,
      choice.id,
      choice.action,
      choice.recordId,
      choice.says,
      choice.verdict,
      choice.effect,
      choice.taskId,
      choice.note,
      choice.memberId,
      choice.at,
    ],
  );
}

export async function removeChoice(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM actions.choices WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export async function readChoice(tx: Reader, id: string): Promise<Choice | null> {
  const rows = await tx.query<Choice>(
    `SELECT ${columns} FROM actions.choices WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function choicesOf(tx: Reader, recordId: string): Promise<Choice[]> {
  return tx.query<Choice>(
    `SELECT ${columns} FROM actions.choices WHERE workspace_id = $1 AND record_id = $2 ORDER BY id DESC LIMIT 200`,
    [tx.workspaceId, recordId],
  );
}

export async function countChoices(
  tx: Reader,
): Promise<{ action: string; says: Choice["says"]; count: number }[]> {
  return tx.query(
    `SELECT action, says, count(*)::int AS count FROM actions.choices WHERE workspace_id = $1
     GROUP BY action, says`,
    [tx.workspaceId],
  );
}
