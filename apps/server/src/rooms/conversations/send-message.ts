// What goes to the customer, and notes among members: stored with its place in the queue of deliveries in one
// transaction. A bot's right to speak is looked up again here, with the conversation held, so that it never talks over
// a person who came in meanwhile. The same idempotency key gives the same message.
import { type MailAddress, mentionedMembers, plainMentions } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { blankMessage } from "./blank.rules.ts";
import { withState } from "./change-acts.ts";
import {
  insertConversation,
  readConversation,
  type StoredConversation,
  updateConversation,
} from "./conversations.store.ts";
import { queueDelivery } from "./deliveries.store.ts";
import { missingConversation, unknownMember } from "./errors.ts";
import { changeOf } from "./image.ts";
import { keepMessage } from "./keep-message.ts";
import { indexWords } from "./message-words.store.ts";
import { type Citation, findByIdempotencyKey, type StoredMessage } from "./messages.store.ts";
import type { ConversationsDeps, MessageFile } from "./ports.ts";
import { following, type Told } from "./receive-message.ts";
import { withRecordings } from "./recordings.rules.ts";
import {
  afterHandOver,
  afterNote,
  afterReply,
  type BotSilence,
  botSilence,
  type HandOver,
} from "./thread.rules.ts";
import { cleanText, previewOf, tokensOf } from "./words.rules.ts";

export interface ReplyRequest {
  conversationId: string;
  author: { kind: "member" | "bot" | "system"; id: string | null; name?: string | null };
  text: string;
  idempotencyKey: string;
  citations?: readonly Citation[];
  /** What made the answer; nothing where it answers nothing. */
  rung?: string;
  attachments?: readonly MessageFile[];
  /** By mail: who else gets it. */
  cc?: readonly MailAddress[];
  /** Refused when the customer wrote again after this one, or somebody answered it. */
  answersSeq?: number;
  /** In the same transaction: a person has it from here on. */
  handOver?: HandOver;
  /** In the same transaction: it is done. */
  close?: boolean;
}

export type Queued =
  | { kind: "queued"; messageId: string; seq: number; duplicate: boolean }
  | { kind: "refused"; reason: BotSilence };

type Sent = { outcome: Queued; told: Told | null };

interface Writing {
  conversation: StoredConversation;
  request: ReplyRequest;
  /** Null: a note, which goes nowhere. */
  delivery: "queued" | "delivered" | null;
}

function newMessage(act: Act, { conversation, request, delivery }: Writing): StoredMessage {
  const { author } = request;
  const internal = delivery === null;
  const id = newId();
  return {
    ...blankMessage(act.at),
    conversationId: conversation.id,
    seq: conversation.lastSeq + 1,
    id,
    authorKind: author.kind,
    authorId: author.id,
    authorName: author.name ?? (author.kind === "member" ? act.ctx.principal.label : null),
    internal,
    text: cleanText(request.text),
    integrity: author.kind === "bot" ? "bot" : "staff",
    automatic: author.kind === "system",
    channelId: conversation.channelId,
    delivery,
    providerId: delivery === "delivered" ? id : null,
    idempotencyKey: request.idempotencyKey,
    citations: request.citations ? [...request.citations] : null,
    rung: request.rung ?? null,
    attachments: withRecordings(request.attachments ?? []),
    cc: [...(request.cc ?? [])],
    mentions: internal ? mentionedMembers(request.text) : [],
  };
}

function keep(
  deps: Pick<ConversationsDeps, "outbox">,
  tx: Tx,
  act: Act,
  message: StoredMessage,
): void {
  keepMessage(deps, tx, message, act.ctx.requestId);
  indexWords(tx, message, tokensOf(tx.workspaceId, plainMentions(message.text)));
}

function silenceOf(before: StoredConversation, request: ReplyRequest): BotSilence | null {
  const { author, answersSeq } = request;
  const silence = author.kind === "bot" ? botSilence(before) : null;
  if (silence !== null || answersSeq === undefined) return silence;
  if (before.lastCustomerSeq !== answersSeq) return "overtaken";
  return before.waitingSince === null ? "already-answered" : null;
}

const cleanTold = ({ reason, summary }: HandOver): HandOver => ({
  reason: cleanText(reason, 300),
  summary: summary && cleanText(summary, 4000),
});

/** The customer goes on waiting for a person, whatever was said meanwhile. */
function handedOver(
  before: StoredConversation,
  replied: StoredConversation,
  told: HandOver | undefined,
  at: string,
): StoredConversation {
  if (!told) return replied;
  const { waitingSince } = before;
  return afterHandOver({ ...replied, waitingSince }, cleanTold(told), at);
}

/** Where customers read what is stored, nothing is handed over. */
async function deliveryOf(
  deps: Pick<ConversationsDeps, "readsStored">,
  tx: Tx,
  { channelId, channelKind }: StoredConversation,
): Promise<"queued" | "delivered"> {
  const channel = { id: channelId, kind: channelKind };
  return (await deps.readsStored(tx, channel)) ? "delivered" : "queued";
}

