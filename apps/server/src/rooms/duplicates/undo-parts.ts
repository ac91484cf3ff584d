// How undo takes back what this room keeps: a merge stays in the list and is marked, a dismissal goes, and
// what it kept apart is looked at again.
import type { MergeableObject } from "@rapport/contracts";
import type { UndoablePart } from "../records/index.ts";
import { markUndone, readStandingMerge } from "./merges.store.ts";
import {
  type Dismissal,
  deleteDismissal,
  insertDismissal,
  readDismissal,
  removePair,
} from "./pairs.store.ts";
import { queueRecords } from "./queue.store.ts";

export const mergePart: UndoablePart = {
  read: readStandingMerge,
  write: (tx, id, image, at) => markUndone(tx, id, image === null ? at : null),
  ends: ({ object, survivorId, loserId }, isTakenAway) => [
    [String(object), String(isTakenAway ? loserId : survivorId)],
  ],
  isSubject: true,
  // It never goes back by itself, only with the records that it is about, whose rights are checked.
  mayChange: async () => true,
};

export function dismissalPart(onNoted: () => void): UndoablePart {
  return {
    read: readDismissal,
    write: async (tx, id, image) => {
      if (image !== null) {
        const dismissal = image as unknown as Dismissal;
        await insertDismissal(tx, dismissal);
        removePair(tx, dismissal.aId, dismissal.bId);
        return;
      }
      const dismissal = await readDismissal(tx, id);
      if (!dismissal) return;
      deleteDismissal(tx, id);
      queueRecords(tx, dismissal.object as MergeableObject, [dismissal.aId, dismissal.bId]);
      onNoted();
    },
    mayChange: async (_tx, { ctx }, { image }) =>
      ctx.principal.rights.object(String(image.object)).update !== "none",
  };
}
