// Rows of conversations.messages and the words by which they are found.
import type { AuthorKind, MailAddress, MessageDelivery } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { MessageFile } from "./ports.ts";

export interface Citation {
  title: string;
  url: string | null;
}

export interface StoredMessage {
  conversationId: string;
  seq: number;
  id: string;
  authorKind: AuthorKind;
  authorId: string | null;
  authorName: string | null;
  internal: boolean;
  text: string;
  integrity: "external" | "staff" | "bot";
  automatic: boolean;
  channelId: string | null;
  providerId: string | null;
  inReplyTo: string[];
  delivery: MessageDelivery | null;
  deliveryReason: string | null;
  attempts: number;
  idempotencyKey: string | null;
  citations: Citation[] | null;
  rung: string | null;
  attachments: MessageFile[];
  /** Of a mail that a member sent elsewhere; null: it went by a channel. */
  recipients: MailAddress[] | null;
  /** Who else has this mail, beside the customer and our own mailboxes. */
  cc: MailAddress[];
  mentions: string[];
  removedAt: string | null;
  sentAt: string;
  createdAt: string;
}

const columns: Record<keyof StoredMessage, string> = {
  conversationId: "conversation_id",
  seq: "seq",
  id: "id",
  authorKind: "author_kind",
  authorId: "author_id",
  authorName: "author_name",
  internal: "internal",
  text: "text",
  integrity: "integrity",
  automatic: "automatic",
  channelId: "channel_id",
  providerId: "provider_id",
  inReplyTo: "in_reply_to",
  delivery: "delivery",
  deliveryReason: "delivery_reason",
  attempts: "attempts",
  idempotencyKey: "idempotency_key",
  citations: "citations",
  rung: "rung",
  attachments: "attachments",
  recipients: "recipients",
  cc: "cc",
  mentions: "mentions",
  removedAt: "removed_at",
  sentAt: "sent_at",
  createdAt: "created_at",
};

/** Of a message `m` in SQL: what was written, then what was heard in its recordings. */
export const saidSql = `concat_ws(E'\\n', NULLIF(m.text, ''), (SELECT string_agg(f->'recording'->>'text', E'\\n')
  FROM jsonb_array_elements(m.attachments) f WHERE f->'recording'->>'text' <> ''))`;

const keys = Object.keys(columns) as (keyof StoredMessage)[];
const selected = `SELECT ${keys.map((key) => `m.${columns[key]} AS "${key}"`).join(", ")} FROM conversations.messages m`;
const jsonKeys: ReadonlySet<keyof StoredMessage> = new Set([
  "citations",
  "attachments",
  "recipients",
  "cc",
]);

/** One that is there already fails the transaction. */
export function insertMessage(tx: Tx, one: StoredMessage): void {
  tx.send(
    `INSERT INTO conversations.messages (workspace_id, ${keys.map((key) => columns[key]).join(", ")})
     VALUES ($1, ${keys.map((_, at) => `$${at + 2}`).join(", ")})`,
    [
      tx.workspaceId,
      ...keys.map((key) =>
        jsonKeys.has(key) && one[key] !== null ? JSON.stringify(one[key]) : one[key],
      ),
    ],
  );
}

/** What came in under this id of the channel. */
export async function findReceived(
  tx: Reader,
  channelId: string,
  providerId: string,
): Promise<{ id: string; conversationId: string; seq: number } | null> {
  const rows = await tx.query<{ id: string; conversationId: string; seq: number }>(
    `SELECT id, conversation_id AS "conversationId", seq FROM conversations.messages
     WHERE workspace_id = $1 AND channel_id = $2 AND provider_id = $3 AND author_kind = 'customer'`,
    [tx.workspaceId, channelId, providerId],
  );
  return rows[0] ?? null;
}

/** The conversation of the newest message that has one of these ids at the provider, ours among them. */
export async function findAnswered(
  tx: Reader,
  channelId: string,
  providerIds: readonly string[],
): Promise<string | null> {
  const rows = await tx.query<{ conversationId: string }>(
    `SELECT conversation_id AS "conversationId" FROM conversations.messages
     WHERE workspace_id = $1 AND channel_id = $2 AND provider_id = ANY($3::text[])
     ORDER BY id DESC LIMIT 1`,
    [tx.workspaceId, channelId, providerIds],
  );
  return rows[0]?.conversationId ?? null;
}

export async function findByIdempotencyKey(
  tx: Reader,
  conversationId: string,
  key: string,
): Promise<StoredMessage | null> {
  const rows = await tx.query<StoredMessage>(
    `${selected} WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.idempotency_key = $3`,
    [tx.workspaceId, conversationId, key],
  );
  return rows[0] ?? null;
}

