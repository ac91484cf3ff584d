// Logistic regression of a few columns by Newton's method with step halving: minimises
// Σ rows weight × −(t ln p + (1 − t) ln(1 − p)) + ½ Σ penalty × (coefficient − centre)². The targets t may lie between
// 0 and 1. With a penalty above 0 on each coefficient there is one minimum, and it is found.
import { cholesky, solveWith } from "./cholesky.ts";

export interface NewtonProblem {
  /** Row after row, `rows × size`; an intercept is a column of ones. */
  readonly design: Float64Array;
  readonly size: number;
  readonly targets: Float64Array;
  readonly weights?: Float64Array;
  readonly penalties: Float64Array;
  readonly centres?: Float64Array;
}

/** ln(1 + eˣ) without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** 1 / (1 + e⁻ˣ) without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

export function scoreOf(design: Float64Array, row: number, coefficients: Float64Array): number {
  const size = coefficients.length;
  let sum = 0;
  for (let at = 0; at < size; at += 1)
    sum += (design[row * size + at] as number) * (coefficients[at] as number);
  return sum;
}

export function logisticLoss(problem: NewtonProblem, coefficients: Float64Array): number {
  const { design, targets, weights, penalties, centres } = problem;
  let loss = 0;
  for (let row = 0; row < targets.length; row += 1) {
    const score = scoreOf(design, row, coefficients);
    loss += (weights?.[row] ?? 1) * (softplus(score) - (targets[row] as number) * score);
  }
  for (let at = 0; at < coefficients.length; at += 1) {
    const off = (coefficients[at] as number) - (centres?.[at] ?? 0);
    loss += 0.5 * (penalties[at] as number) * off * off;
  }
  return loss;
}

/** Gradient and second derivatives at the coefficients. */
function derivatives(
  problem: NewtonProblem,
  coefficients: Float64Array,
): { gradient: Float64Array; curvature: Float64Array } {
  const { design, size, targets, weights, penalties, centres } = problem;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  for (let row = 0; row < targets.length; row += 1) {
    const p = sigmoid(scoreOf(design, row, coefficients));
    const weight = weights?.[row] ?? 1;
    const entries = design.subarray(row * size, row * size + size);
    addRow(curvature, entries, weight * p * (1 - p));
    for (let at = 0; at < size; at += 1)
      gradient[at] =
        (gradient[at] as number) +
        weight * (p - (targets[row] as number)) * (entries[at] as number);
  }
  for (let at = 0; at < size; at += 1) {
    const penalty = penalties[at] as number;
    const off = (coefficients[at] as number) - (centres?.[at] ?? 0);
    gradient[at] = (gradient[at] as number) + penalty * off;
    curvature[at * size + at] = (curvature[at * size + at] as number) + penalty;
  }
  return { gradient, curvature };
}

function addRow(curvature: Float64Array, entries: Float64Array, weight: number): void {
  const size = entries.length;
  for (let a = 0; a < size; a += 1) {
    const scaled = weight * (entries[a] as number);
    if (scaled === 0) continue;
    for (let b = 0; b <= a; b += 1)
      curvature[a * size + b] =
        (curvature[a * size + b] as number) + scaled * (entries[b] as number);
  }
}

export interface NewtonResult {
  readonly coefficients: Float64Array;
  /** Cholesky's L of the second derivatives at the minimum. */
  readonly lower: Float64Array;
  readonly loss: number;
}

export function logisticNewton(problem: NewtonProblem, start: Float64Array): NewtonResult {
  let coefficients: Float64Array = start.slice();
  let loss = logisticLoss(problem, coefficients);
  for (let turn = 0; turn < 100; turn += 1) {
    const { gradient, curvature } = derivatives(problem, coefficients);
    const step = solveWith(cholesky(curvature, problem.size), gradient);
    const next = halved(problem, coefficients, step, loss);
    if (next === undefined) break;
    const gained = loss - next.loss;
    ({ coefficients, loss } = next);
    if (gained < 1e-13 * (1 + Math.abs(loss))) break;
  }
  const lower = cholesky(derivatives(problem, coefficients).curvature, problem.size);
  return { coefficients, lower, loss };
}

function halved(
  problem: NewtonProblem,
  from: Float64Array,
  step: Float64Array,
  loss: number,
): { coefficients: Float64Array; loss: number } | undefined {
  for (let scale = 1; scale > 1e-8; scale /= 2) {
    const coefficients = from.map((entry, at) => entry - scale * (step[at] as number));
    const value = logisticLoss(problem, coefficients);
    if (value < loss) return { coefficients, loss: value };
  }
  return undefined;
}
