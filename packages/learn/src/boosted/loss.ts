// Losses: where the raw scores start, their gradient and hessian, and what is measured on validation rows. Scores stand
// output after output. Two classes: log loss with log-odds. More classes: softmax, hessian p(1 − p)·K/(K − 1) (Friedman
// 2001). Numbers are learned on a scale of mean 0 and deviation 1, so that no value is too large for 32 bits.
import { LearnFault } from "../fault.ts";
import type { Target } from "../table.ts";
import type { Settings } from "./options.ts";

/** The target as training reads it. */
export interface Labels {
  readonly kind: "binary" | "classes" | "squared" | "quantile";
  readonly rows: number;
  /** 1 but for more than two classes. */
  readonly outputs: number;
  /** Class codes, or scaled values. */
  readonly values: Float64Array;
  readonly weights: Float64Array | null;
  readonly quantile: number;
}

/** Scores that every row starts with, and how scaled numbers return: value = centre + scale × score. */
export interface Start {
  readonly scores: Float64Array;
  readonly centre: number;
  readonly scale: number;
}

const least = 1e-15;

/** Writes the normaliser of every row's softmax: log of the sum of exponentials. */
export function normalise(
  labels: Labels,
  scores: Float64Array,
  normals: Float64Array,
  span: readonly [number, number],
): void {
  const { rows, outputs } = labels;
  for (let row = span[0]; row < span[1]; row += 1) {
    let most = -Infinity;
    for (let output = 0; output < outputs; output += 1)
      most = Math.max(most, scores[output * rows + row] as number);
    let sum = 0;
    for (let output = 0; output < outputs; output += 1)
      sum += Math.exp((scores[output * rows + row] as number) - most);
    normals[row] = most + Math.log(sum);
  }
}

interface Output {
  readonly labels: Labels;
  readonly scores: Float64Array;
  /** By row, for more than two classes. */
  readonly normals: Float64Array;
  readonly output: number;
}

function binaryGradients(of: Output, gradients: Float32Array, begin: number, end: number): void {
  const { values, weights } = of.labels;
  const { scores } = of;
  for (let row = begin; row < end; row += 1) {
    const probability = 1 / (1 + Math.exp(-(scores[row] as number)));
    const weight = weights === null ? 1 : (weights[row] as number);
    gradients[2 * row] = weight * (probability - (values[row] as number));
    gradients[2 * row + 1] = weight * Math.max(least, probability * (1 - probability));
  }
}

function classGradients(of: Output, gradients: Float32Array, begin: number, end: number): void {
  const { values, weights, rows, outputs } = of.labels;
  const factor = outputs / (outputs - 1);
  const base = of.output * rows;
  for (let row = begin; row < end; row += 1) {
    const probability = Math.exp((of.scores[base + row] as number) - (of.normals[row] as number));
    const weight = weights === null ? 1 : (weights[row] as number);
    const hit = (values[row] as number) === of.output ? 1 : 0;
    gradients[2 * row] = weight * (probability - hit);
    gradients[2 * row + 1] = weight * Math.max(least, factor * probability * (1 - probability));
  }
}

function numberGradients(of: Output, gradients: Float32Array, begin: number, end: number): void {
  const { values, weights, kind, quantile } = of.labels;
  for (let row = begin; row < end; row += 1) {
    const weight = weights === null ? 1 : (weights[row] as number);
    const error = (of.scores[row] as number) - (values[row] as number);
    const sign = error >= 0 ? 1 - quantile : -quantile;
    gradients[2 * row] = weight * (kind === "squared" ? error : sign);
    gradients[2 * row + 1] = weight;
  }
}

/** Gradient and hessian of the loss by one output's score, for rows `begin … end`. */
export function writeGradients(
  of: Output,
  gradients: Float32Array,
  begin: number,
  end: number,
): void {
  if (of.labels.kind === "binary") binaryGradients(of, gradients, begin, end);
  else if (of.labels.kind === "classes") classGradients(of, gradients, begin, end);
  else numberGradients(of, gradients, begin, end);
}

function rowLoss(labels: Labels, scores: Float64Array, normals: Float64Array, row: number): number {
  const value = labels.values[row] as number;
  if (labels.kind === "classes")
    return (normals[row] as number) - (scores[value * labels.rows + row] as number);
  const score = scores[row] as number;
  if (labels.kind === "binary") {
    const margin = value === 1 ? score : -score;
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }
  const error = value - score;
  if (labels.kind === "squared") return error * error;
  return error >= 0 ? labels.quantile * error : (labels.quantile - 1) * error;
}

