// Features over records, held against going through a remembered history of thousands of things that happened: every
// aggregation, fields, records that point, ways over a company or person, stages; records brought in with times of their
// own, changed, moved to another company, put in the trash. And that history going on changes no value of the past.
import type { FeatureDefinition, FeatureEntity, FeatureSource } from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeaturesGround, openFeaturesGround } from "../../../test/features-ground.ts";
import { beginHistory, bruteForceRecords, type History } from "../../../test/features-history.ts";
import { seeded } from "../../../test/features-oracle.ts";
import type { Ctx } from "../../platform/context.ts";
import { builtInSets } from "./built-in-features.ts";
import { defineFeatureSet, type FeatureSet } from "./define-feature.ts";

type Rest = Pick<FeatureDefinition, "aggregation"> & Partial<FeatureDefinition>;
let made = 0;
function feature(entity: FeatureEntity, source: FeatureSource, rest: Rest): FeatureDefinition {
  made += 1;
  const key = `f${made}_${rest.aggregation.toLowerCase()}`;
  return { key, title: key, entity, source, default: null, ...rest };
}

const activities = { kind: "records", object: "activities", at: "occurredAt" } as const;
const trusted = { ...activities, knownFrom: "happened" } as const;
const tickets = { kind: "records", object: "tickets", at: "createdAt" } as const;
const closed = { kind: "records", object: "deals", at: "createdAt" } as const;
const stages = { kind: "stages" } as const;
const isCall = [{ property: "kind", op: "eq", value: "call" }] as FeatureDefinition["part"] & {};
const long = [{ property: "durationMinutes", op: "gte", value: 60 }] as typeof isCall;
const urgent = [{ property: "priority", op: "in", value: ["urgent", "high"] }] as typeof isCall;
const text = { type: "text" } as const;
const field = (name: string, more: object = {}) =>
  ({ kind: "record", field: name, knownFrom: "seen", ...more }) as FeatureSource;

const companies = (source: FeatureSource, rest: Rest) => feature("companies", source, rest);
const minutes = { of: "durationMinutes" } as const;
const sets: FeatureSet[] = [
  defineFeatureSet({
    key: "history_companies",
    entity: "companies",
    features: [
      companies(field("employees"), { aggregation: "last" }),
      companies(field("industry"), { aggregation: "last", ...text, default: "none" }),
      companies(field("country", { knownFrom: "createdAt" }), { aggregation: "last", ...text }),
      companies(field("createdAt", { knownFrom: "createdAt" }), { aggregation: "timeSince" }),
      companies(activities, { aggregation: "count", window: "12d", default: 0 }),
      companies({ ...activities, where: long }, { aggregation: "count", default: 0 }),
      companies(activities, { aggregation: "sum", ...minutes, window: "25d" }),
      companies(trusted, { aggregation: "sum", ...minutes }),
      companies(activities, { aggregation: "mean", ...minutes }),
      companies(activities, { aggregation: "min", ...minutes, window: "40d" }),
      companies(trusted, { aggregation: "max", ...minutes, default: -1 }),
      companies(activities, { aggregation: "last", ...minutes }),
      companies(trusted, { aggregation: "last", of: "outcome", ...text }),
      companies(activities, { aggregation: "distinct", of: "kind", window: "20d", default: 0 }),
      companies(trusted, { aggregation: "rate", window: "360h", default: 0 }),
      companies(activities, { aggregation: "timeSince" }),
      companies(activities, { aggregation: "ratio", part: isCall, window: "30d" }),
      companies(trusted, { aggregation: "sequence", of: "kind", length: 4 }),
      companies({ ...tickets, where: urgent }, { aggregation: "count", default: 0 }),
      companies(tickets, { aggregation: "ratio", part: urgent }),
      companies(closed, { aggregation: "sum", of: "amountMinor", default: 0 }),
      companies(
        { kind: "records", object: "people", at: "createdAt" },
        { aggregation: "distinct", of: "country" },
      ),
    ],
  }),
  defineFeatureSet({
    key: "history_people",
    entity: "people",
    features: [
      feature("people", field("country"), { aggregation: "last", ...text }),
      feature("people", field("employees", { through: "company" }), { aggregation: "last" }),
      feature(
        "people",
        { ...activities, through: "company" },
        { aggregation: "rate", window: "9d" },
      ),
      feature("people", { ...tickets, through: "company" }, { aggregation: "timeSince" }),
      feature("people", trusted, { aggregation: "sequence", of: "kind" }),
    ],
  }),
  defineFeatureSet({
    key: "history_deals",
    entity: "deals",
    features: [
      feature("deals", field("amountMinor"), { aggregation: "last" }),
      feature("deals", stages, { aggregation: "last", of: "stage", ...text }),
      feature("deals", stages, { aggregation: "max", of: "position", window: "20d" }),
      feature("deals", stages, { aggregation: "count", default: 0 }),
      feature("deals", stages, { aggregation: "timeSince" }),
      feature("deals", stages, { aggregation: "sequence", of: "stage", length: 5 }),
      feature("deals", { ...activities, through: "person" }, { aggregation: "count" }),
      feature("deals", field("country", { through: "person" }), { aggregation: "last", ...text }),
    ],
  }),
];

