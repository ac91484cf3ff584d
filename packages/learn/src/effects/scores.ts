// Doubly robust scores of a trial, cross-fitted (augmented inverse propensity weighting; Robins, Rotnitzky and Zhao 1994;
// Chernozhukov et al. 2018): with ê the known probability of the draw and m̂₁, m̂₀ the chances of the outcome with and
// without the action, as learned from the other folds,
//   φ = m̂₁(x) − m̂₀(x) + t (y − m̂₁(x)) / e − (1 − t) (y − m̂₀(x)) / (1 − e).
// The mean of φ given x is the effect at x whatever m̂ is, since e is known; a good m̂ makes φ less noisy.
import { logisticNewton, scoreOf, sigmoid } from "../linear/newton.ts";
import { createRandom, shuffle } from "../random.ts";
import { type Design, designRows, encodingOf, pickDesign } from "./design.ts";
import type { Trial } from "./trial.ts";

export interface EffectScores {
  /** φ of each row. */
  readonly scores: Float64Array;
  /** What the scores vary by chance alone: m̂₁(1 − m̂₁)/e + m̂₀(1 − m̂₀)/(1 − e). */
  readonly variances: Float64Array;
}

const folds = 5;
/** Standardised columns move the log-odds by about half a unit. */
const columnPenalty = 4;
const averagePenalty = 0.16;
/** A chance of exactly 0 or 1 was never learned. */
const least = 0.02;

function groupFolds(groups: Int32Array, seed: number): Int32Array {
  const names = Int32Array.from(new Set(groups));
  shuffle(names, createRandom(seed));
  const foldOf = new Map<number, number>();
  names.forEach((name, at) => {
    foldOf.set(name, at % folds);
  });
  return groups.map((group) => foldOf.get(group) as number);
}

function rowsOf(trial: Trial, fold: Int32Array, out: number, arm: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < fold.length; row += 1)
    if (fold[row] !== out && trial.treated[row] === arm) rows.push(row);
  return Int32Array.from(rows);
}

/** The chances of the outcome in one arm, learned from these rows. */
export function fitChances(design: Design, outcome: Uint8Array, rows: Int32Array): Float64Array {
  const { size } = design;
  const penalties = new Float64Array(size).fill(columnPenalty);
  penalties[size - 1] = averagePenalty;
  const problem = {
    design: pickDesign(design, rows).values,
    size,
    targets: Float64Array.from(rows, (row) => outcome[row] as number),
    penalties,
  };
  return logisticNewton(problem, new Float64Array(size)).coefficients;
}

export const chanceAt = (design: Design, row: number, coefficients: Float64Array): number =>
  Math.min(1 - least, Math.max(least, sigmoid(scoreOf(design.values, row, coefficients))));

export function effectScores(trial: Trial, seed: number): EffectScores {
  const { table, treated, outcome, propensity, groups } = trial;
  const design = designRows(encodingOf(table), table);
  const fold = groupFolds(groups, seed);
  const scores = new Float64Array(table.rows);
  const variances = new Float64Array(table.rows);
  for (let out = 0; out < folds; out += 1) {
    const arms = [0, 1].map((arm) => fitChances(design, outcome, rowsOf(trial, fold, out, arm)));
    for (let row = 0; row < table.rows; row += 1) {
      if (fold[row] !== out) continue;
      const [m0, m1] = arms.map((arm) => chanceAt(design, row, arm)) as [number, number];
      const e = propensity[row] as number;
      const [t, y] = [treated[row] as number, outcome[row] as number];
      scores[row] = m1 - m0 + (t * (y - m1)) / e - ((1 - t) * (y - m0)) / (1 - e);
      variances[row] = (m1 * (1 - m1)) / e + (m0 * (1 - m0)) / (1 - e);
    }
  }
  return { scores, variances };
}
