// What must not move just now: a record whose cell is being edited, a board on which a card is in the air. What
// arrives meanwhile waits, and is applied when the hold ends.
import { useEffect } from "react";

const editing = new Map<string, number>();
let boards = 0;
const listeners = new Set<() => void>();

const released = (): void => {
  for (const listener of listeners) listener();
};

export const isEdited = (id: string): boolean => editing.has(id);
export const isBoardHeld = (): boolean => boards > 0;

/** Calls back whenever something was let go. */
export const onRelease = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const holdRecord = (id: string): (() => void) => {
  editing.set(id, (editing.get(id) ?? 0) + 1);
  return () => {
    const left = (editing.get(id) ?? 1) - 1;
    if (left > 0) editing.set(id, left);
    else editing.delete(id);
    // After the save that ends the editing has been sent.
    setTimeout(released, 0);
  };
};

/** Keeps the record as it is on the screen while it is mounted. */
export const useRecordHold = (id: string): void => useEffect(() => holdRecord(id), [id]);

/** Keeps boards as they are while `held`. */
export const useBoardHold = (held: boolean): void =>
  useEffect(() => {
    if (!held) return undefined;
    boards += 1;
    return () => {
      boards -= 1;
      setTimeout(released, 0);
    };
  }, [held]);