const full = process.env.RAPPORT_TEST_FULL_SIZE === "1";
const size = full ? { steps: 2500, rows: 10_000 } : { steps: 500, rows: 900 };
const startMs = Date.parse("2026-02-01T00:00:00Z");
let ground: FeaturesGround;
let ctx: Ctx;
let history: History;

beforeAll(async () => {
  ground = await openFeaturesGround(startMs);
  for (const set of sets) ground.features.addSet(set);
  ctx = await ground.workspace();
  history = await beginHistory(ground, ctx, 77);
  await history.live(size.steps);
  await ground.features.upkeep.runNow(ctx.workspaceId);
}, 600_000);
afterAll(() => ground.close());

const random = seeded(78);

function someRows(entity: FeatureEntity, count: number, endMs: number) {
  const ids = history.records.filter(({ object }) => object === entity).map(({ id }) => id);
  const hours = (endMs - startMs) / 3_600_000 + 48;
  return Array.from({ length: count }, () => ({
    entityId: ids[Math.floor(random() * ids.length)] ?? "",
    asOf: new Date(startMs - 86_400_000 + Math.floor(random() * hours) * 3_600_000).toISOString(),
  }));
}

interface Compared {
  wrong: unknown[];
  /** Features that had something to say, once for each time they had. */
  said: string[];
}

async function compare(set: FeatureSet, count: number, endMs: number): Promise<Compared> {
  const rows = someRows(set.entity, count, endMs);
  const computed = await ground.features.trainingSet(ctx, set.key, rows);
  const cells = set.features.flatMap((one, index) =>
    rows.map(({ entityId, asOf }, row) => {
      const cell = computed.columns[index]?.[row];
      const expected = bruteForceRecords(one, history.records, entityId, Date.parse(asOf));
      return { one, entityId, asOf, found: Number.isNaN(cell) ? null : cell, expected };
    }),
  );
  return {
    wrong: cells.filter(({ found, expected }) => !Object.is(found, expected)),
    said: cells.flatMap(({ one, expected }) => (expected === one.default ? [] : [one.key])),
  };
}

test("values over records are those of going through what happened, for every aggregation", async () => {
  const endMs = ground.clock.nowMs();
  for (const set of sets) {
    const { wrong, said } = await compare(set, Math.ceil(size.rows / sets.length), endMs);
    expect(wrong.slice(0, 3)).toEqual([]);
    for (const { key } of set.features)
      expect(said.filter((one) => one === key).length, key).toBeGreaterThan(5);
  }
  const all = sets.flatMap(({ features }) => features);
  expect(new Set(all.map(({ aggregation }) => aggregation)).size).toBe(11);
}, 600_000);

test("what happens later changes no value of the past, of these features and of all that come with Rapport", async () => {
  const nowMs = ground.clock.nowMs();
  const asked = [...sets, ...builtInSets].map((set) => ({
    set,
    rows: someRows(set.entity, 120, nowMs - 86_400_000).filter(
      ({ asOf }) => Date.parse(asOf) <= nowMs,
    ),
  }));
  const compute = async () => {
    const computed: unknown[] = [];
    for (const { set, rows } of asked)
      computed.push((await ground.features.trainingSet(ctx, set.key, rows)).columns);
    return computed;
  };
  const before = await compute();
  // The future: changed, won, lost, deleted. What is brought in then and claims to be older is another matter.
  const known = new Set(history.records.map(({ id }) => id));
  await history.live(150);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const broughtIn = history.records.filter(
    ({ id, claimedMs }) => !known.has(id) && claimedMs < nowMs,
  );
  expect(broughtIn.length).toBeGreaterThan(5);
  for (const { id } of broughtIn)
    await ground.test.asOwner("DELETE FROM features.facts WHERE record_id = $1", [id]);
  expect(await compute()).toEqual(before);
}, 120_000);
