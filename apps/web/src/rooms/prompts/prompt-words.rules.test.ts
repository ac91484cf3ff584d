import type { AiPromptEvaluation } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import {
  evaluationLine,
  exampleOf,
  expectationLine,
  freshExample,
  isWorse,
  latestByVersion,
  promptLine,
} from "./prompt-words.rules.ts";

const evaluation = (parts: Partial<AiPromptEvaluation>): AiPromptEvaluation => ({
  ...{ id: "x", key: "answer", version: 1, state: "done", total: 10, done: 10, passed: 8 },
  ...{ costMicros: 0, error: null, startedAt: "2026-01-01T00:00:00Z", endedAt: null },
  ...parts,
});

describe("words of prompts", () => {
  it("say what holds, what is tried and what judges it", () => {
    const prompt = { key: "answer", text: "", shipped: "", versions: [] } as const;
    expect(promptLine({ ...prompt, versions: [], inForce: 0, examples: 0, trial: null })).toBe(
      "Rapport's own in force",
    );
    const trial = { version: 4, share: 0.2 } as never;
    expect(promptLine({ ...prompt, versions: [], inForce: 3, examples: 1, trial })).toBe(
      "Version 3 in force · Version 4 tried on 20 % · 1 example",
    );
  });

  it("say how an evaluation stands", () => {
    expect(evaluationLine(evaluation({ state: "running", done: 3 }))).toBe(
      "3 of 10 examples asked …",
    );
    expect(evaluationLine(evaluation({}))).toBe("8 of 10 as expected");
    const failed = evaluation({
      state: "failed",
      done: 2,
      passed: 1,
      error: "The budget is spent.",
    });
    expect(evaluationLine({ ...failed, done: 0 })).toBe("Stopped: The budget is spent.");
    expect(evaluationLine(failed)).toBe("Stopped: The budget is spent. 1 of 2 as expected.");
  });

  it("compare only what was asked the same", () => {
    expect(isWorse(evaluation({ passed: 7 }), evaluation({}))).toBe(true);
    expect(isWorse(evaluation({ passed: 7, done: 9 }), evaluation({}))).toBe(false);
    expect(isWorse(undefined, evaluation({}))).toBe(false);
    const newest = evaluation({ id: "new", passed: 9 });
    expect(latestByVersion([newest, evaluation({ id: "old" })]).get(1)?.id).toBe("new");
  });

  it("make an example of what was typed", () => {
    const draft = { ...freshExample, text: " Why? ", passages: "One.\nStill one.\n\n \nTwo.\n" };
    expect(exampleOf({ ...draft, has: ["5 days"], maxWords: "40" })).toEqual({
      text: "Why?",
      passages: ["One.\nStill one.", "Two."],
      expects: { has: ["5 days"], hasNot: [], maxWords: 40 },
    });
    expect(exampleOf({ ...draft, declines: true, has: ["x"] }).expects).toEqual({ declines: true });
  });

  it("say what is expected", () => {
    const example = { id: "", key: "answer", text: "", language: "de", createdAt: "" } as const;
    const expects = { has: ["5 days"], hasNot: ["free"], maxWords: 40, declines: false };
    expect(expectationLine({ ...example, passages: ["p"], expects })).toBe(
      "says “5 days” · does not say “free” · 40 words at most · rests on its passages · in de",
    );
  });
});
