// A message of a customer comes in: dropped if it was here before, its thread and person found or made, stored with all
// that follows from it in one transaction. When this answers, the message is kept; a sender that hears nothing sends it
// again and gets the first answer. Text stays `external` for ever.
import type { Act, Acts } from "../../platform/acts.ts";
import { nowIso } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import { isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { blankMessage, blankThread } from "./blank.rules.ts";
import {
  findByThreadKey,
  insertConversation,
  readConversation,
  type StoredConversation,
  takeNumber,
  updateConversation,
} from "./conversations.store.ts";
import { findByPart, findBySubject } from "./find-by-subject.store.ts";
import { changeOf } from "./image.ts";
import { joinEarly, ofEarlyAnswers } from "./join-early.ts";
import { keepMessage } from "./keep-message.ts";
import { indexWords } from "./message-words.store.ts";
import {
  customersMessages,
  findAnswered,
  findReceived,
  type StoredMessage,
} from "./messages.store.ts";
import { ownAddresses } from "./own-addresses.ts";
import { personOf } from "./person-of.ts";
import type { ConversationsDeps, InboundMessage, Received } from "./ports.ts";
import { isOwn, othersOn } from "./recipients.rules.ts";
import { previewedIn, waitedForEars, withRecordings } from "./recordings.rules.ts";
import { searchedOf } from "./searched.rules.ts";
import { afterCustomer } from "./thread.rules.ts";
import { noteUndelivered, reportedOf } from "./undelivered.ts";
import {
  cleanFiles,
  cleanLine,
  cleanText,
  isAnswered,
  previewOf,
  subjectKeyOf,
  tokensOf,
} from "./words.rules.ts";

export interface Told {
  conversation: StoredConversation;
  message: StoredMessage;
}

type ReceiveDeps = ConversationsDeps & { acts: Pick<Acts, "begin">; told(told: Told): void };

const threadWindowDays = 30;
const maxInReplyTo = 50;

export async function receiveMessage(
  deps: ReceiveDeps,
  workspaceId: string,
  inbound: InboundMessage,
): Promise<Received> {
  const ctx = systemContext(workspaceId, newId(), "api");
  for (let tries = 0; ; tries += 1) {
    try {
      const { received, told } = await deps.db.tenant(ctx, (tx) => receive(deps, tx, ctx, inbound));
      if (told) deps.told(told);
      return received;
    } catch (error) {
      // A twin came in at the same moment, with the message or with its thread: now it is there.
      if (!isUniqueViolation(error) || tries >= 2) throw error;
    }
  }
}

async function receive(
  deps: ReceiveDeps,
  tx: Tx,
  ctx: Ctx,
  inbound: InboundMessage,
): Promise<{ received: Received; told: Told | null }> {
  const known = await findReceived(tx, inbound.channelId, inbound.providerId);
  if (known) {
    const { id: messageId, conversationId, seq } = known;
    return { received: { conversationId, messageId, seq, duplicate: true }, told: null };
  }
  const act = deps.acts.begin(ctx, "conversations.receive");
  const told = await store(deps, tx, act, inbound);
  const { id: messageId, conversationId, seq } = told.message;
  return { received: { conversationId, messageId, seq, duplicate: false }, told };
}

async function store(deps: ReceiveDeps, tx: Tx, act: Act, inbound: InboundMessage): Promise<Told> {
  const reported = await reportedOf(tx, inbound);
  const found = await threadOf(deps, tx, inbound, reported?.conversationId ?? null);
  const known = found && (await withSender(deps, tx, act, found, inbound));
  const before = known ?? (await newThread(deps, tx, act, inbound));
  const seq = before.lastSeq + 1;
  const cc = await othersThan(deps, tx, before, inbound);
  const message = { ...messageOf(act, before, seq, inbound), cc };
  const text = message.text;
  const { automatic, forPeople } = inbound;
  const moved = afterCustomer(before, {
    ...{ seq, at: act.at, text, automatic },
    forPeople: cleanLine(forPeople ?? null, 300),
    preview: previewOf(previewedIn(message)),
  });
  const isNew = found === null;
  // Nobody knows yet what a voice note says: it is sorted and given to somebody once it was listened to.
  const isUnknown = waitedForEars(message);
  const facts = { conversation: moved, text: isUnknown ? null : text, isNew, at: act.at };
  const planned = await deps.plan(tx, { ...facts, event: isUnknown ? "changed" : "received" });
  const conversation = { ...moved, ...planned, version: before.version + 1 };
  if (isNew) insertConversation(tx, conversation);
  else updateConversation(tx, conversation);
  keepMessage(deps, tx, message, act.ctx.requestId);
  indexWords(tx, message, tokensOf(tx.workspaceId, searchedOf(conversation, message)));
  if (known !== found) await indexFirst(tx, conversation);
  await act.changed(tx, [changeOf(found, conversation)]);
  if (!isNew) await joinEarly(tx, act, conversation, inbound);
  if (reported) await noteUndelivered(deps, tx, act.ctx, { reported, conversation });
  deps.outbox.publish(
    tx,
    "conversations.received",
    { conversationId: conversation.id, messageId: message.id, seq },
    act.ctx.requestId,
  );
  return { conversation, message };
}

/** Beside the customer and our own mailboxes. */
async function othersThan(
  deps: ReceiveDeps,
  tx: Tx,
  customer: StoredConversation,
  inbound: InboundMessage,
) {
  const others = othersOn(customer, inbound);
  if (others.length === 0) return [];
  const own = await ownAddresses(deps, tx);
  return others.filter(({ address }) => !isOwn(own, address));
}

/** Its sender has a name since. */
async function indexFirst(tx: Tx, conversation: StoredConversation): Promise<void> {
  const asked = { conversationId: conversation.id, afterSeq: 0, limit: 1 };
  const [first] = await customersMessages(tx, asked);
  if (first) indexWords(tx, first, tokensOf(tx.workspaceId, searchedOf(conversation, first)));
}

/** Where a mail is not from whom replies go to, its address stands with the name, which may be anybody's. */
export function authorOf(
  { fromAddress }: Pick<StoredConversation, "fromAddress">,
  { channelKind, from, author }: Pick<InboundMessage, "channelKind" | "from" | "author">,
): string | null {
  const wrote = author ?? from;
  const [name, address] = [cleanLine(wrote.name, 200), cleanLine(wrote.address, 320)];
  const isAnother = channelKind === "email" && addressOf(address) !== fromAddress;
  return isAnother && name && address ? `${name} <${address}>` : (name ?? address);
}

function messageOf(
  act: Act,
  conversation: StoredConversation,
  seq: number,
  inbound: InboundMessage,
): StoredMessage {
  return {
    ...blankMessage(act.at),
    conversationId: conversation.id,
    seq,
    id: newId(),
    authorKind: "customer",
    authorName: authorOf(conversation, inbound),
    text: cleanText(inbound.text),
    integrity: "external",
    automatic: inbound.automatic,
    channelId: inbound.channelId,
    providerId: inbound.providerId,
    inReplyTo: inbound.inReplyTo.slice(0, maxInReplyTo),
    attachments: withRecordings(cleanFiles(inbound.attachments)),
    sentAt: sentAtOf(inbound, act.at),
  };
}

/** A sender's clock may say anything. */
export function sentAtOf({ sentAt }: Pick<InboundMessage, "sentAt">, at: string): string {
  const time = sentAt.getTime();
  return Number.isNaN(time) || time > Date.parse(at) || time < 0 ? at : sentAt.toISOString();
}

/**
 * By what the channel knows, what it reports on, what it answers, sender and subject, then by what answered it. Held until
 * the transaction ends.
 */
async function threadOf(
  deps: ReceiveDeps,
  tx: Tx,
  inbound: InboundMessage,
  reportedIn: string | null,
): Promise<StoredConversation | null> {
  const { channelId, threadKey, inReplyTo } = inbound;
  const direct = threadKey === null ? null : await findByThreadKey(tx, channelId, threadKey);
  if (direct) return following(tx, direct);
  const ids = inReplyTo.slice(0, maxInReplyTo);
  const answered = reportedIn ?? (ids.length > 0 ? await findAnswered(tx, channelId, ids) : null);
  const id =
    answered ?? (await bySubject(deps, tx, inbound)) ?? (await ofEarlyAnswers(tx, inbound));
  const one = id === null ? null : await readConversation(tx, id, "FOR UPDATE");
  return one && following(tx, one);
}

/** Only mail: a widget or a program always knows its thread. All delivery reports have one sender and one subject. */
async function bySubject(
  deps: ReceiveDeps,
  tx: Tx,
  { channelId, channelKind, threadKey, from, subject, report }: InboundMessage,
): Promise<string | null> {
  const subjectKey = subjectKeyOf(cleanLine(subject, 500));
  const address = addressOf(from.address);
  const isKnownOtherwise = channelKind !== "email" && threadKey !== null;
  if (isKnownOtherwise || report || subjectKey === null || address === null) return null;
  const since = new Date(Date.parse(nowIso(deps.clock)) - threadWindowDays * 86_400_000);
  const asked = { channelId, address, subjectKey, since: since.toISOString() };
  const began = await findBySubject(tx, asked);
  // Of somebody who is only on one, a new mail is another matter.
  return began ?? (isAnswered(subject) ? findByPart(tx, asked) : null);
}

/** What was merged away is read on where it was merged into. */
export async function following(tx: Tx, one: StoredConversation): Promise<StoredConversation> {
  let at = one;
  for (let hops = 0; at.mergedInto !== null && hops < 20; hops += 1) {
    const next = await readConversation(tx, at.mergedInto, "FOR UPDATE");
    if (!next) return at;
    at = next;
  }
  return at;
}

const addressOf = (address: string | null): string | null =>
  cleanLine(address, 320)?.toLowerCase() ?? null;

/** Who was nobody so far and says now how to be reached, in the thread of the channel's own. */
async function withSender(
  deps: ReceiveDeps,
  tx: Tx,
  act: Act,
  one: StoredConversation,
  { channelId, threadKey, from }: InboundMessage,
): Promise<StoredConversation> {
  const isOwn = threadKey !== null && one.threadKey === threadKey && one.channelId === channelId;
  const address = addressOf(from.address);
  if (!isOwn || one.fromAddress !== null || address === null) return one;
  const name = one.fromName ?? cleanLine(from.name, 200);
  const { channelKind: kind } = one;
  const isKnown = one.personId !== null;
  const person = isKnown ? null : await personOf(deps, tx, act, { address, name, kind });
  return {
    ...one,
    fromAddress: address,
    fromName: name,
    fromVerified: from.verified,
    personId: one.personId ?? person?.id ?? null,
    region: one.region ?? person?.region ?? null,
  };
}

async function newThread(
  deps: ReceiveDeps,
  tx: Tx,
  act: Act,
  inbound: InboundMessage,
): Promise<StoredConversation> {
  const { from } = inbound;
  const fromAddress = addressOf(from.address);
  const fromName = cleanLine(from.name, 200);
  // Servers that report are nobody whom a workspace knows.
  const person = inbound.report
    ? null
    : await personOf(deps, tx, act, {
        ...{ address: fromAddress, name: fromName, kind: inbound.channelKind },
      });
  const subject = cleanLine(inbound.subject, 500);
  return {
    ...blankThread(act.at),
    id: newId(),
    number: await takeNumber(tx),
    channelId: inbound.channelId,
    channelKind: inbound.channelKind,
    threadKey: inbound.threadKey,
    personId: person?.id ?? null,
    fromAddress,
    fromName,
    fromVerified: from.verified,
    subject,
    subjectKey: subjectKeyOf(subject),
    region: person?.region ?? null,
  };
}
