// Intervals: the percentile bootstrap over whole rows, and the normal interval of a weighted mean.
import { quantileOf } from "../calibration/bootstrap.ts";
import { normalQuantile } from "../calibration/normal.ts";
import { createRandom } from "../random.ts";

/** A value with the interval that holds it with the stated probability. */
export interface Estimate {
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

/**
 * Percentile bootstrap (Efron 1979). Draws `rows` rows with replacement in each round and hands over how often each
 * was drawn. Rounds whose statistic is not a number (one class only) are left out.
 */
export function bootstrapInterval(
  rows: number,
  statistic: (times: Float64Array) => number,
  { rounds = 200, seed = 1, level = 0.95 }: BootstrapOptions = {},
): Estimate {
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
  const sorted = Float64Array.from(found).sort();
  const low = quantileOf(sorted, (1 - level) / 2);
  const high = quantileOf(sorted, (1 + level) / 2);
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

/** Weighted mean of per-row values with its normal interval; the variance is of Hájek's ratio estimator. */
export function meanInterval(values: Float64Array, weights?: Float64Array, level = 0.95): Estimate {
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