/** Sum of the weighted loss over rows `span`. */
export function lossOf(
  labels: Labels,
  scores: Float64Array,
  normals: Float64Array,
  span: readonly [number, number],
): number {
  let sum = 0;
  for (let row = span[0]; row < span[1]; row += 1) {
    const weight = labels.weights === null ? 1 : (labels.weights[row] as number);
    if (weight > 0) sum += weight * rowLoss(labels, scores, normals, row);
  }
  return sum;
}

/** The value that `quantile` of the weight lies at or below; the middle of two where it falls between them. */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array,
  quantile: number,
): number {
  const order = Array.from(values.keys()).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  let total = 0;
  for (const weight of weights) total += weight;
  const wanted = quantile * total;
  let sum = 0;
  for (const [at, place] of order.entries()) {
    sum += weights[place] as number;
    if (sum < wanted) continue;
    const next = order[at + 1];
    const here = values[place] as number;
    return sum === wanted && next !== undefined ? here / 2 + (values[next] as number) / 2 : here;
  }
  return order.length > 0 ? (values[order.at(-1) as number] as number) : 0;
}

function classStart(labels: Labels): Float64Array {
  const sums = new Float64Array(labels.kind === "binary" ? 2 : labels.outputs);
  let total = 0;
  for (const [row, code] of labels.values.entries()) {
    const weight = labels.weights === null ? 1 : (labels.weights[row] as number);
    sums[code] = (sums[code] as number) + weight;
    total += weight;
  }
  // A class without weight keeps a finite score.
  const logs = sums.map((sum) => Math.log(Math.max(sum, 1e-6 * total)));
  if (labels.kind === "binary") return Float64Array.of((logs[1] as number) - (logs[0] as number));
  return logs.map((log) => log - Math.log(total));
}

/** Weighted mean and deviation, safe for values near the largest. */
function spreadOf(values: Float64Array, weights: Float64Array | null): [number, number] {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  if (most === 0) return [0, 0];
  const weight = (row: number) => (weights === null ? 1 : (weights[row] as number));
  let total = 0;
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) {
    total += weight(row);
    sum += weight(row) * ((values[row] as number) / most);
  }
  const mean = sum / total;
  let squares = 0;
  for (let row = 0; row < values.length; row += 1)
    squares += weight(row) * ((values[row] as number) / most - mean) ** 2;
  return [mean * most, Math.sqrt(squares / total) * most];
}

/** Scales number targets in place and says where scores start. */
export function startOf(labels: Labels): Start {
  if (labels.kind === "binary" || labels.kind === "classes")
    return { scores: classStart(labels), centre: 0, scale: 1 };
  const { values, weights } = labels;
  const [mean, deviation] = spreadOf(values, weights);
  const scale = deviation > 1e-12 * Math.abs(mean) ? deviation : 0;
  scaleValues(values, mean, scale);
  if (labels.kind === "squared") return { scores: Float64Array.of(0), centre: mean, scale };
  const ones = weights ?? new Float64Array(values.length).fill(1);
  const at = weightedQuantile(values, ones, labels.quantile);
  return { scores: Float64Array.of(at), centre: mean, scale };
}

export function scaleValues(values: Float64Array, centre: number, scale: number): void {
  for (let row = 0; row < values.length; row += 1)
    values[row] = scale > 0 ? ((values[row] as number) - centre) / scale : 0;
}

function refuse(message: string): never {
  throw new LearnFault("bad_target", `Boosted trees: ${message}`);
}

function checkedCodes(target: Extract<Target, { codes: Int32Array }>): Float64Array {
  const classes = target.classes.length;
  for (const code of target.codes)
    if (!(code >= 0 && code < classes))
      refuse(`the target's code ${code} is none of its ${classes} classes.`);
  return Float64Array.from(target.codes);
}

function checkedValues(values: Float64Array): Float64Array {
  for (const [row, value] of values.entries())
    if (!Number.isFinite(value)) refuse(`the target's value in row ${row} is ${value}.`);
  return Float64Array.from(values);
}

export function labelsOf(
  target: Target,
  weights: Float64Array | null,
  settings: Settings,
  rows: number,
): Labels {
  const values = target.kind === "number" ? checkedValues(target.values) : checkedCodes(target);
  if (values.length !== rows) refuse(`the target has ${values.length} rows, the table ${rows}.`);
  const quantile = settings.quantile ?? 0.5;
  if (target.kind === "number") {
    const kind = settings.quantile === null ? "squared" : "quantile";
    return { kind, rows, outputs: 1, values, weights, quantile };
  }
  if (target.kind === "binary")
    return { kind: "binary", rows, outputs: 1, values, weights, quantile };
  if (target.classes.length < 2) refuse("a target needs at least two classes.");
  return { kind: "classes", rows, outputs: target.classes.length, values, weights, quantile };
}
