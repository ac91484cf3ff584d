// What this room is given from outside: what channels bring and take, and what the inbox room decides about a
// conversation.
import type { ChannelKind, TriageField, TriageGuess } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type {
  Delivery,
  InboundMessage,
  MessageAttachment as MessageFile,
  OutboundMessage,
  Received,
  StoredRecording,
} from "../channels/index.ts";
import type { Records } from "../records/index.ts";
import type { StoredConversation } from "./conversations.store.ts";

export type { Delivery, InboundMessage, MessageFile, OutboundMessage, Received, StoredRecording };

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

export interface OwnChannel {
  id: string;
  kind: ChannelKind;
  name: string;
  isActive: boolean;
  address: string | null;
}

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
  knownTeams(tx: Reader, ids: readonly string[]): Promise<ReadonlySet<string>>;
  memberNames(tx: Reader): Promise<readonly { id: string; name: string }[]>;
  teamNames(tx: Reader): Promise<readonly { id: string; name: string }[]>;
  /** Teams of those members. */
  teamsOf(tx: Reader, memberId: string): Promise<readonly string[]>;
  deliver(ctx: Ctx, message: OutboundMessage): Promise<Delivery>;
  /** Whether messages of that channel are delivered by being stored. */
  readsStored(tx: Reader, channel: { id: string; kind: ChannelKind }): Promise<boolean>;
  noteStored(
    workspaceId: string,
    message: Pick<OutboundMessage, "channelId" | "messageId" | "conversationId">,
  ): void;
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
  /** Whose a phone number is, of those whom the caller sees, the oldest first. */
  peopleWithPhone(
    tx: Tx,
    ctx: Ctx,
    phone: string,
  ): Promise<readonly { id: string; region?: unknown }[]>;
  /** Channels that are set up, paused ones too; `address` of a mailbox. */
  channels(tx: Reader): Promise<readonly OwnChannel[]>;
  /** Files that members attached to a record, by the ids of their attachments; missing ones are left out. */
  files(
    tx: Tx,
    record: { object: string; id: string },
    ids: readonly string[],
  ): Promise<MessageFile[]>;
  /** Tells members, within the transaction, that a note names them. */
  tellMentioned(
    tx: Tx,
    ctx: Ctx,
    told: { memberIds: readonly string[]; conversation: StoredConversation; text: string },
  ): Promise<void>;
}
