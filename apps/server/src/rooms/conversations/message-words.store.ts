// Rows of conversations.words: hashes of the words by which messages are found.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredMessage } from "./messages.store.ts";

export function indexWords(tx: Tx, message: StoredMessage, tokens: readonly number[]): void {
  if (tokens.length === 0) return;
  tx.send(
    `INSERT INTO conversations.words (workspace_id, message_id, conversation_id, tokens)
     VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, message_id) DO UPDATE SET tokens = EXCLUDED.tokens`,
    [tx.workspaceId, message.id, message.conversationId, tokens],
  );
}

export function forgetWords(tx: Tx, messageId: string): void {
  tx.send("DELETE FROM conversations.words WHERE workspace_id = $1 AND message_id = $2", [
    tx.workspaceId,
    messageId,
  ]);
}

export function foundMessages(
  tx: Reader,
  asked: { tokens: readonly number[]; before: string | null; limit: number },
): Promise<{ messageId: string; conversationId: string }[]> {
  return tx.query(
    `SELECT message_id AS "messageId", conversation_id AS "conversationId"
     FROM conversations.find_messages($1::int[], $2::uuid, $3::int)`,
    [asked.tokens, asked.before, asked.limit],
  );
}
