// The look that is taken by itself once a day: what was served is computed again as of then, and whoever manages features
// is told when it was not what the sources gave.
import type { FeatureDefinition, ParityResult } from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeaturesGround, openFeaturesGround } from "../../../test/features-ground.ts";
import { dayMs, type RawEvent } from "../../../test/features-oracle.ts";
import { newId } from "../../platform/ids.ts";
import { readChecks } from "./checks.store.ts";
import { defineFeatureSet } from "./define-feature.ts";
import { runDueChecks } from "./run-checks.ts";
import { createServedLog } from "./served-log.ts";
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

test("a day after, a sample of what was served is computed again as of then, by itself", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const set = defineFeatureSet({
    key: "served",
    entity: "people",
    features: [orders({ key: "orders" }), orders({ key: "orders_3d", window: "3d" })],
  });
  ground.features.addSet(set);
  const person = await ground.make(ctx, "people", { lastName: "One" });
  const event = (ms: number): RawEvent => ({
    eventId: newId(),
    personId: person,
    companyId: null,
    name: "order",
    occurredMs: ms,
    knownMs: ms,
    properties: {},
  });
  await ground.take(ctx, [event(startMs - 1000)]);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const log = createServedLog();
  const rows = await ground.features.online(ctx, "served", [person]);
  log.note(ctx.workspaceId, set, rows, startMs);
  await log.write(ground.deps.db);
  // What comes later changes nothing of what was right then.
  ground.clock.set(startMs + dayMs / 2);
  await ground.take(ctx, [event(startMs + dayMs / 4)]);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const sets = createSetCatalogue();
  sets.add(set);
  const deps = { ...ground.deps, sets };
  const due = () => runDueChecks(deps, ctx.workspaceId, new AbortController().signal);
  const latest = async () =>
    (await readChecks<ParityResult>(ground.deps.db.reader(ctx), "parity", "served", 5)).map(
      ({ result }) => [result.compared, result.equal, result.wrong],
    );
  await due();
  expect(await latest()).toEqual([[4, 4, 0]]);
  // Once a day, not more.
  await due();
  expect(await latest()).toHaveLength(1);
  const told = ground.alerts.length;
  const wrong = [{ ...rows[0]!, values: [7, 1] }];
  log.note(
    ctx.workspaceId,
    set,
    [...Array.from({ length: 49 }, () => rows[0]!), ...wrong],
    startMs,
  );
  await log.write(ground.deps.db);
  ground.clock.set(startMs + dayMs * 0.99 + dayMs / 2);
  await due();
  expect(await latest()).toHaveLength(1);
  ground.clock.set(startMs + dayMs / 2 + dayMs + 1);
  log.note(ctx.workspaceId, set, wrong, startMs + dayMs);
  for (let skip = 0; skip < 49; skip += 1) log.note(ctx.workspaceId, set, wrong, startMs + dayMs);
  await log.write(ground.deps.db);
  await due();
  const [last] = await latest();
  expect(last?.[2]).toBeGreaterThan(0);
  expect(ground.alerts.length).toBe(told + 1);
});
