// What members write: replies that go to the customer, and notes among themselves. A reply that was written without
// having seen another's answer is refused, so that no customer gets two.
import {
  type Conversation,
  type ConversationMessage,
  idSchema,
  noteInputSchema,
  replyInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { withState } from "./change-acts.ts";
import { readConversation } from "./conversations.store.ts";
import { queueDelivery } from "./deliveries.store.ts";
import { describeMessage, describeOne } from "./describe.ts";
import {
  emptyNote,
  missingMessage,
  movedOn,
  notRetryable,
  notYourField,
  wasMerged,
} from "./errors.ts";
import { changeOf } from "./image.ts";
import { forgetWords } from "./message-words.store.ts";
import { hasAnswerAfter, readMessage, setDelivery, setRemoved } from "./messages.store.ts";
import { type NoteImage, noteImage, notes } from "./note-part.ts";
import type { ConversationsDeps } from "./ports.ts";
import { mayWrite, object, visibleConversation } from "./reach.ts";
import type { Told } from "./receive-message.ts";
import { noteWithin, sendNew } from "./send-message.ts";
import { copiesFor, filesOf } from "./what-goes-out.ts";

export type MessageActDeps = ConversationsDeps & {
  /** What is told when the transaction of this request has committed. */
  later(ctx: Ctx, told: Told): void;
  flush(ctx: Ctx): void;
};

export interface Written {
  conversation: Conversation;
  message: ConversationMessage;
}

const common = { permission: "update on the conversation", check: () => undefined } as const;

/** As whom. A key of no member writes too, under its own name, and owns nothing of what it wrote. */
export function mayAnswer(principal: Principal): string | null {
  if (principal.memberId === null && principal.kind !== "api-key")
    throw forbidden("Members write here: sign in, or use an API key.");
  if (!mayWrite(principal, "text")) throw notYourField("text");
  return principal.memberId;
}

async function open(deps: ConversationsDeps, tx: Tx, act: Act, id: string) {
  const { stored } = await visibleConversation(deps, tx, act.ctx, id, "change");
  if (stored.mergedInto !== null) throw wasMerged();
  return { stored, memberId: mayAnswer(act.ctx.principal) };
}

async function written(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  messageId: string,
): Promise<Written> {
  const message = await readMessage(tx, messageId);
  const conversation = message && (await readConversation(tx, message.conversationId));
  if (!message || !conversation) throw missingMessage();
  return shown(deps, tx, act, { conversation, message });
}

export async function shown(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  { conversation, message }: Told,
): Promise<Written> {
  return {
    conversation: await describeOne(deps, tx, act.ctx, conversation),
    message: describeMessage(act.ctx.principal, message),
  };
}

export function messageActs(deps: MessageActDeps) {
  const committed = (ctx: Ctx) => deps.flush(ctx);

  const reply = defineAct({
    ...common,
    name: "conversations.answer",
    title: "Answer a customer",
    input: replyInputSchema.extend({ id: idSchema }),
    effect: "outside",
    risk: "medium",
    compensation: { by: "none", because: "What the customer has read cannot be taken back." },
    committed,
    run: async (tx, act, given): Promise<Written> => {
      const { id, text, seenSeq, close, attachmentIds = [] } = given;
      const { stored, memberId } = await open(deps, tx, act, id);
      const asked = { conversationId: id, afterSeq: seenSeq ?? stored.lastSeq, butNot: memberId };
      if (await hasAnswerAfter(tx, asked)) throw movedOn();
      const attachments = await filesOf(deps, tx, { object, id }, attachmentIds);
      const cc = await copiesFor(deps, tx, act.ctx, { one: stored, addresses: given.cc ?? [] });
      const author = { kind: "member" as const, id: memberId };
      // The act's own key is a new one: nobody can have sent this before.
      const told = await sendNew(deps, tx, act, {
        request: { conversationId: id, author, text, attachments, cc, idempotencyKey: act.id },
        before: stored,
        change: (one) => withState(one, { state: close ? "closed" : "open" }, act.at),
      });
      deps.later(act.ctx, told);
      return shown(deps, tx, act, told);
    },
  });

  const note = defineAct({
    ...common,
    name: "conversations.note",
    title: "Write a note in a conversation",
    input: noteInputSchema.extend({ id: idSchema }),
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    run: async (tx, act, { id, text, attachmentIds = [] }): Promise<Written> => {
      const { stored } = await open(deps, tx, act, id);
      if (text === "" && attachmentIds.length === 0) throw emptyNote();
      const attachments = await filesOf(deps, tx, { object, id }, attachmentIds);
      const { message } = await noteWithin(deps, tx, act, stored, { text, attachments });
      await act.changed(tx, [
        wholeChange<NoteImage>(notes, null, noteImage(message)),
        changeOf(stored, stored),
      ]);
      return written(deps, tx, act, message.id);
    },
  });

  const removeNote = defineAct({
    ...common,
    name: "conversations.remove_note",
    title: "Take a note back",
    input: z.object({ id: idSchema, messageId: idSchema }),
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    run: async (tx, act, { id, messageId }): Promise<null> => {
      const { stored, memberId } = await open(deps, tx, act, id);
      const message = await readMessage(tx, messageId, "FOR UPDATE");
      const isThere = message?.internal && message.removedAt === null;
      if (!message || !isThere || message.conversationId !== id) throw missingMessage();
      if (memberId === null || message.authorId !== memberId)
        throw forbidden("Only its author can take a note back.");
      setRemoved(tx, messageId, act.at);
      forgetWords(tx, messageId);
      await act.changed(tx, [
        wholeChange<NoteImage>(notes, noteImage(message), null),
        changeOf(stored, stored),
      ]);
      return null;
    },
  });

  const retry = defineAct({
    ...common,
    name: "conversations.retry",
    title: "Send a message again",
    input: z.object({ id: idSchema, messageId: idSchema }),
    effect: "outside",
    risk: "medium",
    compensation: { by: "none", because: "What the customer has read cannot be taken back." },
    committed,
    run: async (tx, act, { id, messageId }): Promise<Written> => {
      const { stored } = await open(deps, tx, act, id);
      const message = await readMessage(tx, messageId, "FOR UPDATE");
      if (!message || message.conversationId !== id) throw missingMessage();
      const canRetry = message.delivery === "refused" || message.delivery === "unknown";
      if (!canRetry) throw notRetryable();
      const { attempts } = message;
      setDelivery(tx, messageId, { state: "queued", reason: null, providerId: null, attempts });
      queueDelivery(tx, { messageId, conversationId: id });
      await act.changed(tx, [changeOf(stored, stored)]);
      return written(deps, tx, act, messageId);
    },
  });

  return [reply, note, removeNote, retry];
}
