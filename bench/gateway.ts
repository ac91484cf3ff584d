// What the gateway to AI models adds to a call, and what it holds under stress, beside a model server of its own that
// speaks OpenAI's protocol over real HTTP in a thread of its own: overhead at 200 calls a second, 500 calls at once
// against a budget that is nearly spent, a provider that fails always, and the ledger beside the provider's own count.
//   npm run bench:gateway                                        (embedded)
//   tools/ci/with-postgres.sh npm run bench:gateway              (PostgreSQL)
// Prints one line of JSON; exit code 1 when a promise is broken.
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { openAiGround } from "../apps/server/test/ai-ground.ts";

const perSecond = 200;
const seconds = 15;
const delayMs = 40;

interface Given {
  given: { calls: number; inputTokens: number; outputTokens: number };
  met: number;
}

const worker = new Worker(new URL("./gateway-provider.ts", import.meta.url));
const [{ host, baseUrl }] = (await once(worker, "message")) as [{ host: string; baseUrl: string }];

async function order(what: object): Promise<Given> {
  const answered = once(worker, "message");
  worker.postMessage(what);
  return ((await answered) as [Given])[0];
}

const ground = await openAiGround([host]);
const faults: string[] = [];
const must = (isKept: boolean, promise: string) => {
  if (!isKept) faults.push(promise);
};

const server = { baseUrl } as Parameters<
  Awaited<ReturnType<typeof ground.workspace>>["connect"]
>[0];

const ask = (at: number) => ({
  purpose: "draft" as const,
  dataClass: "internal" as const,
  maxOutputTokens: 60,
  messages: [
    { role: "system" as const, content: "You draft a reply for a colleague in customer service." },
    {
      role: "user" as const,
      content: `Question ${at}: what is open on Sunday? ${"word ".repeat(150)}`,
    },
  ],
});

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const rounded = (value: number) => Math.round(value * 100) / 100;

async function measureOverhead() {
  const workspace = await ground.workspace();
  await workspace.connect(server);
  const limitMicros = 1_000_000_000_000;
  await workspace.call("POST", "/ai/budgets", { scope: "workspace", period: "day", limitMicros });
  await workspace.call("POST", "/ai/budgets", { scope: "workspace", period: "month", limitMicros });
  await order({ delayMs });
  const overheads: number[] = [];
  let failed = 0;
  const one = async (at: number, counts: boolean) => {
    const startedAt = performance.now();
    const result = await ground.app.llm.complete(workspace.ctx, ask(at));
    const totalMs = performance.now() - startedAt;
    if (result.kind !== "answered") failed += 1;
    else if (counts) overheads.push(totalMs - Number(/took ([\d.]+) ms/.exec(result.text)?.[1]));
  };
  const running: Promise<void>[] = [];
  const startedAt = performance.now();
  const warmUp = perSecond * 3;
  for (let at = 0; at < warmUp + perSecond * seconds; at += 1) {
    const dueMs = (at * 1000) / perSecond;
    const earlyMs = startedAt + dueMs - performance.now();
    if (earlyMs > 1) await wait(earlyMs);
    running.push(one(at, at >= warmUp));
  }
  await Promise.all(running);
  const tookS = (performance.now() - startedAt) / 1000;
  overheads.sort((a, b) => a - b);
  const found = {
    calls: overheads.length,
    perSecond: Math.round((warmUp + overheads.length) / tookS),
    p50Ms: rounded(quantile(overheads, 0.5)),
    p95Ms: rounded(quantile(overheads, 0.95)),
    p99Ms: rounded(quantile(overheads, 0.99)),
    failed,
  };
  must(found.p50Ms < 2, "overhead p50 under 2 ms");
  must(found.p99Ms < 10, "overhead p99 under 10 ms");
  must(failed === 0, "no call fails");
  return found;
}

