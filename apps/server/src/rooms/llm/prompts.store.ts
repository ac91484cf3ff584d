// Rows of the workspace's own versions of prompts. What Rapport ships is version 0 and stands in the code.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { PromptInForce } from "./stored-setup.ts";

export interface StoredPrompt extends PromptInForce {
  note: string | null;
  isInForce: boolean;
  createdAt: string;
}

const columns = `key, version, text, note, is_in_force AS "isInForce", created_at AS "createdAt"`;

export function readPromptsInForce(tx: Reader): Promise<PromptInForce[]> {
  return tx.query<PromptInForce>(
    "SELECT key, version, text FROM llm.prompts WHERE workspace_id = $1 AND is_in_force",
    [tx.workspaceId],
  );
}

/** The newest first, of each as many as are shown. */
export function readPrompts(tx: Reader): Promise<StoredPrompt[]> {
  return tx.query<StoredPrompt>(
    `SELECT ${columns} FROM llm.prompts WHERE workspace_id = $1 ORDER BY key, version DESC LIMIT 500`,
    [tx.workspaceId],
  );
}

/** One after the other, so that two versions never get the same number. */
export async function addPrompt(
  tx: Tx,
  prompt: { key: string; text: string; note: string | null; by: string | null; at: string },
): Promise<number> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1::text || $2, 48))", [
    tx.workspaceId,
    prompt.key,
  ]);
  const rows = await tx.query<{ version: number }>(
    `INSERT INTO llm.prompts (workspace_id, key, version, text, note, is_in_force, created_by, created_at)
     SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, false, $5, $6 FROM llm.prompts
     WHERE workspace_id = $1 AND key = $2 RETURNING version`,
    [tx.workspaceId, prompt.key, prompt.text, prompt.note, prompt.by, prompt.at],
  );
  return rows[0]?.version ?? 0;
}

/** 0: none of the workspace's own. Answers whether there is such a version. */
export async function putInForce(tx: Tx, key: string, version: number): Promise<boolean> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1::text || $2, 48))", [
    tx.workspaceId,
    key,
  ]);
  const rows = await tx.query<{ version: number }>(
    `UPDATE llm.prompts SET is_in_force = (version = $3) WHERE workspace_id = $1 AND key = $2
     RETURNING version`,
    [tx.workspaceId, key, version],
  );
  return version === 0 || rows.some((row) => row.version === version);
}
