// Split conformal prediction (Vovk, Gammerman and Shafer 2005; Lei et al. 2018): from rows that the model has not seen,
// how wide an interval, or how large a set of classes, must be to hold the truth with the wanted coverage. It holds for
// any model, on average over rows, as long as new rows are like those of the calibration.
import { LearnFault } from "../fault.ts";

/** The ⌈(n + 1) × coverage⌉-th smallest of the scores; ∞ when there are too few rows to promise that. */
export function conformalQuantile(scores: Float64Array, coverage: number): number {
  if (!(coverage > 0 && coverage < 1))
    throw new LearnFault("bad_setting", "A coverage lies between 0 and 1, such as 0.9.");
  if (scores.some(Number.isNaN)) throw new LearnFault("bad_table", "A score is not a number.");
  const sorted = scores.slice().sort();
  // The small subtraction keeps 0.9 × 10 at 9 where binary fractions give a little more.
  const place = Math.ceil((sorted.length + 1) * coverage - 1e-9);
  return place > sorted.length ? Number.POSITIVE_INFINITY : (sorted[place - 1] as number);
}

/**
 * How far an interval reaches to each side of a predicted number.
 * @param scales where given, residuals count in units of these, and so does the result
 */
export function conformalReach(
  predicted: Float64Array,
  truth: Float64Array,
  coverage: number,
  scales?: Float64Array,
): number {
  const residuals = predicted.map(
    (value, row) => Math.abs(value - (truth[row] as number)) / (scales?.[row] ?? 1),
  );
  return conformalQuantile(residuals, coverage);
}

/**
 * How much predicted quantiles must be moved apart to hold the truth: low − shift to high + shift (conformalised
 * quantile regression, Romano, Patterson and Candès 2019). Below 0 when they were too far apart.
 */
export function conformalShift(
  low: Float64Array,
  high: Float64Array,
  truth: Float64Array,
  coverage: number,
): number {
  const scores = low.map((value, row) =>
    Math.max(value - (truth[row] as number), (truth[row] as number) - (high[row] as number)),
  );
  return conformalQuantile(scores, coverage);
}

/**
 * The least probability with which a class belongs to the set (least ambiguous sets, Sadinle, Lei and Wasserman 2019).
 * @param probabilities row after row, `rows × classes`
 */
export function conformalClassThreshold(
  probabilities: Float64Array,
  codes: Int32Array,
  classes: number,
  coverage: number,
): number {
  const misses = Float64Array.from(
    codes,
    (code, row) => 1 - (probabilities[row * classes + code] as number),
  );
  return 1 - conformalQuantile(misses, coverage);
}

/** The classes of one row's set, likeliest first; never empty, since the likeliest is always in it. */
export function conformalClassSet(probabilities: Float64Array, threshold: number): number[] {
  const order = [...probabilities.keys()].sort(
    (one, other) => (probabilities[other] as number) - (probabilities[one] as number),
  );
  return order.filter((code, at) => at === 0 || (probabilities[code] as number) >= threshold);
}
