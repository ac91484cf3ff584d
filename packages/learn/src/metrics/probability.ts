// How good probabilities are: log loss, Brier score and expected calibration error, each with an interval.
// Probabilities come row after row, `rows × classes`; for two classes one number a row, the chance of code 1.
import { checkRows, MetricError, orderOf, tieEnds } from "./checks.ts";
import {
  type BootstrapOptions,
  bootstrapInterval,
  type Estimate,
  meanInterval,
} from "./interval.ts";

/** Smallest probability that log loss counts with, as in scikit-learn for float64. */
const least = 2.220446049250313e-16;

function checkProbabilities(
  codes: ArrayLike<number>,
  probabilities: Float64Array,
  weights: Float64Array | undefined,
  width: number,
): void {
  checkRows(codes, probabilities, weights, width);
  for (const value of probabilities)
    if (value < 0 || value > 1) throw new MetricError(`A probability is ${value}, not in 0 … 1.`);
  if (codes.length === 0) throw new MetricError("There are no rows.");
}

/** What the row's own class was given. */
function givenTo(
  codes: ArrayLike<number>,
  probabilities: Float64Array,
  width: number,
  row: number,
) {
  const code = codes[row] as number;
  if (width > 1) return probabilities[row * width + code] as number;
  const chance = probabilities[row] as number;
  return code === 1 ? chance : 1 - chance;
}

/** Log loss of each row, in nats; probabilities are cut at 2.2e-16. @param classes 1 for two classes. */
export function rowLogLoss(
  codes: ArrayLike<number>,
  probabilities: Float64Array,
  classes = 1,
): Float64Array {
  const losses = new Float64Array(codes.length);
  for (let row = 0; row < losses.length; row += 1)
    losses[row] = -Math.log(
      Math.min(1, Math.max(least, givenTo(codes, probabilities, classes, row))),
    );
  return losses;
}

/** Mean log loss (cross-entropy, nats) with a normal interval. @param classes 1 for two classes. */
export function logLoss(
  codes: ArrayLike<number>,
  probabilities: Float64Array,
  weights?: Float64Array,
  classes = 1,
): Estimate {
  checkProbabilities(codes, probabilities, weights, classes);
  return floored(meanInterval(rowLogLoss(codes, probabilities, classes), weights));
}

/** Brier (1950): mean squared distance; for two classes of the one probability, for more summed over the classes. */
export function brier(
  codes: ArrayLike<number>,
  probabilities: Float64Array,
  weights?: Float64Array,
  classes = 1,
): Estimate {
  checkProbabilities(codes, probabilities, weights, classes);
  const losses = new Float64Array(codes.length);
  for (let row = 0; row < losses.length; row += 1)
    for (let at = 0; at < classes; at += 1) {
      const wanted = classes === 1 ? Number(codes[row] === 1) : Number(codes[row] === at);
      losses[row] =
        (losses[row] as number) + (wanted - (probabilities[row * classes + at] as number)) ** 2;
    }
  return floored(meanInterval(losses, weights));
}

const floored = ({ value, low, high }: Estimate): Estimate => ({
  value,
  low: Math.max(0, low),
  high,
});

/** One of the bins of equal mass, from the lowest probabilities up. */
export interface CalibrationBin {
  readonly weight: number;
  readonly predicted: number;
  readonly observed: number;
}

interface Sorted {
  readonly order: Int32Array;
  readonly ends: Int32Array;
}

/**
 * Bins of equal mass. A group of equal probabilities that a border would cut is shared out by weight, so that the order
 * of rows never matters.
 */
function massBins(
  outcomes: ArrayLike<number>,
  probabilities: Float64Array,
  weightOf: (row: number) => number,
  { order, ends }: Sorted,
  bins: number,
): Float64Array {
  let total = 0;
  for (const row of order) total += weightOf(row);
  // Weight, predicted and observed of each bin.
  const sums = new Float64Array(bins * 3);
  const size = total / bins;
  let filled = 0;
  let start = 0;
  for (const end of ends) {
    let weight = 0;
    let hits = 0;
    for (let at = start; at < end; at += 1) {
      const row = order[at] as number;
      weight += weightOf(row);
      if (outcomes[row] === 1) hits += weightOf(row);
    }
    const probability = probabilities[order[start] as number] as number;
    if (weight > 0) pour(sums, { from: filled, weight, size, probability, rate: hits / weight });
    filled += weight;
    start = end;
  }
  return sums;
}

