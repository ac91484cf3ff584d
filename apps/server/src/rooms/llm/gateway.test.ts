// The gateway against a real HTTP server with faults: answers, ladder, breaker, cache.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
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
    server.tells = (given) => given;
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
const endOf = (parts: StreamPart[]) => {
  const last = parts.at(-1);
  if (last?.kind !== "end") throw new Error("The stream has no end.");
  return last.result;
};

describe("with nothing configured", () => {
  it("answers that there is no model, and the shell says so", async () => {
    expect(await complete()).toMatchObject({
      kind: "unavailable",
      reason: "no_model",
      rung: "rules",
    });
    expect(endOf(await streamed())).toMatchObject({ kind: "unavailable", reason: "no_model" });
    const { body } = await workspace.call("GET", "/ai/status");
    expect(body).toMatchObject({
      rung: "rules",
      words: "No model connected: rules and search only",
    });
    expect((await ground.app.llm.rungOf(workspace.ctx, "answer")).words).toContain("then a person");
    expect(await calls()).toEqual([]);
  });
});

describe("a hosted provider", () => {
  const hosted = { kind: "anthropic", name: "Hosted", region: "us" };
  const connect = (more: object) => workspace.call("POST", "/ai/providers", { ...hosted, ...more });

  it("needs a key, or the address of a proxy that adds it", async () => {
    expect((await connect({})).body.code).toBe("llm.needs_key");
    expect((await connect({ baseUrl: one.baseUrl })).status).toBe(201);
    const { body } = await connect({ name: "With key", apiKey: "sk-1" });
    const path = `/ai/providers/${body.id}`;
    const moved = await workspace.call("PATCH", path, { baseUrl: one.baseUrl });
    expect([moved.status, moved.body.keyHint]).toEqual([200, null]);
    expect((await workspace.call("PATCH", path, { isOn: false })).body.isOn).toBe(false);
  });
});

describe("an answer", () => {
  it("comes with its rung, its tokens and its price", async () => {
    await workspace.connect(one, { apiKey: "sk-secret-of-the-test" });
    const result = await complete();
    expect(result).toMatchObject({
      kind: "answered",
      text: "Hello there.",
      rung: "tiny",
      provider: "Local",
      usage: { inputTokens: 5, outputTokens: 2 },
      costMicros: 45,
      isCached: false,
    });
    expect(one.keys).toEqual(["Bearer sk-secret-of-the-test"]);
    expect(one.asked[0]).toMatchObject({ model: "tiny", max_tokens: 700 });
    expect(await calls()).toMatchObject([
      { state: "answered", cost_micros: 45, by_kind: "system" },
    ]);
    const { body } = await workspace.call("GET", "/ai/status");
    expect(body).toMatchObject({ rung: "model", words: "tiny (Local), then rules" });
  });

  it("is an object when a schema asks for one, and anything else is no answer", async () => {
    await workspace.connect(one);
    const schema = z.object({ queue: z.enum(["sales", "support"]) });
    one.answer = () => '```json\n{"queue":"sales"}\n```';
    expect(await complete({ schema })).toMatchObject({
      kind: "answered",
      object: { queue: "sales" },
    });
    expect(one.asked[0]?.response_format).toMatchObject({ type: "json_schema" });
    one.answer = () => '{"queue":"the moon"}';
    expect(await complete({ schema })).toMatchObject({ kind: "unavailable", reason: "failed" });
    expect((await calls()).map(({ state, cost_micros }) => [state, cost_micros > 0])).toEqual([
      ["answered", true],
      ["failed", true],
    ]);
  });

  it("counts as the most that it could cost when the provider tells no tokens", async () => {
    one.saysUsage = false;
    await workspace.connect(one);
    const result = await complete();
    const [call] = await calls();
    expect(result).toMatchObject({
      kind: "answered",
      usage: null,
      costMicros: call?.reserved_micros,
    });
    expect(call?.cost_micros).toBe(call?.reserved_micros);
  });

  it.each([-10, 10.5, 1e12, 0])(
    "costs what was reserved when the provider tells %d tokens, and calls beside it are settled",
    async (tokens) => {
      await workspace.connect(one);
      one.answer = ({ messages }) =>
        JSON.stringify(messages).includes("wrong") ? "Bad." : "Good.";
      one.tells = (given, text) => (text === "Bad." ? { ...given, inputTokens: tokens } : given);
      const all = await Promise.all(
        ["right", "wrong", "right"].map((content) =>
          complete({ messages: [{ role: "user", content }] }),
        ),
      );
      expect(all.map(({ kind }) => kind)).toEqual(["answered", "answered", "answered"]);
      await expect
        .poll(async () => (await calls()).map(({ state }) => state))
        .toEqual(["answered", "answered", "answered"]);
      const costs = (await calls()).map(
        ({ cost_micros, reserved_micros }) => cost_micros === reserved_micros,
      );
      expect(costs.filter(Boolean)).toHaveLength(1);
    },
  );

  it("is refused without a price, beyond a data class, in another region", async () => {
    await workspace.connect(one, { price: null });
    expect(await complete()).toMatchObject({ reason: "price_unknown" });
    expect(one.asked).toEqual([]);
    const other = await ground.workspace();
    await other.connect(one, { dataClass: "internal", region: "us" });
    const personal = ask({ dataClass: "personal" });
    expect(await ground.app.llm.complete(other.ctx, personal)).toMatchObject({
      reason: "data_class",
    });
    const route = (await other.call("GET", "/ai/purposes")).body.data.find(
      (row: { purpose: string }) => row.purpose === "draft",
    );
    const { isOn, modelIds, pick, minimises, deadlineMs, maxOutputTokens } = route;
    const wished = {
      isOn,
      modelIds,
      pick,
      minimises,
      deadlineMs,
      maxOutputTokens,
      regions: ["eu"],
    };
    expect((await other.call("PUT", "/ai/purposes/draft", wished)).status).toBe(200);
    expect(await ground.app.llm.complete(other.ctx, ask())).toMatchObject({ reason: "region" });
    expect(one.asked).toEqual([]);
  });
});