async function measureLedger() {
  const workspace = await ground.workspace();
  await workspace.connect(server, { price: { input: 2.5, output: 10 } });
  const before = (await order({ delayMs: 0 })).given;
  await Promise.all(
    Array.from({ length: 1000 }, async (_none, at) => {
      await wait(at * 4);
      await ground.app.llm.complete(workspace.ctx, ask(at));
    }),
  );
  const after = (await order({})).given;
  const input = after.inputTokens - before.inputTokens;
  const output = after.outputTokens - before.outputTokens;
  const [row] = await workspace.rows(
    "SELECT sum(cost_micros)::float8 AS cost, sum(input_tokens)::int AS input, sum(output_tokens)::int AS output FROM llm.calls WHERE workspace_id = $1",
  );
  const providerCents = (input * 2.5 + output * 10) / 10_000;
  const ledgerCents = Number(row?.cost) / 10_000;
  must(row?.input === input && row?.output === output, "tokens equal the provider's");
  must(
    Math.abs(ledgerCents - providerCents) < 1,
    "the ledger equals the provider's bill to the cent",
  );
  return { calls: 1000, ledgerCents: rounded(ledgerCents), providerCents: rounded(providerCents) };
}

type Completion = Awaited<ReturnType<typeof ground.app.llm.complete>>;
const reasonOf = (one: Completion) => (one.kind === "unavailable" ? one.reason : one.kind);

async function measureBudget() {
  const workspace = await ground.workspace();
  await workspace.connect(server);
  await order({ delayMs: 30 });
  await ground.app.llm.complete(workspace.ctx, ask(0));
  const [price] = await workspace.rows(
    "SELECT reserved_micros::float8 AS reserved FROM llm.calls WHERE workspace_id = $1",
  );
  const limitMicros = Number(price?.reserved) * 10;
  await workspace.call("POST", "/ai/budgets", { scope: "workspace", period: "day", limitMicros });
  const results = await Promise.all(
    Array.from({ length: 500 }, (_none, at) => ground.app.llm.complete(workspace.ctx, ask(at))),
  );
  const [spent] = await workspace.rows(
    "SELECT sum(spent_micros + reserved_micros)::float8 AS spent FROM llm.spend WHERE workspace_id = $1",
  );
  const count = (what: string) => results.filter((one) => reasonOf(one) === what).length;
  const overshootMicros = Math.max(0, Number(spent?.spent) - limitMicros);
  must(overshootMicros === 0, "a budget is never overshot");
  must(
    count("answered") + count("budget") === 500,
    "every call is answered or refused for its price",
  );
  return { calls: 500, answered: count("answered"), refused: count("budget"), overshootMicros };
}

async function measureBreaker() {
  const workspace = await ground.workspace();
  await workspace.connect(server);
  const before = (await order({ fault: { kind: "status", status: 500 }, delayMs: 0 })).met;
  const times: number[] = [];
  const asks = 200;
  for (let at = 0; at < asks; at += 1) {
    const startedAt = performance.now();
    await ground.app.llm.complete(workspace.ctx, ask(at));
    times.push(performance.now() - startedAt);
  }
  const met = (await order({ fault: { kind: "none" } })).met - before;
  const slowestMs = rounded(Math.max(...times));
  must(met <= 10, "the breaker opens within ten failures");
  must(met / asks < 1.2, "a failing provider meets fewer than 1.2 calls for each");
  must(slowestMs < 2000, "rules answer within 2 s");
  return { asks, providerCalls: met, slowestMs };
}

const overhead = await measureOverhead();
const ledger = await measureLedger();
const budget = await measureBudget();
const breaker = await measureBreaker();
const database = process.env.RAPPORT_TEST_DATABASE_URL ? "PostgreSQL" : "embedded";
console.log(JSON.stringify({ database, overhead, ledger, budget, breaker, broken: faults }));
await ground.close();
await worker.terminate();
process.exitCode = faults.length > 0 ? 1 : 0;
