// What is served is what is trained on: after a stream of events that come twice, late and out of order, with time
// running on, changed records and records that go.
import { type FeatureDefinition, featureEntities } from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeaturesGround, openFeaturesGround } from "../../../test/features-ground.ts";
import { dayMs, type RawEvent, seeded } from "../../../test/features-oracle.ts";
import { trialFeatures } from "../../../test/features-trial.ts";
import type { Ctx } from "../../platform/context.ts";
import { newId, newIdAt } from "../../platform/ids.ts";
import { defineFeatureSet, type FeatureSet } from "./define-feature.ts";
import { valuesAsOf } from "./read-values.ts";
import { createSetCatalogue } from "./set-catalogue.ts";

const startMs = Date.parse("2026-06-01T00:00:00Z");
let ground: FeaturesGround;
const own: FeatureDefinition[] = [
  {
    key: "employees",
    title: "Employees",
    entity: "people",
    source: { kind: "record", field: "employees", through: "company", knownFrom: "seen" },
    aggregation: "last",
    default: null,
  },
  {
    key: "tickets_10d",
    title: "Tickets",
    entity: "people",
    source: { kind: "records", object: "tickets", at: "createdAt" },
    aggregation: "count",
    window: "10d",
    default: 0,
  },
];
const set = defineFeatureSet({
  key: "stream",
  entity: "people",
  features: [...trialFeatures, ...own],
});

beforeAll(async () => {
  ground = await openFeaturesGround(startMs);
  ground.features.addSet(set);
});
afterAll(() => ground.close());

/** Of these entities, values that are served and not what the sources give at that moment. */
async function differences(ctx: Ctx, of: FeatureSet, ids: readonly string[]) {
  const online = await ground.features.online(ctx, of.key, ids);
  const asOf = new Date(ground.clock.nowMs()).toISOString();
  const offline = await ground.features.trainingSet(
    ctx,
    of.key,
    ids.map((entityId) => ({ entityId, asOf })),
  );
  const found: unknown[] = [];
  for (const [row, { entityId, values }] of online.entries())
    for (const [at, name] of of.names.entries()) {
      const cell = offline.columns[at]?.[row];
      const expected = typeof cell === "number" && Number.isNaN(cell) ? null : cell;
      if (!Object.is(values[at], expected))
        found.push({ entityId, name, online: values[at], offline: expected });
    }
  return { found, count: online.length * of.names.length };
}

test("online equals offline for every value after duplicates, late and out-of-order events", async () => {
  const ctx = await ground.workspace();
  const company = await ground.make(ctx, "companies", { name: "One", employees: 10 });
  const people: string[] = [];
  for (let at = 0; at < 12; at += 1)
    people.push(await ground.make(ctx, "people", { lastName: `Person ${at}`, companyId: company }));
  const random = seeded(21);
  const sent: RawEvent[] = [];
  let compared = 0;
  for (let step = 0; step < 24; step += 1) {
    const nowMs = startMs + step * 1.7 * dayMs;
    ground.clock.set(nowMs);
    const batch = Array.from(
      { length: 40 },
      (): RawEvent => ({
        eventId: newId(),
        personId: people[Math.floor(random() * people.length)] ?? null,
        companyId: null,
        name: ["page", "signup", "order", "refund", "usage"][Math.floor(random() * 5)] ?? "page",
        // Late by up to 40 days; some by a clock that runs ahead.
        occurredMs:
          nowMs -
          Math.floor(random() * (random() < 0.5 ? 40 : 2) * dayMs) +
          (random() < 0.1 ? dayMs : 0),
        knownMs: nowMs,
        properties: {
          plan: ["free", "pro"][Math.floor(random() * 2)],
          amount: Math.round(random() * 10_000) / 100,
        },
      }),
    );
    const again = sent.slice(-10);
    await ground.take(ctx, [...batch, ...again]);
    sent.push(...batch);
    if (step % 5 === 0) await ground.change(ctx, "companies", company, { employees: 10 + step });
    if (step % 4 === 0)
      await ground.make(ctx, "tickets", { subject: "Help", personId: people[step % 12] });
    await ground.features.upkeep.runNow(ctx.workspaceId);
    // Without anything new, time alone moves the windows.
    ground.clock.set(nowMs + Math.floor(random() * dayMs));
    const { found, count } = await differences(ctx, set, people);
    expect(found).toEqual([]);
    compared += count;
  }
  expect(compared).toBeGreaterThan(9000);
}, 90_000);

