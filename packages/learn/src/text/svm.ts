// Linear support vector machines with squared hinge loss, one class against the rest, trained by dual coordinate
// descent (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, Algorithm 1; LIBLINEAR's -s 1). All classes walk over a
// row together, so the row's numbers are fetched once and the innermost loop runs over neighbours in memory.

import { type LinearScores, type SparseRows, scoreEntries } from "../linear/sparse.ts";
import { createRandom, shuffle } from "../random.ts";
import type { RowClasses } from "./vectors.ts";

export interface SvmSettings {
  /** Price of a row on the wrong side (LIBLINEAR's C). */
  readonly cost: number;
  readonly seed: number;
  /** Stops when no projected gradient of a pass is larger than this. */
  readonly tolerance: number;
  readonly passes: number;
}

interface Machine extends LinearScores {
  readonly weights: Float64Array;
  readonly alphas: Float64Array;
  readonly scores: Float64Array;
  readonly steps: Float64Array;
  readonly active: Int32Array;
  readonly ridge: number;
}

/** Finds how far each class's dual variable of this row moves; gives the number of those that move. */
function stepsOf(machine: Machine, row: number, code: number, squares: number): [number, number] {
  const { outputs, alphas, scores, steps, active, ridge } = machine;
  let moving = 0;
  let violation = 0;
  for (let output = 0; output < outputs; output += 1) {
    const isPositive = outputs === 1 ? code === 1 : code === output;
    const sign = isPositive ? 1 : -1;
    const alpha = alphas[row * outputs + output] as number;
    const gradient = sign * (scores[output] as number) - 1 + alpha * ridge;
    const projected = alpha === 0 ? Math.min(gradient, 0) : gradient;
    violation = Math.max(violation, Math.abs(projected));
    if (Math.abs(projected) < 1e-12) continue;
    const next = Math.max(0, alpha - gradient / (squares + ridge));
    alphas[row * outputs + output] = next;
    steps[output] = (next - alpha) * sign;
    active[moving] = output;
    moving += 1;
  }
  return [moving, violation];
}

function applySteps(machine: Machine, rows: SparseRows, row: number, moving: number): void {
  const { outputs, weights, bias, steps, active } = machine;
  for (let move = 0; move < moving; move += 1) {
    const output = active[move] as number;
    bias[output] = (bias[output] as number) + (steps[output] as number);
  }
  const end = rows.starts[row + 1] as number;
  for (let at = rows.starts[row] as number; at < end; at += 1) {
    const first = (rows.features[at] as number) * outputs;
    const value = rows.values[at] as number;
    for (let move = 0; move < moving; move += 1) {
      const output = active[move] as number;
      weights[first + output] =
        (weights[first + output] as number) + (steps[output] as number) * value;
    }
  }
}

function squaresOf(rows: SparseRows, count: number): Float64Array {
  const squares = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    let sum = 1;
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at += 1)
      sum += (rows.values[at] as number) ** 2;
    squares[row] = sum;
  }
  return squares;
}

/** With 2 classes there is one output, which is above 0 for code 1. */
export function trainSvm(
  rows: SparseRows,
  features: number,
  { codes, classes }: RowClasses,
  settings: SvmSettings,
): LinearScores {
  const outputs = classes === 2 ? 1 : classes;
  const machine: Machine = {
    outputs,
    weights: new Float64Array(features * outputs),
    bias: new Float64Array(outputs),
    alphas: new Float64Array(codes.length * outputs),
    scores: new Float64Array(outputs),
    steps: new Float64Array(outputs),
    active: new Int32Array(outputs),
    ridge: 1 / (2 * settings.cost),
  };
  const squares = squaresOf(rows, codes.length);
  const order = Int32Array.from(codes, (_, row) => row);
  const random = createRandom(settings.seed);
  for (let pass = 0; pass < settings.passes; pass += 1) {
    shuffle(order, random);
    let worst = 0;
    for (const row of order) {
      const [start, end] = [rows.starts[row] as number, rows.starts[row + 1] as number];
      scoreEntries(machine, rows, start, end, machine.scores);
      const [moving, violation] = stepsOf(
        machine,
        row,
        codes[row] as number,
        squares[row] as number,
      );
      if (moving > 0) applySteps(machine, rows, row, moving);
      worst = Math.max(worst, violation);
    }
    if (worst < settings.tolerance) break;
  }
  return { outputs, weights: machine.weights, bias: machine.bias };
}
