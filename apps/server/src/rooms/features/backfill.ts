// Computes everything of a set's present version anew: facts from the log, then values of every entity. What is kept is
// served until each row is written over, and refreshing goes before it.
import type { Tx } from "../../platform/db/index.ts";
import { isFillQueued, queueChanges } from "./changes.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import { factObjects } from "./fact-fields.rules.ts";

/** False: it is under way already. */
export async function backfillSet(tx: Tx, set: FeatureSet): Promise<boolean> {
  if (await isFillQueued(tx, set.hash)) return false;
  queueChanges(tx, [
    ...factObjects.map((object) => ({ kind: "scan" as const, object, ids: [] })),
    { kind: "fill", object: set.hash, ids: [] },
  ]);
  return true;
}
