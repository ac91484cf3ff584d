// What stands beside a conversation without being asked for: the summary in the messages' own words, what is known of the
// customer, macros that fit, and what models are for here. Each part is left out where the member's rights end; what others
// used counts only where the member sees the conversation.
import type { CopilotCustomer, CopilotMacro, CopilotView } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { missingMacro, notYoursToAnswer } from "./errors.ts";
import { suggestMacros, termsOf } from "./macros.rules.ts";
import { sensitiveIn, waitingMessages } from "./messages.rules.ts";
import { type CopilotDeps, type Opened, openThread, saidMessages } from "./ports.ts";
import { addMacroUse, type MacroUse, macroUses } from "./suggestions.store.ts";
import { extractive } from "./summary.ts";

const mostUses = 500;
const mostTerms = 200;

const askedIn = ({ conversation, messages }: Opened): string =>
  [conversation.subject ?? "", ...waitingMessages(messages).map(({ text }) => text)].join("\n");

async function visibleUses(
  { db, conversations }: CopilotDeps,
  ctx: Ctx,
  ownId: string,
): Promise<MacroUse[]> {
  const reader = db.reader(ctx);
  const uses = (await macroUses(reader, mostUses)).filter((use) => use.conversationId !== ownId);
  const ids = [...new Set(uses.map(({ conversationId }) => conversationId))];
  const seen = await conversations.readable(reader, ctx, ids);
  return uses.filter(({ conversationId }) => seen.has(conversationId));
}

async function macrosFor(deps: CopilotDeps, ctx: Ctx, opened: Opened): Promise<CopilotMacro[]> {
  const macros = await deps.macros(ctx);
  if (macros.length === 0) return [];
  const uses = await visibleUses(deps, ctx, opened.conversation.id);
  return suggestMacros(askedIn(opened), macros, uses);
}

export async function noteMacroUse(
  deps: CopilotDeps,
  ctx: Ctx,
  { conversationId, macroId }: { conversationId: string; macroId: string },
): Promise<void> {
  const opened = await openThread(deps, ctx, conversationId);
  if (!opened.conversation.mayChange) throw notYoursToAnswer();
  const known = (await deps.macros(ctx)).some(({ id }) => id === macroId);
  if (!known) throw missingMacro();
  const terms = termsOf(askedIn(opened)).slice(0, mostTerms);
  const at = nowIso(deps.clock);
  await deps.db.tenant(ctx, (tx) =>
    addMacroUse(tx, { id: newId(), macroId, conversationId, terms, at }),
  );
}

/** Null: the caller may not read what was written. */
async function readOpened(deps: CopilotDeps, ctx: Ctx, id: string) {
  const conversation = await deps.conversations.describe(ctx, id);
  try {
    const messages = await saidMessages(deps.conversations, ctx, id);
    return { conversation, messages, mayRead: true };
  } catch (error) {
    if (isAppError(error) && error.kind === "forbidden")
      return { conversation, messages: [], mayRead: false };
    throw error;
  }
}

async function customerOf(
  deps: CopilotDeps,
  ctx: Ctx,
  { conversation: { person } }: Opened,
): Promise<CopilotCustomer | null> {
  if (person === null) return null;
  const [facts, scores] = await Promise.all([
    deps.factsOf(ctx, person.id),
    deps.scoresOf(ctx, { object: "people", id: person.id }),
  ]);
  return { person, open: [...facts.open], story: [...facts.story], scores };
}

export async function viewOf(deps: CopilotDeps, ctx: Ctx, id: string): Promise<CopilotView> {
  const { mayRead, ...opened } = await readOpened(deps, ctx, id);
  const [draft, summary, translate, customer, macros] = await Promise.all([
    deps.llm.rungOf(ctx, "draft"),
    deps.llm.rungOf(ctx, "summary"),
    deps.llm.rungOf(ctx, "translate"),
    customerOf(deps, ctx, opened),
    mayRead ? macrosFor(deps, ctx, opened) : [],
  ]);
  const inForce = ({ rung, words }: typeof draft) => ({ isOn: rung === "model", words });
  const { mayChange, mergedInto } = opened.conversation;
  return {
    mayDraft: mayRead && mayChange && mergedInto === null,
    models: { draft: inForce(draft), summary: inForce(summary), translation: inForce(translate) },
    summary: mayRead ? extractive(opened, summary.words) : null,
    sensitive: sensitiveIn(waitingMessages(opened.messages).map(({ text }) => text)),
    customer,
    macros,
  };
}
