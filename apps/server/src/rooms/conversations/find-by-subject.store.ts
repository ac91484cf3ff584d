// Which conversation a mail goes on in that names none: by its subject and whoever has a part in it.
import type { Reader } from "../../platform/db/index.ts";

interface Asked {
  channelId: string;
  /** In small letters. */
  address: string;
  subjectKey: string;
  /** Nothing was said since in those that are left out. */
  since: string;
}

const mostOfSubject = 50;

/** The newest that the address began. */
export async function findBySubject(tx: Reader, asked: Asked): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM conversations.conversations
     WHERE workspace_id = $1 AND channel_id = $2 AND from_address = $3 AND subject_key = $4
       AND last_message_at >= $5
     ORDER BY id DESC LIMIT 1`,
    [tx.workspaceId, asked.channelId, asked.address, asked.subjectKey, asked.since],
  );
  return rows[0]?.id ?? null;
}

/** The newest that the address is on a mail of. */
export async function findByPart(tx: Reader, asked: Asked): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(
    `WITH c AS MATERIALIZED (
       SELECT id FROM conversations.conversations
       WHERE workspace_id = $1 AND channel_id = $2 AND subject_key = $3 AND channel_kind = 'email'
         AND last_message_at >= $4
       ORDER BY id DESC LIMIT ${mostOfSubject})
     SELECT c.id FROM c WHERE EXISTS (
       SELECT 1 FROM conversations.messages m
       WHERE m.workspace_id = $1 AND m.conversation_id = c.id AND NOT m.internal AND m.cc @> $5::jsonb)
     ORDER BY c.id DESC LIMIT 1`,
    [
      ...[tx.workspaceId, asked.channelId, asked.subjectKey, asked.since],
      JSON.stringify([{ address: asked.address }]),
    ],
  );
  return rows[0]?.id ?? null;
}
