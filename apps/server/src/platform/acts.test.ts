import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import {
  type Acts,
  type ChangeListener,
  createActs,
  defineAct,
  type RecordChange,
} from "./acts.ts";
import { systemClock } from "./clock.ts";
import { type Ctx, systemContext } from "./context.ts";
import { AppError } from "./errors.ts";
import { isId, newId } from "./ids.ts";

let database: TestDatabase;
let acts: Acts;
let ctx: Ctx;
let heard: { act: string; changes: readonly RecordChange[] }[];
let runs: number;
let committed: number;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const change: RecordChange = {
  object: "things",
  id: newId(),
  op: "create",
  before: null,
  after: {},
  record: null,
};

function thing(more: { fail?: boolean; allowed?: boolean } = {}) {
  return defineAct({
    name: "test.thing",
    title: "Do a thing",
    input: z.strictObject({ name: z.string().trim().min(1) }),
    permission: "none",
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    check: () => {
      if (more.allowed === false) throw new AppError("forbidden", "test.forbidden", "No.");
    },
    run: async (tx, act, input) => {
      runs += 1;
      await act.changed(tx, [change]);
      await act.changed(tx, []);
      if (more.fail) throw new AppError("conflict", "test.failed", "It failed.");
      return { name: input.name, run: runs, at: act.at };
    },
    committed: () => {
      committed += 1;
    },
  });
}

const leaveTrace: ChangeListener = async (tx, act, changes) => {
  heard.push({ act: act.id, changes });
  tx.send(
    "INSERT INTO platform.outbox (workspace_id, id, topic, payload) VALUES ($1, $2, 'test.trace', '{}')",
    [tx.workspaceId, newId()],
  );
};

beforeEach(() => {
  heard = [];
  runs = 0;
  committed = 0;
  ctx = systemContext(newId(), "test");
  acts = createActs({ db: database.db, clock: systemClock, listeners: [leaveTrace] });
  acts.register(thing());
});

async function count(table: string): Promise<number> {
  const rows = await database.asOwner(
    `SELECT count(*)::int AS n FROM platform.${table} WHERE workspace_id = $1`,
    [ctx.workspaceId],
  );
  return Number(rows[0]?.n);
}

test("an act runs once, in one transaction with its listeners, and answers its id", async () => {
  const done = await acts.perform<{ name: string }>(ctx, "test.thing", { name: " x " });
  expect(done).toMatchObject({ replayed: false, result: { name: "x", run: 1 } });
  expect(isId(done.actId)).toBe(true);
  expect(heard).toEqual([{ act: done.actId, changes: [change] }]);
  expect(committed).toBe(1);
  expect(await count("outbox")).toBe(1);
  expect(acts.list().map((definition) => definition.name)).toEqual(["test.thing"]);
});

test("an act that fails leaves nothing, whatever its listeners had written", async () => {
  acts.register(thing({ fail: true }));
  await expect(
    acts.perform(ctx, "test.thing", { name: "x" }, { key: "k", operation: "o" }),
  ).rejects.toMatchObject({ code: "test.failed" });
  expect(heard).toHaveLength(1);
  expect([await count("outbox"), await count("idempotency"), committed]).toEqual([0, 0, 0]);
});

test("a listener that fails takes the act with it", async () => {
  const failing = createActs({
    db: database.db,
    clock: systemClock,
    listeners: [
      leaveTrace,
      async () => {
        throw new Error("broken");
      },
    ],
  });
  failing.register(thing());
  await expect(failing.perform(ctx, "test.thing", { name: "x" })).rejects.toThrow("broken");
  expect(await count("outbox")).toBe(0);
});

test("an act is checked before it runs: name, input, permission", async () => {
  await expect(acts.perform(ctx, "test.nothing", {})).rejects.toMatchObject({
    code: "platform.unknown_act",
  });
  await expect(acts.perform(ctx, "test.thing", { name: "", more: 1 })).rejects.toThrow();
  acts.register(thing({ allowed: false }));
  await expect(acts.perform(ctx, "test.thing", { name: "x" })).rejects.toMatchObject({
    kind: "forbidden",
  });
  expect(runs).toBe(0);
});

test("a key gives one answer, also to twins that come at once, and is each caller's own", async () => {
  const once = { key: "key", operation: "POST things" };
  const twins = await Promise.all(
    Array.from({ length: 5 }, () =>
      acts.perform<{ run: number }>(ctx, "test.thing", { name: "x" }, once),
    ),
  );
  expect(runs).toBe(1);
  expect(new Set(twins.map((twin) => twin.actId)).size).toBe(1);
  expect(twins.filter((twin) => twin.replayed)).toHaveLength(4);
  for (const twin of twins) expect(twin.result).toEqual(twins[0]?.result);
  const reused = { code: "platform.idempotency_key_reused" };
  await expect(acts.perform(ctx, "test.thing", { name: "y" }, once)).rejects.toMatchObject(reused);
  await expect(
    acts.perform(ctx, "test.thing", { name: "x" }, { ...once, operation: "other" }),
  ).rejects.toMatchObject(reused);
  const other = { ...ctx, principal: { ...ctx.principal, id: newId() } };
  expect((await acts.perform(other, "test.thing", { name: "y" }, once)).replayed).toBe(false);
  const elsewhere = systemContext(newId(), "test");
  expect((await acts.perform(elsewhere, "test.thing", { name: "y" }, once)).replayed).toBe(false);
});
