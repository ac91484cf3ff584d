// Rows of the workspace's own versions of prompts. What Rapport ships is version 0 and stands in the code.
import type { AiPromptKey } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface PromptVersion {
  key: AiPromptKey;
  version: number;
  text: string;
  isInForce: boolean;
}

export interface StoredVersion extends PromptVersion {
  note: string | null;
  createdAt: string;
}

const columns = `key, version, text, note, is_in_force AS "isInForce", created_at AS "createdAt"`;

/** Those in force, and those that are tried. */
export function readHeldVersions(tx: Reader): Promise<PromptVersion[]> {
  return tx.query<PromptVersion>(
    `SELECT v.key, v.version, v.text, v.is_in_force AS "isInForce" FROM prompts.versions v
     WHERE v.workspace_id = $1 AND (v.is_in_force OR EXISTS (SELECT FROM prompts.trials t
       WHERE t.workspace_id = v.workspace_id AND t.key = v.key AND t.version = v.version AND t.state = 'open'))`,
    [tx.workspaceId],
  );
}

/** The newest first, of each as many as are shown. */
export function readVersions(tx: Reader): Promise<StoredVersion[]> {
  return tx.query<StoredVersion>(
    `SELECT ${columns} FROM prompts.versions WHERE workspace_id = $1 ORDER BY key, version DESC LIMIT 500`,
    [tx.workspaceId],
  );
}

export async function readVersion(
  tx: Reader,
  key: string,
  version: number,
): Promise<StoredVersion | null> {
  const rows = await tx.query<StoredVersion>(
    `SELECT ${columns} FROM prompts.versions WHERE workspace_id = $1 AND key = $2 AND version = $3`,
    [tx.workspaceId, key, version],
  );
  return rows[0] ?? null;
}

/** One change of a prompt after the other: numbers are given once, and a trial never meets another one. */
export async function holdPrompt(tx: Tx, key: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1::text || $2, 48))", [
    tx.workspaceId,
    key,
  ]);
}

/** Within `holdPrompt`. Answers the number. */
export async function addVersion(
  tx: Tx,
  prompt: { key: string; text: string; note: string | null; by: string | null; at: string },
): Promise<number> {
  const rows = await tx.query<{ version: number }>(
    `INSERT INTO prompts.versions (workspace_id, key, version, text, note, is_in_force, created_by, created_at)
     SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, false, $5, $6 FROM prompts.versions
     WHERE workspace_id = $1 AND key = $2 RETURNING version`,
    [tx.workspaceId, prompt.key, prompt.text, prompt.note, prompt.by, prompt.at],
  );
  return rows[0]?.version ?? 0;
}

/** Within `holdPrompt`. 0: none of the workspace's own. Answers whether there is such a version. */
export async function putInForce(tx: Tx, key: string, version: number): Promise<boolean> {
  const rows = await tx.query<{ version: number }>(
    `UPDATE prompts.versions SET is_in_force = (version = $3) WHERE workspace_id = $1 AND key = $2
     RETURNING version`,
    [tx.workspaceId, key, version],
  );
  return version === 0 || rows.some((row) => row.version === version);
}
