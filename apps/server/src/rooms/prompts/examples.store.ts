// Rows of examples.
import type { AiPromptExample } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

const columns = `id, key, text, passages, language, expects, created_at AS "createdAt"`;

/** In the order in which they were added; a prompt has 200 at most. */
export function examplesOf(tx: Reader, key: string): Promise<AiPromptExample[]> {
  return tx.query<AiPromptExample>(
    `SELECT ${columns} FROM prompts.examples WHERE workspace_id = $1 AND key = $2 ORDER BY id`,
    [tx.workspaceId, key],
  );
}

export async function readExample(tx: Reader, id: string): Promise<AiPromptExample | null> {
  const rows = await tx.query<AiPromptExample>(
    `SELECT ${columns} FROM prompts.examples WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function countExamples(tx: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ key: string; count: number }>(
    "SELECT key, count(*)::int AS count FROM prompts.examples WHERE workspace_id = $1 GROUP BY key",
    [tx.workspaceId],
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}

export async function addExamples(tx: Tx, examples: readonly AiPromptExample[]): Promise<void> {
  await tx.query(
    `INSERT INTO prompts.examples (workspace_id, id, key, text, passages, language, expects, created_at)
     SELECT $1, e.id, e.key, e.text, e.passages, e.language, e.expects, e."createdAt"
     FROM jsonb_to_recordset($2::jsonb) AS e (id uuid, key text, text text, passages text[], language text,
       expects jsonb, "createdAt" timestamptz)`,
    [tx.workspaceId, JSON.stringify(examples)],
  );
}

export async function removeExample(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM prompts.examples WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
