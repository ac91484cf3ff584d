// Calibration of two classes: monotone maps from raw scores (log-odds) to probabilities, fitted on rows that the model
// has not seen. A calibrator is plain data, so it goes into JSON as it is.
//
// Platt: p = 1 / (1 + e^−(slope × raw + intercept)), fitted to smoothed targets (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2)
// (Platt 1999; Lin, Lin and Weng 2007). Beta: p = 1 / (1 + 1/(e^c × s^a / (1 − s)^b)) with s the uncalibrated
// probability and a, b ≥ 0 (Kull, Silva Filho and Flach 2017). Isotonic: the non-decreasing steps of least squares by
// pool adjacent violators (Ayer et al. 1955), joined by straight lines.
import { LearnFault } from "../fault.ts";
import { logisticNewton, sigmoid, softplus } from "../linear/newton.ts";

export interface PlattCalibrator {
  readonly kind: "platt";
  readonly slope: number;
  readonly intercept: number;
}

export interface BetaCalibrator {
  readonly kind: "beta";
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface IsotonicCalibrator {
  readonly kind: "isotonic";
  /** Ascending raw scores and the probability at each; flat outside, straight lines between. */
  readonly scores: readonly number[];
  readonly probabilities: readonly number[];
}

export type Calibrator = PlattCalibrator | BetaCalibrator | IsotonicCalibrator;
export type CalibrationKind = Calibrator["kind"];

/** Penalty of a slope in beta calibration, so that separable rows have an answer (C = 10⁵ in scikit-learn's words). */
const BETA_PENALTY = 1e-5;
/** Beyond this many units of log-odds a score says nothing more. */
const MOST_RAW = 500;

const bounded = (raw: number): number => Math.min(MOST_RAW, Math.max(-MOST_RAW, raw));

function checked(raw: Float64Array, codes: Int32Array, weights?: Float64Array): void {
  if (raw.length === 0 || raw.length !== codes.length)
    throw new LearnFault("bad_table", "Calibration needs rows, and one outcome for each score.");
  if (raw.some(Number.isNaN)) throw new LearnFault("bad_table", "A score is not a number.");
  if (codes.some((code) => code !== 0 && code !== 1))
    throw new LearnFault("bad_target", "Calibration needs outcomes of 0 and 1.");
  if (weights && (weights.length !== raw.length || weights.some((weight) => !(weight >= 0))))
    throw new LearnFault("bad_table", "Weights must be 0 or more, one for each row.");
}

/** Never fails on one class only: the smoothed targets keep the answer away from 0 and 1. */
export function fitPlatt(
  raw: Float64Array,
  codes: Int32Array,
  weights?: Float64Array,
): PlattCalibrator {
  checked(raw, codes, weights);
  let positives = 0;
  let negatives = 0;
  codes.forEach((code, row) => {
    if (code === 1) positives += weights?.[row] ?? 1;
    else negatives += weights?.[row] ?? 1;
  });
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const design = new Float64Array(raw.length * 2);
  raw.forEach((score, row) => {
    design[row * 2] = bounded(score);
    design[row * 2 + 1] = 1;
  });
  const { coefficients } = logisticNewton(
    {
      design,
      size: 2,
      targets: Float64Array.from(codes, (code) => (code === 1 ? high : low)),
      penalties: new Float64Array(2).fill(1e-12),
      ...(weights && { weights }),
    },
    Float64Array.of(0, Math.log((positives + 1) / (negatives + 1))),
  );
  const [slope, intercept] = coefficients as unknown as [number, number];
  if (slope >= 0) return { kind: "platt", slope, intercept };
  // A falling map would turn the order round; the base rate is the best rising one.
  return { kind: "platt", slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) };
}

/** ln s and −ln(1 − s), and 1 for the intercept; a column that is not wanted stays 0. */
function betaDesign(raw: Float64Array, wanted: readonly [boolean, boolean]): Float64Array {
  const design = new Float64Array(raw.length * 3);
  raw.forEach((score, row) => {
    if (wanted[0]) design[row * 3] = -softplus(-bounded(score));
    if (wanted[1]) design[row * 3 + 1] = softplus(bounded(score));
    design[row * 3 + 2] = 1;
  });
  return design;
}

