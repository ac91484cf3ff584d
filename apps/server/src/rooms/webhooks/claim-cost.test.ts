// What a claim and its outcome cost must not rise with what waits: rows that the database says it has read are counted,
// while lines of records wait behind a call that failed.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { callFollowers, finishDeliveries } from "./outcomes.store.ts";
import { type ClaimRequest, claimDue } from "./queue.store.ts";

let database: TestDatabase;
let workspaceId: string;
const mark = newId();
const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1) + seconds * 1000).toISOString();

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database?.close());
beforeEach(() => {
  workspaceId = newId();
});

const request = (nowSeconds: number): ClaimRequest => ({
  now: at(nowSeconds),
  until: at(nowSeconds + 60),
  mark,
  held: new Map(),
  mostOfEndpoint: 32,
  most: 512,
  holdAfterFailures: 10,
  turn: 1,
  putOff: { soon: at(nowSeconds + 1), earliest: at(nowSeconds + 20), latest: at(nowSeconds + 120) },
});

/** Lines of an endpoint, each so deep; the first of every second one is tried again in an hour. */
async function backlog(lines: number, depth: number): Promise<void> {
  await database.asOwner("TRUNCATE webhooks.endpoints, webhooks.deliveries");
  await database.asOwner(
    `INSERT INTO webhooks.endpoints (workspace_id, id, name, url, events, fields, payload, bulk, ceiling, secret, status,
       status_since, version, created_at, updated_at)
     VALUES ($1, $1, 'CRM', 'https://crm.example', '{*}', '{}', 'full', true, '{}', '', 'active', $2, 1, $2, $2)`,
    [workspaceId, at(0)],
  );
  await database.asOwner(
    `INSERT INTO webhooks.deliveries (workspace_id, id, endpoint_id, event_id, subject_id, type, state, due_at, attempts)
     SELECT $1, gen_random_uuid(), $1, gen_random_uuid(), md5(line::text)::uuid, 'people.updated', 'waiting',
       $2::timestamptz + CASE WHEN place = 1 AND line % 2 = 0 THEN interval '1 hour' ELSE interval '0' END, 0
     FROM generate_series(1, $4::int) place, generate_series(1, $3::int) line ORDER BY place, line`,
    [workspaceId, at(0), lines, depth],
  );
}

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

function rowsRead(node: PlanNode): number {
  if (!node["Node Type"].includes("Scan") || node["Relation Name"] !== "deliveries") return 0;
  const each =
    (node["Actual Rows"] ?? 0) +
    (node["Rows Removed by Filter"] ?? 0) +
    (node["Rows Removed by Index Recheck"] ?? 0);
  return each * (node["Actual Loops"] ?? 0);
}

/** Runs what the work sends, and counts the rows of deliveries that were read for it. */
async function costOf(scope: "system" | "tenant", work: (tx: Tx) => unknown): Promise<number> {
  const plans: PlanNode[] = [];
  const counted = async (tx: Tx) => {
    const explain = async (sql: string, values: readonly unknown[] = []) => {
      const [row] = await tx.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
        values,
        "by-values",
      );
      if (row?.["QUERY PLAN"][0]) plans.push(row["QUERY PLAN"][0].Plan);
    };
    const sent: Promise<void>[] = [];
    const query = async <R extends object>(sql: string, values?: readonly unknown[]) => {
      await explain(sql, values);
      return [] as R[];
    };
    await work({ ...tx, query, send: (sql, values) => void sent.push(explain(sql, values)) });
    await Promise.all(sent);
  };
  if (scope === "system") await database.db.system(counted);
  else await database.db.tenant({ workspaceId }, counted);
  return plans
    .flatMap(nodesOf)
    .map(rowsRead)
    .reduce((sum, rows) => sum + rows, 0);
}

const analyze = () => database.asOwner("ANALYZE webhooks.deliveries");

test("a look reads some of 40,000 that wait", async () => {
  await backlog(100, 400);
  await analyze();
  for (let look = 0; look < 4; look += 1) {
    const read = await costOf("system", (tx) => claimDue(tx, request(1)));
    expect(read).toBeGreaterThan(100);
    expect(read).toBeLessThan(1000);
  }
}, 60_000);

test("what stands behind another is looked at once, then put off, until nothing is due", async () => {
  await backlog(100, 20);
  const taken: number[] = [];
  let looks = 0;
  for (; looks < 100; looks += 1) {
    const { claimed, moved } = await database.db.system((tx) => claimDue(tx, request(1)));
    if (moved === 0) break;
    taken.push(...claimed.map(({ seq }) => Number(seq)));
  }
  // The 50 firsts that are due, and none of those behind; of 1,950 rows 128 a look.
  expect(new Set(taken).size).toBe(50);
  expect(taken).toHaveLength(50);
  expect(looks).toBeLessThanOrEqual(Math.ceil(1950 / 128) + 1);
});

test("outcomes are found by their ids, and the next of their lines is called", async () => {
  await backlog(100, 400);
  await analyze();
  const { claimed } = await database.db.system((tx) => claimDue(tx, request(1)));
  const ids = claimed.slice(0, 8).map(({ id }) => id);
  const done = { state: "delivered", dueAt: at(2), attempts: 1, status: 204, error: null } as const;
  const outcomes = ids.map((id) => ({ id, ...done }));
  const read = await costOf("tenant", async (tx) => {
    await finishDeliveries(tx, mark, at(2), outcomes);
    callFollowers(tx, at(2), ids);
  });
  expect(read).toBeGreaterThanOrEqual(8);
  expect(read).toBeLessThan(100);
}, 60_000);
