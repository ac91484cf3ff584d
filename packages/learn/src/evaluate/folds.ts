// Which rows learn and which judge: folds that keep the shares of the classes, and the later rows by a time.
import { createRandom, shuffle } from "../random.ts";
import type { Target } from "../table.ts";

export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** The fold of each row, 0 … folds − 1. Classes are spread evenly; numbers by chance. */
export function foldsOf(target: Target, folds: number, seed: number): Int32Array {
  const rows = target.kind === "number" ? target.values.length : target.codes.length;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  shuffle(order, createRandom(seed));
  const fold = new Int32Array(rows);
  const given = new Map<number, number>();
  let started = 0;
  for (const row of order) {
    const group = target.kind === "number" ? 0 : (target.codes[row] as number);
    let next = given.get(group);
    if (next === undefined) {
      // Classes of few rows do not all begin with the same fold.
      next = started;
      started += 1;
    }
    fold[row] = next % folds;
    given.set(group, next + 1);
  }
  return fold;
}

/** The rows of each fold as the test of one split. */
export function splitsOf(fold: Int32Array, folds: number): Split[] {
  return Array.from({ length: folds }, (_, one) => ({
    train: rowsWhere(fold, (other) => other !== one),
    test: rowsWhere(fold, (other) => other === one),
  }));
}

export function rowsWhere(
  values: ArrayLike<number>,
  isWanted: (value: number) => boolean,
): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row += 1)
    if (isWanted(values[row] as number)) rows.push(row);
  return Int32Array.from(rows);
}

/** The latest share of the rows as the test; rows without a time are left out. Null where times do not part them. */
export function laterSplit(times: Float64Array, share: number): Split | null {
  const known = times.filter((time) => !Number.isNaN(time)).sort();
  const border = known[Math.floor(known.length * (1 - share))];
  if (border === undefined) return null;
  const train = rowsWhere(times, (time) => time < border);
  const test = rowsWhere(times, (time) => time >= border);
  return train.length > 0 && test.length > 0 ? { train, test } : null;
}

/** At most so many rows, drawn with the shares of the classes; all rows in order where there are no more. */
export function sampleRows(target: Target, most: number, seed: number): Int32Array {
  const rows = target.kind === "number" ? target.values.length : target.codes.length;
  if (rows <= most) return Int32Array.from({ length: rows }, (_, row) => row);
  const parts = Math.ceil(rows / most);
  const fold = foldsOf(target, parts, seed);
  return rowsWhere(fold, (one) => one === 0);
}
