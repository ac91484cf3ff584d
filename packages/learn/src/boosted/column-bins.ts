// How a column's values become bins. Bin 0 is missing. A number lies in bin 1 + (cuts below it): a value equal to a cut
// belongs to the lower bin. A level has a bin of its own, the most frequent first; levels beyond the limit share one.
import { createRandom } from "../random.ts";
import type { CategoryColumn, NumberColumn } from "../table.ts";

export interface NumberBins {
  readonly kind: "number";
  readonly name: string;
  /** Rising. */
  readonly cuts: Float64Array;
  /** Smallest and largest training value in each bin but the missing one (NaN: none): what a hint proposes. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Bins, with the missing one. */
  readonly bins: number;
  /** Whether training saw a missing value. */
  readonly missing: boolean;
}

export interface CategoryBins {
  readonly kind: "category";
  readonly name: string;
  /** Levels by bin: `levels[bin − 1]`. */
  readonly levels: readonly string[];
  /** Levels that share the last bin. */
  readonly rare: readonly string[];
  readonly bins: number;
  readonly missing: boolean;
}

export type ColumnBins = NumberBins | CategoryBins;

/** Rows that decide where a number column is cut. */
const sampleRows = 65_536;

/** A number from `below` up to, not reaching, `above`; finite where one is. */
function between(below: number, above: number): number {
  if (below === Number.NEGATIVE_INFINITY)
    return above > -Number.MAX_VALUE ? -Number.MAX_VALUE : below;
  if (above === Number.POSITIVE_INFINITY) return below;
  const middle = below / 2 + above / 2;
  return middle >= below && middle < above ? middle : below;
}

function sampleOf(values: Float64Array, seed: number): Float64Array {
  const random = createRandom(seed);
  const step = values.length / sampleRows;
  const drawn = new Float64Array(Math.min(values.length, sampleRows));
  let kept = 0;
  for (let at = 0; at < drawn.length; at += 1) {
    // One row from each of equally long stretches.
    const row =
      step <= 1 ? at : Math.min(values.length - 1, Math.floor((at + random.unit()) * step));
    const value = values[row] as number;
    if (!Number.isNaN(value)) drawn[kept++] = value;
  }
  return drawn.subarray(0, kept).sort();
}

/** Distinct values of a sorted array and how often each occurs. */
function runsOf(sorted: Float64Array): { values: number[]; counts: number[] } {
  const values: number[] = [];
  const counts: number[] = [];
  for (let first = 0, end = 0; first < sorted.length; first = end) {
    const value = sorted[first] as number;
    while (end < sorted.length && sorted[end] === value) end += 1;
    values.push(value);
    counts.push(end - first);
  }
  return { values, counts };
}

/** Ends of bins (places among the distinct values, not included) of about equal mass. */
function binEnds(counts: readonly number[], total: number, maxBins: number): number[] {
  if (counts.length <= maxBins) return counts.map((_, at) => at + 1);
  const ends: number[] = [];
  let left = total;
  let mass = 0;
  for (let at = 0; at < counts.length; at += 1) {
    mass += counts[at] as number;
    const open = maxBins - ends.length;
    const next = counts[at + 1] ?? 0;
    const share = left / open;
    // A bin closes when it is full, or when the next value would rather fill one alone.
    const full = mass >= share || (next >= share && mass + next > 1.5 * share);
    if (open > 1 && full) {
      ends.push(at + 1);
      left -= mass;
      mass = 0;
    }
  }
  if (ends.at(-1) !== counts.length) ends.push(counts.length);
  return ends;
}

function hasMissing(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row += 1)
    if (Number.isNaN(values[row] as number)) return true;
  return false;
}

export function numberBins(column: NumberColumn, maxBins: number, seed: number): NumberBins {
  const sorted = sampleOf(column.values, seed);
  const { values, counts } = sorted.length > 0 ? runsOf(sorted) : { values: [NaN], counts: [0] };
  const ends = binEnds(counts, sorted.length, maxBins);
  const start = (bin: number) => (bin === 0 ? 0 : (ends[bin - 1] as number));
  const lows = Float64Array.from(ends, (_, bin) => values[start(bin)] as number);
  const highs = Float64Array.from(ends, (end) => values[end - 1] as number);
  const cuts = new Float64Array(Math.max(0, ends.length - 1));
  for (let at = 0; at < cuts.length; at += 1)
    cuts[at] = between(highs[at] as number, lows[at + 1] as number);
  return {
    kind: "number",
    name: column.name,
    cuts,
    lows,
    highs,
    bins: cuts.length + 2,
    missing: hasMissing(column.values),
  };
}

export function categoryBins(column: CategoryColumn, maxLevels: number): CategoryBins {
  const counts = new Float64Array(column.levels.length);
  let missing = false;
  for (const code of column.codes) {
    if (code < 0) missing = true;
    else counts[code] = (counts[code] as number) + 1;
  }
  const seen = [...counts.keys()].filter((code) => (counts[code] as number) > 0);
  seen.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  const names = seen.map((code) => column.levels[code] as string);
  const levels = names.slice(0, maxLevels);
  const rare = names.slice(maxLevels);
  const bins = 1 + levels.length + (rare.length > 0 ? 1 : 0);
  return { kind: "category", name: column.name, levels, rare, bins, missing };
}

/** The first place from `low` up to `high` whose cut is not below the value. */
function lowerBound(cuts: Float64Array, value: number, low: number, high: number): number {
  let first = low;
  let end = high;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((cuts[middle] as number) < value) first = middle + 1;
    else end = middle;
  }
  return first;
}

const cells = 4096;

/** Looks up the bin of a number: a grid of equal cells first, then the few cuts within the cell. */
export function numberBinner(cuts: Float64Array): (value: number) => number {
  const count = cuts.length;
  if (count === 0) return (value) => (Number.isNaN(value) ? 0 : 1);
  const lowest = cuts[0] as number;
  const highest = cuts[count - 1] as number;
  const width = highest - lowest;
  const scale =
    width > 0 && width < Number.MAX_VALUE ? Math.min(cells / width, Number.MAX_VALUE) : 0;
  const cellOf = (value: number) => Math.min(cells - 1, Math.trunc((value - lowest) * scale));
  const starts = new Uint16Array(cells + 1);
  for (const cut of cuts) {
    const cell = scale > 0 ? cellOf(cut) : 0;
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  }
  for (let cell = 0; cell < cells; cell += 1)
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  return (value) => {
    if (value <= lowest) return 1;
    if (value > highest) return count + 1;
    if (Number.isNaN(value)) return 0;
    const cell = scale > 0 ? cellOf(value) : 0;
    return 1 + lowerBound(cuts, value, starts[cell] as number, starts[cell + 1] as number);
  };
}

/** Bins of level names; a level that training did not see is missing. */
export function levelBinner(column: CategoryBins): (level: string) => number {
  const bins = new Map<string, number>();
  for (const [at, level] of column.levels.entries()) bins.set(level, at + 1);
  for (const level of column.rare) bins.set(level, column.bins - 1);
  return (level) => bins.get(level) ?? 0;
}
