// The compiled values are what going through the raw events gives, for every aggregation; and what was not known yet is
// in none of them.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  bruteForce,
  dayMs,
  entityId,
  randomEvents,
  seeded,
  worldStartMs,
} from "../../../test/features-oracle.ts";
import {
  addTrialEvents,
  makeTrial,
  newWorkspace,
  noStages,
  trialEvents,
  trialFeatures,
} from "../../../test/features-trial.ts";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { defineFeatureSet } from "./define-feature.ts";
import { computeTrainingSet } from "./training-set.ts";

let ground: TestDatabase;
const lent = { events: trialEvents, stages: noStages };

beforeAll(async () => {
  ground = await openTestDatabase();
  await makeTrial(ground);
});
afterAll(() => ground.close());

const set = defineFeatureSet({ key: "trial", entity: "people", features: trialFeatures });
const aggregations = new Set(trialFeatures.map(({ aggregation }) => aggregation));

test("values are those of going through the raw events, for all aggregations", async () => {
  expect(aggregations.size).toBe(11);
  const scope = newWorkspace();
  const events = randomEvents(11, 6000, 60, 120);
  await addTrialEvents(ground, scope.workspaceId, events);
  await addTrialEvents(
    ground,
    newWorkspace().workspaceId,
    randomEvents(12, 100, 60, 120).map((event) => ({
      ...event,
      eventId: event.eventId.replace("1", "2"),
    })),
  );
  const random = seeded(5);
  const rows = Array.from({ length: 600 }, () => ({
    entityId: entityId(Math.floor(random() * 64)),
    asOf: new Date(worldStartMs + Math.floor(random() * 130 * 24) * 3_600_000).toISOString(),
  }));
  const made = await computeTrainingSet({ db: ground.db, lent }, scope, set, rows);
  let values = 0;
  for (const [at, row] of rows.entries()) {
    for (const [index, feature] of set.features.entries()) {
      const expected = bruteForce(feature, events, row.entityId, Date.parse(row.asOf));
      const column = made.columns[index]!;
      const cell = column[at];
      const found = Number.isNaN(cell) ? null : cell;
      expect({ feature: feature.key, ...row, value: found }).toEqual({
        feature: feature.key,
        ...row,
        value: expected,
      });
      values += 1;
    }
  }
  expect(values).toBe(600 * trialFeatures.length);
  const again = await computeTrainingSet({ db: ground.db, lent }, scope, set, rows);
  expect(again.digest).toBe(made.digest);
});

const value = (
  properties: Record<string, unknown>,
  more: { day: number; knownDay?: number; id: number; who: number },
) => ({
  eventId: entityId(more.id),
  personId: entityId(more.who),
  companyId: null,
  name: "value",
  occurredMs: worldStartMs + more.day * dayMs,
  knownMs: worldStartMs + (more.knownDay ?? more.day) * dayMs,
  properties,
});
const last = defineFeatureSet({
  key: "last",
  entity: "people",
  features: [
    {
      key: "last_value",
      title: "Last",
      entity: "people",
      source: { kind: "events", names: ["value"] },
      aggregation: "last",
      of: "v",
      window: "10d",
      default: null,
    },
  ],
});

test("published vectors: of one moment the later known wins, a window ends, what was known later is not there", async () => {
  const scope = newWorkspace();
  const day = (n: number) => new Date(worldStartMs + n * dayMs).toISOString();
  await addTrialEvents(ground, scope.workspaceId, [
    value({ v: 10 }, { day: 0, knownDay: 0, id: 1, who: 1 }),
    value({ v: 11 }, { day: 0, knownDay: 0, id: 2, who: 1 }),
    value({ v: 20 }, { day: 1, knownDay: 1, id: 3, who: 1 }),
    value({ v: 22 }, { day: 1, knownDay: 1, id: 4, who: 1 }),
    value({ v: 30 }, { day: -11, id: 5, who: 2 }),
    value({ v: 10 }, { day: 2, id: 6, who: 3 }),
    // Known two hours after, and corrected two days later: asked on the next midnight.
    {
      ...value({ v: 0.4 }, { day: 4, id: 7, who: 4 }),
      occurredMs: worldStartMs + 4.4 * dayMs,
      knownMs: worldStartMs + 4.5 * dayMs,
    },
    {
      ...value({ v: 0.6 }, { day: 4, id: 8, who: 4 }),
      occurredMs: worldStartMs + 4.4 * dayMs,
      knownMs: worldStartMs + 6.5 * dayMs,
    },
    {
      ...value({ v: 0.9 }, { day: 4, id: 9, who: 5 }),
      occurredMs: worldStartMs + 4.4 * dayMs,
      knownMs: worldStartMs + 9 * dayMs,
    },
  ]);
  const rows = [
    { entityId: entityId(1), asOf: day(0) },
    { entityId: entityId(1), asOf: day(1) },
    { entityId: entityId(2), asOf: day(0) },
    { entityId: entityId(3), asOf: day(2) },
    { entityId: entityId(4), asOf: day(5) },
    { entityId: entityId(4), asOf: day(7) },
    { entityId: entityId(5), asOf: day(5) },
  ];
  const made = await computeTrainingSet({ db: ground.db, lent }, scope, last, rows);
  expect([...(made.columns[0] as Float64Array)]).toEqual([
    11,
    22,
    Number.NaN,
    10,
    0.4,
    0.6,
    Number.NaN,
  ]);
  expect(made.rows).toBe(7);
});