test("built-in sets read records at the time at which each thing was known", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const company = await ground.make(ctx, "companies", {
    name: "Two",
    employees: 50,
    industry: "Retail",
  });
  const person = await ground.make(ctx, "people", {
    lastName: "Two",
    companyId: company,
    country: "France",
  });
  const deal = await ground.make(ctx, "deals", {
    name: "Deal",
    companyId: company,
    personId: person,
    amountMinor: 5000,
    currency: "EUR",
  });
  await ground.make(ctx, "activities", {
    kind: "call",
    occurredAt: new Date(startMs - 3_600_000).toISOString(),
    companyId: company,
    personId: person,
    dealId: deal,
  });
  ground.clock.set(startMs + 2 * dayMs);
  await ground.make(ctx, "tickets", {
    subject: "Broken",
    priority: "urgent",
    category: "billing",
    companyId: company,
    personId: person,
  });
  await ground.change(ctx, "companies", company, { employees: 80 });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const before = new Date(startMs + dayMs).toISOString();
  const after = new Date(startMs + 3 * dayMs).toISOString();
  const value = async (key: string, name: string, entityId: string, asOf: string) => {
    const made = await ground.features.trainingSet(ctx, key, [{ entityId, asOf }]);
    return made.columns[made.names.indexOf(name)]?.[0];
  };
  expect(await value("companies", "employees", company, before)).toBe(50);
  expect(await value("companies", "employees", company, after)).toBe(80);
  expect(await value("companies", "tickets_30d", company, before)).toBe(0);
  expect(await value("companies", "urgent_tickets_60d", company, after)).toBe(1);
  expect(await value("people", "company_industry", person, before)).toBe("Retail");
  expect(await value("people", "activities_7d", person, before)).toBe(1);
  expect(await value("deals", "activities_all", deal, before)).toBe(1);
  expect(await value("deals", "stage_position", deal, before)).toBe(0);
  expect(await value("deals", "days_in_stage", deal, after)).toBeCloseTo(3, 6);
  for (const entity of featureEntities) {
    const id = { people: person, companies: company, deals: deal, tickets: person }[entity];
    const builtIn = ground.features.sets().find((one) => one.key === entity)!;
    expect((await differences(ctx, builtIn, [id])).found).toEqual([]);
  }
  await ground.remove(ctx, "people", person);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const [row] = await ground.test.asOwner(
    "SELECT count(*)::int AS n FROM features.vectors WHERE entity_id = $1",
    [person],
  );
  expect(row?.n).toBe(0);
});

test("a record that was brought in with times of its own is known from them, and tells nothing before its end", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const created = startMs - 100 * dayMs;
  const closed = startMs - 40 * dayMs;
  const company = await ground.make(
    ctx,
    "companies",
    { name: "Three", createdAt: new Date(created).toISOString() },
    newIdAt(created),
  );
  const [pipeline] = await ground.test.db.tenant(ctx, (tx) => ground.records.pipelines(tx));
  const stageId = pipeline?.stages.find(({ kind }) => kind === "won")?.id;
  await ground.make(
    ctx,
    "deals",
    {
      name: "Old",
      stageId,
      companyId: company,
      amountMinor: 700,
      currency: "EUR",
      createdAt: new Date(created).toISOString(),
      closedAt: new Date(closed).toISOString(),
    },
    newIdAt(created + 1),
  );
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const at = async (ms: number, name: string) => {
    const made = await ground.features.trainingSet(ctx, "companies", [
      { entityId: company, asOf: new Date(ms).toISOString() },
    ]);
    return made.columns[made.names.indexOf(name)]?.[0];
  };
  expect(await at(created + 10 * dayMs, "deals_opened_365d")).toBe(1);
  expect(await at(created + 10 * dayMs, "deals_won")).toBe(0);
  expect(await at(closed + dayMs, "deals_won")).toBe(1);
  const [leaks] = (
    await ground.features.checkLeaks(ctx, "companies", [
      { entityId: company, asOf: new Date(closed + dayMs).toISOString() },
    ])
  ).filter(({ feature }) => feature === "deals_won");
  expect(leaks).toMatchObject({ verdict: "trusted", differing: 1 });
});

test("values are told as of a caller's clock that is a minute ahead, and of no later time", async () => {
  const ctx = await ground.workspace();
  const person = await ground.make(ctx, "people", { lastName: "Somebody" });
  const sets = createSetCatalogue();
  sets.add(set);
  const asOf = (aheadMs: number) =>
    valuesAsOf({ ...ground.deps, sets }, ctx, "stream", [
      { entityId: person, asOf: new Date(ground.clock.nowMs() + aheadMs).toISOString() },
    ]);
  expect((await asOf(60_000)).rows).toHaveLength(1);
  await expect(asOf(60_001)).rejects.toMatchObject({ code: "features.bad_rows" });
});