describe("the ladder", () => {
  beforeEach(async () => {
    await workspace.connect(one, { name: "First" });
    await workspace.connect(two, { name: "Second", model: "large" });
  });

  it.each([
    ["500", { kind: "status", status: 500 }],
    ["401", { kind: "status", status: 401 }],
    ["rubbish", { kind: "rubbish" }],
  ] as const)("goes on to the next model after %s", async (_name, fault) => {
    one.fault = fault;
    const startedAt = performance.now();
    expect(await complete()).toMatchObject({ kind: "answered", provider: "Second" });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it("leaves time for the next model when one is silent", async () => {
    one.fault = { kind: "silent" };
    const result = await complete({ deadlineMs: 1000 });
    expect(result).toMatchObject({ kind: "answered", provider: "Second" });
    expect((await calls()).map(({ state, error }) => [state, error])).toEqual([
      ["unknown", "late"],
      ["answered", null],
    ]);
  });

  it("opens the breaker within ten failures, and repeats little", async () => {
    one.fault = { kind: "status", status: 503 };
    two.fault = { kind: "status", status: 503 };
    const times: number[] = [];
    for (let count = 0; count < 50; count += 1) {
      const startedAt = performance.now();
      expect(await complete()).toMatchObject({ kind: "unavailable" });
      times.push(performance.now() - startedAt);
    }
    expect(one.asked.length).toBeLessThanOrEqual(10);
    expect(two.asked.length).toBeLessThanOrEqual(10);
    expect(Math.max(...times)).toBeLessThan(2000);
    one.fault = { kind: "none" };
    ground.advance(6_000);
    expect(await complete()).toMatchObject({ kind: "answered", provider: "First" });
  });

  it("waits as long as it is asked to", async () => {
    one.fault = { kind: "status", status: 429, headers: { "retry-after": "30" } };
    expect(await complete()).toMatchObject({ provider: "Second" });
    one.fault = { kind: "none" };
    expect(await complete()).toMatchObject({ provider: "Second" });
    expect(one.asked.length).toBe(1);
    ground.advance(31_000);
    expect(await complete()).toMatchObject({ provider: "First" });
  });
});

describe("what is kept", () => {
  it("is kept for one principal, one set of readers and one version", async () => {
    await workspace.connect(one);
    const customer = (id: string) => ({ principal: { kind: "customer", id } as const });
    const base = { cacheKey: "doc:1", ...customer("a") };
    expect(await complete(base)).toMatchObject({ isCached: false });
    expect(await complete(base)).toMatchObject({ isCached: true, costMicros: 0 });
    for (const other of [
      customer("b"),
      { cacheKey: "doc:2" },
      { readers: ["team"] },
      { dataClass: "public" as const },
      { messages: [{ role: "user" as const, content: "Another" }] },
    ]) {
      expect(await complete({ ...base, ...other })).toMatchObject({ isCached: false });
    }
    const neighbour = await ground.workspace();
    await neighbour.connect(one);
    const answer = await ground.app.llm.complete(neighbour.ctx, ask(base));
    expect(answer).toMatchObject({ isCached: false });
    ground.advance(11 * 60_000);
    expect(await complete(base)).toMatchObject({ isCached: false });
    expect((await calls()).filter(({ state }) => state === "cached")).toHaveLength(1);
  });
});

it("is never asked inside a transaction", async () => {
  const inside = ground.test.db.tenant({ workspaceId: workspace.id }, () => complete());
  await expect(inside).rejects.toMatchObject({ code: "llm.in_transaction" });
});
