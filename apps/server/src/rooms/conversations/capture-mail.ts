// A mail that a member sent with a program of their own, and let us know of. It is that member's message: into the
// conversation that it answers where the member may work on that one, else into a new one that is closed, so that nobody
// has to answer it. Found in the story of everybody whom it went to. Its text came from outside and stays `external`.
import type { MailAddress } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { blankMessage, blankThread } from "./blank.rules.ts";
import {
  insertConversation,
  readConversation,
  type StoredConversation,
  takeNumber,
  updateConversation,
} from "./conversations.store.ts";
import { changeOf } from "./image.ts";
import { keepMessage } from "./keep-message.ts";
import { addLink, linkChange } from "./link-acts.ts";
import { indexWords } from "./message-words.store.ts";
import { findAnswered, type StoredMessage } from "./messages.store.ts";
import { type KnownPerson, knownPerson } from "./person-of.ts";
import type { ConversationsDeps, InboundMessage } from "./ports.ts";
import { isReached, mayWrite, reachOf } from "./reach.ts";
import { following, sentAtOf, type Told } from "./receive-message.ts";
import { previewedIn, withRecordings } from "./recordings.rules.ts";
import { searchedOf } from "./searched.rules.ts";
import { afterReply } from "./thread.rules.ts";
import {
  cleanFiles,
  cleanLine,
  cleanText,
  previewOf,
  subjectKeyOf,
  tokensOf,
} from "./words.rules.ts";

export type CapturedMail = Pick<
  InboundMessage,
  "channelId" | "providerId" | "inReplyTo" | "sentAt" | "subject" | "text" | "attachments"
> & {
  /** Colleagues and our own addresses left out; one at least. */
  to: readonly MailAddress[];
};

export type Captured =
  | { kind: "captured" | "copy"; conversationId: string }
  /** The member's role does not allow it. */
  | { kind: "forbidden" };

const mostRecipients = 50;
const mostLookedUp = 20;

export async function captureMail(
  deps: ConversationsDeps & { told(told: Told): void },
  ctx: Ctx,
  mail: CapturedMail,
): Promise<Captured> {
  const { principal } = ctx;
  const isAllowed = principal.rights.object("conversations").update !== "none";
  if (principal.memberId === null || !isAllowed || !mayWrite(principal, "text"))
    return { kind: "forbidden" };
  const act = deps.acts.begin(ctx, "conversations.capture");
  const { captured, told } = await deps.db.tenant(ctx, (tx) => capture(deps, tx, act, mail));
  if (told) deps.told(told);
  return captured;
}

async function capture(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  mail: CapturedMail,
): Promise<{ captured: Captured; told: Told | null }> {
  const known = await findAnswered(tx, mail.channelId, [mail.providerId]);
  if (known !== null) return { captured: { kind: "copy", conversationId: known }, told: null };
  const people = await matched(deps, tx, act.ctx, mail.to);
  const before = await answered(deps, tx, act, mail);
  const start = before ?? (await sentThread(tx, act, mail, people));
  const message = messageOf(act, start, mail);
  const replied = afterReply(start, {
    ...{ seq: message.seq, at: act.at, preview: previewOf(previewedIn(message)) },
    author: { kind: "member", memberId: message.authorId },
  });
  const facts = { conversation: replied, text: message.text, isNew: false, at: act.at };
  const planned = before ? await deps.plan(tx, { ...facts, event: "replied" }) : {};
  const conversation = { ...replied, ...planned, version: start.version + 1 };
  if (before) updateConversation(tx, conversation);
  else insertConversation(tx, conversation);
  keepMessage(deps, tx, message, act.ctx.requestId);
  indexWords(tx, message, tokensOf(tx.workspaceId, searchedOf(conversation, message)));
  const links = await linkAll(deps, tx, act, conversation, people);
  await act.changed(tx, [changeOf(before, conversation), ...links]);
  const { id: conversationId } = conversation;
  return { captured: { kind: "captured", conversationId }, told: { conversation, message } };
}

