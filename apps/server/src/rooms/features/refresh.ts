// Keeps the rows of entities current: takes what changed and what is due, reads facts from the log where records
// changed, and computes the rows of whoever is touched. Everything of one step commits together, the taking of the
// work included, so that a kill loses nothing; one process at a time does it for a workspace, so that no older row
// is written over a newer one.
import type { FeatureEntity } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import {
  holdRefreshing,
  type QueuedChange,
  queueChanges,
  takeChanges,
  unbegunFills,
} from "./changes.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { FeatureDeps } from "./deps.ts";
import { liveBelonging, liveOf } from "./facts.store.ts";
import { computeVectors } from "./online.ts";
import { replayRecords, type Touched, touch } from "./replay-records.ts";
import type { SetCatalogue } from "./set-catalogue.ts";
import { dueVectors, removeVectors, writeVectors } from "./vectors.store.ts";

export interface Refreshed {
  workspaceId: string;
  entity: FeatureEntity;
  /** Whose rows were computed again. */
  ids: string[];
  /** Who is no longer there. */
  gone: string[];
}

export interface Step {
  refreshed: Refreshed[];
  /** Ids that were taken from the queue or computed anew. */
  size: number;
}

export type RefreshDeps = FeatureDeps & {
  sets: SetCatalogue;
  /** Within the transaction that writes the rows. */
  following: ((tx: Tx, refreshed: Refreshed) => Promise<void>)[];
};

const stepSize = { embedded: 150, server: 500 };

/** Some of the queue of one kind: whole entries, until there are enough ids. */
async function takeSome(
  tx: Tx,
  kind: "records" | "entities",
  most: number,
): Promise<QueuedChange[]> {
  const taken: QueuedChange[] = [];
  for (let count = 0; count < most; ) {
    const [next] = await takeChanges(tx, kind, 1);
    if (!next) break;
    taken.push(next);
    count += sizeOf([next]);
  }
  return taken;
}

/** An entry counts, also without an id. */
const sizeOf = (entries: readonly QueuedChange[]): number =>
  entries.reduce((sum, { ids }) => sum + Math.max(1, ids.length), 0);

/** Who is not within this step waits for the next one. */
function cut(tx: Tx, touched: Touched, most: number): void {
  for (const [entity, ids] of touched) {
    const all = [...ids];
    if (all.length <= most) continue;
    const rest = all.slice(most);
    for (let from = 0; from < rest.length; from += most)
      queueChanges(tx, [{ kind: "entities", object: entity, ids: rest.slice(from, from + most) }]);
    touched.set(entity, new Set(all.slice(0, most)));
  }
}

type Way = "company" | "person";
const wayFrom: Readonly<Partial<Record<FeatureEntity, Way>>> = {
  companies: "company",
  people: "person",
};

const looksThrough = (set: FeatureSet, way: Way) =>
  set.features.some(({ source }) => "through" in source && source.through === way);

/** Those whose features look at what belongs to a touched company or person. */
async function addBelonging(tx: Tx, sets: readonly FeatureSet[], touched: Touched): Promise<void> {
  for (const [entity, ids] of [...touched]) {
    const way = wayFrom[entity];
    if (!way) continue;
    const further = new Set(sets.filter((set) => looksThrough(set, way)).map((set) => set.entity));
    for (const other of further)
      for (const id of await liveBelonging(tx, other, way, [...ids])) touch(touched, other, id);
  }
}

async function compute(
  deps: RefreshDeps,
  tx: Tx,
  sets: readonly FeatureSet[],
  touched: Touched,
): Promise<Refreshed[]> {
  const done: Refreshed[] = [];
  const nowMs = deps.clock.nowMs();
  for (const [entity, all] of touched) {
    const ids = await liveOf(tx, entity, [...all]);
    const live = new Set(ids);
    const gone = [...all].filter((id) => !live.has(id));
    removeVectors(tx, gone);
    for (const set of sets) {
      if (set.entity !== entity || ids.length === 0) continue;
      writeVectors(tx, set.hash, await computeVectors(deps, tx, set, ids, nowMs));
    }
    done.push({ workspaceId: tx.workspaceId, entity, ids, gone });
  }
  for (const refreshed of done) for (const follow of deps.following) await follow(tx, refreshed);
  return done;
}

async function addDue(
  deps: RefreshDeps,
  tx: Tx,
  sets: readonly FeatureSet[],
  touched: Touched,
  most: number,
) {
  const now = new Date(deps.clock.nowMs()).toISOString();
  for (const { setHash, entityId } of await dueVectors(tx, now, most)) {
    const set = sets.find(({ hash }) => hash === setHash);
    if (set) touch(touched, set.entity, entityId);
  }
}

/**
 * A first load changes everything at once, and much of it often: as long as no version of an entity's sets is begun to be
 * filled, its rows are left to the filling.
 */
function leaveToFill(sets: readonly FeatureSet[], touched: Touched): void {
  const kept = new Set(sets.map(({ entity }) => entity));
  for (const entity of [...touched.keys()]) if (!kept.has(entity)) touched.delete(entity);
}

/** A version that is filled anew is kept current meanwhile. */
async function begunSets({ sets }: RefreshDeps, tx: Tx): Promise<FeatureSet[]> {
  const [unbegun, filled] = [await unbegunFills(tx), await sets.filled(tx)];
  return (await sets.kept(tx)).filter(({ hash }) => filled.has(hash) || !unbegun.has(hash));
}

/** Takes what waits, and says whom it touches and how much it was. */
async function takeAll(deps: RefreshDeps, tx: Tx, touched: Touched, most: number): Promise<number> {
  const changed = await takeSome(tx, "records", most);
  const recordIds = [...new Set(changed.flatMap(({ ids }) => ids))];
  if (recordIds.length > 0) await replayRecords(deps, tx, recordIds, touched);
  const waiting = await takeSome(tx, "entities", most);
  for (const { object, ids } of waiting)
    for (const id of ids) touch(touched, object as FeatureEntity, id);
  return sizeOf(changed) + sizeOf(waiting);
}

/** One step of what changed or is due; null: there was nothing, or another process is at it. */
export function refreshStep(deps: RefreshDeps, workspaceId: string): Promise<Step | null> {
  const most = deps.db.isEmbedded ? stepSize.embedded : stepSize.server;
  return deps.db.tenant({ workspaceId }, async (tx) => {
    if (!(await holdRefreshing(tx))) return null;
    const touched: Touched = new Map();
    const taken = await takeAll(deps, tx, touched, most);
    const sets = await begunSets(deps, tx);
    leaveToFill(sets, touched);
    await addBelonging(tx, sets, touched);
    await addDue(deps, tx, sets, touched, most);
    if (touched.size === 0) return taken > 0 ? { refreshed: [], size: taken } : null;
    cut(tx, touched, most);
    const computed = [...touched.values()].reduce((sum, ids) => sum + ids.size, 0);
    const refreshed = await compute(deps, tx, sets, touched);
    return { refreshed, size: Math.max(taken, computed) };
  });
}
