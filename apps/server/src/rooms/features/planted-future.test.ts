// Features that know the future, planted by the hundred. Over records: every field, time and way to ask of what comes with
// Rapport, about records that were brought in whole, their end included; what is not refused tells nothing of that end
// before it. Over events: every aggregation, taking what was brought in later as known; no set is built with one.
import {
  childObjects,
  type FeatureCondition,
  type FeatureDefinition,
  type FeatureEntity,
  featureEntities,
} from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeaturesGround, openFeaturesGround } from "../../../test/features-ground.ts";
import { dayMs, randomEvents, seeded, worldStartMs } from "../../../test/features-oracle.ts";
import { trialFeatures } from "../../../test/features-trial.ts";
import { isAppError } from "../../platform/errors.ts";
import { newIdAt } from "../../platform/ids.ts";
import { defineFeature, defineFeatureSet } from "./define-feature.ts";
import { factShapes } from "./fact-fields.rules.ts";

const nowMs = worldStartMs + 200 * dayMs;
const createdMs = nowMs - 100 * dayMs;
const endedMs = nowMs - 40 * dayMs;
let ground: FeaturesGround;
beforeAll(async () => {
  ground = await openFeaturesGround(nowMs);
});
afterAll(() => ground.close());

/** What an end writes; each text stands nowhere else. */
const outcomes: Partial<Record<string, readonly FeatureCondition[]>> = {
  deals: [
    { property: "status", op: "eq", value: "lost" },
    { property: "lostReason", op: "exists" },
    { property: "closedAt", op: "exists" },
  ],
  tickets: [
    { property: "status", op: "eq", value: "solved" },
    { property: "resolvedAt", op: "exists" },
  ],
  tasks: [
    { property: "status", op: "eq", value: "done" },
    { property: "completedAt", op: "exists" },
  ],
};
const told = new Set(["lost", "Too dear", "solved", "done"]);

/** The definition, or null where it is refused as one that knows the future. */
function accepted(definition: FeatureDefinition): FeatureDefinition | null {
  try {
    return defineFeature(definition);
  } catch (error) {
    if (isAppError(error, "features.knows_the_future")) return null;
    throw error;
  }
}

let made = 0;
const named = (rest: Omit<FeatureDefinition, "key" | "title" | "default">): FeatureDefinition => {
  made += 1;
  return { key: `planted_${made}`, title: "Planted", default: null, ...rest };
};

/** Own fields, at each of the record's times. */
function overFields(entity: FeatureEntity): FeatureDefinition[] {
  const { fields, times } = factShapes[entity];
  return times.flatMap((knownFrom) => [
    ...fields.map((field) => {
      const source = { kind: "record" as const, field, knownFrom };
      return named({ entity, source, aggregation: "last", type: "text" });
    }),
    ...times.map((field) => {
      const source = { kind: "record" as const, field, knownFrom };
      return named({ entity, source, aggregation: "timeSince" });
    }),
  ]);
}

/** Records that point at a company: counted by how they ended, or the end read from them. */
function overRecords(): FeatureDefinition[] {
  const pointing = childObjects.filter((object) => factShapes[object].links.includes("company"));
  return pointing.flatMap((object) =>
    factShapes[object].times.flatMap((at) => {
      const base = { kind: "records" as const, object, at, knownFrom: "happened" as const };
      const counted = (outcomes[object] ?? []).flatMap((condition) => [
        named({
          entity: "companies",
          source: { ...base, where: [condition] },
          aggregation: "count",
        }),
        named({ entity: "companies", source: base, aggregation: "ratio", part: [condition] }),
      ]);
      const read = factShapes[object].fields.map((of) =>
        named({ entity: "companies", source: base, aggregation: "sequence", of }),
      );
      return [...counted, ...read];
    }),
  );
}

/** Of a value before the end: whether it tells of it. */
function tells(feature: FeatureDefinition, value: unknown): boolean {
  if (typeof value === "string") return value.split(" > ").some((part) => told.has(part));
  if (feature.source.kind === "record")
    return feature.source.field !== "createdAt" && value !== null;
  return typeof value === "number" && value > 0;
}

