// What the checks find: a kept row that is not what the sources give, values that lie otherwise than at first, a
// definition that takes backfilled events as known; and what they say of sound ones.
import type { FeatureDefinition } from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeaturesGround, openFeaturesGround } from "../../../test/features-ground.ts";
import { dayMs, type RawEvent } from "../../../test/features-oracle.ts";
import { newId } from "../../platform/ids.ts";
import { backfillSet } from "./backfill.ts";
import { judge } from "./check-quality.ts";
import { defineFeatureSet } from "./define-feature.ts";
import {
  chiSquareQuantile,
  countBy,
  distributionOf,
  psiByChance,
  psiOf,
  referenceOf,
} from "./distribution.rules.ts";
import { runCheck } from "./run-checks.ts";
import { sentenceOf } from "./sentence.rules.ts";
import { createSetCatalogue } from "./set-catalogue.ts";

const startMs = Date.parse("2026-06-01T00:00:00Z");
let ground: FeaturesGround;
beforeAll(async () => {
  ground = await openFeaturesGround(startMs);
});
afterAll(() => ground.close());

const orders = (
  more: Partial<FeatureDefinition> & Pick<FeatureDefinition, "key">,
): FeatureDefinition => ({
  title: more.key,
  entity: "people",
  source: { kind: "events", names: ["order"] },
  aggregation: "count",
  default: 0,
  ...more,
});

test("published figures of the stability index and of what chance may show", () => {
  const all = Array.from({ length: 1000 }, (_, at) => at);
  const reference = { edges: Array.from({ length: 9 }, (_, at) => (at + 1) * 49.9), texts: null };
  const before = countBy(all.slice(0, 500), reference).slice(0, 10);
  const after = countBy(all.slice(500), reference).slice(0, 10);
  expect(psiOf(before, after)).toBeCloseTo(8.283089355027482, 9);
  expect(psiOf([500, 0], [0, 500])).toBeCloseTo(18.41883867587797, 9);
  expect(psiByChance(500, 500, 10)).toBeCloseTo(0.11150865948502628, 12);
  expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 10);
});

