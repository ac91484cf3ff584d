// A draft of an answer for the member who works on a conversation: first what the pages say, at once and without any model;
// then, where a model is connected, its wording of the same passages, sentence by sentence as the verifier lets them
// through. Nothing unverified leaves this file, and nothing is ever sent from here. Never inside a transaction.
import type {
  CopilotCitation,
  CopilotDraft,
  CopilotDraftEvent,
  KnowledgeAnswer,
} from "@rapport/contracts";
import { judgeText, wholePart, withoutForeignHosts } from "@rapport/retrieval";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { Answered, Stopped, Unavailable } from "../llm/index.ts";
import { fenced, type ReadyPrompt } from "../prompts/index.ts";
import { fromModel, modelAsked, modelOff } from "./ask-model.ts";

import { notYoursToAnswer } from "./errors.ts";
import { questionsOf, sensitiveIn, waitingMessages } from "./messages.rules.ts";
import { type CopilotDeps, type Opened, openThread } from "./ports.ts";
import { addSuggestion, replaceOffered } from "./suggestions.store.ts";

/** A person reads it before anybody else does, so more may be offered than a bot may say. */
const precision = 0.8;
const mostNearest = 3;

interface Found {
  draft: CopilotDraft;
  /** What the customer wrote, for whoever words it. */
  asked: string;
  /** Where a text may lead. */
  hosts: ReadonlySet<string>;
}

type Answers = readonly { question: string; answer: KnowledgeAnswer }[];

const citedIn = (answer: KnowledgeAnswer) =>
  answer.kind === "answered" ? answer.citations : answer.nearest;

async function citationsOf(
  { knowledge }: Pick<CopilotDeps, "knowledge">,
  ctx: Ctx,
  answers: Answers,
): Promise<CopilotCitation[]> {
  const all = answers.flatMap(({ answer }) => citedIn(answer));
  const once = [...new Map(all.map((one) => [one.passageId, one])).values()];
  const open = await knowledge.publicPages(
    ctx,
    once.map(({ documentId }) => documentId),
  );
  return once.map((one) => ({ ...one, internal: !open.has(one.documentId) }));
}

function abstention(answers: Answers, nearest: readonly CopilotCitation[]): string {
  if (answers.length === 0) return "The customer has asked nothing yet.";
  if (answers.some(({ answer }) => answer.kind === "answered"))
    return "What your pages say to this leads to a website that is not on the list under Settings, Bot. Read them before you answer.";
  if (nearest.length === 0) return "No page that you may read has any of these words.";
  return "No page answers this surely enough. These come nearest; read them before you answer.";
}

async function findSources(
  deps: Pick<CopilotDeps, "knowledge" | "verifiedHosts">,
  ctx: Ctx,
  { conversation, messages }: Opened,
): Promise<Found> {
  const texts = waitingMessages(messages).map(({ text }) => text);
  const questions = questionsOf(texts, conversation.subject);
  const answers: { question: string; answer: KnowledgeAnswer }[] = [];
  const ask = (question: string) =>
    deps.knowledge.answer(ctx, { question, audience: "me", precision }, { keeps: false });
  for (const question of questions) answers.push({ question, answer: await ask(question) });
  const { subject } = conversation;
  const isOpen = answers.every(({ answer }) => answer.kind === "abstained");
  // A subject is often the question itself.
  if (isOpen && subject !== null && texts.length > 0) {
    const answer = await ask(subject.slice(0, 500));
    if (answer.kind === "answered") answers.push({ question: subject, answer });
  }
  const hosts = await deps.verifiedHosts(ctx);
  const own = ({ answer }: Answers[number]) =>
    answer.kind === "answered" ? withoutForeignHosts(answer.text, hosts).text : "";
  const given = answers.filter((one) => own(one) !== "");
  const isAnswered = given.length > 0;
  const citations = await citationsOf(deps, ctx, isAnswered ? given : answers);
  const text = [...new Set(given.map(own))].join("\n\n");
  const sureness = (isAnswered ? given : answers).map(({ answer }) => answer.confidence);
  const draft: CopilotDraft = {
    id: null,
    kind: isAnswered ? "drafted" : "abstained",
    text,
    words: isAnswered ? null : abstention(answers, citations),
    questions: answers.map(({ question, answer }) => ({
      ...{ question, answered: answer.kind === "answered", confidence: answer.confidence },
    })),
    citations: isAnswered ? citations : citations.slice(0, mostNearest),
    rung: "extractive",
    confidence: sureness.length === 0 ? 0 : Math.min(...sureness),
    threshold: answers[0]?.answer.threshold ?? 0,
    sensitive: sensitiveIn([...texts, text]),
    model: modelOff("Sentences of your pages; no model was asked."),
    seenSeq: conversation.lastSeq,
  };
  return { draft, asked: texts.join("\n\n").slice(-4000), hosts };
}

