// The conversations room, put together. See README.md for its words and invariants.

import type { Conversation } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { ChangedRow, RowSight } from "../records/index.ts";
import { type Captured, type CapturedMail, captureMail } from "./capture-mail.ts";
import { changeActs } from "./change-acts.ts";
import { findThreadId, readConversation, type StoredConversation } from "./conversations.store.ts";
import { type Courier, createCourier } from "./courier.ts";
import { titleOf } from "./describe.ts";
import { type FeedMessage, feed, feedMessage } from "./feed.ts";
import { conversationItems, moveConversations } from "./follow-people.ts";
import { type ForFigures, forFigures } from "./for-figures.ts";
import { conversationPart } from "./image.ts";
import { type ImportedThread, importThreads } from "./import-threads.ts";
import type { Recorded } from "./keep-message.ts";
import { currentConversation, keepRating } from "./keep-rating.ts";
import {
  type Heard,
  hearAgain,
  keepTranscript,
  type WaitingRecording,
  waitingRecording,
} from "./keep-transcript.ts";
import { linkActs, linkObject, linkPart } from "./link-acts.ts";
import { mergeAct } from "./merge-act.ts";
import { messageActs } from "./message-acts.ts";
import { findAnswered } from "./messages.store.ts";
import { notePart } from "./note-part.ts";
import type { ConversationsDeps, InboundMessage, Received } from "./ports.ts";
import { textsOf } from "./provider-ids.store.ts";
import { conversationSight, object, readableIds, visibleConversation } from "./reach.ts";
import { conversationMessages, getConversation, type Thread } from "./read.ts";
import { receiveMessage, type Told } from "./receive-message.ts";
import { conversationRoutes } from "./routes.ts";
import { handOver, type Queued, queueReply, type ReplyRequest } from "./send-message.ts";
import { type Settled, settled } from "./settled.ts";
import { startAct } from "./start-act.ts";
import { botSilence, type Standing, standingOf } from "./thread.rules.ts";
import { transcriptAct } from "./transcript-act.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export type MessageListener = (
  workspaceId: string,
  conversationId: string,
  message: FeedMessage,
) => void;

