// From a closed conversation to the question: planned when it is closed, asked when it is due and everything still
// holds. The question is one message under one key, so that a kill between it and its mark asks nobody twice.
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { OutboxEvent } from "../../platform/outbox.ts";
import type { SignedLinks } from "../../platform/signed-links.ts";
import type { StoredConversation } from "../conversations/index.ts";
import type { SatisfactionDeps } from "./satisfaction-deps.ts";
import {
  asksUnlessTold,
  isAskable,
  isClosing,
  openForMs,
  type StateChange,
  waitMs,
} from "./survey.rules.ts";
import {
  dropSurvey,
  dueSurveys,
  markAsked,
  planSurvey,
  type Survey,
  toldChannels,
} from "./surveys.store.ts";
import { dayIn, languageFor, wordsFor } from "./words.rules.ts";

export type AskDeps = SatisfactionDeps & { links: SignedLinks };

const batchSize = 100;
const questionKey = "satisfaction-question";

export async function asks(
  deps: Pick<SatisfactionDeps, "channels">,
  tx: Parameters<SatisfactionDeps["channels"]>[0],
  channelId: string,
): Promise<boolean> {
  const channel = (await deps.channels(tx)).find(({ id }) => id === channelId);
  if (!channel) return false;
  return (await toldChannels(tx)).get(channelId) ?? asksUnlessTold(channel.kind);
}

/** Plans what a change of conversations asks for; asks at once what is due at once. */
export async function onConversations(deps: AskDeps, event: OutboxEvent): Promise<void> {
  const { act, changes } = event.payload as { act: string; changes: StateChange[] };
  const closed = changes.filter((one) => isClosing(act, one));
  if (closed.length === 0) return;
  const { workspaceId } = event;
  const planned = await deps.db.tenant({ workspaceId }, async (tx) => {
    let isDue = false;
    for (const { id } of closed) {
      const one = await deps.conversations.current(tx, id);
      if (one?.id !== id || !isAskable(one) || !(await asks(deps, tx, one.channelId))) continue;
      const wait = waitMs(one.channelKind);
      const dueAt = new Date(Date.parse(one.closedAt ?? one.updatedAt) + wait).toISOString();
      await planSurvey(tx, { conversationId: id, channelId: one.channelId, dueAt });
      isDue ||= wait === 0;
    }
    return isDue;
  });
  if (planned) await askDue(deps, workspaceId);
}

interface Question {
  conversation: StoredConversation;
  askedAt: string;
  openUntil: string;
}

/** Null: it is not to be asked any more, and is forgotten. */
async function questionOf(
  deps: AskDeps,
  workspaceId: string,
  { conversationId }: Survey,
): Promise<Question | null> {
  return deps.db.tenant({ workspaceId }, async (tx) => {
    const one = await deps.conversations.current(tx, conversationId);
    const holds =
      one?.id === conversationId &&
      isAskable(one) &&
      (await asks(deps, tx, one.channelId)) &&
      (await deps.mayAsk(tx, one.personId));
    if (!holds) {
      await dropSurvey(tx, conversationId);
      return null;
    }
    const askedAt = nowIso(deps.clock);
    const openUntil = new Date(Date.parse(askedAt) + openForMs).toISOString();
    return { conversation: one, askedAt, openUntil };
  });
}

function textOf(deps: AskDeps, workspaceId: string, { conversation, openUntil }: Question): string {
  const language = languageFor(conversation.language);
  const words = wordsFor(language);
  if (conversation.channelKind === "widget") return words.inChat;
  const untilMs = Date.parse(openUntil);
  const token = deps.links.give({ workspaceId, id: conversation.id, untilMs });
  return words.message(`${deps.publicUrl}/rate/${token}`, dayIn(language, openUntil));
}

async function askOne(deps: AskDeps, workspaceId: string, survey: Survey): Promise<void> {
  const question = await questionOf(deps, workspaceId, survey);
  if (!question) return;
  const { askedAt, openUntil } = question;
  const { conversationId } = survey;
  const ctx = systemContext(workspaceId, newId());
  await deps.conversations.queueReply(ctx, {
    conversationId,
    author: { kind: "system", id: null },
    text: textOf(deps, workspaceId, question),
    idempotencyKey: questionKey,
  });
  await deps.db.tenant(ctx, async (tx) => {
    if (!(await markAsked(tx, conversationId, { askedAt, openUntil }))) return;
    await deps.conversations.rate(tx, ctx, conversationId, { score: null, comment: null, askedAt });
  });
}

/** Asks all that is due in a workspace; answers how many were looked at. */
export async function askDue(deps: AskDeps, workspaceId: string): Promise<number> {
  const reader = deps.db.reader({ workspaceId });
  const due = await dueSurveys(reader, nowIso(deps.clock), batchSize);
  for (const survey of due) await askOne(deps, workspaceId, survey);
  return due.length;
}
