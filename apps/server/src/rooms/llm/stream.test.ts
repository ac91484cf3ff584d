// Streams against a real HTTP server that breaks off, and what is never sent to it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import type { ModelServer } from "../../../test/model-server.ts";
import type { Ask, StreamPart } from "./llm-deps.ts";

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
    server.delayMs = 0;
    server.saysUsage = true;
    server.asked.length = 0;
    server.keys.length = 0;
    server.given = { calls: 0, inputTokens: 0, outputTokens: 0 };
  }
});

const ask = (more: Partial<Ask> = {}): Ask => ({
  purpose: "draft",
  messages: [{ role: "user", content: "What is open on Sunday?" }],
  dataClass: "internal",
  ...more,
});
const complete = (more: Partial<Ask> = {}) => ground.app.llm.complete(workspace.ctx, ask(more));
const calls = () =>
  workspace.rows("SELECT * FROM llm.calls WHERE workspace_id = $1 ORDER BY id") as Promise<
    {
      state: string;
      cost_micros: number;
      reserved_micros: number;
      error: string | null;
      by_kind: string;
    }[]
  >;

async function streamed(more: Partial<Ask> = {}): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of ground.app.llm.stream(workspace.ctx, ask(more))) parts.push(part);
  return parts;
}
const textIn = (parts: StreamPart[]) =>
  parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
const endOf = (parts: StreamPart[]) => {
  const last = parts.at(-1);
  if (last?.kind !== "end") throw new Error("The stream has no end.");
  return last.result;
};

describe("personal data", () => {
  it("of our records is not sent, and stands in the answer again", async () => {
    await workspace.connect(one);
    await workspace.call("POST", "/people", {
      firstName: "Ada",
      lastName: "Lovelace",
      email: "ada@lovelace.example",
    });
    one.answer = ({ messages }) =>
      `Dear ${/\[PERSON_1\]/.exec(messages[0]?.content ?? "")?.[0]}, done.`;
    const content = "Ada Lovelace (ada@lovelace.example, +44 20 7946 0958) asks for help.";
    const result = await complete({
      dataClass: "personal",
      messages: [{ role: "user", content }],
    });
    expect(JSON.stringify(one.asked)).not.toMatch(/lovelace|ada@|7946/i);
    expect(result).toMatchObject({ text: "Dear Ada Lovelace, done.", minimised: 3 });
    const parts = await streamed({
      dataClass: "personal",
      messages: [{ role: "user", content }],
    });
    expect(textIn(parts)).toBe("Dear Ada Lovelace, done.");
  });
});

describe("names of our people", () => {
  const sent = async (content: string) => {
    one.asked.length = 0;
    await complete({ dataClass: "personal", messages: [{ role: "user", content }] });
    return one.asked[0]?.messages[0]?.content;
  };

  it("are known without capitals and accents, of several words, and among many who bear them", async () => {
    await workspace.connect(one);
    const add = (firstName: string, lastName: string) =>
      workspace.call("POST", "/people", { firstName, lastName });
    await add("Gabriel", "García Márquez");
    await add("Siobhán", "O'Brien");
    await add("Ada", "Price");
    expect(await sent("i am gabriel, García Márquez")).toBe("i am gabriel, [PERSON_1]");
    expect(await sent("this is siobhan o’brien")).toBe("this is [PERSON_1]");
    expect(await sent("ada price asks for the price")).toBe("[PERSON_1] asks for the price");
    expect(await sent("Mrs Price asks")).toBe("Mrs [PERSON_1] asks");
    await add("Zoe", "Smith");
    const operations = Array.from({ length: 300 }, (_, at) => ({
      op: "create",
      data: { firstName: `First${at}`, lastName: "Smith" },
    }));
    const made = await workspace.call("POST", "/people/bulk", { operations });
    expect(made.status).toBe(200);
    expect(await sent("Mr Smith and Zoe Smith")).toBe("Mr [PERSON_1] and [PERSON_2]");
  });
});