/** Who of those is known to the member, in the order of the mail. */
async function matched(
  deps: ConversationsDeps,
  tx: Tx,
  ctx: Ctx,
  to: readonly MailAddress[],
): Promise<KnownPerson[]> {
  const found = new Map<string, KnownPerson>();
  for (const { address } of to.slice(0, mostLookedUp)) {
    const person = await knownPerson(deps, tx, ctx, address);
    if (person) found.set(person.id, person);
  }
  return [...found.values()];
}

/** What it answers, where the member may work on that. Held until the transaction ends. */
async function answered(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  { channelId, inReplyTo }: CapturedMail,
): Promise<StoredConversation | null> {
  const id =
    inReplyTo.length > 0 ? await findAnswered(tx, channelId, inReplyTo.slice(0, 50)) : null;
  const found = id === null ? null : await readConversation(tx, id, "FOR UPDATE");
  if (!found) return null;
  const one = await following(tx, found);
  const reach = await reachOf(deps, tx, act.ctx.principal, "update");
  return isReached(reach, one) ? one : null;
}

async function sentThread(
  tx: Tx,
  act: Act,
  mail: CapturedMail,
  [person]: readonly KnownPerson[],
): Promise<StoredConversation> {
  const first = mail.to.find(({ address }) => address === person?.address) ?? mail.to[0];
  const subject = cleanLine(mail.subject, 500);
  return {
    ...blankThread(act.at),
    id: newId(),
    number: await takeNumber(tx),
    channelId: mail.channelId,
    channelKind: "email",
    threadKey: null,
    personId: person?.id ?? null,
    region: person?.region ?? null,
    fromAddress: cleanLine(first?.address ?? null, 320),
    fromName: cleanLine(first?.name ?? null, 200),
    fromVerified: false,
    subject,
    subjectKey: subjectKeyOf(subject),
    state: "closed",
    closedAt: act.at,
  };
}

function messageOf(act: Act, start: StoredConversation, mail: CapturedMail): StoredMessage {
  const { principal } = act.ctx;
  return {
    ...blankMessage(act.at),
    conversationId: start.id,
    seq: start.lastSeq + 1,
    id: newId(),
    authorKind: "member",
    authorId: principal.memberId,
    authorName: principal.label,
    text: cleanText(mail.text),
    integrity: "external",
    channelId: mail.channelId,
    providerId: mail.providerId,
    inReplyTo: mail.inReplyTo.slice(0, 50),
    attachments: withRecordings(cleanFiles(mail.attachments)),
    recipients: mail.to.slice(0, mostRecipients).map(({ address, name }) => ({
      address,
      name: cleanLine(name, 200),
    })),
    sentAt: sentAtOf(mail, act.at),
  };
}

/** On everybody whom it went to; on a deal where somebody has one open deal and no more, so that it can only be that one. */
async function linkAll(
  deps: ConversationsDeps,
  tx: Tx,
  act: Act,
  { id: conversationId, personId }: StoredConversation,
  people: readonly KnownPerson[],
) {
  const changes = [];
  for (const person of people) {
    const deals = await openDeals(deps, tx, act.ctx, person.id);
    const wanted = [
      ...(person.id === personId ? [] : [{ object: "people" as const, recordId: person.id }]),
      ...(deals.length === 1 ? [{ object: "deals" as const, recordId: deals[0] ?? "" }] : []),
    ];
    for (const one of wanted) {
      const made = await addLink(tx, act, { conversationId, ...one });
      if (made) changes.push(linkChange(null, made));
    }
  }
  return changes;
}

async function openDeals(
  deps: Pick<ConversationsDeps, "records">,
  tx: Tx,
  ctx: Ctx,
  personId: string,
): Promise<string[]> {
  const query = { object: "deals", field: "personId", values: [personId] };
  const found = await deps.records.find(tx, ctx, query);
  return found.filter(({ status }) => status === "open").map(({ id }) => id);
}
