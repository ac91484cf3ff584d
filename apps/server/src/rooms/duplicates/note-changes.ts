// Notes which records changed in a way that can make or end a pair, in the transaction of the change: one
// row an act. All else happens afterwards (upkeep).
import { type MergeableObject, mergeableObjects } from "@rapport/contracts";
import type { ChangeListener, RecordChange } from "../../platform/acts.ts";
import { lookedAt } from "./likeness.rules.ts";
import { queueRecords } from "./queue.store.ts";

export function noteChanges(onNoted: () => void): ChangeListener {
  return async (tx, _act, changes) => {
    for (const object of mergeableObjects) {
      const ids = changes.filter((change) => matters(object, change)).map(({ id }) => id);
      if (ids.length === 0) continue;
      queueRecords(tx, object, [...new Set(ids)]);
      onNoted();
    }
  };
}

function matters(object: MergeableObject, change: RecordChange): boolean {
  if (change.object !== object) return false;
  if (change.op !== "update") return true;
  const keys = [...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})];
  return keys.some((key) => lookedAt[object].has(key));
}
