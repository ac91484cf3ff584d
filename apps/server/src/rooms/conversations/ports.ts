// What this room is given from outside: what channels bring and take, and what the inbox room decides about a
// conversation. Shapes are structural, so that neither side needs the other to be there.
import type { ChannelKind, TriageField, TriageGuess } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { Records } from "../records/index.ts";
import type { StoredConversation } from "./conversations.store.ts";

export interface MessageFile {
  name: string;
  mediaType: string;
  blobKey: string;
  bytes: number;
}

export interface InboundMessage {
  channelId: string;
  /** What kind of channel that is; `api` unless told. */
  channelKind?: ChannelKind;
  /** Unique within the channel: the message comes in once, however often it is sent. */
  providerId: string;
  /** What the channel itself knows of the thread. */
  threadKey: string | null;
  /** Provider ids of what it answers. */
  inReplyTo: readonly string[];
  from: {
    address: string | null;
    name: string | null;
    userId: string | null;
    verified: boolean;
  };
  sentAt: Date;
  subject: string | null;
  /** External for ever. */
  text: string;
  attachments: readonly MessageFile[];
  /** An auto-reply, a bounce, a list: nobody waits for an answer to it. */
  automatic: boolean;
}

export interface Received {
  conversationId: string;
  messageId: string;
  seq: number;
  duplicate: boolean;
}

export interface OutboundMessage {
  channelId: string;
  /** Ours; at the provider it is the idempotency key. */
  messageId: string;
  conversationId: string;
  threadKey: string | null;
  to: { address: string | null; name: string | null };
  subject: string | null;
  text: string;
  attachments: readonly MessageFile[];
  inReplyTo: readonly string[];
}

export type Delivery =
  | { kind: "delivered"; providerId: string | null }
  | { kind: "refused"; reason: string; permanent: boolean }
  | { kind: "unknown"; reason: string };

/** What of a conversation follows from settings and text: promises, queue, who has it. */
export type Planned = Partial<
  Pick<
    StoredConversation,
    | "priority"
    | "language"
    | "category"
    | "triage"
    | "routing"
    | "sla"
    | "dueAt"
    | "assigneeId"
    | "teamId"
  >
>;

export type PlanEvent = "received" | "replied" | "changed";

export interface PlanFacts {
  event: PlanEvent;
  /** As it is now, with the event. */
  conversation: StoredConversation;
  /** Of the message, where there is one. */
  text: string | null;
  isNew: boolean;
  at: string;
}

export interface ConversationsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  outbox: Outbox;
  blobs: Blobs;
  records: Pick<
    Records,
    | "find"
    | "write"
    | "holdUpserts"
    | "titles"
    | "reach"
    | "readRaw"
    | "addUndoable"
    | "addFollower"
    | "addTimelineSource"
  >;
  workspaceIds(): Promise<readonly string[]>;
  knownMembers(tx: Reader, ids: readonly string[]): Promise<ReadonlySet<string>>;
  memberNames(tx: Reader): Promise<readonly { id: string; name: string }[]>;
  teamNames(tx: Reader): Promise<readonly { id: string; name: string }[]>;
  /** Teams of those members. */
  teamsOf(tx: Reader, memberId: string): Promise<readonly string[]>;
  deliver(ctx: Ctx, message: OutboundMessage): Promise<Delivery>;
  plan(tx: Tx, facts: PlanFacts): Promise<Planned>;
  /** Somebody said that a guess was wrong, or right. */
  corrected(
    tx: Tx,
    told: {
      conversation: StoredConversation;
      field: TriageField;
      guess: TriageGuess | null;
      value: string;
      by: string | null;
      at: string;
    },
  ): Promise<void>;
  /** Files that members attached to the conversation, by the ids of their attachments; missing ones are left out. */
  files(tx: Tx, conversationId: string, ids: readonly string[]): Promise<MessageFile[]>;
  /** Tells members, within the transaction, that a note names them. */
  tellMentioned(
    tx: Tx,
    ctx: Ctx,
    told: { memberIds: readonly string[]; conversation: StoredConversation; text: string },
  ): Promise<void>;
}
