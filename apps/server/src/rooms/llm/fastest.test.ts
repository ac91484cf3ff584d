// The fastest model first: timed on real HTTP servers, read from the ledger beside the calls.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import { askedOf, plansOf } from "../../../test/query-plans.ts";
import type { Database } from "../../platform/db/index.ts";
import { lowestIdAt, newId } from "../../platform/ids.ts";
import { readMedians } from "./latency.store.ts";
import { createSetups } from "./setup.ts";

const dayMs = 86_400_000;
let ground: AiGround;
let workspace: AiWorkspace;
beforeAll(async () => {
  ground = await openAiGround();
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  for (const server of ground.servers) server.delayMs = 0;
});

const ask = (modelId?: string) =>
  ground.app.llm.complete(workspace.ctx, {
    purpose: "draft",
    messages: [{ role: "user", content: "What is open on Sunday?" }],
    dataClass: "internal",
    ...(modelId === undefined ? {} : { modelId }),
  });
const pick = (name: string) =>
  workspace.call("PUT", "/ai/purposes/draft", {
    ...{ isOn: true, modelIds: [], pick: name, regions: [], minimises: true },
    ...{ deadlineMs: 20_000, maxOutputTokens: 700 },
  });
async function sentence(): Promise<string> {
  const { body } = await workspace.call("GET", "/ai/purposes");
  return body.data.find(({ purpose }: { purpose: string }) => purpose === "draft").sentence;
}
async function connectBoth() {
  const first = await workspace.connect(ground.servers[0], { name: "First", model: "large" });
  const second = await workspace.connect(ground.servers[1], { name: "Second", model: "small" });
  return [first.modelId, second.modelId] as const;
}

interface Told {
  modelId: string;
  latencyMs: number | null;
  firstTokenMs?: number;
  state?: string;
  daysAgo?: number;
}
async function note({ modelId, latencyMs, firstTokenMs, state, daysAgo = 0 }: Told) {
  const id = daysAgo === 0 ? newId() : lowestIdAt(ground.nowMs() - daysAgo * dayMs);
  await ground.test.asOwner(
    `INSERT INTO llm.calls (workspace_id, id, ask_id, at, expires_at, purpose, state, model_id, rung, by_kind, by_id,
       data_class, reserved_micros, cost_micros, budget_ids, subjects, starts, latency_ms, first_token_ms)
     VALUES ($1, $2, $2, now(), now(), 'summary', $3, $4, 1, 'system', 'test', 'public', 0, 0, '{}', '{}', '{}', $5, $6)`,
    [workspace.id, id, state ?? "answered", modelId, latencyMs, firstTokenMs ?? null],
  );
}

