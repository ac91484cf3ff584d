// The features room measured, by its door: the training set of many events, as-of rows and 30 features, some of its rows
// held against going through the raw events; the online read of one row of 50 features, 16 at a time and alone; and the share of
// served values that are what the sources give.
//   npm run bench:features                                    (embedded)
//   tools/ci/with-postgres.sh npm run bench:features           (PostgreSQL)
//   options: --events 1000000 --rows 50000 --entities 10000 --checked 10000 --reads 40000 --json
import { parseArgs } from "node:util";
import { openFeaturesGround } from "../apps/server/test/features-ground.ts";
import {
  bruteForce,
  entityId,
  type RawEvent,
  seeded,
  worldStartMs,
} from "../apps/server/test/features-oracle.ts";
import { trialFeatures } from "../apps/server/test/features-trial.ts";

const { values: given } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    rows: { type: "string", default: "50000" },
    entities: { type: "string", default: "10000" },
    checked: { type: "string", default: "10000" },
    reads: { type: "string", default: "40000" },
    json: { type: "boolean", default: false },
  },
});
const asked = Object.fromEntries(
  Object.entries(given)
    .filter(([name]) => name !== "json")
    .map(([name, value]) => [name, Number(value)]),
) as Record<"events" | "rows" | "entities" | "checked" | "reads", number>;

const days = 365;
const dayMs = 86_400_000;
const people = 200;
const concurrency = 16;
const names = ["page", "signup", "order", "refund", "usage"];
const ground = await openFeaturesGround(worldStartMs + days * dayMs);
const { features, test } = ground;
const entity = "people" as const;
const wide = [
  ...trialFeatures,
  ...trialFeatures.slice(0, 20).map((feature) => ({
    ...feature,
    key: `${feature.key}_again`,
    window: feature.window ? "200d" : "300d",
  })),
];
features.addSet(ground.define({ key: "bench_training", entity, features: trialFeatures }));
features.addSet(ground.define({ key: "bench_online", entity, features: wide }));

async function fill(workspaceId: string): Promise<void> {
  await test.asOwner("SET statement_timeout = 0");
  await test.asOwner(`INSERT INTO trial.events (workspace_id, event_id, person_id, name, occurred_at, known_at, properties)
    SELECT '${workspaceId}', ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
      ('00000000-0000-7000-8000-' || lpad((n * 7919 % ${asked.entities})::text, 12, '0'))::uuid,
      (ARRAY['page', 'signup', 'order', 'refund', 'usage'])[1 + n * 31 % 5], t.at,
      t.at + CASE WHEN n % 10 = 0 THEN make_interval(days => (n % 20)::int) ELSE interval '0' END,
      jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + n % 3], 'amount', (n * 104729 % 100000) / 100.0, 'isNew', n % 2 = 0)
    FROM generate_series(1::bigint, ${asked.events}) n
    CROSS JOIN LATERAL (SELECT to_timestamp(${worldStartMs / 1000} + (n * 1299709 % ${days * 86_400})) AS at) t`);
  await test.asOwner("ANALYZE trial.events");
}

const random = seeded(3);

async function readEvents(ids: readonly string[]): Promise<Map<string, RawEvent[]>> {
  const rows = await test.asOwner(
    `SELECT event_id AS "eventId", person_id AS "personId", name, (extract(epoch FROM occurred_at) * 1000)::bigint AS "occurredMs",
       (extract(epoch FROM known_at) * 1000)::bigint AS "knownMs", properties FROM trial.events WHERE person_id = ANY($1::uuid[])`,
    [`{${ids.join(",")}}`],
  );
  return Map.groupBy(rows as unknown as RawEvent[], (event) => String(event.personId));
}

async function trainingSet() {
  const ctx = await ground.workspace();
  await fill(ctx.workspaceId);
  const rows = Array.from({ length: asked.rows }, () => ({
    entityId: entityId(Math.floor(random() * asked.entities)),
    asOf: new Date(worldStartMs + Math.floor(random() * days * dayMs)).toISOString(),
  }));
  const startedMs = performance.now();
  const made = await features.trainingSet(ctx, "bench_training", rows);
  const seconds = (performance.now() - startedMs) / 1000;
  const checked = Math.min(asked.checked, rows.length);
  const raw = await readEvents([...new Set(rows.slice(0, checked).map((row) => row.entityId))]);
  let same = 0;
  for (const [row, { entityId: who, asOf }] of rows.slice(0, checked).entries()) {
    const own = raw.get(who) ?? [];
    const expected = trialFeatures.map((feature) =>
      bruteForce(feature, own, who, Date.parse(asOf)),
    );
    same += countSame(made.columns, row, expected);
  }
  return {
    seconds,
    features: made.names.length,
    checkedValues: checked * trialFeatures.length,
    sameValues: same,
  };
}

