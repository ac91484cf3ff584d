// Linear models with a quadratic penalty, by L-BFGS: least of ½‖w‖² + cost × Σ rows weight × loss, where the loss is
// −ln p of the row's class (two classes: one score, the log-odds of code 1; more: softmax) or half the squared error.
// Intercepts have no penalty to speak of: just enough that a class without rows has a finite one.
import { minimise } from "./minimise.ts";
import { softplus } from "./newton.ts";
import { type LinearScores, type SparseRows, scoreEntries } from "./sparse.ts";

export type LinearTask =
  | { readonly kind: "classes"; readonly codes: Int32Array; readonly classes: number }
  | { readonly kind: "number"; readonly values: Float64Array };

export interface TrainSettings {
  /** How much a row's loss counts against the penalty (C in scikit-learn and LIBLINEAR). */
  readonly cost: number;
  /** Ends when no entry of the gradient is larger than this. */
  readonly tolerance: number;
  readonly iterations: number;
}

const BIAS_PENALTY = 1e-6;

/** Replaces scores by the loss's gradient by each (probability − truth), and gives the loss. */
export type Loss = (scores: Float64Array, row: number) => number;

const binaryLoss =
  (codes: Int32Array): Loss =>
  (scores, row) => {
    const sign = codes[row] === 1 ? 1 : -1;
    const score = sign * (scores[0] as number);
    scores[0] =
      score > 0
        ? (-sign * Math.exp(-score)) / (1 + Math.exp(-score))
        : -sign / (1 + Math.exp(score));
    return softplus(-score);
  };

const softmaxLoss =
  (codes: Int32Array): Loss =>
  (scores, row) => {
    const code = codes[row] as number;
    const own = scores[code] as number;
    const logSum = softmax(scores);
    scores[code] = (scores[code] as number) - 1;
    return logSum - own;
  };

const squaredLoss =
  (values: Float64Array): Loss =>
  (scores, row) => {
    scores[0] = (scores[0] as number) - (values[row] as number);
    return 0.5 * (scores[0] as number) ** 2;
  };

/** Turns scores into probabilities in place; gives ln Σ e^score. */
export function softmax(scores: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    scores[at] = Math.exp((scores[at] as number) - most);
    sum += scores[at] as number;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] as number) / sum;
  return Math.log(sum) + most;
}

function lossOf(task: LinearTask): Loss {
  if (task.kind === "number") return squaredLoss(task.values);
  return task.classes === 2 ? binaryLoss(task.codes) : softmaxLoss(task.codes);
}

export const outputsOf = (task: LinearTask): number =>
  task.kind === "classes" && task.classes > 2 ? task.classes : 1;

function addOuter(
  gradient: Float64Array,
  rows: SparseRows,
  row: number,
  residual: Float64Array,
  weight: number,
): void {
  const outputs = residual.length;
  const end = rows.starts[row + 1] as number;
  for (let at = rows.starts[row] as number; at < end; at += 1) {
    const first = (rows.features[at] as number) * outputs;
    const value = (rows.values[at] as number) * weight;
    for (let output = 0; output < outputs; output += 1)
      gradient[first + output] =
        (gradient[first + output] as number) + (residual[output] as number) * value;
  }
  const bias = gradient.length - outputs;
  for (let output = 0; output < outputs; output += 1)
    gradient[bias + output] =
      (gradient[bias + output] as number) + (residual[output] as number) * weight;
}

/** Adds the penalty's gradient; gives the penalty. */
function penalise(point: Float64Array, gradient: Float64Array, size: number): number {
  let value = 0;
  for (let at = 0; at < point.length; at += 1) {
    const penalty = at < size ? 1 : BIAS_PENALTY;
    gradient[at] = penalty * (point[at] as number);
    value += 0.5 * penalty * (point[at] as number) ** 2;
  }
  return value;
}

/** @param features how many there are; entries of `rows` name them from 0 */
export function trainLinear(
  rows: SparseRows,
  features: number,
  task: LinearTask,
  { cost, tolerance, iterations }: TrainSettings,
  weights?: Float64Array,
): LinearScores {
  const outputs = outputsOf(task);
  const size = features * outputs;
  const count = rows.starts.length - 1;
  const scores = new Float64Array(outputs);
  const loss = lossOf(task);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    let value = penalise(point, gradient, size);
    const machine = { outputs, weights: point, bias: point.subarray(size) };
    for (let row = 0; row < count; row += 1) {
      const weight = cost * (weights?.[row] ?? 1);
      if (weight === 0) continue;
      const [start, end] = [rows.starts[row] as number, rows.starts[row + 1] as number];
      scoreEntries(machine, rows, start, end, scores);
      value += weight * loss(scores, row);
      addOuter(gradient, rows, row, scores, weight);
    }
    return value;
  };
  const start = new Float64Array(size + outputs);
  const { point } = minimise(objective, start, { tolerance, iterations });
  return { outputs, weights: point.slice(0, size), bias: point.slice(size) };
}
