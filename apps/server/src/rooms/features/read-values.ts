// Values of entities as one caller may see them: of records within reach, features within reach.
import type { AsOfResult, EntityValues, FeatureValue, LeakFindingView } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import { checkLeaks } from "./check-leaks.ts";
import type { FeatureSet } from "./define-feature.ts";
import { type DescribeDeps, visibleFeatures, visibleSet } from "./describe-sets.ts";
import { badRows } from "./errors.ts";
import { readOnline } from "./online.ts";
import { type AsOfRow, computeTrainingSet } from "./training-set.ts";
import { sampleVectors } from "./vectors.store.ts";

type Named = Record<string, FeatureValue>;

function named(ctx: Ctx, set: FeatureSet, valueAt: (at: number) => FeatureValue): Named {
  const seen = visibleFeatures(ctx.principal, set);
  return Object.fromEntries(
    seen.map((feature) => [feature.key, valueAt(set.features.indexOf(feature))]),
  );
}

const missingRecord = () => notFound("record");

export async function entityValues(
  deps: DescribeDeps,
  ctx: Ctx,
  key: string,
  entityId: string,
): Promise<EntityValues> {
  const reader = deps.db.reader(ctx);
  const set = await visibleSet(deps, reader, ctx, key);
  const visible = await deps.records.visible(reader, ctx, set.entity, [entityId]);
  if (!visible.has(entityId)) throw missingRecord();
  const [row] = await readOnline(deps, ctx, set, [entityId]);
  if (!row) throw missingRecord();
  return {
    entityId,
    hash: set.hash,
    computedAt: row.computedAt,
    values: named(ctx, set, (at) => row.values[at] ?? null),
  };
}

/** Clocks of callers go ahead a little. */
const clockToleranceMs = 60_000;

export async function valuesAsOf(
  deps: DescribeDeps,
  ctx: Ctx,
  key: string,
  rows: readonly AsOfRow[],
): Promise<AsOfResult> {
  const reader = deps.db.reader(ctx);
  const set = await visibleSet(deps, reader, ctx, key);
  const latestMs = deps.clock.nowMs() + clockToleranceMs;
  if (rows.some(({ asOf }) => Date.parse(asOf) > latestMs))
    throw badRows("`asOf` lies in the future: nothing is known of it yet.");
  const ids = [...new Set(rows.map(({ entityId }) => entityId))];
  const visible = await deps.records.visible(reader, ctx, set.entity, ids);
  if (ids.some((id) => !visible.has(id))) throw missingRecord();
  const made = await computeTrainingSet(deps, ctx, set, rows);
  const cell = (at: number, row: number): FeatureValue => {
    const value = made.columns[at]?.[row] ?? null;
    return Number.isNaN(value) ? null : value;
  };
  return {
    hash: made.hash,
    digest: made.digest,
    rows: rows.map(({ entityId, asOf }, row) => ({
      entityId,
      asOf,
      values: named(ctx, set, (at) => cell(at, row)),
    })),
  };
}

const leakSample = 60;
const dayMs = 86_400_000;
const lookBackDays = [30, 120, 365];

/** Over a sample of entities, at three past times each. */
export async function leaksOf(
  deps: DescribeDeps,
  ctx: Ctx,
  set: FeatureSet,
): Promise<LeakFindingView[]> {
  const sample = await sampleVectors(deps.db.reader(ctx), set.hash, leakSample);
  const nowMs = deps.clock.nowMs();
  const rows = sample.flatMap(({ entityId }) =>
    lookBackDays.map((days) => ({ entityId, asOf: new Date(nowMs - days * dayMs).toISOString() })),
  );
  if (rows.length === 0) return [];
  const findings = await checkLeaks(deps, ctx, set, rows);
  return findings.map(({ examples: _examples, ...finding }) => finding);
}
