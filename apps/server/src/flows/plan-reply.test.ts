// What a model is asked for the bot counts in the budgets of the bot, of the message, and of the team that has it.
import { expect, it } from "vitest";
import { systemContext } from "../platform/context.ts";
import type { Ask } from "../rooms/llm/index.ts";
import { guards, type Looking, planReply } from "./plan-reply.ts";

it("asks as the bot, for one message, on the account of its team", async () => {
  const asked: Ask[] = [];
  const page = { title: "Refunds", url: null, text: "Refunds take 5 days.", quote: "" };
  const parts: Looking = {
    guards,
    knowledge: {
      answer: async () => ({
        ...{ kind: "answered", text: page.text, confidence: 1, threshold: 0.5 },
        ...{ citations: [page], rung: "extractive" },
      }),
    } as unknown as Looking["knowledge"],
    llm: {
      complete: async (_ctx: unknown, ask: Ask) => {
        asked.push(ask);
        return { kind: "unavailable", reason: "no_model", words: "None.", rung: "rules" };
      },
    } as unknown as Looking["llm"],
    prompts: {
      promptFor: async () => ({ name: "answer@0", text: "", trial: null }),
      noteUse: async () => undefined,
    } as unknown as Looking["prompts"],
    languageOf: () => "en",
    ...{ conversationId: "c", teamId: "t", publicUrl: "https://crm.example" },
  };
  const settings = { isOn: true, precision: 0.9, mostAnswers: 5, usesModel: true };
  const plan = await planReply(
    parts,
    systemContext("w", "message-1"),
    {
      settings: { ...settings, linkHosts: [], wordings: [], version: 1 } as never,
      said: [{ by: "customer", text: "How long do refunds take to arrive?", atMs: 0 }],
      ...{ isAutomatic: false, isUnheard: false, maySpeak: true, language: "en" },
      ...{ channelId: null, namesSources: false, backAt: null },
    },
    () => undefined,
  );
  expect(plan.kind).toBe("answered");
  expect(asked).toMatchObject([{ agent: "bot", runId: "message-1", teamId: "t" }]);
});