export function fitBeta(
  raw: Float64Array,
  codes: Int32Array,
  weights?: Float64Array,
): BetaCalibrator {
  checked(raw, codes, weights);
  const solved = (wanted: readonly [boolean, boolean]): [number, number, number] => {
    const { coefficients } = logisticNewton(
      {
        design: betaDesign(raw, wanted),
        size: 3,
        targets: Float64Array.from(codes),
        penalties: Float64Array.of(BETA_PENALTY, BETA_PENALTY, BETA_PENALTY),
        ...(weights && { weights }),
      },
      new Float64Array(3),
    );
    return [...coefficients] as [number, number, number];
  };
  let [a, b, c] = solved([true, true]);
  if (a < 0) [a, b, c] = solved([false, true]);
  else if (b < 0) [a, b, c] = solved([true, false]);
  if (a < 0 || b < 0) [a, b, c] = solved([false, false]);
  return { kind: "beta", a, b, c };
}

interface Block {
  sum: number;
  weight: number;
  first: number;
  last: number;
}

/** Means by distinct score, ascending. */
function distinctScores(raw: Float64Array, codes: Int32Array, weights?: Float64Array): Block[] {
  const order = Int32Array.from(raw, (_, row) => row).sort(
    (one, other) => (raw[one] as number) - (raw[other] as number) || one - other,
  );
  const blocks: Block[] = [];
  for (const row of order) {
    const weight = weights?.[row] ?? 1;
    if (weight === 0) continue;
    const score = raw[row] as number;
    const last = blocks.at(-1);
    if (last && last.first === score) {
      last.sum += weight * (codes[row] as number);
      last.weight += weight;
    } else blocks.push({ sum: weight * (codes[row] as number), weight, first: score, last: score });
  }
  return blocks;
}

export function fitIsotonic(
  raw: Float64Array,
  codes: Int32Array,
  weights?: Float64Array,
): IsotonicCalibrator {
  checked(raw, codes, weights);
  const pooled: Block[] = [];
  for (const block of distinctScores(raw.map(bounded), codes, weights)) {
    let joined = block;
    for (let before = pooled.at(-1); before; before = pooled.at(-1)) {
      if (before.sum * joined.weight < joined.sum * before.weight) break;
      pooled.pop();
      joined = {
        sum: before.sum + joined.sum,
        weight: before.weight + joined.weight,
        first: before.first,
        last: joined.last,
      };
    }
    pooled.push(joined);
  }
  if (pooled.length === 0) throw new LearnFault("bad_table", "Every row has weight 0.");
  const scores: number[] = [];
  const probabilities: number[] = [];
  for (const { sum, weight, first, last } of pooled) {
    scores.push(first);
    probabilities.push(sum / weight);
    if (last === first) continue;
    scores.push(last);
    probabilities.push(sum / weight);
  }
  return { kind: "isotonic", scores, probabilities };
}

function interpolated({ scores, probabilities }: IsotonicCalibrator, raw: number): number {
  let [low, high] = [0, scores.length - 1];
  if (raw <= (scores[low] as number)) return probabilities[low] as number;
  if (raw >= (scores[high] as number)) return probabilities[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] as number) <= raw) low = middle;
    else high = middle;
  }
  const [from, to] = [scores[low] as number, scores[high] as number];
  const [start, end] = [probabilities[low] as number, probabilities[high] as number];
  return start + ((end - start) * (raw - from)) / (to - from);
}

/** The probability of code 1 at one raw score. */
export function calibratedProbability(calibrator: Calibrator, raw: number): number {
  const score = bounded(raw);
  if (calibrator.kind === "isotonic") return interpolated(calibrator, score);
  if (calibrator.kind === "platt") return sigmoid(calibrator.slope * score + calibrator.intercept);
  const { a, b, c } = calibrator;
  return sigmoid(c - a * softplus(-score) + b * softplus(score));
}

export const calibratedProbabilities = (calibrator: Calibrator, raw: Float64Array): Float64Array =>
  raw.map((score) => calibratedProbability(calibrator, score));
