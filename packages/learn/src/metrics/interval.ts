// Intervals: the percentile bootstrap over whole rows, and the normal interval of a weighted mean.
import { createRandom } from "../random.ts";

/** A value with the interval that holds it with the stated probability. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly rounds?: number;
  readonly seed?: number;
  /** Probability that the interval is to hold the value; 0.95 unless told. */
  readonly level?: number;
}

/** Inverse of the standard normal distribution for the levels in use (Acklam's rational fit, error below 1.2e-9). */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.02425) {
    const root = Math.sqrt(-2 * Math.log(probability));
    return ratio(tailTop, tailBottom, root);
  }
  const shifted = probability - 0.5;
  return shifted * ratio(middleTop, middleBottom, shifted * shifted);
}

const tailTop = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const tailBottom = [
  7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1,
];
const middleTop = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
  -3.066479806614716e1, 2.506628277459239,
];
const middleBottom = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1, 1,
];

function ratio(top: readonly number[], bottom: readonly number[], at: number): number {
  const horner = (terms: readonly number[]) => terms.reduce((sum, term) => sum * at + term, 0);
  return horner(top) / horner(bottom);
}

/**
 * Percentile bootstrap (Efron 1979). Draws `rows` rows with replacement in each round and hands over how often each
 * was drawn. Rounds whose statistic is not a number (one class only) are left out.
 */
export function bootstrapInterval(
  rows: number,
  statistic: (times: Float64Array) => number,
  { rounds = 200, seed = 1, level = 0.95 }: BootstrapOptions = {},
): Interval {
  const times = new Float64Array(rows).fill(1);
  const value = statistic(times);
  const random = createRandom(seed);
  const found: number[] = [];
  for (let round = 0; round < rounds && rows > 1; round += 1) {
    times.fill(0);
    for (let draw = 0; draw < rows; draw += 1) {
      const row = random.below(rows);
      times[row] = (times[row] as number) + 1;
    }
    const drawn = statistic(times);
    if (!Number.isNaN(drawn)) found.push(drawn);
  }
  if (found.length === 0) return { value, low: value, high: value };
  found.sort((a, b) => a - b);
  const low = quantileOf(found, (1 - level) / 2);
  const high = quantileOf(found, (1 + level) / 2);
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

/** Linear between order statistics (type 7 of Hyndman and Fan), of sorted values. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (at - below);
}

/** Weighted mean of per-row values with its normal interval; the variance is of Hájek's ratio estimator. */
export function meanInterval(values: Float64Array, weights?: Float64Array, level = 0.95): Interval {
  const total = weights ? sum(weights) : values.length;
  let weighted = 0;
  for (let row = 0; row < values.length; row += 1)
    weighted += (weights ? (weights[row] as number) : 1) * (values[row] as number);
  const mean = weighted / total;
  let squares = 0;
  for (let row = 0; row < values.length; row += 1) {
    const part = (weights ? (weights[row] as number) : 1) * ((values[row] as number) - mean);
    squares += part * part;
  }
  const count = values.length;
  if (count < 2) return { value: mean, low: mean, high: mean };
  const error = Math.sqrt((squares / total / total) * (count / (count - 1)));
  const reach = normalQuantile((1 + level) / 2) * error;
  return { value: mean, low: mean - reach, high: mean + reach };
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += values[at] as number;
  return total;
}
