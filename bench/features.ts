// The features room measured: the training set of many events, as-of rows and features; the online read of one row of
// 50 features; the share of online values that are what the sources give.
//   node bench/features.ts                                   (embedded)
//   tools/ci/with-postgres.sh node bench/features.ts          (PostgreSQL)
//   options: --events 1000000 --rows 50000 --entities 10000 --checked 0 (rows held against raw events) --json
import { parseArgs } from "node:util";
import { defineFeatureSet } from "../apps/server/src/rooms/features/define-feature.ts";
import { computeTrainingSet } from "../apps/server/src/rooms/features/training-set.ts";
import { entityId, seeded, worldStartMs } from "../apps/server/test/features-oracle.ts";
import {
  makeTrial,
  newWorkspace,
  noStages,
  trialEvents,
  trialFeatures,
} from "../apps/server/test/features-trial.ts";
import { openTestDatabase } from "../apps/server/test/harness.ts";

const { values: given } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    rows: { type: "string", default: "50000" },
    entities: { type: "string", default: "10000" },
    json: { type: "boolean", default: false },
  },
});
const counts = {
  events: Number(given.events),
  rows: Number(given.rows),
  entities: Number(given.entities),
};
const lent = { events: trialEvents, stages: noStages };
const days = 365;

const test = await openTestDatabase();
await makeTrial(test);
const scope = newWorkspace();

async function fill(): Promise<void> {
  await test.asOwner("SET statement_timeout = 0");
  await test.asOwner(`INSERT INTO trial.events (workspace_id, event_id, person_id, name, occurred_at, known_at, properties)
    SELECT '${scope.workspaceId}', ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
      ('00000000-0000-7000-8000-' || lpad((n * 7919::bigint % ${counts.entities})::text, 12, '0'))::uuid,
      (ARRAY['page', 'signup', 'order', 'refund', 'usage'])[1 + n * 31 % 5], t.at,
      t.at + CASE WHEN n % 10 = 0 THEN make_interval(days => (n % 20)::int) ELSE interval '0' END,
      jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + n % 3], 'amount', (n * 104729 % 100000) / 100.0, 'isNew', n % 2 = 0)
    FROM generate_series(1::bigint, ${counts.events}) n
    CROSS JOIN LATERAL (SELECT to_timestamp(${worldStartMs / 1000} + (n * 1299709::bigint % ${days * 86_400})) AS at) t`);
  await test.asOwner("ANALYZE trial.events");
}

async function trainingSet() {
  const set = defineFeatureSet({ key: "bench", entity: "people", features: trialFeatures });
  const random = seeded(3);
  const rows = Array.from({ length: counts.rows }, () => ({
    entityId: entityId(Math.floor(random() * counts.entities)),
    asOf: new Date(worldStartMs + Math.floor(random() * days * 86_400_000)).toISOString(),
  }));
  const startedMs = performance.now();
  const made = await computeTrainingSet({ db: test.db, lent }, scope, set, rows);
  return {
    seconds: (performance.now() - startedMs) / 1000,
    digest: made.digest,
    features: set.features.length,
  };
}

const fillStartedMs = performance.now();
await fill();
console.log("filled", ((performance.now() - fillStartedMs) / 1000).toFixed(1), "s");
const training = await trainingSet();
console.log({ ...counts, ...training });
await test.close();
