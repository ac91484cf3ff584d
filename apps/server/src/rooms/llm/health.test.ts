// How a model that failed is left alone when many ask at the same time.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import type { ModelServer } from "../../../test/model-server.ts";
import { failureOf } from "./failures.ts";
import { goDown, type Outcome } from "./go-down.ts";
import { createHealth } from "./health.ts";
import type { Rung } from "./ladder.rules.ts";
import type { Ask } from "./llm-deps.ts";

const busy = failureOf("busy");

function resting() {
  let nowMs = 1_000;
  const health = createHealth({ nowMs: () => nowMs } as Parameters<typeof createHealth>[0]);
  const advance = (ms: number) => {
    nowMs += ms;
  };
  for (let count = 0; count < 5; count += 1) health.failed("m", busy);
  const down = (tryOnce: () => Promise<Outcome<string>>) => {
    const course = { rungs: [{ modelId: "m" } as Rung], deadlineAt: performance.now() + 60_000 };
    return goDown<string>({ health, course, signal: undefined, tryOnce });
  };
  return { health, advance, down };
}

describe("a model that rests", () => {
  it("rests no longer for what had begun before", () => {
    const { health, advance } = resting();
    for (let count = 0; count < 50; count += 1) health.failed("m", busy);
    advance(4_999);
    expect(health.claim("m")).toBeNull();
    advance(1);
    // Late ones, after the rest and before a trial.
    for (let count = 0; count < 50; count += 1) health.failed("m", busy);
    expect(health.claim("m")).not.toBeNull();
    health.failed("m", busy);
    for (let count = 0; count < 50; count += 1) health.failed("m", busy);
    advance(9_999);
    expect(health.mayTry("m")).toBe(false);
    advance(1);
    expect(health.mayTry("m")).toBe(true);
  });

  it("is tried by one, and by another when that one was not let to ask", () => {
    const { health, advance } = resting();
    advance(5_000);
    expect([health.mayTry("m"), health.mayTry("m")]).toEqual([true, true]);
    const claim = health.claim("m");
    expect([health.mayTry("m"), health.claim("m")]).toEqual([false, null]);
    claim?.release();
    expect(health.claim("m")).not.toBeNull();
  });

  it.each([
    ["refuses", async (): Promise<Outcome<string>> => ({ kind: "skipped", reason: "budget" })],
    ["fails", () => Promise.reject(new Error("no database"))],
  ])("is free for the next one when the reservation %s", async (_how, tryOnce) => {
    const { health, advance, down } = resting();
    advance(5_000);
    await down(tryOnce).catch(() => undefined);
    expect(health.mayTry("m")).toBe(true);
    expect(await down(async () => ({ kind: "answered", answer: "ok" }))).toMatchObject({
      kind: "answered",
    });
  });
});

describe("many calls at once", () => {
  let ground: AiGround;
  let server: ModelServer;
  let workspace: AiWorkspace;
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

  beforeAll(async () => {
    ground = await openAiGround();
    [server] = ground.servers;
  });
  afterAll(() => ground?.close());
  beforeEach(async () => {
    workspace = await ground.workspace();
    server.fault = { kind: "status", status: 401 };
    server.delayMs = 0;
    server.met = 0;
  });

  it.each([
    ["whole answers", complete],
    ["streams", streamed],
  ])("cost one rest when all fail, and one trial after it: %s", async (_how, asked) => {
    await workspace.connect(server);
    server.delayMs = 50;
    await Promise.all(Array.from({ length: 30 }, asked));
    ground.advance(5_000);
    server.met = 0;
    await Promise.all(Array.from({ length: 30 }, asked));
    expect(server.met).toBe(1);
    ground.advance(10_000);
    server.fault = { kind: "none" };
    expect(await asked()).toMatchObject({ kind: "answered" });
  });
});
