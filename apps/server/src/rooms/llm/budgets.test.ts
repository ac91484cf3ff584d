// Budgets and the ledger: nothing beyond a limit however many ask at once, nothing lost when a process dies, and the
// same sum as the provider's own.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import type { ModelServer } from "../../../test/model-server.ts";
import type { Ask } from "./llm-deps.ts";

let ground: AiGround;
let server: ModelServer;
let workspace: AiWorkspace;

beforeAll(async () => {
  ground = await openAiGround();
  [server] = ground.servers;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  server.fault = { kind: "none" };
  server.answer = () => "Hello there.";
  server.delayMs = 0;
  server.given = { calls: 0, inputTokens: 0, outputTokens: 0 };
});

const ask = (more: Partial<Ask> = {}): Ask => ({
  purpose: "draft",
  messages: [{ role: "user", content: "What is open on Sunday?" }],
  dataClass: "internal",
  maxOutputTokens: 20,
  ...more,
});
const complete = (more: Partial<Ask> = {}) => ground.app.llm.complete(workspace.ctx, ask(more));

const budget = async (body: object) => {
  const made = await workspace.call("POST", "/ai/budgets", body);
  expect(made.status).toBe(201);
  return made.body as { id: string };
};

async function spent(): Promise<{ reserved: number; spent: number }> {
  const [row] = await workspace.rows(
    "SELECT sum(reserved_micros)::float8 AS reserved, sum(spent_micros)::float8 AS spent FROM llm.spend WHERE workspace_id = $1",
  );
  return { reserved: Number(row?.reserved ?? 0), spent: Number(row?.spent ?? 0) };
}

/** What one call of this file costs, and the most that it may cost. */
async function prices(): Promise<{ cost: number; reserved: number }> {
  await complete();
  const [row] = await workspace.rows(
    "SELECT cost_micros::float8 AS cost, reserved_micros::float8 AS reserved FROM llm.calls WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1",
  );
  return { cost: Number(row?.cost), reserved: Number(row?.reserved) };
}

describe("500 calls at once against a budget that is nearly spent", () => {
  it("go beyond it by nothing", async () => {
    await workspace.connect(server);
    const { cost, reserved } = await prices();
    const limitMicros = reserved * 7 + cost * 4;
    await budget({ scope: "workspace", period: "day", limitMicros });
    await budget({ scope: "workspace", period: "month", limitMicros: limitMicros * 2 });
    await budget({
      scope: "purpose",
      subject: "draft",
      period: "day",
      limitMicros: limitMicros * 3,
    });
    server.delayMs = 20;
    const results = await Promise.all(
      Array.from({ length: 500 }, () => complete({ deadlineMs: 60_000 })),
    );
    const answered = results.filter(({ kind }) => kind === "answered").length;
    const refused = results.filter(
      (one) => one.kind === "unavailable" && one.reason === "budget",
    ).length;
    expect(answered + refused).toBe(500);
    expect(answered).toBeGreaterThanOrEqual(7);
    const rows = (await workspace.rows(
      `SELECT b.period, b.scope, s.reserved_micros::float8 AS reserved, s.spent_micros::float8 AS spent,
         b.limit_micros::float8 AS most
       FROM llm.spend s JOIN llm.budgets b USING (workspace_id) WHERE workspace_id = $1 AND b.id = s.budget_id`,
    )) as { reserved: number; spent: number; most: number }[];
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(row.reserved).toBe(0);
      expect(row.spent).toBe((answered + 1) * cost);
      expect(row.spent).toBeLessThanOrEqual(row.most);
    }
    expect(server.given.calls).toBe(answered + 1);
  }, 60_000);
});

