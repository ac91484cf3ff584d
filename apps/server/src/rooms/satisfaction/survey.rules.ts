// Whom to ask, when, and for how long an answer is taken. Pure.
import type { ChannelKind } from "@rapport/contracts";
import type { StoredConversation } from "../conversations/index.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Purpose of consent that a workspace may have for it. */
export const surveyPurpose = "surveys";

export const asksUnlessTold = (kind: ChannelKind): boolean => kind === "widget";

/** Elsewhere a question is a message that cannot be taken back: whoever closed by mistake has time to notice. */
export const waitMs = (kind: ChannelKind): number => (kind === "widget" ? 0 : 5 * minuteMs);

export const openForMs = 14 * dayMs;

/** By which acts a conversation is closed as done: by members, and by a bot whose answer was confirmed. */
const closingActs = new Set([
  "conversations.change",
  "conversations.answer",
  "conversations.reply",
]);

export interface StateChange {
  id: string;
  was: string | null;
  is: string | null;
}

export const isClosing = (act: string, { was, is }: StateChange): boolean =>
  closingActs.has(act) && is === "closed" && was !== null && was !== "closed";

/** Whether there is somebody to ask, and something to ask about. */
export function isAskable(one: StoredConversation): boolean {
  const wasAnswered = one.firstReplyAt !== null || one.botAnswered;
  const isReachable = one.channelKind === "widget" || one.channelKind === "api";
  return (
    one.state === "closed" &&
    one.mergedInto === null &&
    one.lastCustomerSeq > 0 &&
    wasAnswered &&
    (isReachable || one.fromAddress !== null)
  );
}
