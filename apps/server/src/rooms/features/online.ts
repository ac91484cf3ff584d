// What is known of entities now: one kept row each, read by key and finished with the present time, so that times since
// run on and nothing has to be written for them. A row whose time has come, or that is not there yet, is computed on
// the spot by the same statement that keeps rows current.
import type { FeatureValue } from "@rapport/contracts";
import type { TenantScope, Tx } from "../../platform/db/index.ts";
import { currentCells } from "./compute-cells.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { FeatureDeps } from "./deps.ts";
import { type Cell, finish } from "./finish.rules.ts";
import { readGathered } from "./gathered-reads.ts";
import type { Vector } from "./vectors.store.ts";

export interface OnlineRow {
  entityId: string;
  /** In the order of the set's features. */
  values: FeatureValue[];
  hash: string;
  /** When what it is made of was read; the values are of the moment of the answer. */
  computedAt: string;
}

/** Cells of some entities at one time, each feature's own one after another. */
export async function computeVectors(
  deps: Pick<FeatureDeps, "lent">,
  tx: Tx,
  set: FeatureSet,
  entityIds: readonly string[],
  nowMs: number,
): Promise<Vector[]> {
  const asOfUs = entityIds.map(() => nowMs * 1000);
  const computed = await currentCells(tx, set, deps.lent, { entityIds, asOfUs });
  const computedAt = new Date(nowMs).toISOString();
  return entityIds.map((entityId, row) => {
    const cells = computed.rows[row] ?? [];
    const due = computed.dueUs[row] ?? null;
    return {
      entityId,
      cells: computed.places.flatMap((places) => places.map((at) => cells[at] ?? null)),
      computedAt,
      // Kept in whole milliseconds: never later than it is.
      dueAt: due === null ? null : new Date(Math.floor(due / 1000)).toISOString(),
    };
  });
}

const twoCells = new Set(["mean", "ratio"]);

/** From a kept row to values at a time. */
export function valuesOf(set: FeatureSet, cells: readonly Cell[], nowMs: number): FeatureValue[] {
  let at = 0;
  return set.features.map((feature) => {
    const count = twoCells.has(feature.aggregation) ? 2 : 1;
    const own = cells.slice(at, at + count);
    at += count;
    return finish(feature, own, nowMs * 1000);
  });
}

const isCurrent = ({ dueAt }: Vector, nowMs: number) => dueAt === null || Date.parse(dueAt) > nowMs;

const rowOf = (set: FeatureSet, vector: Vector, nowMs: number): OnlineRow => ({
  entityId: vector.entityId,
  values: valuesOf(set, vector.cells, nowMs),
  hash: set.hash,
  computedAt: vector.computedAt,
});

/** In the order of the ids. */
export async function readOnline(
  deps: Pick<FeatureDeps, "db" | "lent" | "clock">,
  scope: TenantScope,
  set: FeatureSet,
  entityIds: readonly string[],
): Promise<OnlineRow[]> {
  const { db, clock } = deps;
  const nowMs = clock.nowMs();
  const kept = await readGathered(db, { scope, setHash: set.hash }, entityIds);
  const rows = new Map<string, OnlineRow>();
  for (const vector of kept)
    if (isCurrent(vector, nowMs)) rows.set(vector.entityId, rowOf(set, vector, nowMs));
  const missing = entityIds.filter((id) => !rows.has(id));
  if (missing.length > 0) {
    const computed = await db.tenant(scope, (tx) => computeVectors(deps, tx, set, missing, nowMs));
    for (const vector of computed) rows.set(vector.entityId, rowOf(set, vector, nowMs));
  }
  return entityIds.flatMap((id) => rows.get(id) ?? []);
}