it("asks the one that answered sooner, once both were timed, and again the other when that changes", async () => {
  const [large, small] = await connectBoth();
  const [one, two] = ground.servers;
  one.delayMs = 250;
  expect((await pick("fastest")).body.sentence).toContain(
    "large (First, not timed yet), then small (Second, not timed yet)",
  );
  // Nobody was timed: as listed.
  expect(await ask()).toMatchObject({ kind: "answered", provider: "First" });
  for (const id of [large, small, small]) await ask(id);
  expect(await sentence()).toMatch(
    /^small \(Second, usually \d+ ms\), then large \(First, usually/,
  );
  expect(await ask()).toMatchObject({ kind: "answered", provider: "Second" });
  // The act tells the same as the list.
  expect((await pick("fastest")).body.sentence).toMatch(/^small \(Second/);
  expect((await pick("listed")).body.sentence).toMatch(/^large \(First\), then small \(Second\);/);
  await pick("fastest");

  // The fast one becomes slow: its figures of five minutes ago hold until they are read anew, beside the calls.
  two.delayMs = 700;
  for (let count = 0; count < 4; count += 1) await ask(small);
  await ground.app.llm.settled();
  ground.advance(301_000);
  expect(await ask()).toMatchObject({ provider: "Second" });
  await expect
    .poll(async () => {
      ground.advance(5_001);
      const answer = await ask();
      return answer.kind === "answered" ? answer.provider : answer.reason;
    })
    .toBe("First");
});

it("counts the first letter of streams, and answers of models only, of seven days", async () => {
  const [large, small] = await connectBoth();
  for (const latencyMs of [4000, 5000, 9000])
    await note({ modelId: large, latencyMs, firstTokenMs: latencyMs / 20 });
  for (const latencyMs of [700, 800, 900, 1100]) await note({ modelId: small, latencyMs });
  for (const state of ["cached", "failed", "unknown", "reserved", "refused"])
    await note({ modelId: small, latencyMs: 0, state });
  await note({ modelId: small, latencyMs: 1, daysAgo: 7.1 });
  await note({ modelId: small, latencyMs: null });
  await pick("fastest");
  expect(await sentence()).toMatch(
    /^large \(First, usually 250 ms\), then small \(Second, usually 850 ms\);/,
  );
  // What another workspace measured is its own.
  workspace = await ground.workspace();
  await connectBoth();
  await pick("fastest");
  expect(await sentence()).toContain("large (First, not timed yet)");
});

it("reads the ledger at most once in five minutes, and not at all where nobody asks for the fastest", async () => {
  await connectBoth();
  const sent: string[] = [];
  const db: Pick<Database, "tenant"> = {
    tenant: (scope, work) =>
      ground.test.db.tenant(scope, (tx) => {
        const query: typeof tx.query = (sql, values, planning) => {
          sent.push(sql);
          return tx.query(sql, values, planning);
        };
        return work(Object.assign(Object.create(tx), { query, workspaceId: tx.workspaceId }));
      }),
  };
  const looks = () => sent.filter((sql) => sql.includes("llm.calls")).length;
  const setups = createSetups({ db: db as Database, clock: { nowMs: ground.nowMs } });
  await setups.of(workspace.id);
  expect(sent.length).toBeGreaterThan(0);
  expect(looks()).toBe(0);
  await pick("fastest");
  setups.forget(workspace.id);
  for (let count = 0; count < 50; count += 1) {
    await setups.of(workspace.id);
    ground.advance(5_001);
  }
  expect(looks()).toBe(1);
  ground.advance(300_000);
  await Promise.all([setups.of(workspace.id), setups.of(workspace.id)]);
  await expect.poll(looks).toBe(2);
});

it("finds them by an index, also among a hundred thousand calls", async () => {
  const [large, small] = await connectBoth();
  await ground.test.asOwner(
    `INSERT INTO llm.calls (workspace_id, id, ask_id, at, expires_at, purpose, state, model_id, rung, by_kind, by_id,
       data_class, reserved_micros, cost_micros, budget_ids, subjects, starts, latency_ms, first_token_ms)
     SELECT $1, (lpad(to_hex($4::bigint - n * 36000::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
       $2, now(), now(), 'answer', 'answered', CASE WHEN n % 3 = 0 THEN $2::uuid ELSE $3::uuid END, 1, 'system', 'test',
       'public', 0, 0, '{}', '{}', '{}', 200 + n % 1000, NULL
     FROM generate_series(1, 100000) AS n`,
    [workspace.id, large, small, ground.nowMs()],
  );
  await ground.test.asOwner("ANALYZE llm.calls", []);
  const since = lowestIdAt(ground.nowMs() - 7 * dayMs);
  const read = (reader: Parameters<typeof readMedians>[0]) =>
    readMedians(reader, [large, small], since);
  const [asked] = await askedOf(workspace.id, read);
  for (const plan of await plansOf(
    ground.test.db,
    workspace.ctx,
    asked as NonNullable<typeof asked>,
  ))
    expect(plan.map((node) => node["Index Name"])).toContain("calls_pkey");
  const startedAt = performance.now();
  const medians = await read(ground.test.db.reader(workspace.ctx));
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  // 16,800 of the calls are from the last seven days, their waits spread evenly from 200 to 1,199.
  for (const id of [large, small]) expect(Math.abs((medians.get(id) ?? 0) - 700)).toBeLessThan(20);
});