describe("names in a prompt with long passages", () => {
  /** Words in script without capitals, each of which could be a name. */
  const words = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      [...at.toString().padStart(5, "0")].map((digit) => "ابتثجحخدذر"[Number(digit)]).join(""),
    ).join(" ");
  const messages = (count: number) => [
    { role: "system" as const, content: words(count) },
    { role: "user" as const, content: "Ada Lovelace asks, اسمي خالد" },
  ];

  it("are not sent either", async () => {
    await workspace.connect(one);
    for (const [firstName, lastName] of [
      ["Ada", "Lovelace"],
      ["Amal", "خالد"],
    ])
      await workspace.call("POST", "/people", { firstName, lastName });
    await complete({ dataClass: "personal", messages: messages(2_000) });
    const [, user] = one.asked[0]?.messages ?? [];
    expect(user?.content).toMatch(/^\[PERSON_\d\] asks, اسمي \[PERSON_\d\]$/);
  });

  it("keep a prompt from every model when it is too long for all to be found", async () => {
    await workspace.connect(one);
    const asked = { dataClass: "personal" as const, messages: messages(12_000) };
    expect(await complete(asked)).toMatchObject({ kind: "unavailable", reason: "too_long" });
    expect(endOf(await streamed(asked))).toMatchObject({ reason: "too_long", rung: "rules" });
    expect(one.asked).toEqual([]);
    expect(await complete({ ...asked, dataClass: "internal" })).toMatchObject({ kind: "answered" });
  });
});

describe("a stream", () => {
  it("comes in pieces and ends with its price", async () => {
    await workspace.connect(one);
    one.answer = () => "One two three four five.";
    const parts = await streamed();
    expect(parts.length).toBeGreaterThan(3);
    expect(textIn(parts)).toBe("One two three four five.");
    expect(endOf(parts)).toMatchObject({
      kind: "answered",
      usage: { inputTokens: 5, outputTokens: 5 },
      costMicros: 90,
    });
  });

  it("is counted by asking again where a server of ours counts whole answers only", async () => {
    await workspace.connect(one);
    one.answer = () => "One two three four five.";
    one.saysUsage = "whole";
    expect(endOf(await streamed())).toMatchObject({
      usage: { inputTokens: 5, outputTokens: 5 },
      costMicros: 90,
    });
    expect(one.asked.map(({ stream, max_tokens }) => [stream, max_tokens])).toEqual([
      [true, expect.any(Number)],
      [undefined, 1],
    ]);
    one.saysUsage = false;
    const [, call] = [endOf(await streamed()), (await calls()).at(-1)];
    expect(call).toMatchObject({ state: "answered", cost_micros: call?.reserved_micros });
  });

  it("that breaks off keeps what had come, says so, and counts as reserved", async () => {
    await workspace.connect(one);
    one.answer = () => "One two three four five.";
    one.fault = { kind: "cut", afterPieces: 2 };
    const parts = await streamed();
    expect(endOf(parts)).toMatchObject({
      ...{ kind: "stopped", reason: "cut", text: "One two " },
      words: "The answer broke off.",
    });
    const [call] = await calls();
    expect(call).toMatchObject({ state: "unknown", cost_micros: call?.reserved_micros });
  });

  it("goes on to the next model while nothing was shown", async () => {
    await workspace.connect(one, { name: "First" });
    await workspace.connect(two, { name: "Second" });
    one.fault = { kind: "status", status: 500 };
    expect(endOf(await streamed())).toMatchObject({ kind: "answered", provider: "Second" });
    one.fault = { kind: "cut", afterPieces: 0 };
    expect(endOf(await streamed())).toMatchObject({ kind: "answered", provider: "Second" });
  });

  it("that nobody reads on is cut at the provider, and counts", async () => {
    await workspace.connect(one);
    one.answer = () => Array.from({ length: 2000 }, () => "word").join(" ");
    for await (const part of ground.app.llm.stream(workspace.ctx, ask())) {
      if (part.kind === "text") break;
    }
    expect(await calls()).toMatchObject([{ state: "unknown", error: "stopped" }]);
  });
});
