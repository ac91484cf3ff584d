// What the bot would say to a message, and why, without doing it: look up, word, verify. Used by the flow that answers
// (answer-message.ts) and by the console, which shows each step. Never inside a transaction.
import type { BotSettings, BotStep, BotTry, KnowledgeAnswer } from "@rapport/contracts";
import { verifyDraft, withoutForeignHosts } from "@rapport/retrieval";
import { type Ctx, systemContext } from "../platform/context.ts";
import { newId } from "../platform/ids.ts";
import {
  answerText,
  botLanguageOf,
  type Cited,
  confirmText,
  decide,
  type HandOverReason,
  handOverReason,
  handOverText,
  namesPrice,
  type Situation,
  summaryOf,
  type Turn,
  verifiedHosts,
  verifiedLink,
} from "../rooms/bot/index.ts";
import type { Knowledge } from "../rooms/knowledge/index.ts";
import type { Llm } from "../rooms/llm/index.ts";
import { fenced, type Prompts } from "../rooms/prompts/index.ts";

/** What stands between a text and the customer. Trials with hostile models take these away one at a time. */
export const guards = {
  audience: "public" as "public" | "me",
  verify: verifyDraft,
  withoutForeignHosts,
};
export type Guards = typeof guards;

export interface Looking {
  guards: Guards;
  knowledge: Pick<Knowledge, "answer">;
  llm: Pick<Llm, "complete">;
  prompts: Pick<Prompts, "promptFor" | "noteUse">;
  languageOf(text: string): string;
  /** Null: a trial by hand, which says nothing of a prompt. */
  conversationId: string | null;
  /** Whose budget it counts in. */
  teamId: string | null;
  /** Of this server: its own help pages. */
  publicUrl: string;
}

type Sources = Extract<KnowledgeAnswer, { kind: "answered" }>["citations"];
type Note = (step: BotStep["step"], outcome: string) => void;

export interface Plan {
  kind: BotTry["kind"];
  text: string | null;
  reason: HandOverReason | null;
  handOver: { reason: string; summary: string } | null;
  citations: Cited[];
  rung: string | null;
  confidence: number | null;
}

interface Worded {
  text: string;
  sources: Sources;
  rung: string;
}

/** A model's wording of what the sources say, as far as they carry it; null: none. */
async function wordedByModel(
  { llm, prompts, guards, conversationId, teamId }: Looking,
  ctx: Ctx,
  { question, sources }: { question: string; sources: Sources },
  note: Note,
): Promise<Worded | null> {
  const prompt = await prompts.promptFor(ctx, "answer", conversationId);
  const passages = sources.map(({ title, text }, at) => `[${at + 1}] ${title}\n${text}`);
  const content = `Passages:\n${fenced(passages.join("\n\n"))}\n\nQuestion:\n${fenced(question)}`;
  const drafted = await llm.complete(ctx, {
    purpose: "answer",
    principal: { kind: "customer", id: ctx.requestId },
    dataClass: "personal",
    prompt: prompt.name,
    agent: "bot",
    runId: ctx.requestId,
    ...(teamId === null ? {} : { teamId }),
    messages: [
      { role: "system", content: prompt.text },
      { role: "user", content },
    ],
  });
  if (drafted.kind === "unavailable") {
    note("draft", drafted.words);
    return null;
  }
  note("draft", `${drafted.rung} wrote a draft.`);
  const verified = drafted.isCut ? null : guards.verify(drafted.text, sources);
  const kept = verified ? "Its sources carry it." : "Its sources do not carry it; it is dropped.";
  note("verify", kept);
  const { callId } = drafted;
  if (conversationId !== null)
    await prompts.noteUse(ctx, prompt, { callId, isKept: verified !== null });
  if (!verified) return null;
  const used = verified.used.flatMap((place) => sources[place] ?? []);
  return { text: verified.text, sources: used, rung: drafted.rung };
}

const silent: Plan = {
  ...{ kind: "silent", text: null, reason: null, handOver: null },
  ...{ citations: [], rung: null, confidence: null },
};

export function givenOver(
  situation: Situation,
  reason: HandOverReason,
  topic: string | null = null,
  confidence: number | null = null,
): Plan {
  const told = { reason: handOverReason(reason, topic), summary: summaryOf(situation.said) };
  const kind = reason === "unsure" ? "abstained" : "handed_over";
  const text = handOverText(situation, reason);
  return { ...silent, kind, text, reason, handOver: told, confidence };
}

