// Rows of knowledge.glossary, and the number that grows with each change of them.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredEntry {
  id: string;
  term: string;
  words: string[];
  ownerId: string | null;
  isOn: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

const columns = `id, term, words, owner_id AS "ownerId", is_on AS "isOn", version, created_at AS "createdAt",
  updated_at AS "updatedAt"`;

/** How terms are compared: "2FA" and "2fa" are one. */
export const entryKey = (term: string): string =>
  term.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

export async function readEntry(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredEntry | null> {
  const rows = await tx.query<StoredEntry>(
    `SELECT ${columns} FROM knowledge.glossary WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export interface EntryPlace {
  key: string;
  id: string;
}

/** By term, after a place; `key` is what they are sorted by. */
export function listEntries(
  tx: Reader,
  after: EntryPlace | null,
  limit: number,
): Promise<(StoredEntry & { key: string })[]> {
  return tx.query<StoredEntry & { key: string }>(
    `SELECT ${columns}, key FROM knowledge.glossary
     WHERE workspace_id = $1 AND ($2::text IS NULL OR (key, id) > ($2::text, $3::uuid))
     ORDER BY key, id LIMIT $4`,
    [tx.workspaceId, after?.key ?? null, after?.id ?? null, limit],
  );
}

export async function idOfKey(tx: Reader, key: string): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(
    "SELECT id FROM knowledge.glossary WHERE workspace_id = $1 AND key = $2",
    [tx.workspaceId, key],
  );
  return rows[0]?.id ?? null;
}

export async function countEntries(tx: Reader): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM knowledge.glossary WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows[0]?.count ?? 0;
}

/** The number of the entries' state; 0 where there never were any. */
export async function glossaryRevision(tx: Reader): Promise<number> {
  const rows = await tx.query<{ revision: number }>(
    "SELECT revision::float8 AS revision FROM knowledge.glossary_states WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows[0]?.revision ?? 0;
}

/** One writer at a time in a workspace; it waits here. */
export async function lockGlossary(tx: Tx): Promise<void> {
  await tx.query(
    `INSERT INTO knowledge.glossary_states (workspace_id, revision) VALUES ($1, 1)
     ON CONFLICT (workspace_id) DO UPDATE SET revision = knowledge.glossary_states.revision + 1`,
    [tx.workspaceId],
  );
}

export async function saveEntry(tx: Tx, entry: StoredEntry): Promise<void> {
  await tx.query(
    `INSERT INTO knowledge.glossary (workspace_id, id, term, key, words, owner_id, is_on, version, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (workspace_id, id) DO UPDATE SET term = EXCLUDED.term, key = EXCLUDED.key, words = EXCLUDED.words,
       owner_id = EXCLUDED.owner_id, is_on = EXCLUDED.is_on, version = EXCLUDED.version, updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      entry.id,
      entry.term,
      entryKey(entry.term),
      entry.words,
      entry.ownerId,
      entry.isOn,
      entry.version,
      entry.createdAt,
      entry.updatedAt,
    ],
  );
}

export async function dropEntry(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM knowledge.glossary WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
