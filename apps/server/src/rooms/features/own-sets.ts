// Sets that a workspace makes of its own (segments do): kept like those of the code, until whoever made one drops it.
import type { FeatureValue } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { queueChanges } from "./changes.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { FeatureDeps } from "./deps.ts";
import { valuesOf } from "./online.ts";
import { ownPrefix, storedDefinition } from "./set-catalogue.ts";
import {
  addSetVersion,
  readSetVersions,
  readVectors,
  retireVersion,
  vectorsAfter,
} from "./vectors.store.ts";

export async function keepOwnSet(
  { clock }: Pick<FeatureDeps, "clock">,
  tx: Tx,
  set: FeatureSet,
): Promise<void> {
  if (!set.key.startsWith(ownPrefix))
    throw new Error(`A set of one's own is called ${ownPrefix}….`);
  const at = new Date(clock.nowMs()).toISOString();
  const version = { hash: set.hash, key: set.key, definition: storedDefinition(set), at };
  if (await addSetVersion(tx, version))
    queueChanges(tx, [{ kind: "fill", object: set.hash, ids: [] }]);
}

/** Other versions of this set go, but for those that somebody still holds. */
export async function dropOthers(
  { clock }: Pick<FeatureDeps, "clock">,
  tx: Tx,
  { key, hash }: Pick<FeatureSet, "key" | "hash">,
  held: readonly string[],
): Promise<void> {
  const at = new Date(clock.nowMs()).toISOString();
  for (const version of await readSetVersions(tx)) {
    const isOther = version.key === key && version.hash !== hash && version.retiredAt === null;
    if (isOther && !held.includes(version.hash)) retireVersion(tx, version.hash, at);
  }
}

export type Wanted = { ids: readonly string[] } | { afterId: string | null; limit: number };

export interface KeptValues {
  entityId: string;
  /** In the order of the set's features, as of now. */
  values: FeatureValue[];
}

export async function readKept(
  { clock }: Pick<FeatureDeps, "clock">,
  tx: Reader,
  set: FeatureSet,
  wanted: Wanted,
): Promise<KeptValues[]> {
  const nowMs = clock.nowMs();
  const vectors =
    "ids" in wanted
      ? await readVectors(tx, set.hash, wanted.ids)
      : await vectorsAfter(tx, set.hash, wanted.afterId, wanted.limit);
  return vectors.map(({ entityId, cells }) => ({ entityId, values: valuesOf(set, cells, nowMs) }));
}