export async function readMessage(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredMessage | null> {
  const rows = await tx.query<StoredMessage>(
    `${selected} WHERE m.workspace_id = $1 AND m.id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function messagesByIds(tx: Reader, ids: readonly string[]): Promise<StoredMessage[]> {
  return tx.query<StoredMessage>(
    `${selected} WHERE m.workspace_id = $1 AND m.id = ANY($2::uuid[]) AND m.removed_at IS NULL`,
    [tx.workspaceId, ids],
  );
}

/** In the order of seq: the last `limit` below `beforeSeq`. */
export async function lastMessages(
  tx: Reader,
  asked: { conversationId: string; beforeSeq: number; limit: number },
): Promise<StoredMessage[]> {
  const rows = await tx.query<StoredMessage>(
    `${selected} WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.seq < $3
     ORDER BY m.seq DESC LIMIT $4`,
    [tx.workspaceId, asked.conversationId, asked.beforeSeq, asked.limit],
  );
  return rows.reverse();
}

/** What the customer sees, after a seq. */
export function customersMessages(
  tx: Reader,
  asked: { conversationId: string; afterSeq: number; limit: number },
): Promise<StoredMessage[]> {
  return tx.query<StoredMessage>(
    `${selected} WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.seq > $3
       AND NOT m.internal AND m.removed_at IS NULL
     ORDER BY m.seq LIMIT $4`,
    [tx.workspaceId, asked.conversationId, asked.afterSeq, asked.limit],
  );
}

/** Provider ids of what the customer sent and got in this conversation, oldest first, the newest twenty. */
export async function providerIdsOf(tx: Reader, conversationId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT provider_id AS id FROM conversations.messages
     WHERE workspace_id = $1 AND conversation_id = $2 AND provider_id IS NOT NULL
     ORDER BY seq DESC LIMIT 20`,
    [tx.workspaceId, conversationId],
  );
  return rows.map(({ id }) => id).reverse();
}

export function setDelivery(
  tx: Tx,
  messageId: string,
  to: {
    state: MessageDelivery;
    reason: string | null;
    providerId: string | null;
    attempts: number;
  },
): void {
  tx.send(
    `UPDATE conversations.messages SET delivery = $3, delivery_reason = $4,
       provider_id = coalesce($5, provider_id), attempts = $6
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, messageId, to.state, to.reason, to.providerId, to.attempts],
  );
}

export function setFiles(tx: Tx, messageId: string, files: readonly MessageFile[]): void {
  tx.send(
    "UPDATE conversations.messages SET attachments = $3 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, messageId, JSON.stringify(files)],
  );
}

/** seq of the last message that is no note; 0: there is none. */
export async function lastSaid(tx: Reader, conversationId: string): Promise<number> {
  const rows = await tx.query<{ seq: number }>(
    `SELECT seq FROM conversations.messages
     WHERE workspace_id = $1 AND conversation_id = $2 AND NOT internal AND removed_at IS NULL
     ORDER BY seq DESC LIMIT 1`,
    [tx.workspaceId, conversationId],
  );
  return rows[0]?.seq ?? 0;
}

export function setRemoved(tx: Tx, messageId: string, at: string | null): void {
  tx.send("UPDATE conversations.messages SET removed_at = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    messageId,
    at,
  ]);
}

/** Somebody of us answered after this seq. */
export async function hasAnswerAfter(
  tx: Reader,
  asked: { conversationId: string; afterSeq: number; butNot: string | null },
): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM conversations.messages
     WHERE workspace_id = $1 AND conversation_id = $2 AND seq > $3
       AND author_kind IN ('member', 'bot') AND NOT internal
       AND ($4::uuid IS NULL OR author_id IS DISTINCT FROM $4)
     LIMIT 1`,
    [tx.workspaceId, asked.conversationId, asked.afterSeq, asked.butNot],
  );
  return rows.length > 0;
}

/**
 * Since when the customer waits, as its messages tell: for an answer to what was written after the last one, or for the
 * person that the bot gave it to at `handedAt`, saying so.
 */
export async function waitingSinceIn(
  tx: Reader,
  conversationId: string,
  handedAt: string | null,
): Promise<string | null> {
  const rows = await tx.query<{ since: string | null }>(
    `WITH m AS (
       SELECT seq, created_at, author_kind, automatic FROM conversations.messages
       WHERE workspace_id = $1 AND conversation_id = $2 AND NOT internal AND removed_at IS NULL
     ), answers AS (
       SELECT * FROM m WHERE author_kind = 'member'
         OR (author_kind = 'bot' AND ($3::timestamptz IS NULL OR created_at < $3)))
     SELECT coalesce(
       (SELECT min(created_at) FROM m WHERE author_kind = 'customer' AND NOT automatic
          AND seq > coalesce((SELECT max(seq) FROM answers), 0)),
       (SELECT $3::timestamptz WHERE NOT EXISTS (SELECT 1 FROM answers WHERE created_at >= $3))) AS since`,
    [tx.workspaceId, conversationId, handedAt],
  );
  return rows[0]?.since ?? null;
}

export async function hasMemberSpoken(
  tx: Reader,
  conversationId: string,
  since: string,
): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 AS spoken FROM conversations.messages WHERE workspace_id = $1 AND conversation_id = $2
       AND author_kind = 'member' AND NOT internal AND created_at >= $3 LIMIT 1`,
    [tx.workspaceId, conversationId, since],
  );
  return rows.length > 0;
}