type Columns = Awaited<ReturnType<typeof features.trainingSet>>["columns"];

/** How many values of a row are those. */
function countSame(columns: Columns, row: number, expected: readonly unknown[]): number {
  return expected.filter((value, at) => {
    const cell = columns[at]?.[row] ?? null;
    return Object.is(Number.isNaN(cell) ? null : cell, value);
  }).length;
}

async function takeEvents(
  ctx: Parameters<typeof ground.take>[0],
  ids: readonly string[],
): Promise<void> {
  const nowMs = ground.clock.nowMs();
  const sent: RawEvent[] = [];
  for (let batch = 0; batch < 20; batch += 1) {
    const events = Array.from(
      { length: 1000 },
      (_, at): RawEvent => ({
        eventId: `20000000-0000-7000-8000-${String(batch * 1000 + at).padStart(12, "0")}`,
        personId: ids[Math.floor(random() * people)] ?? null,
        companyId: null,
        name: names[at % 5] ?? "page",
        occurredMs: nowMs - Math.floor(random() * 300 * dayMs),
        knownMs: nowMs,
        properties: { plan: ["free", "pro"][at % 2], amount: at / 4 },
      }),
    );
    await ground.take(ctx, [...events, ...sent.slice(-100)]);
    sent.push(...events);
  }
}

async function online() {
  const ctx = await ground.workspace();
  const nowMs = ground.clock.nowMs();
  const ids: string[] = [];
  for (let at = 0; at < people; at += 1)
    ids.push(await ground.make(ctx, "people", { lastName: `Person ${at}` }));
  await takeEvents(ctx, ids);
  await features.upkeep.runNow(ctx.workspaceId);
  const read = async () => {
    const id = ids[Math.floor(random() * people)] ?? "";
    const startedMs = performance.now();
    await features.online(ctx, "bench_online", [id]);
    return performance.now() - startedMs;
  };
  const together = await timed(asked.reads, concurrency, read);
  const alone = await timed(asked.reads / 4, 1, read);
  const asOf = new Date(nowMs).toISOString();
  const served = await features.online(ctx, "bench_online", ids);
  const offline = await features.trainingSet(
    ctx,
    "bench_online",
    ids.map((id) => ({ entityId: id, asOf })),
  );
  const equal = served.reduce(
    (sum, { values }, row) => sum + countSame(offline.columns, row, values),
    0,
  );
  const compared = served.length * wide.length;
  return { features: wide.length, together, alone, compared, equal };
}

/** So many runs, some at a time, each of which answers its own milliseconds. */
async function timed(count: number, atATime: number, run: () => Promise<number>) {
  const times: number[] = [];
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      times.push(await run());
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: atATime }, worker));
  const perSecond = times.length / ((performance.now() - startedMs) / 1000);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { atATime, p50Ms: at(0.5), p99Ms: at(0.99), perSecond };
}

const training = await trainingSet();
const served = await online();
await ground.close();
const result = {
  database: process.env.RAPPORT_TEST_DATABASE_URL ? "PostgreSQL" : "embedded",
  asked,
  training,
  online: served,
};
if (given.json) console.log(JSON.stringify(result, null, 2));
else {
  console.log(
    `${result.database}: ${asked.events} events, ${asked.rows} as-of rows, ${training.features} features`,
  );
  console.log(`  training set      ${training.seconds.toFixed(1)} s`);
  console.log(
    `  against raw events ${training.sameValues} of ${training.checkedValues} values the same`,
  );
  for (const { atATime, p50Ms, p99Ms, perSecond } of [served.together, served.alone])
    console.log(
      `  online, ${served.features} features, ${atATime} at a time: p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, ${Math.round(perSecond)} a second`,
    );
  console.log(`  served = computed for ${served.equal} of ${served.compared} values`);
}
