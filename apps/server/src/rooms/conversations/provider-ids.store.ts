// Rows of conversations.messages by the ids that they have at the provider: what a mail answers, repeats or reports on.
import type { MailAddress } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";

/** Ours among those ids, the newest first, with the addresses that they went to. */
export function sentByIds(
  tx: Reader,
  channelId: string,
  providerIds: readonly string[],
): Promise<{ id: string; conversationId: string; address: string; cc: MailAddress[] }[]> {
  return tx.query(
    `SELECT m.id, m.conversation_id AS "conversationId", c.from_address AS address, m.cc
     FROM conversations.messages m
     JOIN conversations.conversations c ON c.workspace_id = m.workspace_id AND c.id = m.conversation_id
     WHERE m.workspace_id = $1 AND m.channel_id = $2 AND m.provider_id = ANY($3::text[])
       AND m.author_kind <> 'customer' AND m.recipients IS NULL AND c.from_address IS NOT NULL
     ORDER BY m.id DESC`,
    [tx.workspaceId, channelId, providerIds],
  );
}

/** What customers wrote and got under those ids, the newest twenty. */
export async function textsOf(
  tx: Reader,
  channelId: string,
  providerIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ text: string }>(
    `SELECT text FROM conversations.messages
     WHERE workspace_id = $1 AND channel_id = $2 AND provider_id = ANY($3::text[])
       AND NOT internal AND removed_at IS NULL
     ORDER BY id DESC LIMIT 20`,
    [tx.workspaceId, channelId, providerIds],
  );
  return rows.map(({ text }) => text);
}
