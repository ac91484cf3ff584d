// The facts of a conversation, from its row and what was promised.
import type { InboxSettings } from "@rapport/contracts";
import { askedSince, type StoredConversation } from "../conversations/index.ts";
import { dayOf, openMinutesBetween } from "../inbox/index.ts";

export interface Fact {
  conversationId: string;
  day: string;
  firstResponseMinutes: number | null;
  resolutionMinutes: number | null;
  promised: boolean;
}

/** What events say of one conversation. */
export interface Turn {
  reopenings: readonly string[];
  /** The last time. */
  botClosedAt: string | null;
  /** It came to be closed: minutes of an earlier closing no longer hold. */
  isClosing: boolean;
}

export const noTurn: Turn = { reopenings: [], botClosedAt: null, isClosing: false };

/** An event may be there twice. @param later of a later event */
export const bothTurns = (turn: Turn, later: Turn): Turn => ({
  reopenings: [...new Set([...turn.reopenings, ...later.reopenings])],
  botClosedAt: later.botClosedAt ?? turn.botClosedAt,
  isClosing: turn.isClosing || later.isClosing,
});

/** By customers who write or ask for a person, and by members; what is undone or merged was never opened again. */
const reopeningActs = new Set([
  "conversations.receive",
  "conversations.hand_over",
  "conversations.change",
  "conversations.answer",
  "conversations.start",
]);
/** A bot closes only what the customer confirmed. */
const botReply = "conversations.reply";

export function turnOf(
  { act, at }: { act: string; at: string },
  { was, is }: { was: string | null; is: string | null },
): Turn {
  const isReopened = was === "closed" && is !== null && is !== "closed" && reopeningActs.has(act);
  const isClosing = was !== null && was !== "closed" && is === "closed";
  const isBotClosed = act === botReply && isClosing;
  return { reopenings: isReopened ? [at] : [], botClosedAt: isBotClosed ? at : null, isClosing };
}

export function factOf(one: StoredConversation, { hours, targets }: InboxSettings): Fact {
  // Nobody waited for what a member wrote first, however it ended.
  const from = askedSince(one);
  const minutesTo = (end: string | null): number | null =>
    end === null || from === null || end <= from ? null : openMinutesBetween(from, end, hours);
  const target = targets[one.priority];
  const hasTarget = [target.firstResponse, target.nextResponse, target.resolution].some(
    (minutes) => minutes !== null,
  );
  return {
    conversationId: one.id,
    day: dayOf(one.createdAt, hours),
    firstResponseMinutes: minutesTo(one.firstReplyAt),
    resolutionMinutes: minutesTo(one.closedAt),
    promised: (hasTarget && from !== null) || one.sla !== null,
  };
}
