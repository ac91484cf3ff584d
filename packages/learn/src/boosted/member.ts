// One member of a team that trains together over shared memory. Every member runs the same program and takes parts of
// the work from a common counter; a barrier separates the phases. What a part writes does not depend on who does it,
// so the result is equal to the bit with any number of members. A member alone never waits.

const arrived = 0;
const generation = 1;
const taken = 2;
const failed = 3;
/** Entries of the shared control array. */
export const controlLength = 4;
/** Turns spent looking before a member sleeps: phases are short, and waking costs more than they do. */
const patienceTurns = 2000;

export interface Member {
  readonly index: number;
  readonly size: number;
  /** Returns when all members have come here. The counter of parts starts anew. */
  wait(): void;
  /** The next part of this phase that nobody has taken. */
  take(): number;
  /** Frees the others from waiting, since this member cannot go on. */
  fail(): void;
}

export function aloneMember(): Member {
  let next = 0;
  return {
    index: 0,
    size: 1,
    wait: () => {
      next = 0;
    },
    take: () => next++,
    fail: () => undefined,
  };
}

function sleepUntilPast(control: Int32Array, seen: number): void {
  for (let turn = 0; turn < patienceTurns; turn += 1)
    if (Atomics.load(control, generation) !== seen) return;
  while (Atomics.load(control, generation) === seen) Atomics.wait(control, generation, seen);
}

/** @param control shared, `controlLength` zeros at the start. */
export function teamMember(index: number, size: number, control: Int32Array): Member {
  if (size === 1) return aloneMember();
  const open = () => {
    Atomics.add(control, generation, 1);
    Atomics.notify(control, generation);
  };
  return {
    index,
    size,
    wait: () => {
      const seen = Atomics.load(control, generation);
      if (Atomics.add(control, arrived, 1) === size - 1) {
        Atomics.store(control, arrived, 0);
        Atomics.store(control, taken, 0);
        open();
      } else sleepUntilPast(control, seen);
      if (Atomics.load(control, failed) !== 0)
        throw new Error("Another member of the team could not go on.");
    },
    take: () => Atomics.add(control, taken, 1),
    fail: () => {
      Atomics.store(control, failed, 1);
      open();
    },
  };
}

/** Rows in a range: fixed, so that sums taken range by range are the same with any number of members. */
const rangeLength = 16_384;

export const rangesOf = (rows: number): number => Math.ceil(rows / rangeLength);

/** Calls `work` with ranges that together cover 0 … `count`, each taken by one member. */
export function eachRange(
  member: Member,
  count: number,
  work: (begin: number, end: number, part: number) => void,
): void {
  const parts = rangesOf(count);
  for (let part = member.take(); part < parts; part = member.take())
    work(part * rangeLength, Math.min(count, (part + 1) * rangeLength), part);
}
