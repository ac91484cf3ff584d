import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { poolAs } from "./db/index.ts";
import { tendTables } from "./housekeeping.ts";
import { newId } from "./ids.ts";

let database: TestDatabase;
const never = new AbortController().signal;
const workspaceId = newId();

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const fill = (count: number) =>
  database.db.tenant({ workspaceId }, (tx) =>
    tx.query(
      `INSERT INTO platform.outbox (workspace_id, id, topic, payload)
       SELECT $1, gen_random_uuid(), 'test', '{}' FROM generate_series(1, $2::int)`,
      [workspaceId, count],
    ),
  );

async function ask<R extends object>(sql: string): Promise<R[]> {
  return (await poolAs(database.db.pool, "owner").query<R>(sql)).rows;
}

const counted = async () => {
  const [row] = await ask<{ rows: number; dead: number }>(
    `SELECT c.reltuples::int AS rows, s.n_dead_tup::int AS dead
     FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.oid = 'platform.outbox'::regclass`,
  );
  return row;
};

/** Counters reach the others a second after the commit at the latest. */
async function tendedUntil(name: string): Promise<string[]> {
  for (let tries = 0; tries < 40; tries += 1) {
    const tended = await tendTables(database.db, never);
    if (tended.includes(name)) return tended;
    await pause(100);
  }
  return [];
}

const table = "platform.outbox";

test("a table that outgrew its statistics is analysed, one that grew a little is not", async () => {
  await fill(3000);
  expect(await tendedUntil(table)).toContain(table);
  expect((await counted())?.rows).toBeGreaterThanOrEqual(3000);
  await fill(100);
  await pause(1200);
  expect(await tendTables(database.db, never)).not.toContain(table);
});

test("embedded, rows that were deleted are cleared away", async () => {
  if (!database.db.isEmbedded) return;
  await database.db.system((tx) =>
    tx.query("DELETE FROM platform.outbox WHERE workspace_id = $1", [workspaceId]),
  );
  expect(await tendedUntil(table)).toContain(table);
  expect((await counted())?.dead).toBe(0);
});
