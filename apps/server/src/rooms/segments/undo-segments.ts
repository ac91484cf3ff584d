// How a segment is put back as it was, or taken away again, when an act on it is undone. Its values, and who is within,
// follow as for a new one; who was within before it was deleted comes back with it.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Features } from "../features/index.ts";
import { segmentSet, setOrNull } from "./segment-set.ts";
import {
  holdSegment,
  isHashUsed,
  removeSegment,
  type StoredSegment,
  saveSegment,
} from "./segments.store.ts";

type Image = Omit<StoredSegment, "setHash" | "filledAt">;

export interface UndoableSegment {
  read(tx: Tx, id: string): Promise<object | null>;
  write(tx: Tx, id: string, image: object | null, at: string): Promise<void>;
  mayChange(tx: Tx, act: Act, states: { image: object; current: object | null }): Promise<boolean>;
  fits(tx: Tx, image: object): Promise<boolean>;
}

export const imageOf = ({ setHash: _set, filledAt: _filled, ...image }: StoredSegment): Image =>
  image;

const storedFrom = (image: object): StoredSegment => ({
  ...(image as Image),
  setHash: "",
  filledAt: null,
});

/** Values that no segment looks at any more go. */
export async function dropUnused(features: Features, tx: Tx, hash: string): Promise<void> {
  if (!(await isHashUsed(tx, hash))) features.dropSet(tx, { hash });
}

export function undoableSegment(features: Features): UndoableSegment {
  const mayReadAll = (act: Act, state: object | null): boolean => {
    if (state === null) return true;
    const set = setOrNull(features, storedFrom(state));
    return set !== null && features.mayReadAll(act.ctx.principal, set);
  };
  return {
    read: async (tx, id) => {
      const stored = await holdSegment(tx, id);
      return stored && imageOf(stored);
    },
    write: async (tx, id, image, at) => {
      const before = await holdSegment(tx, id);
      if (image === null) removeSegment(tx, id, at);
      else {
        const stored = storedFrom(image);
        const set = segmentSet(features, id, stored.definition);
        saveSegment(tx, { ...stored, setHash: set.hash });
        await features.keepSet(tx, set);
      }
      if (before) await dropUnused(features, tx, before.setHash);
    },
    mayChange: async (_tx, act, { image, current }) =>
      act.ctx.principal.rights.has("features.manage") &&
      [image, current].every((state) => mayReadAll(act, state)),
    fits: async (_tx, image) => setOrNull(features, storedFrom(image)) !== null,
  };
}