async function bringIn() {
  const ctx = await ground.workspace();
  const at = (ms: number) => new Date(ms).toISOString();
  const [pipeline] = await ground.test.db.tenant(ctx, (tx) => ground.records.pipelines(tx));
  const lost = pipeline?.stages.find(({ kind }) => kind === "lost")?.id;
  const id = () => newIdAt(createdMs);
  const companies = await ground.make(ctx, "companies", { name: "One" }, id());
  const people = await ground.make(ctx, "people", { lastName: "One", companyId: companies }, id());
  const about = { companyId: companies, personId: people };
  const end = { closedAt: at(endedMs), stageId: lost, lostReason: "Too dear" };
  const deals = await ground.make(ctx, "deals", { name: "Deal", ...about, ...end }, id());
  const tickets = await ground.make(
    ctx,
    "tickets",
    { subject: "Help", ...about, status: "solved", resolvedAt: at(endedMs) },
    id(),
  );
  await ground.make(
    ctx,
    "tasks",
    { title: "Call", companyId: companies, status: "done", completedAt: at(endedMs) },
    id(),
  );
  await ground.features.upkeep.runNow(ctx.workspaceId);
  return { ctx, ids: { companies, people, deals, tickets } };
}

test("of records brought in whole, nothing that is not refused tells of their end before it", async () => {
  const { ctx, ids } = await bringIn();
  const planted = [...featureEntities.flatMap(overFields), ...overRecords()];
  const kept = planted.flatMap((feature) => accepted(feature) ?? []);
  expect(planted.length - kept.length).toBeGreaterThan(40);
  let toldLater = 0;
  for (const [entity, features] of Map.groupBy(kept, (feature) => feature.entity))
    for (let from = 0; from < features.length; from += 100) {
      const some = features.slice(from, from + 100);
      const set = defineFeatureSet({ key: `planted_${entity}_${from}`, entity, features: some });
      ground.features.addSet(set);
      const rows = [createdMs + dayMs, endedMs - 1, endedMs + dayMs, nowMs].map((ms) => ({
        entityId: ids[entity],
        asOf: new Date(ms).toISOString(),
      }));
      const { columns } = await ground.features.trainingSet(ctx, set.key, rows);
      for (const [at, feature] of some.entries()) {
        const cells = [...(columns[at] ?? [])].map((cell) => (Number.isNaN(cell) ? null : cell));
        const isOutcome = (value: unknown) => tells(feature, value);
        expect([feature.source, ...cells.slice(0, 2).map(isOutcome)]).toEqual([
          feature.source,
          false,
          false,
        ]);
        if (cells.slice(2).some(isOutcome)) toldLater += 1;
      }
    }
  // After the end they do: the planted end is really there.
  expect(toldLater).toBeGreaterThan(15);
});

test("no set is built with events that are taken as known before they came, whatever is made of them", async () => {
  const ctx = await ground.workspace();
  const events = randomEvents(31, 4000, 12, 120);
  await ground.take(ctx, events);
  const random = seeded(9);
  const rows = Array.from({ length: 120 }, () => ({
    entityId: events[Math.floor(random() * events.length)]?.personId ?? "",
    asOf: new Date(worldStartMs + Math.floor(random() * 125 * 24) * 3_600_000).toISOString(),
  }));
  const refused: string[] = [];
  for (const honest of trialFeatures) {
    const trusting = {
      ...honest,
      key: `${honest.key}_trusting`,
      source: { ...honest.source, knownFrom: "happened" } as FeatureDefinition["source"],
    };
    const set = defineFeatureSet({
      key: `both_${honest.key}`,
      entity: "people",
      features: [honest, trusting],
    });
    ground.features.addSet(set);
    const found = await ground.features.checkLeaks(ctx, set.key, rows);
    expect(found[0], honest.key).toMatchObject({ verdict: "proven", differing: 0 });
    const build = ground.features.trainingSet(ctx, set.key, rows);
    if (found[1]?.verdict === "proven") {
      expect((await build).rows).toBe(rows.length);
      continue;
    }
    expect(found[1]?.verdict, honest.key).toBe("leaks");
    await expect(build).rejects.toMatchObject({ code: "features.knows_the_future" });
    refused.push(honest.aggregation);
  }
  expect(new Set(refused).size).toBe(11);
});
