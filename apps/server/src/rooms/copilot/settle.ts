// What became of a suggestion, as its member says it; and the figures of all of them. How much was changed is read off the
// message that was sent, not taken from the screen.
import type { CopilotFigures, CopilotOutcome, CopilotSuggestion } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { alreadySettled, missingMessage, missingSuggestion } from "./errors.ts";
import { type CopilotDeps, openThread } from "./ports.ts";
import { editShare, nextState } from "./suggestion.rules.ts";
import {
  countMacroUses,
  figuresSince,
  holdSuggestion,
  type StoredSuggestion,
  settleSuggestion,
} from "./suggestions.store.ts";

const dayMs = 86_400_000;
/** What a state says of the prompt that led to the draft. */
const keptStates: Partial<Record<CopilotSuggestion["state"], boolean>> = {
  accepted: true,
  edited: true,
  rejected: false,
};

function described(one: StoredSuggestion): CopilotSuggestion {
  const { id, conversationId, rung, state, callId, offeredAt, decidedAt } = one;
  const seconds =
    decidedAt === null ? null : (Date.parse(decidedAt) - Date.parse(offeredAt)) / 1000;
  return {
    ...{ id, conversationId, rung, state, callId, offeredAt },
    editShare: one.editShare,
    seconds,
  };
}

/** The text of a reply that the caller wrote in that conversation. */
async function sentText(
  deps: CopilotDeps,
  ctx: Ctx,
  { conversationId }: StoredSuggestion,
  messageId: string,
): Promise<string> {
  const { messages } = await openThread(deps, ctx, conversationId);
  const { memberId } = ctx.principal;
  const sent = messages.find(({ id }) => id === messageId);
  const isOwn = sent?.author.kind === "member" && sent.author.id === memberId && !sent.internal;
  if (!sent || !isOwn) throw missingMessage();
  return sent.text;
}

export async function settle(
  deps: CopilotDeps,
  ctx: Ctx,
  id: string,
  said: CopilotOutcome,
): Promise<CopilotSuggestion> {
  const { db, clock } = deps;
  const hold = () => db.tenant(ctx, (tx) => holdSuggestion(tx, id, ctx.principal.id));
  const before = await hold();
  if (!before) throw missingSuggestion();
  const messageId = said.outcome === "sent" ? said.messageId : null;
  const text = messageId === null ? null : await sentText(deps, ctx, before, messageId);
  const share = text === null ? null : editShare(before.text ?? "", text);
  const settled = await db.tenant(ctx, async (tx) => {
    const now = await holdSuggestion(tx, id, ctx.principal.id);
    if (!now) throw missingSuggestion();
    const state = nextState(now.state, said.outcome, share ?? 0);
    if (state === null) throw alreadySettled(now.state);
    if (state === now.state) return described(now);
    const after: StoredSuggestion = {
      ...now,
      ...{ state, messageId, editShare: share, decidedAt: nowIso(clock) },
    };
    await settleSuggestion(tx, after);
    return described(after);
  });
  const isKept = keptStates[settled.state];
  if (settled.callId !== null && isKept !== undefined)
    await deps.prompts.tell(ctx, settled.callId, isKept);
  return settled;
}

export async function figures(
  { db, clock }: CopilotDeps,
  ctx: Ctx,
  days = 30,
): Promise<CopilotFigures> {
  const since = new Date(clock.nowMs() - days * dayMs).toISOString();
  const reader = db.reader(ctx);
  const [data, macroUses] = await Promise.all([
    figuresSince(reader, since),
    countMacroUses(reader, since),
  ]);
  return { days, data, macroUses };
}
