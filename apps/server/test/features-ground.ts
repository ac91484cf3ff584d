// The features room over a real database, with records, their audit log and stages as they are, and a table that stands
// for events.

import { lendFeatureRecords, lendFieldWords } from "../src/flows/lend-feature-sources.ts";
import { type Acts, createActs } from "../src/platform/acts.ts";
import type { Clock } from "../src/platform/clock.ts";
import { type Ctx, systemContext } from "../src/platform/context.ts";
import { newId, newIdAt } from "../src/platform/ids.ts";
import { silentLogger } from "../src/platform/logger.ts";
import {
  createFeatures,
  defineFeatureSet,
  type EventChange,
  type Features,
  type FeaturesDeps,
} from "../src/rooms/features/index.ts";
import { onChange } from "../src/rooms/governance/index.ts";
import { createRecords, noteStages, type Records, stageRows } from "../src/rooms/records/index.ts";
import type { RawEvent } from "./features-oracle.ts";
import { addTrialEvents, makeTrial, trialEvents } from "./features-trial.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export interface FeaturesGround {
  /** Whom those who manage features were told of. */
  alerts: { workspaceId: string; title: string; body: string }[];
  acts: Acts;
  define: typeof defineFeatureSet;
  deps: FeaturesDeps;
  test: TestDatabase;
  clock: Clock & { set(ms: number): void };
  features: Features;
  records: Records;
  fieldWords: ReturnType<typeof lendFieldWords>;
  workspace(): Promise<Ctx>;
  /** As an import or seeding would: with times of its own. */
  make(ctx: Ctx, object: string, data: Record<string, unknown>, id?: string): Promise<string>;
  change(ctx: Ctx, object: string, id: string, data: Record<string, unknown>): Promise<void>;
  remove(ctx: Ctx, object: string, id: string): Promise<void>;
  /** Takes in events, as the events room would. */
  take(ctx: Ctx, events: readonly RawEvent[]): Promise<void>;
  close(): Promise<void>;
}

export async function openFeaturesGround(startMs: number): Promise<FeaturesGround> {
  const test = await openTestDatabase();
  await makeTrial(test);
  const { db } = test;
  let nowMs = startMs;
  const set = (ms: number) => {
    nowMs = ms;
  };
  const clock = { nowMs: () => nowMs, set };
  const workspaces: string[] = [];
  const alerts: { workspaceId: string; title: string; body: string }[] = [];
  const changes: (EventChange & { workspaceId: string })[] = [];
  const acts = createActs({
    db,
    clock,
    listeners: [onChange, noteStages, (tx, act, list) => features.onChange(tx, act, list)],
  });
  const records = createRecords({
    db,
    clock,
    acts,
    knownMembers: async (_tx, ids) => new Set(ids),
  });
  const deps: FeaturesDeps = {
    db,
    clock,
    logger: silentLogger,
    records: lendFeatureRecords(records),
    lent: { events: trialEvents, stages: stageRows() },
    events: {
      heads: async () =>
        workspaces.flatMap((workspaceId) => {
          const last = changes.findLast((change) => change.workspaceId === workspaceId);
          return last ? [{ workspaceId, no: last.no }] : [];
        }),
      changesAfter: async (tx, afterNo, limit) =>
        changes
          .filter(({ workspaceId, no }) => workspaceId === tx.workspaceId && no > afterNo)
          .slice(0, limit),
    },
    workspaceIds: async () => workspaces,
    alert: async (workspaceId, alert) => void alerts.push({ workspaceId, ...alert }),
  };
  const features: Features = createFeatures(deps);

  async function write(
    ctx: Ctx,
    object: string,
    op: Parameters<Records["write"]>[3][number],
  ): Promise<string> {
    const act = acts.begin(ctx, "test.write");
    return db.tenant(ctx, async (tx) => {
      const [result] = await records.write(tx, act, object, [op], { trusted: true });
      if (!result || result.status === "failed")
        throw result?.error ?? new Error("Nothing was written.");
      return result.record.id;
    });
  }

  return {
    alerts,
    acts,
    define: defineFeatureSet,
    deps,
    test,
    clock,
    features,
    records,
    fieldWords: lendFieldWords(records),
    workspace: async () => {
      const ctx = systemContext(newId(), "test");
      workspaces.push(ctx.workspaceId);
      await db.tenant(ctx, (tx) => records.prepareWorkspace(tx));
      return ctx;
    },
    make: (ctx, object, data, id = newIdAt(nowMs)) =>
      write(ctx, object, { op: "create", id, data }),
    change: async (ctx, object, id, data) =>
      void (await write(ctx, object, { op: "update", id, data })),
    remove: async (ctx, object, id) => void (await write(ctx, object, { op: "delete", id })),
    take: async (ctx, events) => {
      await addTrialEvents(test, ctx.workspaceId, events);
      changes.push({
        workspaceId: ctx.workspaceId,
        no: changes.length + 1,
        personIds: [...new Set(events.flatMap(({ personId }) => personId ?? []))],
        companyIds: [...new Set(events.flatMap(({ companyId }) => companyId ?? []))],
      });
    },
    close: () => test.close(),
  };
}