const withoutReason: Record<string, string> = {
  off: "it is switched off",
  automatic: "the message wrote itself",
  "not-now": "a person is in, or it was answered",
  "not-latest": "somebody else spoke last",
  empty: "there is nothing to answer",
};

/** What of it may go out: nothing in it leads to a host that is not verified. Null: nothing is left. */
function forCustomers({ guards }: Looking, worded: Worded, hosts: ReadonlySet<string>) {
  const isOwn = (title: string) => guards.withoutForeignHosts(title, hosts).dropped === 0;
  const { text } = guards.withoutForeignHosts(worded.text, hosts);
  const citations = worded.sources
    .filter(({ title }) => isOwn(title))
    .map(({ title, url }): Cited => ({ title, url: verifiedLink(url, hosts) }));
  return text === "" || citations.length === 0 ? null : { text, citations };
}

async function lookUp(
  parts: Looking,
  ctx: Ctx,
  situation: Situation,
  question: string,
  note: Note,
): Promise<Plan> {
  const { precision, usesModel } = situation.settings;
  const { audience } = parts.guards;
  const found = await parts.knowledge.answer(ctx, { question, audience, precision });
  const { confidence, threshold } = found;
  const sure = `${Math.round(confidence * 100)} % sure, ${Math.round(threshold * 100)} % needed`;
  if (found.kind === "abstained") {
    const [nearest] = found.nearest;
    note("look-up", `No sure answer (${sure}). Nearest: ${nearest ? nearest.title : "nothing"}.`);
    return givenOver(situation, "unsure", null, confidence);
  }
  const titles = found.citations.map(({ title }) => title).join(", ");
  note("look-up", `Found in ${titles} (${sure}).`);
  // The quote is of the first passage alone.
  const extract = { text: found.text, sources: found.citations.slice(0, 1), rung: found.rung };
  const asking = { question, sources: found.citations };
  const worded = (usesModel ? await wordedByModel(parts, ctx, asking, note) : null) ?? extract;
  if (namesPrice(worded.text)) {
    note("reply", "The answer names an amount of money: a person takes over.");
    return givenOver(situation, "sensitive", "a price", confidence);
  }
  const said = forCustomers(parts, worded, verifiedHosts(situation.settings, parts.publicUrl));
  if (said === null) {
    note("reply", "It would send the customer to a website that is not verified: a person does.");
    return givenOver(situation, "unsure", null, confidence);
  }
  note("reply", `By ${worded.rung}.`);
  const text = answerText(situation, said.text, said.citations);
  const { citations } = said;
  return { ...silent, kind: "answered", text, citations, rung: worded.rung, confidence };
}

export async function planReply(
  parts: Looking,
  ctx: Ctx,
  situation: Situation,
  note: Note,
): Promise<Plan> {
  const decision = decide(situation);
  if (decision.kind === "silent") {
    note("decide", `Says nothing: ${withoutReason[decision.reason]}.`);
    return silent;
  }
  if (decision.kind === "hand-over") {
    const { reason, topic } = decision;
    note("decide", `${handOverReason(reason, topic)}: a person takes over.`);
    return givenOver(situation, reason, topic);
  }
  if (decision.kind === "confirm") {
    note("decide", "The customer says that it is answered.");
    return { ...silent, kind: "confirmed", text: confirmText(situation) };
  }
  note("decide", "May answer.");
  return lookUp(parts, ctx, situation, decision.question, note);
}

export const outcomeOf = (plan: Plan): Turn["outcome"] | null =>
  plan.kind === "silent" ? null : plan.kind;

/** A first message by hand: every step with its time, and nothing is sent. */
export async function tryReply(
  parts: Looking,
  ctx: Ctx,
  settings: BotSettings,
  text: string,
): Promise<BotTry> {
  const steps: BotStep[] = [];
  let sinceMs = performance.now();
  const note: Note = (step, outcome) => {
    const nowMs = performance.now();
    steps.push({ step, outcome, ms: Math.round(nowMs - sinceMs) });
    sinceMs = nowMs;
  };
  const language = botLanguageOf(parts.languageOf(text));
  const situation: Situation = {
    settings: { ...settings, isOn: true },
    said: [{ by: "customer", text, atMs: 0 }],
    ...{ isAutomatic: false, isUnheard: false, maySpeak: true, language },
    ...{ channelId: null, namesSources: false, backAt: null },
  };
  const asker = systemContext(ctx.workspaceId, newId());
  const plan = await planReply(parts, asker, situation, note);
  return { ...plan, reason: plan.handOver?.reason ?? null, language, steps };
}