describe("the ledger", () => {
  it("adds up to what the provider would ask for", async () => {
    await workspace.connect(server, { price: { input: 2.5, output: 10 } });
    await budget({ scope: "workspace", period: "month", limitMicros: 1_000_000_000 });
    for (let count = 1; count <= 40; count += 1) {
      server.answer = () => Array.from({ length: count }, () => "word").join(" ");
      const content = Array.from({ length: count * 3 }, () => "word").join(" ");
      await complete({ messages: [{ role: "user", content }] });
    }
    const { inputTokens, outputTokens } = server.given;
    const [row] = await workspace.rows(
      "SELECT sum(cost_micros)::float8 AS cost, sum(input_tokens)::int AS i, sum(output_tokens)::int AS o FROM llm.calls WHERE workspace_id = $1",
    );
    expect(row).toMatchObject({ i: inputTokens, o: outputTokens });
    const asked = inputTokens * 2.5 + outputTokens * 10;
    expect(Number(row?.cost)).toBeGreaterThanOrEqual(asked);
    expect(Number(row?.cost) - asked).toBeLessThan(10_000);
    expect(await spent()).toEqual({ reserved: 0, spent: row?.cost });
    const listed = await workspace.call("GET", "/ai/budgets");
    expect(listed.body.data[0]).toMatchObject({ spentMicros: row?.cost, reservedMicros: 0 });
  });

  it("settles what a dead process left at the price that was reserved, once", async () => {
    await workspace.connect(server);
    await budget({ scope: "workspace", period: "day", limitMicros: 1_000_000 });
    const { cost, reserved } = await prices();
    server.fault = { kind: "silent" };
    const left = complete({ deadlineMs: 400 });
    await expect.poll(async () => (await spent()).reserved).toBe(reserved);
    // As if the process had died before it could settle: its own late word changes nothing afterwards.
    await workspace.rows(
      "UPDATE llm.calls SET expires_at = now() - interval '1 minute' WHERE workspace_id = $1 AND state = 'reserved' RETURNING id",
    );
    expect(await ground.app.llm.upkeep.round()).toBe(1);
    expect(await spent()).toEqual({ reserved: 0, spent: cost + reserved });
    await left;
    expect(await ground.app.llm.upkeep.round()).toBe(0);
    expect(await spent()).toEqual({ reserved: 0, spent: cost + reserved });
  });

  it("gives back what a call that failed had reserved", async () => {
    await workspace.connect(server);
    await budget({ scope: "workspace", period: "day", limitMicros: 1_000_000 });
    server.fault = { kind: "status", status: 401 };
    expect(await complete()).toMatchObject({ kind: "unavailable" });
    expect(await spent()).toEqual({ reserved: 0, spent: 0 });
  });
});

describe("budgets", () => {
  it("of a run hold for each run by itself", async () => {
    await workspace.connect(server);
    const { reserved } = await prices();
    await budget({ scope: "run", period: "total", limitMicros: reserved });
    expect(await complete({ runId: "one" })).toMatchObject({ kind: "answered" });
    expect(await complete({ runId: "one" })).toMatchObject({ reason: "budget" });
    expect(await complete({ runId: "two" })).toMatchObject({ kind: "answered" });
    expect(await complete()).toMatchObject({ kind: "answered" });
  });

  it("begin again with the next day", async () => {
    await workspace.connect(server);
    const { cost, reserved } = await prices();
    await budget({ scope: "workspace", period: "day", limitMicros: cost + reserved });
    await complete();
    expect(await complete()).toMatchObject({ kind: "unavailable", reason: "budget" });
    ground.advance(86_400_000);
    expect(await complete()).toMatchObject({ kind: "answered" });
  });

  it("let a cheaper model answer when the first is too dear for what is left", async () => {
    await workspace.connect(server, { name: "Dear", price: { input: 300, output: 1500 } });
    await workspace.connect(server, { name: "Cheap", price: { input: 0, output: 0 } });
    await budget({ scope: "workspace", period: "day", limitMicros: 10 });
    expect(await complete()).toMatchObject({ kind: "answered", provider: "Cheap", costMicros: 0 });
  });

  it("count what their day has cost before they were set, and what was under way then", async () => {
    await workspace.connect(server);
    const { cost, reserved } = await prices();
    server.delayMs = 300;
    const underWay = complete();
    await expect.poll(() => server.met).toBeGreaterThan(0);
    const limits = { period: "month", limitMicros: cost * 3 + reserved };
    const made = await workspace.call("POST", "/ai/budgets", { scope: "workspace", ...limits });
    expect(made.body).toMatchObject({ spentMicros: cost, reservedMicros: reserved });
    await budget({ scope: "purpose", ...limits });
    await budget({ scope: "purpose", subject: "summary", ...limits });
    await underWay;
    // An answer does not wait for the ledger.
    const standing = async () => {
      const { body } = await workspace.call("GET", "/ai/budgets");
      return body.data.map((one: { spentMicros: number; reservedMicros: number }) => [
        one.spentMicros,
        one.reservedMicros,
      ]);
    };
    const spent = (ofWorkspace: number, ofDearest: number, ofSummaries: number) =>
      expect.poll(standing).toEqual([
        [cost * ofWorkspace, 0],
        [cost * ofDearest, 0],
        [cost * ofSummaries, 0],
      ]);
    await spent(2, 2, 0);
    server.delayMs = 0;
    expect(await complete()).toMatchObject({ kind: "answered" });
    await spent(3, 3, 0);
    expect(await complete({ purpose: "summary" })).toMatchObject({ kind: "answered" });
    await spent(4, 3, 1);
    expect(await complete()).toMatchObject({ kind: "unavailable", reason: "budget" });
  });

  it.each([
    { scope: "purpose", subject: "nonsense" },
    { scope: "team", subject: "support" },
    { scope: "team", subject: "01890000-0000-7000-8000-000000000000" },
  ])("are refused for what there is not: %j", async (of) => {
    const made = await workspace.call("POST", "/ai/budgets", {
      ...of,
      period: "day",
      limitMicros: 1,
    });
    expect([made.status, made.body.code]).toEqual([422, "llm.unknown_subject"]);
  });

  it("of a team that is there can be set", async () => {
    const team = await workspace.call("POST", "/teams", { name: "Support" });
    await budget({ scope: "team", subject: team.body.id, period: "day", limitMicros: 1 });
  });

  it("can be changed and removed, and are there once", async () => {
    const { id } = await budget({ scope: "workspace", period: "day", limitMicros: 10 });
    const again = { scope: "workspace", period: "day", limitMicros: 20 };
    expect((await workspace.call("POST", "/ai/budgets", again)).body.code).toBe(
      "llm.budget_exists",
    );
    const changed = await workspace.call("PATCH", `/ai/budgets/${id}`, { limitMicros: 30 });
    expect(changed.body).toMatchObject({ limitMicros: 30, version: 2 });
    expect((await workspace.call("DELETE", `/ai/budgets/${id}`)).status).toBe(204);
    expect((await workspace.call("GET", "/ai/budgets")).body.data).toEqual([]);
  });
});

