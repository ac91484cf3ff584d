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

type BroughtIn = Awaited<ReturnType<typeof bringIn>>;

/** Of each feature of a set: whether it tells of the end before it (twice), and after it (twice). */
async function toldBy({ ctx, ids }: BroughtIn, features: readonly FeatureDefinition[]) {
  const [{ entity, key } = { entity: "deals" as const, key: "" }] = features;
  const set = defineFeatureSet({ key: `${key}_and_more`, entity, features });
  ground.features.addSet(set);
  const times = [createdMs + dayMs, endedMs - 1, endedMs + dayMs, nowMs];
  const rows = times.map((ms) => ({ entityId: ids[entity], asOf: new Date(ms).toISOString() }));
  const { columns } = await ground.features.trainingSet(ctx, set.key, rows);
  return features.map((feature, at) => {
    const cells = [...(columns[at] ?? [])].map((cell) => (Number.isNaN(cell) ? null : cell));
    return { source: feature.source, told: cells.map((cell) => tells(feature, cell)) };
  });
}

test("of records brought in whole, nothing that is not refused tells of their end before it", async () => {
  const world = await bringIn();
  const planted = [...featureEntities.flatMap(overFields), ...overRecords()];
  const kept = planted.flatMap((feature) => accepted(feature) ?? []);
  expect(planted.length - kept.length).toBeGreaterThan(40);
  const sets = featureEntities.flatMap((entity) => {
    const own = kept.filter((feature) => feature.entity === entity);
    return Array.from({ length: Math.ceil(own.length / 100) }, (_, at) =>
      own.slice(at * 100, at * 100 + 100),
    );
  });
  const found = (await Promise.all(sets.map((features) => toldBy(world, features)))).flat();
  expect(found).toHaveLength(kept.length);
  expect(found.filter(({ told: [first, second] }) => first || second)).toEqual([]);
  // After the end they do: the planted end is really there.
  expect(found.filter(({ told }) => told[2] || told[3]).length).toBeGreaterThan(15);
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
