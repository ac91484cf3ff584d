// What one customer writes and a provider refuses must not take the model away from everybody else.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import type { Fault, ModelServer } from "../../../test/model-server.ts";
import type { Ask } from "./llm-deps.ts";

let ground: AiGround;
let one: ModelServer;
let two: ModelServer;
let workspace: AiWorkspace;

beforeAll(async () => {
  ground = await openAiGround();
  [one, two] = ground.servers;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  for (const server of [one, two]) {
    server.fault = { kind: "none" };
    server.answer = () => "Hello there.";
    server.met = 0;
  }
});

const ask: Ask = {
  purpose: "draft",
  messages: [{ role: "user", content: "What is open on Sunday?" }],
  dataClass: "internal",
};
const complete = () => ground.app.llm.complete(workspace.ctx, ask);
async function streamed() {
  for await (const part of ground.app.llm.stream(workspace.ctx, ask)) {
    if (part.kind === "end") return part.result;
  }
  return null;
}

const refusals: [string, Fault, string][] = [
  ["refused with 400", { kind: "status", status: 400 }, "Hello there."],
  ["refused with 413", { kind: "status", status: 413 }, "Hello there."],
  ["refused with 422", { kind: "status", status: 422 }, "Hello there."],
  ["filtered", { kind: "filtered" }, "Hello"],
  ["filtered before a word", { kind: "filtered" }, ""],
];

describe.each(refusals)("a text that is %s", (_what, fault, text) => {
  it.each([
    ["a whole answer", complete],
    ["a stream", streamed],
  ])("closes the way to nobody, asked for %s", async (_how, asked) => {
    await workspace.connect(one);
    one.fault = fault;
    one.answer = () => text;
    for (let count = 0; count < 12; count += 1) {
      expect((await asked())?.kind).not.toBe("answered");
    }
    expect(one.met).toBe(12);
    one.fault = { kind: "none" };
    one.answer = () => "Hello there.";
    expect(await asked()).toMatchObject({ kind: "answered" });
  });

  it("goes down the ladder, and who asked hears that it was the text", async () => {
    await workspace.connect(one, { name: "First" });
    one.fault = fault;
    one.answer = () => text;
    const none = await complete();
    expect(none).toMatchObject({ kind: "unavailable", reason: "failed" });
    expect("words" in none && none.words).toContain("refused this text");
    await workspace.connect(two, { name: "Second" });
    expect(await complete()).toMatchObject({ kind: "answered", provider: "Second" });
  });
});

it.each([401, 403, 404])("a model that refuses all with %i is left alone", async (status) => {
  await workspace.connect(one);
  one.fault = { kind: "status", status };
  for (let count = 0; count < 12; count += 1) await complete();
  expect(one.met).toBe(5);
  expect(await complete()).toMatchObject({ kind: "unavailable", reason: "resting" });
});