/** What the same act also changes, before the message is counted. */
type Change = (one: StoredConversation) => StoredConversation;

/** Asked for the first time, of a conversation that this transaction holds. */
export async function sendNew(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  {
    request,
    before,
    change,
    isBegun = false,
  }: {
    request: ReplyRequest;
    before: StoredConversation;
    change: Change;
    /** It is not stored yet. */
    isBegun?: boolean;
  },
): Promise<Told> {
  const { author } = request;
  const text = cleanText(request.text);
  const replied = afterReply(before, {
    seq: before.lastSeq + 1,
    at: act.at,
    preview: previewOf(text),
    author: { kind: author.kind, memberId: author.kind === "member" ? author.id : null },
    isAnswer: request.rung !== undefined,
  });
  const moved = change(handedOver(before, replied, request.handOver, act.at));
  const facts = { conversation: moved, text, isNew: false, at: act.at };
  const [delivery, planned] = await Promise.all([
    deliveryOf(deps, tx, before),
    deps.plan(tx, { ...facts, event: "replied" }),
  ]);
  const message = newMessage(act, { conversation: before, request, delivery });
  const conversation = { ...moved, ...planned, version: before.version + 1 };
  if (isBegun) insertConversation(tx, conversation);
  else updateConversation(tx, conversation);
  keep(deps, tx, act, message);
  if (delivery === "queued")
    queueDelivery(tx, { messageId: message.id, conversationId: before.id });
  await act.changed(tx, [changeOf(isBegun ? null : before, conversation)]);
  return { conversation, message };
}

async function sendWithin(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  request: ReplyRequest,
  change: Change,
): Promise<Sent> {
  const before = await readConversation(tx, request.conversationId, "FOR UPDATE");
  if (!before) throw missingConversation();
  const again = await findByIdempotencyKey(tx, before.id, request.idempotencyKey);
  if (again) {
    const { id: messageId, seq } = again;
    return { outcome: { kind: "queued", messageId, seq, duplicate: true }, told: null };
  }
  const silence = silenceOf(before, request);
  if (silence !== null) return { outcome: { kind: "refused", reason: silence }, told: null };
  const told = await sendNew(deps, tx, act, { request, before, change });
  const { id: messageId, seq } = told.message;
  return { outcome: { kind: "queued", messageId, seq, duplicate: false }, told };
}

export async function noteWithin(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  before: StoredConversation,
  { text, attachments = [] }: Pick<ReplyRequest, "text" | "attachments">,
): Promise<Told> {
  const { memberId } = act.ctx.principal;
  const author = { kind: "member" as const, id: memberId };
  const request = { conversationId: before.id, author, text, attachments, idempotencyKey: newId() };
  const message = newMessage(act, { conversation: before, request, delivery: null });
  const { mentions } = message;
  const known = mentions.length > 0 ? await deps.knownMembers(tx, mentions) : new Set<string>();
  if (!mentions.every((id) => known.has(id))) throw unknownMember();
  const conversation = { ...afterNote(before, { seq: message.seq, at: act.at }) };
  updateConversation(tx, { ...conversation, version: before.version + 1 });
  keep(deps, tx, act, message);
  const memberIds = message.mentions.filter((id) => id !== memberId);
  if (memberIds.length > 0)
    await deps.tellMentioned(tx, act.ctx, { memberIds, conversation, text: message.text });
  return { conversation, message };
}

/** For the bot and the server itself: in a transaction of its own. Members reply by an act. */
export async function queueReply(
  deps: ConversationsDeps & { told(told: Told): void; wake(): void },
  ctx: Ctx,
  request: ReplyRequest,
): Promise<Queued> {
  const act = deps.acts.begin(ctx, "conversations.reply");
  const state = request.close ? "closed" : undefined;
  const { outcome, told } = await deps.db.tenant(ctx, (tx) =>
    sendWithin(deps, tx, act, request, (one) => withState(one, { state }, act.at)),
  );
  if (told) deps.told(told);
  if (told?.message.delivery !== "delivered") deps.wake();
  return outcome;
}

/** The bot gives it to a person: from here on it is silent until the conversation is closed and opened anew. */
export async function handOver(
  deps: ConversationsDeps,
  ctx: Ctx,
  conversationId: string,
  told: HandOver,
): Promise<void> {
  const act = deps.acts.begin(ctx, "conversations.hand_over");
  await deps.db.tenant(ctx, async (tx) => {
    const found = await readConversation(tx, conversationId, "FOR UPDATE");
    if (!found) throw missingConversation();
    const before = await following(tx, found);
    const handed = afterHandOver(before, cleanTold(told), act.at);
    if (handed === before) return;
    const facts = { conversation: handed, text: null, isNew: false, at: act.at };
    const planned = await deps.plan(tx, { ...facts, event: "changed" });
    const after = { ...handed, ...planned, version: before.version + 1, updatedAt: act.at };
    updateConversation(tx, after);
    await act.changed(tx, [changeOf(before, after)]);
  });
}
