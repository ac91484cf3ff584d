// What messages do to a conversation, and who may speak in it. Pure: the same conversation and message always give the
// same next state.
import type { StoredConversation } from "./conversations.store.ts";
import { wantsPerson } from "./person-wishes.rules.ts";

export type BotSilence =
  | "closed"
  | "merged"
  | "person-in"
  | "nothing-to-answer"
  | "already-answered"
  | "overtaken";

/** Why no bot may speak; null: it may. */
export function botSilence(one: StoredConversation): BotSilence | null {
  if (one.mergedInto !== null) return "merged";
  if (one.state === "closed") return "closed";
  if (one.personInSince !== null) return "person-in";
  if (one.lastCustomerSeq === 0) return "nothing-to-answer";
  if (one.lastBotSeq > one.lastCustomerSeq) return "already-answered";
  return null;
}

export interface Standing
  extends Pick<
    StoredConversation,
    "channelId" | "channelKind" | "language" | "teamId" | "lastSeq" | "lastCustomerSeq"
  > {
  silence: BotSilence | null;
  /** The customer asked for a person in words, and nobody said anything to it yet. */
  asksForPerson: boolean;
}

export function standingOf(one: StoredConversation): Standing {
  const { channelId, channelKind, language, teamId, lastSeq, lastCustomerSeq, handOver } = one;
  const isOpenWish = handOver?.reason === askedForPerson && handOver.summary === null;
  return {
    ...{ channelId, channelKind, language, teamId, lastSeq, lastCustomerSeq },
    silence: botSilence(one),
    asksForPerson: isOpenWish && one.waitingSince !== null && one.state !== "closed",
  };
}

export const askedForPerson = "The customer asked for a person";

/** Since when the customer wants something of us; null: so far only we wrote. Older rows tell it by what came of it. */
export const askedSince = ({
  askedAt,
  createdAt,
  lastCustomerSeq,
  waitingSince,
}: Pick<StoredConversation, "askedAt" | "createdAt" | "lastCustomerSeq" | "waitingSince">):
  | string
  | null => askedAt ?? (lastCustomerSeq > 0 || waitingSince !== null ? createdAt : null);

/** What was closed for so long is over: who writes then has something new. The same time makes an answer of a bot last. */
const restMs = 72 * 3_600_000;

/** In a chat or a number's thread, which never end, promises and figures begin again with each new matter. */
export function isNewMatter(
  { state, closedAt, lastCustomerSeq }: StoredConversation,
  at: string,
): boolean {
  if (state !== "closed" || closedAt === null || lastCustomerSeq === 0) return false;
  return Date.parse(at) - Date.parse(closedAt) >= restMs;
}

function begunAgain(one: StoredConversation, at: string): Partial<StoredConversation> {
  const { sla } = one;
  const counted = { response: sla?.counted?.response ?? null, resolution: false };
  return { askedAt: at, firstReplyAt: null, sla: sla && { ...sla, counted } };
}

export interface Incoming {
  seq: number;
  at: string;
  text: string;
  preview: string;
  automatic: boolean;
  /** Why only a person may answer it. */
  forPeople?: string | null;
}

/** The customer wrote. What answers by itself (auto-replies, bounces) wakes nobody. */
export function afterCustomer(one: StoredConversation, message: Incoming): StoredConversation {
  const told = {
    ...one,
    lastSeq: message.seq,
    lastMessageAt: message.at,
    preview: message.preview,
    updatedAt: message.at,
  };
  if (message.automatic) return told;
  const isReopened = one.state === "closed";
  const wish = message.forPeople ?? (wantsPerson(message.text) ? askedForPerson : null);
  // A conversation that a person began is theirs when the customer first answers.
  const isBegunAnew = isReopened && one.lastCustomerSeq > 0;
  const kept = isBegunAnew
    ? { personInSince: null, handOver: null }
    : { personInSince: one.personInSince, handOver: one.handOver };
  return {
    ...told,
    ...kept,
    ...(wish !== null && kept.personInSince === null
      ? {
          personInSince: message.at,
          handOver: { reason: wish, summary: null, at: message.at },
        }
      : {}),
    state: "open",
    snoozedUntil: null,
    closedAt: null,
    lastCustomerSeq: message.seq,
    askedAt: askedSince(one) ?? message.at,
    ...(isNewMatter(one, message.at) ? begunAgain(one, message.at) : {}),
    waitingSince: isReopened ? message.at : (one.waitingSince ?? message.at),
  };
}

export interface Outgoing {
  seq: number;
  at: string;
  preview: string;
  author: { kind: "member" | "bot" | "system"; memberId: string | null };
  /** Of a bot: it answers what was asked. */
  isAnswer?: boolean;
}

export function afterReply(one: StoredConversation, message: Outgoing): StoredConversation {
  const { author, at, seq } = message;
  const told = {
    ...one,
    lastSeq: seq,
    lastMessageAt: at,
    preview: message.preview,
    updatedAt: at,
  };
  if (author.kind === "system") return told;
  if (author.kind === "bot") {
    const botAnswered = one.botAnswered || message.isAnswer === true;
    return { ...told, lastBotSeq: seq, botAnswered, waitingSince: null };
  }
  return {
    ...told,
    waitingSince: null,
    // Who began it answered nothing.
    firstReplyAt: one.firstReplyAt ?? (askedSince(one) === null ? null : at),
    personInSince: one.personInSince ?? at,
    assigneeId: one.assigneeId ?? author.memberId,
  };
}

export interface HandOver {
  reason: string;
  summary: string | null;
}

/**
 * A person has it from here on. Where one had it already, what was told first stays, with the summary that was missing.
 * A customer who asks for a person opens again what was closed or put off.
 */
export function afterHandOver(
  one: StoredConversation,
  { reason, summary }: HandOver,
  at: string,
): StoredConversation {
  const known = one.handOver;
  const isWish = reason === askedForPerson;
  const isAwake = isWish || one.state !== "closed";
  if (one.personInSince === null || (isWish && one.state !== "open"))
    return {
      ...one,
      ...(isAwake ? { state: "open", closedAt: null, snoozedUntil: null } : {}),
      personInSince: one.personInSince ?? at,
      waitingSince: one.waitingSince ?? at,
      askedAt: askedSince(one) ?? at,
      handOver: { reason, summary, at },
    };
  if (known === null || known.summary !== null || summary === null) return one;
  return { ...one, handOver: { ...known, summary } };
}

export function afterNote(
  one: StoredConversation,
  { seq, at }: { seq: number; at: string },
): StoredConversation {
  return { ...one, lastSeq: seq, updatedAt: at };
}

/** Where a message of the conversation that it was merged into stands for those who read on in the old one. */
export const seqAfterMerge = (
  old: Pick<StoredConversation, "lastSeq" | "mergedAtSeq">,
  seq: number,
): number => old.lastSeq + (seq - (old.mergedAtSeq ?? 0));

const retrySeconds = [5, 30, 120, 600, 1800, 7200];

/** How long to wait before another try; null: no more tries. */
export const retryAfterSeconds = (attempts: number): number | null =>
  retrySeconds[attempts - 1] ?? null;
