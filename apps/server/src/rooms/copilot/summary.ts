// Texts about messages: a summary by a model, each sentence held against the messages, or in the messages' own words
// without one; a message in another language, by a model or not at all. What a model translates is text from outside, as
// the message is.
import type { CopilotSummary, CopilotTranslate, CopilotTranslation } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { fenced } from "../prompts/index.ts";
import { fromModel, modelOff } from "./ask-model.ts";
import { missingMessage } from "./errors.ts";
import { plainSummary, sourceOf } from "./messages.rules.ts";
import { type CopilotDeps, type Opened, openThread } from "./ports.ts";

const mostMessages = 40;
const longestMessage = 8000;
const tooLong = "The message is too long to be translated whole.";

export function extractive({ messages }: Opened, words: string): CopilotSummary {
  return {
    sentences: plainSummary(messages),
    rung: "extractive",
    model: modelOff(words),
    read: messages.length,
  };
}

export async function summarise(
  deps: CopilotDeps,
  ctx: Ctx,
  conversationId: string,
): Promise<CopilotSummary> {
  const opened = await openThread(deps, ctx, conversationId);
  const plain = extractive(opened, "Sentences of the messages; no model was asked.");
  const messages = opened.messages.filter(({ text }) => text.trim() !== "").slice(-mostMessages);
  if (messages.length === 0) return plain;
  const { conversation } = opened;
  const sources = messages.map(sourceOf);
  const prompt = await deps.prompts.promptFor(ctx, "summary", conversationId);
  const listed = sources.map(({ text }, at) => `[${at + 1}] ${text}`).join("\n\n");
  const content = `Messages:\n${fenced(listed)}\n\nAfter each sentence name the message that it rests on, as [1], and keep to the words that stand there.`;
  const names = [conversation.from?.name, conversation.person?.title];
  const result = await deps.llm.complete(ctx, {
    purpose: "summary",
    dataClass: "personal",
    prompt: prompt.name,
    subjects: [{ names: names.filter((name) => typeof name === "string") }],
    ...(conversation.team === null ? {} : { teamId: conversation.team.id }),
    messages: [
      { role: "system", content: prompt.text },
      { role: "user", content },
    ],
  });
  const { judged, rung, model } = fromModel(result, sources);
  if (result.kind === "answered") {
    await deps.prompts.noteUse(ctx, prompt, { callId: result.callId, isKept: judged !== null });
  }
  if (judged === null || rung === null) return { ...plain, model };
  return {
    sentences: judged.sentences.map(({ text, places }) => ({
      about: "other",
      text,
      messages: places.flatMap((place) => {
        const one = messages[place];
        return one ? [{ id: one.id, seq: one.seq }] : [];
      }),
    })),
    ...{ rung, model, read: messages.length },
  };
}

export async function translate(
  deps: CopilotDeps,
  ctx: Ctx,
  conversationId: string,
  { messageId, language }: CopilotTranslate,
): Promise<CopilotTranslation> {
  const { conversation, messages } = await openThread(deps, ctx, conversationId);
  const message = messages.find(({ id }) => id === messageId);
  if (!message || message.text.trim() === "") throw missingMessage();
  const prompt = await deps.prompts.promptFor(ctx, "translate", null);
  if (message.text.length > longestMessage) return { kind: "unavailable", words: tooLong };
  const text = fenced(message.text);
  const result = await deps.llm.complete(ctx, {
    purpose: "translate",
    dataClass: "personal",
    prompt: prompt.name,
    cacheKey: `${messageId}:${language}`,
    ...(conversation.team === null ? {} : { teamId: conversation.team.id }),
    messages: [
      { role: "system", content: prompt.text },
      { role: "user", content: `Translate into the language with the code ${language}:\n${text}` },
    ],
  });
  if (result.kind === "unavailable") return { kind: "unavailable", words: result.words };
  if (result.isCut) return { kind: "unavailable", words: tooLong };
  const { rung, costMicros } = result;
  return { kind: "translated", text: result.text, rung, costMicros };
}