/** Keeps what is offered, so that what becomes of it can be told. */
async function offered(
  { db, clock }: CopilotDeps,
  ctx: Ctx,
  conversationId: string,
  draft: CopilotDraft,
  more: { callId: string | null; instead: string | null },
): Promise<CopilotDraft> {
  const id = newId();
  const at = nowIso(clock);
  const { text, rung, confidence, sensitive } = draft;
  await db.tenant(ctx, async (tx) => {
    if (more.instead !== null) await replaceOffered(tx, more.instead, at);
    await addSuggestion(tx, {
      ...{ id, conversationId, text, rung, confidence, callId: more.callId },
      principalId: ctx.principal.id,
      sensitive: sensitive.map(({ kind }) => kind),
      state: "offered",
      ...{ messageId: null, editShare: null, offeredAt: at, decidedAt: null },
    });
  });
  return { ...draft, id };
}

function questionFor(prompt: ReadyPrompt, { conversation }: Opened, found: Found) {
  const passages = found.draft.citations.map(
    ({ title, text }, at) => `[${at + 1}] ${title}\n${text}`,
  );
  const language = /^[a-z]{2}$/.test(conversation.language ?? "") ? conversation.language : null;
  const content = [
    `Passages:\n${fenced(passages.join("\n\n"))}`,
    `What the customer wrote:\n${fenced(found.asked)}`,
    ...(language === null ? [] : [`Write in the language with the code ${language}.`]),
  ].join("\n\n");
  const names = [conversation.from?.name, conversation.person?.title];
  return {
    purpose: "draft" as const,
    dataClass: "personal" as const,
    prompt: prompt.name,
    subjects: [{ names: names.filter((name) => typeof name === "string") }],
    ...(conversation.team === null ? {} : { teamId: conversation.team.id }),
    messages: [
      { role: "system" as const, content: prompt.text },
      { role: "user" as const, content },
    ],
  };
}

/** Yields what is verified so far each time that it grows; returns how it ended. */
async function* wordedByModel(
  deps: CopilotDeps,
  ctx: Ctx,
  { prompt, opened, found }: { prompt: ReadyPrompt; opened: Opened; found: Found },
  signal: AbortSignal,
): AsyncGenerator<CopilotDraftEvent, Answered | Stopped | Unavailable | null> {
  const sources = found.draft.citations;
  let [written, shown, judgedLength] = ["", "", 0];
  const asked = questionFor(prompt, opened, found);
  for await (const part of deps.llm.stream(ctx, { ...asked, signal })) {
    if (part.kind === "end") return part.result;
    written += part.text;
    const whole = wholePart(written);
    if (whole.length === judgedLength) continue;
    judgedLength = whole.length;
    const { text } = withoutForeignHosts(judgeText(whole, sources)?.text ?? "", found.hosts);
    if (text !== shown) yield { kind: "text", text };
    shown = text;
  }
  return null;
}

export async function* draftParts(
  deps: CopilotDeps,
  ctx: Ctx,
  conversationId: string,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<CopilotDraftEvent> {
  const opened = await openThread(deps, ctx, conversationId);
  const { mayChange, mergedInto } = opened.conversation;
  if (!mayChange || mergedInto !== null) throw notYoursToAnswer();
  const found = await findSources(deps, ctx, opened);
  if (found.draft.kind === "abstained") {
    yield { kind: "end", draft: found.draft };
    return;
  }
  const inForce = await deps.llm.rungOf(ctx, "draft");
  const none = { callId: null, instead: null };
  const plain = await offered(deps, ctx, conversationId, found.draft, none);
  if (inForce.rung === "rules") {
    yield { kind: "end", draft: { ...plain, model: modelOff(inForce.words) } };
    return;
  }
  yield { kind: "draft", draft: { ...plain, model: modelAsked } };
  const prompt = await deps.prompts.promptFor(ctx, "draft", conversationId);
  const result = yield* wordedByModel(deps, ctx, { prompt, opened, found }, signal);
  if (result === null) return;
  const { judged, rung, callId, model } = fromModel(result, plain.citations);
  const text = withoutForeignHosts(judged?.text ?? "", found.hosts).text;
  const isUsable = judged !== null && rung !== null && text !== "";
  if (result.kind === "answered") {
    // Whether a usable one is kept, its member says.
    const isKept = isUsable ? null : false;
    await deps.prompts.noteUse(ctx, prompt, { callId: result.callId, isKept });
  }
  if (!isUsable) {
    yield { kind: "end", draft: { ...plain, model } };
    return;
  }
  const worded: CopilotDraft = {
    ...plain,
    ...{ text, rung, model },
    citations: judged.used.flatMap((place) => plain.citations[place] ?? []),
    sensitive: sensitiveIn([found.asked, text]),
  };
  const more = { callId, instead: plain.id };
  yield { kind: "end", draft: await offered(deps, ctx, conversationId, worded, more) };
}

/** The same for whoever wants only the end. */
export async function draftNow(
  deps: CopilotDeps,
  ctx: Ctx,
  conversationId: string,
): Promise<CopilotDraft> {
  let last: CopilotDraft | null = null;
  for await (const part of draftParts(deps, ctx, conversationId)) {
    if (part.kind !== "text") last = part.draft;
  }
  if (last === null) throw new Error("A draft came to no end.");
  return last;
}
