// From raw scores to probabilities, by maps fitted on rows that the model did not learn from: for two classes the best of
// the calibrations, for more classes a temperature.
import {
  type Calibrator,
  calibratedProbabilities,
  fitBeta,
  fitIsotonic,
  fitPlatt,
} from "../calibration/calibrate.ts";
import { sigmoid } from "../linear/newton.ts";
import { rowLogLoss } from "../metrics/probability.ts";
import type { BinaryTarget, ClassTarget, Target } from "../table.ts";
import { foldsOf, rowsWhere } from "./folds.ts";

/** A fitted map from raw scores. */
export interface Probabilities {
  /** How it maps, for people. */
  readonly method: string;
  /** For two classes one probability a row, for more `rows × classes`; for numbers the raw scores themselves. */
  of(raw: Float64Array): Float64Array;
}

type Fit = (raw: Float64Array, codes: Int32Array) => Calibrator;

const methods: readonly { readonly name: string; readonly fit: Fit; readonly fewest: number }[] = [
  { name: "Platt", fit: fitPlatt, fewest: 0 },
  { name: "beta", fit: fitBeta, fewest: 300 },
  { name: "isotonic", fit: fitIsotonic, fewest: 1000 },
];

/** Isotonic steps give many rows one probability; a little of Platt's map keeps their order. */
const tilt = 0.05;

function mapOf(
  name: string,
  raw: Float64Array,
  codes: Int32Array,
): (raw: Float64Array) => Float64Array {
  const calibrate = methods.find((method) => method.name === name)?.fit ?? fitPlatt;
  const calibrator = calibrate(raw, codes);
  if (calibrator.kind !== "isotonic")
    return (scores) => calibratedProbabilities(calibrator, scores);
  const smooth = fitPlatt(raw, codes);
  return (scores) => {
    const steps = calibratedProbabilities(calibrator, scores);
    const slope = calibratedProbabilities(smooth, scores);
    return steps.map((step, row) => (1 - tilt) * step + tilt * (slope[row] as number));
  };
}

const pick = <Values extends Float64Array | Int32Array>(
  values: Values,
  rows: Int32Array,
): Values => {
  const Made = values.constructor as new (length: number) => Values;
  const picked = new Made(rows.length);
  for (const [at, row] of rows.entries()) picked[at] = values[row] as number;
  return picked;
};

/** Loss of a method on folds that it was not fitted to. */
function crossLoss(name: string, raw: Float64Array, { codes, ...target }: BinaryTarget): number {
  const fold = foldsOf({ ...target, codes }, 5, 11);
  let loss = 0;
  for (let one = 0; one < 5; one += 1) {
    const own = rowsWhere(fold, (other) => other !== one);
    const other = rowsWhere(fold, (each) => each === one);
    const map = mapOf(name, pick(raw, own), pick(codes, own));
    for (const each of rowLogLoss(pick(codes, other), map(pick(raw, other)))) loss += each;
  }
  return loss / codes.length;
}

/** Simpler maps come first: a later one must be better by this share to be taken. */
const worthwhile = 0.0005;

function binaryProbabilities(raw: Float64Array, target: BinaryTarget): Probabilities {
  let best = { name: "Platt", loss: crossLoss("Platt", raw, target) };
  for (const { name, fewest } of methods.slice(1)) {
    if (target.codes.length < fewest) continue;
    const loss = crossLoss(name, raw, target);
    if (loss < best.loss * (1 - worthwhile)) best = { name, loss };
  }
  return { method: `${best.name} calibration`, of: mapOf(best.name, raw, target.codes) };
}

/** Softmax of raw scores divided by the temperature. */
export function softmax(raw: Float64Array, classes: number, temperature = 1): Float64Array {
  const chances = new Float64Array(raw.length);
  for (let start = 0; start < raw.length; start += classes) {
    let most = -Infinity;
    for (let at = start; at < start + classes; at += 1) most = Math.max(most, raw[at] as number);
    let sum = 0;
    for (let at = start; at < start + classes; at += 1) {
      const part = Math.exp(((raw[at] as number) - most) / temperature);
      chances[at] = part;
      sum += part;
    }
    for (let at = start; at < start + classes; at += 1) chances[at] = (chances[at] as number) / sum;
  }
  return chances;
}

/** Temperature scaling (Guo et al. 2017): the one number that makes the log loss least, by golden section. */
function temperatureOf(raw: Float64Array, { codes, classes }: ClassTarget): number {
  const lossAt = (log: number) => {
    const losses = rowLogLoss(codes, softmax(raw, classes.length, Math.exp(log)), classes.length);
    return losses.reduce((sum, loss) => sum + loss, 0);
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.01), Math.log(1000)];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [lossAt(left), lossAt(right)];
  for (let step = 0; step < 30; step += 1) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = lossAt(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = lossAt(right);
    }
  }
  return Math.exp((low + high) / 2);
}

const asTheyAre = (target: BinaryTarget | ClassTarget): Probabilities => ({
  method: "the learner's own calibration",
  of: (raw) => (target.kind === "binary" ? raw.map(sigmoid) : softmax(raw, target.classes.length)),
});

/**
 * Fits the map on raw scores of rows that the model did not learn from.
 * @param calibrated whether the scores are log-odds that hold as they are.
 */
export function fitProbabilities(
  raw: Float64Array,
  target: Target,
  calibrated = false,
): Probabilities {
  if (target.kind === "number") return { method: "none: numbers", of: (scores) => scores };
  if (calibrated) return asTheyAre(target);
  if (target.kind === "binary") return binaryProbabilities(raw, target);
  const temperature = temperatureOf(raw, target);
  return {
    method: `softmax at temperature ${temperature.toFixed(2)}`,
    of: (scores) => softmax(scores, target.classes.length, temperature),
  };
}

/** What one knows without a model: the share of each class in the rows given, or their mean, for as many rows as asked. */
export function baseProbabilities(target: Target, rows: number): Float64Array {
  if (target.kind === "number") {
    const mean = target.values.reduce((sum, value) => sum + value, 0) / target.values.length;
    return new Float64Array(rows).fill(mean);
  }
  const counts = new Float64Array(target.classes.length);
  for (const code of target.codes) counts[code] = (counts[code] as number) + 1;
  const shares = counts.map((count) => count / target.codes.length);
  if (target.kind === "binary") return new Float64Array(rows).fill(shares[1] as number);
  return Float64Array.from(
    { length: rows * shares.length },
    (_, at) => shares[at % shares.length] as number,
  );
}