export interface Conversations {
  name: "conversations";
  routes: AnyRoute[];
  courier: Courier;
  upkeep: Upkeep;
  /** A message of a customer; answers when it is kept. Sent twice, it is kept once. */
  receiveMessage(ctx: Ctx, workspaceId: string, inbound: InboundMessage): Promise<Received>;
  /** A mail that the member of the context sent elsewhere and let us know of. */
  captureMail(ctx: Ctx, mail: CapturedMail): Promise<Captured>;
  /** Whether a mail with one of these ids is in a conversation of the channel. */
  knowsAny(tx: Reader, channelId: string, providerIds: readonly string[]): Promise<boolean>;
  /** What customers wrote and got under those ids of the channel. */
  textsOf(tx: Reader, channelId: string, providerIds: readonly string[]): Promise<string[]>;
  /** A recording that waits to be heard; null: that wish is settled, or its bytes are gone. */
  recording(ctx: Ctx, wish: Recorded): Promise<WaitingRecording | null>;
  /** What was heard in it, or why nothing was; false: nobody waits for that any more. */
  heard(ctx: Ctx, wish: Recorded, heard: Heard): Promise<boolean>;
  /** By itself, of one that nobody heard when it was last asked for. */
  hearAgain(ctx: Ctx, wish: Recorded): Promise<void>;
  queueReply(ctx: Ctx, request: ReplyRequest): Promise<Queued>;
  /** As the caller may see it; throws where there is none for the caller. */
  describe(ctx: Ctx, id: string): Promise<Conversation>;
  /** The last messages as the caller may read them; throws where the role may not read texts. */
  thread(ctx: Ctx, id: string): Promise<Thread>;
  /** The conversation that a channel began under this key, also where it was merged into another since. */
  threadOf(tx: Reader, channelId: string, threadKey: string): Promise<string | null>;
  /** What the customer sees after a seq. */
  feed(tx: Reader, conversationId: string, afterSeq: number, limit: number): Promise<FeedMessage[]>;
  /** After the commit, in this process; what another one wrote or a kill cut off is in the feed. */
  onMessage(listener: MessageListener): void;
  mayBotSpeak(tx: Tx, conversationId: string): Promise<boolean>;
  /** What a bot must know before it thinks of an answer; null: there is no such conversation. */
  standing(tx: Reader, conversationId: string): Promise<Standing | null>;
  /** As it is stored; of one that was merged, the one that it goes on in. No rights apply. */
  current(tx: Reader, conversationId: string): Promise<StoredConversation | null>;
  /** Keeps what the customer said of it, or that they were asked. */
  rate(
    tx: Tx,
    ctx: Ctx,
    conversationId: string,
    rating: NonNullable<StoredConversation["rating"]>,
  ): Promise<void>;
  handOver(
    ctx: Ctx,
    conversationId: string,
    told: { reason: string; summary: string | null },
  ): Promise<void>;
  /** Many at once, with what was already said; within a transaction and an act that are open. */
  importThreads(tx: Tx, act: Act, threads: readonly ImportedThread[]): Promise<number>;
  /** For live streams: who sees which of the changed ones. */
  sight(
    tx: Reader,
    rows: readonly ChangedRow[],
    principals: readonly Principal[],
  ): Promise<RowSight>;
  figures: ForFigures;
  settled: Settled;
  /** Of those, the ids of the ones that the caller sees with their subjects. */
  readable(tx: Reader, ctx: Ctx, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether the caller sees it, and may work on it. */
  reach(
    tx: Reader,
    ctx: Ctx,
    id: string,
  ): Promise<{ title: string; mayUpdate: boolean; lastSeq: number } | null>;
}

const isQueued = ({ message }: Told): boolean => message.delivery === "queued";

function createTellers(deps: Pick<ConversationsDeps, "logger" | "noteStored">, wake: () => void) {
  const listeners: MessageListener[] = [];
  const waiting = new WeakMap<Ctx, Told[]>();
  const tell = (workspaceId: string, { conversation, message }: Told) => {
    if (message.internal) return;
    const { id: messageId, conversationId, channelId } = message;
    if (message.delivery === "delivered" && channelId !== null)
      deps.noteStored(workspaceId, { channelId, messageId, conversationId });
    for (const listener of listeners) {
      try {
        listener(workspaceId, conversation.id, feedMessage(message));
      } catch (error) {
        deps.logger.warn({ error }, "Somebody who listens to messages failed");
      }
    }
  };
  return {
    tell,
    onMessage: (listener: MessageListener) => void listeners.push(listener),
    later: (ctx: Ctx, told: Told) => void waiting.set(ctx, [...(waiting.get(ctx) ?? []), told]),
    flush: (ctx: Ctx) => {
      const all = waiting.get(ctx) ?? [];
      for (const told of all) tell(ctx.workspaceId, told);
      waiting.delete(ctx);
      // Nothing was told: one that was refused is to be tried again.
      if (all.length === 0 || all.some(isQueued)) wake();
    },
  };
}

export function createConversations(deps: ConversationsDeps): Conversations {
  const courier = createCourier(deps);
  const tellers = createTellers(deps, courier.wake);
  const { later, flush, onMessage } = tellers;
  deps.acts.register(
    ...changeActs(deps),
    ...messageActs({ ...deps, later, flush }),
    startAct({ ...deps, later, flush }),
    mergeAct(deps),
    transcriptAct(deps),
    ...linkActs(deps),
  );
  const note = notePart(deps);
  deps.records.addUndoable(object, conversationPart(deps));
  deps.records.addUndoable(note.object, note.part);
  deps.records.addUndoable(linkObject, linkPart(deps));
  deps.records.addFollower(moveConversations);
  deps.records.addTimelineSource(conversationItems(deps));

  return {
    name: "conversations",
    routes: conversationRoutes(deps),
    courier,
    upkeep: createUpkeep(deps),
    receiveMessage: (_ctx, workspaceId, inbound) =>
      receiveMessage(
        { ...deps, told: (told) => tellers.tell(workspaceId, told) },
        workspaceId,
        inbound,
      ),
    captureMail: (ctx, mail) =>
      captureMail({ ...deps, told: (told) => tellers.tell(ctx.workspaceId, told) }, ctx, mail),
    knowsAny: async (tx, channelId, providerIds) =>
      providerIds.length > 0 && (await findAnswered(tx, channelId, providerIds)) !== null,
    textsOf,
    recording: (ctx, wish) => waitingRecording(deps, ctx, wish),
    heard: (ctx, wish, heard) => keepTranscript(deps, ctx, wish, heard),
    hearAgain: (ctx, wish) => hearAgain(deps, ctx, wish),
    queueReply: (ctx, request) => {
      const told = (one: Told) => tellers.tell(ctx.workspaceId, one);
      return queueReply({ ...deps, told, wake: courier.wake }, ctx, request);
    },
    describe: (ctx, id) => getConversation(deps, ctx, id),
    thread: (ctx, id) => conversationMessages(deps, ctx, id, {}),
    threadOf: findThreadId,
    feed,
    onMessage,
    mayBotSpeak: async (tx, id) => {
      const one = await readConversation(tx, id);
      return one !== null && botSilence(one) === null;
    },
    standing: async (tx, id) => {
      const one = await readConversation(tx, id);
      return one && standingOf(one);
    },
    current: currentConversation,
    rate: (tx, ctx, id, rating) => keepRating(deps, tx, ctx, { id, rating }),
    importThreads: (tx, act, threads) => importThreads(deps, tx, act, threads),
    handOver: (ctx, id, told) => handOver(deps, ctx, id, told),
    sight: (tx, rows, principals) => conversationSight(deps, tx, rows, principals),
    figures: forFigures(deps),
    settled: settled(deps),
    readable: (tx, ctx, ids) => readableIds(deps, tx, ctx, ids),
    reach: async (tx, ctx, id) => {
      try {
        const { stored, mayChange } = await visibleConversation(deps, tx, ctx, id);
        const title = titleOf(ctx.principal, stored);
        return { title, mayUpdate: mayChange, lastSeq: stored.lastSeq };
      } catch (error) {
        if (isAppError(error) && error.kind === "not-found") return null;
        throw error;
      }
    },
  };
}