interface Poured {
  from: number;
  weight: number;
  size: number;
  probability: number;
  rate: number;
}

function pour(sums: Float64Array, { from, weight, size, probability, rate }: Poured): void {
  const bins = sums.length / 3;
  let at = from;
  const until = from + weight;
  let bin = Math.min(bins - 1, Math.floor(at / size + 1e-9));
  while (at < until) {
    const border = bin === bins - 1 ? until : Math.min(until, (bin + 1) * size);
    const part = border - at;
    sums[bin * 3] = (sums[bin * 3] as number) + part;
    sums[bin * 3 + 1] = (sums[bin * 3 + 1] as number) + part * probability;
    sums[bin * 3 + 2] = (sums[bin * 3 + 2] as number) + part * rate;
    at = border;
    bin = Math.min(bins - 1, bin + 1);
  }
}

function errorOf(sums: Float64Array): number {
  let total = 0;
  let apart = 0;
  for (let at = 0; at < sums.length; at += 3) {
    total += sums[at] as number;
    apart += Math.abs((sums[at + 1] as number) - (sums[at + 2] as number));
  }
  return apart / total;
}

/** Rows by predicted probability in bins of equal mass: what was said, and what came. For plots of calibration. */
export function calibrationBins(
  outcomes: ArrayLike<number>,
  probabilities: Float64Array,
  weights?: Float64Array,
  bins = 10,
): CalibrationBin[] {
  checkProbabilities(outcomes, probabilities, weights, 1);
  const order = orderOf(probabilities);
  const sorted = { order, ends: tieEnds(probabilities, order) };
  const weightOf = (row: number) => (weights ? (weights[row] as number) : 1);
  const sums = massBins(outcomes, probabilities, weightOf, sorted, bins);
  const found: CalibrationBin[] = [];
  for (let at = 0; at < sums.length; at += 3) {
    const weight = sums[at] as number;
    if (weight <= 0) continue;
    found.push({
      weight,
      predicted: (sums[at + 1] as number) / weight,
      observed: (sums[at + 2] as number) / weight,
    });
  }
  return found;
}

/**
 * Expected calibration error: the mean over bins of equal mass of |predicted − observed| (Naeini, Cooper and Hauskrecht
 * 2015, there with bins of equal width). Never negative, so chance alone lifts it above 0: see `chanceError`.
 */
export function calibrationError(
  outcomes: ArrayLike<number>,
  probabilities: Float64Array,
  weights?: Float64Array,
  { bins = 10, ...options }: BootstrapOptions & { bins?: number } = {},
): Estimate {
  checkProbabilities(outcomes, probabilities, weights, 1);
  const order = orderOf(probabilities);
  const sorted = { order, ends: tieEnds(probabilities, order) };
  const statistic = (times: Float64Array) => {
    const weightOf = (row: number) =>
      (times[row] as number) * (weights ? (weights[row] as number) : 1);
    return errorOf(massBins(outcomes, probabilities, weightOf, sorted, bins));
  };
  return bootstrapInterval(probabilities.length, statistic, options);
}

/** The calibration error that perfectly calibrated probabilities would show by chance: √(2/π) of each bin's error. */
export function chanceError(probabilities: Float64Array, bins = 10): number {
  const sorted = Float64Array.from(probabilities).sort();
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const start = Math.floor((bin * sorted.length) / bins);
    const end = Math.floor(((bin + 1) * sorted.length) / bins);
    let variance = 0;
    for (let at = start; at < end; at += 1) {
      const chance = sorted[at] as number;
      variance += chance * (1 - chance);
    }
    error += Math.sqrt(variance);
  }
  return (Math.sqrt(2 / Math.PI) * error) / Math.max(1, sorted.length);
}