it("forecasts a bill before anything is switched on, and from what was measured", async () => {
  await workspace.connect(server);
  await budget({ scope: "workspace", period: "month", limitMicros: 1_000_000 });
  const asked = { purpose: "draft", callsPerDay: 100, inputTokens: 1000, outputTokens: 100 };
  const told = (await workspace.call("POST", "/ai/forecast", asked)).body;
  expect(told).toMatchObject({
    basis: "All numbers are yours.",
    rungs: [{ perCallMicros: 4500, perDayMicros: 450_000, perMonthMicros: 13_500_000 }],
    budgetEndsAfterDays: 2.2,
  });
  expect(server.given.calls).toBe(0);
  await complete();
  const measured = (await workspace.call("POST", "/ai/forecast", { purpose: "draft" })).body;
  expect(measured).toMatchObject({ callsPerDay: 1, inputTokens: 5, outputTokens: 2 });
  expect(measured.basis).toContain("1 calls of the last 30 days");
});

it("forecasts only what would be asked, and says why there is nothing", async () => {
  const forecast = async (purpose: string) =>
    (await workspace.call("POST", "/ai/forecast", { purpose })).body;
  expect(await forecast("draft")).toMatchObject({ rungs: [], why: "No model is connected." });
  await workspace.connect(server, { name: "Far", dataClass: "public" });
  const none = await forecast("draft");
  expect(none.rungs).toEqual([]);
  expect(none.why).toContain("may be sent personal data");
  expect(await forecast("test")).toMatchObject({ rungs: [{ provider: "Far" }], why: null });
  await workspace.connect(server, { name: "Near", price: { input: 1, output: 1 } });
  expect(await forecast("draft")).toMatchObject({ rungs: [{ provider: "Near" }], why: null });
  expect((await forecast("draft")).rungs).toHaveLength(1);
});

it("forecasts what is then spent, also where a provider asks less for what it had read before", async () => {
  const { modelId } = await workspace.connect(server);
  const price = {
    inputMicrosPerMillion: 3_000_000,
    outputMicrosPerMillion: 15_000_000,
    cachedInputMicrosPerMillion: 300_000,
  };
  await workspace.call("PATCH", `/ai/models/${modelId}`, { price });
  server.tells = () => ({ inputTokens: 1000, outputTokens: 20, cachedTokens: 800 });
  const told = { purpose: "translate", cacheKey: "one" } as const;
  const answered = await complete(told);
  expect(answered).toMatchObject({ costMicros: 200 * 3 + 800 * 0.3 + 20 * 15 });
  expect(await complete(told)).toMatchObject({ isCached: true, costMicros: 0 });
  const { body } = await workspace.call("POST", "/ai/forecast", { purpose: "translate" });
  expect(body).toMatchObject({ callsPerDay: 1, rungs: [{ perCallMicros: 1140 }] });
  server.tells = (given) => given;
});
