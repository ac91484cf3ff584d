// The features room, put together. See README.md for its words and invariants.
import type { FeatureEntity } from "@rapport/contracts";
import type { ChangeListener } from "../../platform/acts.ts";
import type { Principal } from "../../platform/context.ts";
import type { Reader, TenantScope, Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { builtInSets } from "./built-in-features.ts";
import { queueChanges } from "./changes.store.ts";
import { checkLeaks, type LeakFinding } from "./check-leaks.ts";
import { type FeatureSet, narrowed } from "./define-feature.ts";
import type { EventsWindow, FeatureDeps } from "./deps.ts";
import { isFactObject } from "./fact-fields.rules.ts";
import { liveAfter } from "./facts.store.ts";
import { mayRead } from "./feature-rights.ts";
import { type OnlineRow, readOnline } from "./online.ts";
import { dropOthers, type KeptValues, keepOwnSet, readKept, type Wanted } from "./own-sets.ts";
import type { Refreshed } from "./refresh.ts";
import { refuseLeaks } from "./refuse-leaks.ts";
import { featureRoutes } from "./routes.ts";
import { type Alert, runDueChecks } from "./run-checks.ts";
import { createServedLog } from "./served-log.ts";
import { createSetCatalogue, type FeatureUser } from "./set-catalogue.ts";
import { type AsOfRow, computeTrainingSet, type TrainingSet } from "./training-set.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";
import { retireVersion } from "./vectors.store.ts";

export interface FeaturesDeps extends FeatureDeps {
  events: EventsWindow;
  /** Tells those who manage features. */
  alert(workspaceId: string, alert: Alert): Promise<void>;
}

export interface Features {
  name: "features";
  routes: AnyRoute[];
  /** Notes what changed of records, in the transaction of the change. */
  onChange: ChangeListener;
  upkeep: Upkeep;
  /** Sets of the code; other rooms add theirs before the server starts. */
  addSet(set: FeatureSet): void;
  sets(): FeatureSet[];
  /** Of the code, or an older version that a workspace keeps. */
  set(scope: TenantScope, keyOrHash: string): Promise<FeatureSet>;
  /** Of all features of a set, or of those named. */
  trainingSet(
    ctx: TenantScope,
    keyOrHash: string,
    rows: readonly AsOfRow[],
    names?: readonly string[],
  ): Promise<TrainingSet>;
  online(ctx: TenantScope, keyOrHash: string, entityIds: readonly string[]): Promise<OnlineRow[]>;
  checkLeaks(ctx: TenantScope, keyOrHash: string, rows: readonly AsOfRow[]): Promise<LeakFinding[]>;
  /** Called after the commit, of what a worker of this process computed again. */
  onRefreshed(listener: (refreshed: Refreshed) => void): void;
  /** Called within the transaction that writes the rows: what follows from them commits with them. */
  whileRefreshing(follower: (tx: Tx, refreshed: Refreshed) => Promise<void>): void;
  /**
   * Keeps values of a set that a workspace made, from now on and of all entities; its key begins with `own_`. Values
   * follow with the next rounds.
   */
  keepSet(tx: Tx, set: FeatureSet): Promise<void>;
  dropSet(tx: Tx, set: Pick<FeatureSet, "hash">): void;
  /** Drops other versions of a set that a workspace made, but for those that are held. */
  dropOthers(tx: Tx, set: Pick<FeatureSet, "key" | "hash">, held: readonly string[]): Promise<void>;
  /** Whether a principal may read all that a set's features are made of. */
  mayReadAll(principal: Principal, set: FeatureSet): boolean;
  /** The same of one feature. */
  mayRead(principal: Principal, feature: FeatureSet["features"][number]): boolean;
  /** Live entities of a kind, in order of ids. */
  liveIds(tx: Reader, entity: FeatureEntity, limit: number): Promise<string[]>;
  /** Values now of a set that nobody keeps. */
  computeNow(ctx: TenantScope, set: FeatureSet, entityIds: readonly string[]): Promise<OnlineRow[]>;
  /** Whether all values of a version are there. */
  isFilled(tx: Reader, hash: string): Promise<boolean>;
  /** Kept values of entities, or of all after one in order of ids; those that are not there are left out. */
  keptValues(tx: Reader, set: FeatureSet, wanted: Wanted): Promise<KeptValues[]>;
  /** A model or segment says that it uses a set: it is shown, and versions that it holds are kept. */
  usedBy(user: FeatureUser): void;
}

export function createFeatures(deps: FeaturesDeps): Features {
  const sets = createSetCatalogue();
  for (const set of builtInSets) sets.add(set);
  const servedLog = createServedLog();
  const shared = { ...deps, sets };
  const listeners: ((refreshed: Refreshed) => void)[] = [];
  const following: ((tx: Tx, refreshed: Refreshed) => Promise<void>)[] = [];
  const upkeep = createUpkeep({
    ...deps,
    sets,
    following,
    refreshed: (done) => {
      for (const listener of listeners) listener(done);
    },
    chores: async (workspaceIds, signal) => {
      await servedLog.write(deps.db);
      for (const id of workspaceIds) await runDueChecks(shared, id, signal);
    },
  });
  const setOf = (scope: TenantScope, keyOrHash: string) =>
    Promise.resolve(sets.find(keyOrHash)).then(
      (own) => own ?? sets.get(deps.db.reader(scope), keyOrHash),
    );

  return {
    name: "features",
    routes: featureRoutes(shared),
    onChange: async (tx, _act, changes) => {
      for (const [object, some] of Map.groupBy(changes, (change) => change.object))
        if (isFactObject(object))
          queueChanges(tx, [{ kind: "records", object, ids: some.map(({ id }) => id) }]);
    },
    upkeep,
    addSet: sets.add,
    sets: sets.all,
    set: setOf,
    trainingSet: async (ctx, keyOrHash, rows, names) => {
      const whole = await setOf(ctx, keyOrHash);
      const set = names ? narrowed(whole, names) : whole;
      const made = await computeTrainingSet(deps, ctx, set, rows);
      await refuseLeaks(deps, ctx, set, rows, made);
      return made;
    },
    online: async (ctx, keyOrHash, entityIds) => {
      const set = await setOf(ctx, keyOrHash);
      const nowMs = deps.clock.nowMs();
      const still = { ...deps, clock: { nowMs: () => nowMs } };
      const rows = await readOnline(still, ctx, set, entityIds);
      servedLog.note(ctx.workspaceId, set, rows, nowMs);
      return rows;
    },
    checkLeaks: async (ctx, keyOrHash, rows) =>
      checkLeaks(deps, ctx, await setOf(ctx, keyOrHash), rows),
    onRefreshed: (listener) => void listeners.push(listener),
    whileRefreshing: (follower) => void following.push(follower),
    keepSet: (tx, set) => keepOwnSet(deps, tx, set),
    dropSet: (tx, { hash }) => retireVersion(tx, hash, new Date(deps.clock.nowMs()).toISOString()),
    dropOthers: (tx, set, held) => dropOthers(deps, tx, set, held),
    mayReadAll: (principal, set) => set.features.every((feature) => mayRead(principal, feature)),
    mayRead,
    liveIds: (tx, entity, limit) => liveAfter(tx, entity, null, limit),
    computeNow: (ctx, set, entityIds) => readOnline(deps, ctx, set, entityIds),
    isFilled: async (tx, hash) => (await sets.filled(tx)).has(hash),
    keptValues: (tx, set, wanted) => readKept(deps, tx, set, wanted),
    usedBy: sets.addUser,
  };
}
