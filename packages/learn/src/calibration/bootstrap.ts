// Bootstrap intervals of any statistic of rows (Efron 1979): percentile, and BCa, which corrects bias and skewness
// (Efron 1987; Efron and Tibshirani 1993, chapter 14). The seed decides the draws.
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

export interface BootstrapSettings {
  /** Share of the distribution inside the interval, such as 0.9. */
  readonly level: number;
  readonly repeats: number;
  readonly seed: number;
  readonly method: "percentile" | "bca";
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapResult extends Interval {
  readonly estimate: number;
  readonly standardError: number;
}

/** A jackknife of more rows than this leaves out blocks of rows, not each alone. */
const MOST_BLOCKS = 200;

/** Linear interpolation between order statistics (type 7, as numpy and R have it). */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low === high ? low : low + (high - low) * (place - below);
}

function draws(
  rows: number,
  statistic: (rows: Int32Array) => number,
  { repeats, seed }: BootstrapSettings,
): Float64Array {
  const random = createRandom(seed);
  const picked = new Int32Array(rows);
  const values: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (let at = 0; at < rows; at += 1) picked[at] = random.below(rows);
    const value = statistic(picked);
    // A draw may lack what the statistic needs, such as one of two classes: it says nothing.
    if (!Number.isNaN(value)) values.push(value);
  }
  return Float64Array.from(values).sort();
}

/** Acceleration from the jackknife: Σ d³ / (6 (Σ d²)^1.5). */
function accelerationOf(rows: number, statistic: (rows: Int32Array) => number): number {
  const blocks = Math.min(rows, MOST_BLOCKS);
  const left: number[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const others = Int32Array.from({ length: rows }, (_, row) => row).filter(
      (row) => row % blocks !== block,
    );
    const value = statistic(others);
    if (!Number.isNaN(value)) left.push(value);
  }
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const squares = left.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  const cubes = left.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

/** Which quantiles of the draws BCa takes. */
function correctedShares(
  sorted: Float64Array,
  estimate: number,
  acceleration: number,
  level: number,
): [number, number] {
  let below = 0;
  for (const value of sorted) {
    if (value < estimate) below += 1;
    else if (value === estimate) below += 0.5;
  }
  const bias = normalQuantile(below / sorted.length);
  const tail = (1 - level) / 2;
  if (!Number.isFinite(bias)) return [tail, 1 - tail];
  const share = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return [share(tail), share(1 - tail)];
}

/**
 * @param rows how many rows there are; draws are places `0 … rows − 1`, each drawn with replacement
 * @param statistic of the rows at the given places; NaN where it has no value
 * @throws LearnFault `bad_table` without rows, or when the statistic has a value for no draw
 */
export function bootstrap(
  rows: number,
  statistic: (rows: Int32Array) => number,
  settings: BootstrapSettings,
): BootstrapResult {
  const { level, repeats, method } = settings;
  if (!(level > 0 && level < 1) || !(repeats >= 1))
    throw new LearnFault("bad_setting", "A level lies between 0 and 1; repeats are at least 1.");
  if (!(rows >= 1)) throw new LearnFault("bad_table", "There are no rows to draw from.");
  const estimate = statistic(Int32Array.from({ length: rows }, (_, row) => row));
  const sorted = draws(rows, statistic, settings);
  if (sorted.length === 0 || Number.isNaN(estimate))
    throw new LearnFault("bad_table", "The statistic has no value on these rows.");
  const tail = (1 - level) / 2;
  const shares: [number, number] =
    method === "bca" && rows > 1
      ? correctedShares(sorted, estimate, accelerationOf(rows, statistic), level)
      : [tail, 1 - tail];
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    estimate,
    low: quantileOf(sorted, shares[0]),
    high: quantileOf(sorted, shares[1]),
    standardError: Math.sqrt(squares / Math.max(1, sorted.length - 1)),
  };
}
