// Metrics of decided classes: confusion matrix, accuracy, F1. And of numbers: MAE, RMSE, R².
import { checkWeights, MetricError } from "./checks.ts";
import {
  type BootstrapOptions,
  bootstrapInterval,
  type Estimate,
  meanInterval,
} from "./interval.ts";

/**
 * Weight of rows by true class (down) and predicted class (across), `classes × classes`, row after row.
 * @throws MetricError for a code that is not a class.
 */
export function confusionMatrix(
  codes: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weights?: Float64Array,
): Float64Array {
  if (codes.length !== predicted.length)
    throw new MetricError(`${codes.length} outcomes and ${predicted.length} predictions differ.`);
  checkWeights(codes.length, weights);
  const matrix = new Float64Array(classes * classes);
  const isClass = (code: number) => Number.isInteger(code) && code >= 0 && code < classes;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] as number;
    const guess = predicted[row] as number;
    if (!isClass(code) || !isClass(guess))
      throw new MetricError(`${isClass(code) ? guess : code} is not one of ${classes} classes.`);
    const at = code * classes + guess;
    matrix[at] = (matrix[at] as number) + (weights ? (weights[row] as number) : 1);
  }
  return matrix;
}

/** Share of rows whose class was predicted, with Wilson's interval (1927); with weights the normal one. */
export function accuracy(
  codes: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights?: Float64Array,
): Estimate {
  if (codes.length === 0) throw new MetricError("There are no rows.");
  checkWeights(codes.length, weights);
  const right = Float64Array.from(codes, (code, row) => Number(code === predicted[row]));
  if (weights) {
    const { value, low, high } = meanInterval(right, weights);
    return { value, low: Math.max(0, low), high: Math.min(1, high) };
  }
  return wilson(
    right.reduce((total, one) => total + one, 0),
    right.length,
  );
}

/** Wilson's interval of a share, 95 % unless `z` says else. */
export function wilson(hits: number, trials: number, z = 1.959963984540054): Estimate {
  const value = hits / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (value + (z * z) / (2 * trials)) / shrink;
  const reach =
    (z / shrink) * Math.sqrt((value * (1 - value)) / trials + (z * z) / (4 * trials * trials));
  return { value, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/** Mean of the classes' F1, over the classes that occur or are predicted; a class never hit counts 0. */
export function macroF1(
  codes: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weights?: Float64Array,
  options?: BootstrapOptions,
): Estimate {
  if (codes.length === 0) throw new MetricError("There are no rows.");
  const statistic = (times: Float64Array) => {
    const all = weights ? times.map((count, row) => count * (weights[row] as number)) : times;
    return macroOf(confusionMatrix(codes, predicted, classes, all), classes);
  };
  return bootstrapInterval(codes.length, statistic, options);
}

function macroOf(matrix: Float64Array, classes: number): number {
  let total = 0;
  let seen = 0;
  for (let one = 0; one < classes; one += 1) {
    let both = 0;
    for (let other = 0; other < classes; other += 1)
      both += (matrix[one * classes + other] as number) + (matrix[other * classes + one] as number);
    if (both === 0) continue;
    total += (2 * (matrix[one * classes + one] as number)) / both;
    seen += 1;
  }
  return total / seen;
}

export interface NumberMetrics {
  /** Mean absolute error, in the target's unit. */
  readonly mae: Estimate;
  /** Root of the mean squared error, in the target's unit. */
  readonly rmse: Estimate;
  /** Share of the variance explained; 0 for the mean, below 0 for worse. Null where the target does not vary. */
  readonly r2: Estimate | null;
}

/** Errors of predicted numbers. @throws MetricError for lengths that differ, no rows, or numbers not finite. */
export function numberMetrics(
  values: Float64Array,
  predicted: Float64Array,
  weights?: Float64Array,
  options?: BootstrapOptions,
): NumberMetrics {
  if (values.length !== predicted.length || values.length === 0)
    throw new MetricError(`${values.length} values and ${predicted.length} predictions.`);
  checkWeights(values.length, weights);
  const errors = values.map((value, row) => value - (predicted[row] as number));
  if (!errors.every(Number.isFinite)) throw new MetricError("A value or prediction is not finite.");
  const squared = errors.map((error) => error * error);
  const { value, low, high } = meanInterval(squared, weights);
  const explained = (times: Float64Array) => explainedShare(values, squared, times, weights);
  const r2 = bootstrapInterval(values.length, explained, options);
  return {
    mae: meanInterval(errors.map(Math.abs), weights),
    rmse: { value: Math.sqrt(value), low: Math.sqrt(Math.max(0, low)), high: Math.sqrt(high) },
    r2: Number.isNaN(r2.value) ? null : r2,
  };
}

function explainedShare(
  values: Float64Array,
  squared: Float64Array,
  times: Float64Array,
  weights: Float64Array | undefined,
): number {
  let total = 0;
  let mean = 0;
  let spread = 0;
  let left = 0;
  for (let row = 0; row < values.length; row += 1) {
    const weight = (times[row] as number) * (weights ? (weights[row] as number) : 1);
    if (weight === 0) continue;
    total += weight;
    const step = (values[row] as number) - mean;
    mean += (weight / total) * step;
    spread += weight * step * ((values[row] as number) - mean);
    left += weight * (squared[row] as number);
  }
  return spread > 0 ? 1 - left / spread : Number.NaN;
}
