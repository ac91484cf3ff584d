// Rows of conversations.links: which conversation is on which record.
import type { LinkedObject } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredLink {
  id: string;
  conversationId: string;
  object: LinkedObject;
  recordId: string;
  createdAt: string;
}

const columns = `id, conversation_id AS "conversationId", object, record_id AS "recordId", created_at AS "createdAt"`;
const mostLinks = 200;

export function linksOf(tx: Reader, conversationId: string): Promise<StoredLink[]> {
  return tx.query<StoredLink>(
    `SELECT ${columns} FROM conversations.links WHERE workspace_id = $1 AND conversation_id = $2
     ORDER BY id LIMIT ${mostLinks}`,
    [tx.workspaceId, conversationId],
  );
}

export async function readLink(tx: Reader, id: string): Promise<StoredLink | null> {
  const rows = await tx.query<StoredLink>(
    `SELECT ${columns} FROM conversations.links WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** The newest conversations on a record. */
export async function linkedConversations(
  tx: Reader,
  asked: { object: string; recordId: string; beforeId: string | null; limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT conversation_id AS id FROM conversations.links
     WHERE workspace_id = $1 AND object = $2 AND record_id = $3
       AND ($4::uuid IS NULL OR conversation_id < $4) ORDER BY conversation_id DESC LIMIT $5`,
    [tx.workspaceId, asked.object, asked.recordId, asked.beforeId, asked.limit],
  );
  return rows.map(({ id }) => id);
}

export function linksOfRecords(
  tx: Reader,
  object: string,
  recordIds: readonly string[],
): Promise<StoredLink[]> {
  return tx.query<StoredLink>(
    `SELECT ${columns} FROM conversations.links
     WHERE workspace_id = $1 AND object = $2 AND record_id = ANY($3::uuid[]) ORDER BY id`,
    [tx.workspaceId, object, recordIds],
  );
}

/** False: it was there already. */
export async function insertLink(tx: Tx, link: StoredLink): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO conversations.links (workspace_id, id, conversation_id, object, record_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
    [tx.workspaceId, link.id, link.conversationId, link.object, link.recordId, link.createdAt],
  );
  return rows.length > 0;
}

export function deleteLink(tx: Tx, id: string): void {
  tx.send("DELETE FROM conversations.links WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
