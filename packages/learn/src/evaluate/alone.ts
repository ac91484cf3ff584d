// What one column knows of the target by itself: the share or mean of each of its values (numbers in bins of equal mass),
// shrunk towards the whole, taken from other rows than those it is tried on.

import { quantileOf } from "../calibration/bootstrap.ts";
import { rocAuc } from "../metrics/ranking.ts";
import type { Column, Target } from "../table.ts";
import { foldsOf } from "./folds.ts";

export interface Alone {
  readonly column: string;
  /** How well it predicts alone, 0 … 1: 2·AUC − 1 for two classes, share of log loss or variance explained for others. */
  readonly strength: number;
  /** AUC with its interval; for two classes only. */
  readonly auc: { readonly value: number; readonly low: number } | null;
  /** Different values, bins counted for numbers. */
  readonly values: number;
  /** Whether it has few values by nature, such as a category or a flag. */
  readonly discrete: boolean;
}

const bins = 32;
const folds = 5;
/** Rows' worth of the whole that each value's share is mixed with. */
const shrink = 4;

/** The value of each row as a small whole number; missing is one too. */
export function cellsOf(column: Column): { cells: Int32Array; values: number; discrete: boolean } {
  if (column.kind === "category") {
    const values = column.levels.length + 1;
    return { cells: column.codes.map((code) => code + 1), values, discrete: true };
  }
  if (column.kind === "text")
    return { cells: new Int32Array(column.values.length), values: 1, discrete: true };
  const known = column.values.filter((value) => !Number.isNaN(value)).sort();
  const distinct: number[] = [];
  for (const value of known)
    if (value !== distinct.at(-1) && distinct.length <= bins) distinct.push(value);
  const discrete = distinct.length <= bins;
  const borders = discrete ? distinct : bordersOf(known);
  const cells = Int32Array.from(column.values, (value) =>
    Number.isNaN(value) ? 0 : 1 + placeOf(borders, value),
  );
  return { cells, values: borders.length + 2, discrete: distinct.length <= 20 };
}

function bordersOf(known: Float64Array): number[] {
  const borders = new Set<number>();
  for (let bin = 1; bin < bins; bin += 1) borders.add(quantileOf(known, bin / bins));
  return [...borders];
}

/** How many borders are at or below the value. */
function placeOf(borders: readonly number[], value: number): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((borders[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Sums {
  readonly counts: Float64Array;
  readonly totals: Float64Array;
}

/** For each row the shrunk mean of `outcome` among rows of other folds with the same value. */
function crossMeans(
  cells: Int32Array,
  values: number,
  outcome: ArrayLike<number>,
  fold: Int32Array,
): Float64Array {
  const of = (): Sums => ({ counts: new Float64Array(values), totals: new Float64Array(values) });
  const all = of();
  const each = Array.from({ length: folds }, of);
  const whole = { counts: new Float64Array(folds), totals: new Float64Array(folds) };
  for (const [row, cell] of cells.entries()) {
    const at = fold[row] as number;
    add(all, cell, outcome[row] as number);
    add(each[at] as Sums, cell, outcome[row] as number);
    add(whole, at, outcome[row] as number);
  }
  const rows = cells.length;
  const total = whole.totals.reduce((sum, one) => sum + one, 0);
  return Float64Array.from(cells, (cell, row) => {
    const at = fold[row] as number;
    const part = each[at] as Sums;
    const mean =
      (total - (whole.totals[at] as number)) / Math.max(1, rows - (whole.counts[at] as number));
    const count = (all.counts[cell] as number) - (part.counts[cell] as number);
    const sum = (all.totals[cell] as number) - (part.totals[cell] as number);
    return (sum + shrink * mean) / (count + shrink);
  });
}

function add({ counts, totals }: Sums, at: number, value: number): void {
  counts[at] = (counts[at] as number) + 1;
  totals[at] = (totals[at] as number) + value;
}

/** How much one column knows of the target. The target needs two classes or a number that varies. */
export function aloneOf(column: Column, target: Target, seed = 1): Alone {
  const { cells, values, discrete } = cellsOf(column);
  const fold = foldsOf(target, folds, seed);
  const base = { column: column.name, values, discrete };
  if (target.kind === "binary") {
    const { value, low } = rocAuc(
      target.codes,
      crossMeans(cells, values, target.codes, fold),
      undefined,
      0.998,
    );
    return { ...base, strength: Math.max(0, 2 * value - 1), auc: { value, low } };
  }
  if (target.kind === "number") {
    const means = crossMeans(cells, values, target.values, fold);
    return { ...base, strength: explained(target.values, means), auc: null };
  }
  return { ...base, strength: gainOfClasses(cells, values, target, fold), auc: null };
}

function explained(values: Float64Array, means: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let left = 0;
  let spread = 0;
  for (const [row, value] of values.entries()) {
    left += (value - (means[row] as number)) ** 2;
    spread += (value - mean) ** 2;
  }
  return spread > 0 ? Math.max(0, 1 - left / spread) : 0;
}

/** Share of the entropy of the classes that the column takes away. */
function gainOfClasses(
  cells: Int32Array,
  values: number,
  { codes, classes }: { codes: Int32Array; classes: readonly string[] },
  fold: Int32Array,
): number {
  const chances = classes.slice(0, 200).map((_, one) => {
    const outcome = codes.map((code) => Number(code === one));
    return crossMeans(cells, values, outcome, fold);
  });
  const counts = new Float64Array(classes.length);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  let without = 0;
  let withIt = 0;
  for (const [row, code] of codes.entries()) {
    const chance = chances[code]?.[row];
    if (chance === undefined) continue;
    without -= Math.log((counts[code] as number) / codes.length);
    withIt -= Math.log(Math.max(1e-9, chance));
  }
  return without > 0 ? Math.max(0, 1 - withIt / without) : 0;
}
