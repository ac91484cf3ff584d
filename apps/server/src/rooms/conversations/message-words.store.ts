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

/** After which message words are to be made anew; null: all are of this version. */
export async function wordsDue(tx: Reader, version: number): Promise<{ after: string } | null> {
  const rows = await tx.query<{ after: string }>(
    `SELECT COALESCE(words_after, '00000000-0000-0000-0000-000000000000') AS after
     FROM conversations.counters WHERE workspace_id = $1 AND words < $2`,
    [tx.workspaceId, version],
  );
  return rows[0] ?? null;
}

/** Messages that have words, held until the transaction ends: what is written to them meanwhile comes after. */
export async function holdWords(tx: Tx, after: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT message_id AS id FROM conversations.words
     WHERE workspace_id = $1 AND message_id > $2 ORDER BY message_id LIMIT $3 FOR UPDATE`,
    [tx.workspaceId, after, limit],
  );
  return rows.map(({ id }) => id);
}

/** `version`: of all, where there is none after it. */
export function noteRenewed(tx: Tx, after: string | null, version: number | null): void {
  tx.send(
    `UPDATE conversations.counters SET words_after = GREATEST(words_after, $2::uuid),
       words = GREATEST(words, $3::int) WHERE workspace_id = $1`,
    [tx.workspaceId, after, version],
  );
}
