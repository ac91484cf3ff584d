// What the customer sees of a conversation: no notes, nothing taken back. One that was merged into another goes on with
// that one's messages, numbered on, so that a widget that is open does not notice.
import type { RecordingState } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { readConversation } from "./conversations.store.ts";
import { customersMessages, type StoredMessage } from "./messages.store.ts";
import { heardIn, leastHeard } from "./recordings.rules.ts";
import { seqAfterMerge } from "./thread.rules.ts";

export interface FeedMessage {
  id: string;
  seq: number;
  author: { kind: StoredMessage["authorKind"]; name: string | null };
  text: string;
  /** What was heard in its recordings, which its author did not write; null: nothing was. */
  heard: string | null;
  /** Of its recordings the one that is least known; null: it has none. */
  recording: RecordingState | null;
  /** Nobody wrote it: an auto-reply, a bounce, a word of the server. */
  automatic: boolean;
  at: string;
  citations: { title: string; url: string | null }[];
  rung: string | null;
  attachments: { name: string; mediaType: string; bytes: number }[];
  idempotencyKey: string | null;
  providerId: string | null;
}

export function feedMessage(one: StoredMessage): FeedMessage {
  return {
    id: one.id,
    seq: one.seq,
    author: { kind: one.authorKind, name: one.authorName },
    text: one.text,
    heard: heardIn(one),
    recording: leastHeard(one),
    automatic: one.automatic,
    at: one.createdAt,
    citations: one.citations ?? [],
    rung: one.rung,
    attachments: one.attachments.map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes })),
    idempotencyKey: one.idempotencyKey,
    providerId: one.providerId,
  };
}

export async function feed(
  tx: Reader,
  conversationId: string,
  afterSeq: number,
  limit: number,
): Promise<FeedMessage[]> {
  const own = await customersMessages(tx, { conversationId, afterSeq, limit });
  const found = own.map(feedMessage);
  if (found.length >= limit) return found;
  const one = await readConversation(tx, conversationId);
  if (!one || one.mergedInto === null) return found;
  const from = Math.max(0, afterSeq - one.lastSeq) + (one.mergedAtSeq ?? 0);
  const rest = await feed(tx, one.mergedInto, from, limit - found.length);
  return [
    ...found,
    ...rest.map((message) => ({ ...message, seq: seqAfterMerge(one, message.seq) })),
  ];
}