test("how values lie: whole numbers by number, others by bins, texts by frequency", () => {
  expect(distributionOf([1, 2, 2, null, 4], "number")).toMatchObject({
    sampled: 5,
    nulls: 1,
    median: 2,
    bins: [
      { label: "1", count: 1 },
      { label: "2", count: 2 },
      { label: "3", count: 0 },
      { label: "4", count: 1 },
    ],
  });
  const wide = distributionOf(
    Array.from({ length: 100 }, (_, at) => at / 3),
    "number",
  );
  expect(wide.bins).toHaveLength(20);
  expect(wide.bins.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect(
    distributionOf(["b", "a", "b", null], "text").bins.map(({ label, count }) => [label, count]),
  ).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
});

test("a shift, missing values and values out of range are told", () => {
  const feature = orders({
    key: "amount",
    aggregation: "last",
    of: "amount",
    default: null,
    quality: { min: 0, maxNullShare: 0.1 },
  });
  const before = Array.from({ length: 200 }, (_, at) => at % 20);
  const reference = referenceOf(before, "number");
  expect(judge(feature, before, reference)).toMatchObject({
    status: "good",
    notes: [],
    nullShare: 0,
  });
  const shifted = judge(
    feature,
    before.map((value) => value + 15),
    reference,
  );
  expect(shifted.status).toBe("warning");
  expect(shifted.psi).toBeGreaterThan(shifted.psiLimit!);
  const bad = judge(
    feature,
    [...before.slice(0, 100).map(() => null), ...before.slice(0, 100).map((value) => value - 5)],
    reference,
  );
  expect(bad.status).toBe("failing");
  expect(bad.notes).toHaveLength(3);
  expect(judge(feature, [null, null], undefined).status).toBe("failing");
});

test("a kept row that is not what the sources give is found, and those who manage features are told", async () => {
  const ctx = await ground.workspace();
  const set = defineFeatureSet({
    key: "parity",
    entity: "people",
    features: [orders({ key: "orders" }), orders({ key: "orders_7d", window: "7d" })],
  });
  ground.features.addSet(set);
  const people: string[] = [];
  for (let at = 0; at < 6; at += 1)
    people.push(await ground.make(ctx, "people", { lastName: `P${at}` }));
  const event = (at: number): RawEvent => ({
    eventId: newId(),
    personId: people[at] ?? null,
    companyId: null,
    name: "order",
    occurredMs: startMs,
    knownMs: startMs,
    properties: {},
  });
  await ground.take(
    ctx,
    people.map((_, at) => event(at)),
  );
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const sets = createSetCatalogue();
  sets.add(set);
  const deps = { ...ground.deps, sets };
  const sound = await runCheck(deps, ctx, set);
  expect(sound.parity).toMatchObject({ compared: 12, equal: 12, wrong: 0 });
  expect(ground.alerts).toEqual([]);
  await ground.test.asOwner(
    "UPDATE features.vectors SET cells = '[5, 1]' WHERE set_hash = $1 AND entity_id = $2",
    [set.hash, people[0]],
  );
  const found = await runCheck(deps, ctx, set);
  expect(found.parity).toMatchObject({
    compared: 12,
    wrong: 1,
    examples: [{ entityId: people[0], feature: "orders", online: 5, offline: 1 }],
  });
  expect(ground.alerts).toMatchObject([{ workspaceId: ctx.workspaceId }]);
  // Computed anew from the sources it is right again; meanwhile it is not asked for twice.
  const backfill = () => ground.deps.db.tenant(ctx, (tx) => backfillSet(tx, set));
  expect([await backfill(), await backfill()]).toEqual([true, false]);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect((await runCheck(deps, ctx, set)).parity).toMatchObject({ equal: 12, wrong: 0 });
});

test("the first picture of a set is kept, texts included, and later ones are held against it", async () => {
  const ctx = await ground.workspace();
  const country: FeatureDefinition = {
    ...orders({ key: "country" }),
    source: { kind: "record", field: "country", knownFrom: "createdAt" },
    aggregation: "last",
    type: "text",
    default: null,
  };
  const set = defineFeatureSet({
    key: "pictures",
    entity: "people",
    features: [country, orders({ key: "orders" })],
  });
  ground.features.addSet(set);
  const people: string[] = [];
  for (let at = 0; at < 60; at += 1)
    people.push(
      await ground.make(ctx, "people", {
        lastName: `P${at}`,
        country: at % 2 ? "France" : "Spain",
      }),
    );
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const sets = createSetCatalogue();
  sets.add(set);
  const deps = { ...ground.deps, sets };
  const first = await runCheck(deps, ctx, set);
  expect(first.quality.map(({ status, psi }) => [status, psi])).toEqual([
    ["good", null],
    ["good", null],
  ]);
  expect((await runCheck(deps, ctx, set)).quality[0]).toMatchObject({ status: "good", psi: 0 });
  for (const id of people.slice(0, 40)) await ground.change(ctx, "people", id, { country: "Peru" });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect((await runCheck(deps, ctx, set)).quality[0]).toMatchObject({
    feature: "country",
    status: "warning",
  });
});

test("events that were brought in later and taken as known are a leak; as they came they are none", async () => {
  const ctx = await ground.workspace();
  const trusting: FeatureDefinition["source"] = {
    kind: "events",
    names: ["order"],
    knownFrom: "happened",
  };
  const set = defineFeatureSet({
    key: "leaky",
    entity: "people",
    features: [orders({ key: "trusting", source: trusting }), orders({ key: "honest" })],
  });
  ground.features.addSet(set);
  const person = await ground.make(ctx, "people", { lastName: "One" });
  await ground.take(ctx, [
    {
      eventId: newId(),
      personId: person,
      companyId: null,
      name: "order",
      occurredMs: startMs - 30 * dayMs,
      knownMs: startMs,
      properties: {},
    },
  ]);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const rows = [{ entityId: person, asOf: new Date(startMs - 10 * dayMs).toISOString() }];
  const found = await ground.features.checkLeaks(ctx, "leaky", rows);
  expect(found.map(({ feature, verdict, differing }) => [feature, verdict, differing])).toEqual([
    ["trusting", "leaks", 1],
    ["honest", "proven", 0],
  ]);
  await expect(ground.features.trainingSet(ctx, "leaky", rows)).rejects.toMatchObject({
    code: "features.knows_the_future",
    message: expect.stringContaining("trusting"),
  });
});

test("definitions in words", () => {
  expect(sentenceOf(orders({ key: "one", window: "30d" }))).toBe(
    "Number of events order of the person in the last 30 days; 0 where there are none.",
  );
});
