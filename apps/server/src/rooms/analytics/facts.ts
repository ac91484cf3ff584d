// The facts of a conversation, from its row and what was promised.
import type { InboxSettings } from "@rapport/contracts";
import type { StoredConversation } from "../conversations/index.ts";
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
}

export const noTurn: Turn = { reopenings: [], botClosedAt: null };

/** An event may be there twice. @param later of a later event */
export const bothTurns = (turn: Turn, later: Turn): Turn => ({
  reopenings: [...new Set([...turn.reopenings, ...later.reopenings])],
  botClosedAt: later.botClosedAt ?? turn.botClosedAt,
});

const reopeningActs = new Set(["conversations.receive", "conversations.change"]);
/** A bot closes only what the customer confirmed. */
const botReply = "conversations.reply";

export function turnOf(
  { act, at }: { act: string; at: string },
  { was, is }: { was: string | null; is: string | null },
): Turn {
  const isReopened = was === "closed" && is !== null && is !== "closed" && reopeningActs.has(act);
  const isBotClosed = act === botReply && was !== null && was !== "closed" && is === "closed";
  return { reopenings: isReopened ? [at] : [], botClosedAt: isBotClosed ? at : null };
}

export function factOf(one: StoredConversation, { hours, targets }: InboxSettings): Fact {
  const minutesTo = (end: string | null): number | null =>
    end === null ? null : openMinutesBetween(one.createdAt, end, hours);
  const target = targets[one.priority];
  const hasTarget = [target.firstResponse, target.nextResponse, target.resolution].some(
    (minutes) => minutes !== null,
  );
  return {
    conversationId: one.id,
    day: dayOf(one.createdAt, hours),
    firstResponseMinutes: minutesTo(one.firstReplyAt),
    resolutionMinutes: minutesTo(one.closedAt),
    promised: hasTarget || one.sla !== null,
  };
}
