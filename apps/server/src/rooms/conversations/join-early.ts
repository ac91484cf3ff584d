// An answer may come in before the message that it answers: then it began a conversation of its own. When that message
// comes and belongs elsewhere, the answer's conversation is read on there, as after a merge, unless somebody already
// worked on it or it is another person's.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import {
  readConversation,
  type StoredConversation,
  updateConversation,
} from "./conversations.store.ts";
import { changeOf } from "./image.ts";
import { findAnswered } from "./messages.store.ts";
import type { InboundMessage } from "./ports.ts";
import { askedSince } from "./thread.rules.ts";

const maxAnswers = 50;

/** The conversation of those that answered this message before it came. */
export async function ofEarlyAnswers(
  tx: Tx,
  { channelId, answeredBy = [] }: InboundMessage,
): Promise<string | null> {
  const ids = answeredBy.slice(0, maxAnswers);
  return ids.length > 0 ? findAnswered(tx, channelId, ids) : null;
}

/** As it is when its messages are read in another one. */
export const closedInto = (
  other: StoredConversation,
  kept: Pick<StoredConversation, "id" | "lastSeq">,
  at: string,
): StoredConversation => ({
  ...other,
  state: "closed",
  closedAt: at,
  snoozedUntil: null,
  waitingSince: null,
  sla: null,
  dueAt: null,
  mergedInto: kept.id,
  mergedAtSeq: kept.lastSeq,
  version: other.version + 1,
  updatedAt: at,
});

const isOnePerson = (kept: StoredConversation, other: StoredConversation): boolean =>
  kept.personId !== null &&
  kept.personId === other.personId &&
  kept.fromAddress === other.fromAddress;

/** What was about something else before, and is opened again, is no early answer. */
const isUntouched = (one: StoredConversation) =>
  one.firstReplyAt === null &&
  one.personInSince === null &&
  one.lastBotSeq === 0 &&
  one.state === "open" &&
  askedSince(one) === one.createdAt;

export async function joinEarly(
  tx: Tx,
  act: Act,
  kept: StoredConversation,
  inbound: InboundMessage,
): Promise<void> {
  const id = await ofEarlyAnswers(tx, inbound);
  const other = id === null || id === kept.id ? null : await readConversation(tx, id, "FOR UPDATE");
  if (!other || kept.mergedInto !== null || other.mergedInto !== null) return;
  const isWithSame = other.assigneeId === null || other.assigneeId === kept.assigneeId;
  if (!isOnePerson(kept, other) || !isUntouched(other) || !isWithSame) return;
  const closed = closedInto(other, kept, act.at);
  updateConversation(tx, closed);
  await act.changed(tx, [changeOf(other, closed)]);
}
