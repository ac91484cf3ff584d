// Work that can wait: facts of records that were there before features were, and values of a version of a set that is
// new. It goes on where it was after a kill, and steps aside for everything else.
import type { FeatureEntity } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import { hasChanges, holdRefreshing, queueChanges, takeChanges } from "./changes.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import { factObjects } from "./fact-fields.rules.ts";
import { liveAfter } from "./facts.store.ts";
import { computeVectors } from "./online.ts";
import type { RefreshDeps } from "./refresh.ts";
import { replayRecords } from "./replay-records.ts";
import { ownPrefix, storedDefinition } from "./set-catalogue.ts";
import {
  addSetVersion,
  markFilled,
  readSetVersions,
  retireVersion,
  writeVectors,
} from "./vectors.store.ts";

const stepSize = { embedded: 150, server: 500 };

/** Makes a workspace's own of the code's sets: versions that are new are queued, those that nobody uses go. */
export function prepareSets(deps: RefreshDeps, workspaceId: string): Promise<void> {
  const at = new Date(deps.clock.nowMs()).toISOString();
  return deps.db.tenant({ workspaceId }, async (tx) => {
    const before = await readSetVersions(tx);
    // Sets of the workspace's own may be there first.
    if (before.every(({ key }) => key.startsWith(ownPrefix)))
      queueChanges(
        tx,
        factObjects.map((object) => ({ kind: "scan" as const, object, ids: [] })),
      );
    for (const set of deps.sets.all()) {
      const version = { hash: set.hash, key: set.key, definition: storedDefinition(set), at };
      if (await addSetVersion(tx, version))
        queueChanges(tx, [{ kind: "fill", object: set.hash, ids: [] }]);
    }
  });
}

/** Versions that are no longer the code's and that no user holds; once what replaces them is filled. */
async function retireOld(deps: RefreshDeps, tx: Tx, at: string): Promise<void> {
  const versions = (await readSetVersions(tx)).filter(({ retiredAt }) => retiredAt === null);
  const filled = new Set(
    versions.filter(({ filledAt }) => filledAt !== null).map(({ hash }) => hash),
  );
  for (const { hash, key } of versions) {
    // Whoever made a set of its own drops it.
    if (key.startsWith(ownPrefix)) continue;
    const current = deps.sets.find(key);
    if (current?.hash === hash || (current && !filled.has(current.hash))) continue;
    const held = await Promise.all(deps.sets.usersOf(key).map((user) => user.holds?.(tx) ?? []));
    if (!held.flat().includes(hash)) retireVersion(tx, hash, at);
  }
}

/** One step; false: there is nothing left, or another process is at it. */
export function fillStep(deps: RefreshDeps, workspaceId: string): Promise<boolean> {
  return deps.db.tenant({ workspaceId }, async (tx) => {
    if (!(await holdRefreshing(tx))) return false;
    if (await hasChanges(tx, ["scan"])) return scan(deps, tx);
    const [fill] = await takeChanges(tx, "fill", 1);
    if (!fill) return false;
    await fillSome(deps, tx, fill.object, fill.ids[0] ?? null);
    return true;
  });
}

async function scan(deps: RefreshDeps, tx: Tx): Promise<boolean> {
  const [next] = await takeChanges(tx, "scan", 1);
  if (!next) return false;
  const limit = deps.db.isEmbedded ? stepSize.embedded : stepSize.server;
  const ids = await deps.records.idsAfter(tx, next.object, next.ids[0] ?? null, limit);
  // Whom it touches is computed by the fills that wait behind.
  if (ids.length > 0) await replayRecords(deps, tx, ids, new Map());
  const last = ids.at(-1);
  if (last && ids.length === limit)
    queueChanges(tx, [{ kind: "scan", object: next.object, ids: [last] }]);
  return true;
}

async function fillSome(
  deps: RefreshDeps,
  tx: Tx,
  hash: string,
  afterId: string | null,
): Promise<void> {
  const set: FeatureSet | undefined = (await deps.sets.kept(tx)).find((one) => one.hash === hash);
  if (!set) return;
  const limit = deps.db.isEmbedded ? stepSize.embedded : stepSize.server;
  const ids = await liveAfter(tx, set.entity, afterId, limit);
  const nowMs = deps.clock.nowMs();
  if (ids.length > 0) {
    writeVectors(tx, hash, await computeVectors(deps, tx, set, ids, nowMs));
    const refreshed = {
      workspaceId: tx.workspaceId,
      entity: set.entity as FeatureEntity,
      ids,
      gone: [],
    };
    for (const follow of deps.following) await follow(tx, refreshed);
  }
  const last = ids.at(-1);
  if (last && ids.length === limit) queueChanges(tx, [{ kind: "fill", object: hash, ids: [last] }]);
  else {
    const at = new Date(nowMs).toISOString();
    markFilled(tx, hash, at);
    await retireOld(deps, tx, at);
  }
}
