// Conversations and messages as they begin, before anything is known of them. Pure.
import type { StoredConversation } from "./conversations.store.ts";
import type { StoredMessage } from "./messages.store.ts";

type Blank = Omit<
  StoredConversation,
  | "id"
  | "number"
  | "channelId"
  | "channelKind"
  | "threadKey"
  | "personId"
  | "fromAddress"
  | "fromName"
  | "fromVerified"
  | "subject"
  | "subjectKey"
>;

/** A conversation in which nothing was said yet. */
export function blankThread(at: string): Blank {
  return {
    preview: "",
    state: "open",
    snoozedUntil: null,
    closedAt: null,
    assigneeId: null,
    teamId: null,
    region: null,
    priority: "normal",
    language: null,
    category: null,
    tags: [],
    triage: {},
    routing: [],
    sla: null,
    dueAt: null,
    lastSeq: 0,
    lastCustomerSeq: 0,
    lastBotSeq: 0,
    botAnswered: false,
    lastMessageAt: at,
    waitingSince: null,
    firstReplyAt: null,
    askedAt: null,
    personInSince: null,
    handOver: null,
    mergedInto: null,
    mergedAtSeq: null,
    rating: null,
    version: 0,
    createdAt: at,
    updatedAt: at,
  };
}

type BlankMessage = Omit<
  StoredMessage,
  "conversationId" | "seq" | "id" | "authorKind" | "authorName" | "text" | "integrity" | "channelId"
>;

/** Neither sent nor removed, with nothing beside its text. */
export function blankMessage(at: string): BlankMessage {
  return {
    authorId: null,
    internal: false,
    automatic: false,
    providerId: null,
    inReplyTo: [],
    delivery: null,
    deliveryReason: null,
    attempts: 0,
    idempotencyKey: null,
    citations: null,
    rung: null,
    attachments: [],
    recipients: null,
    cc: [],
    mentions: [],
    removedAt: null,
    sentAt: at,
    createdAt: at,
  };
}
