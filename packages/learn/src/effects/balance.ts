// Whether a draw looks like one. If chance alone decided, with the stated probabilities pᵢ, then d = Σ (tᵢ − pᵢ) xᵢ has
// mean 0 and covariance C = Σ pᵢ(1 − pᵢ) xᵢ xᵢᵀ, and d² = dᵀ C⁻ d is about χ² (Hansen and Bowers 2008). The column of
// ones checks the number that was drawn, the others check that nothing known of the units decided.
import { cholesky, solveLower } from "../linear/cholesky.ts";
import { chiSquareTail } from "./chi-square.ts";
import { type Design, designRows, encodingOf } from "./design.ts";
import { checkTrial, type Trial } from "./trial.ts";

export interface Balance {
  /** How often a true draw looks at least as uneven. */
  readonly p: number;
  readonly degrees: number;
  /** Smallest and largest stated probability. */
  readonly overlap: readonly [number, number];
}

/** Levels with fewer units than this in the trial say nothing, and break the approximation. */
const leastUnits = 10;

/** Columns that vary among enough units, each made to differ from those before it. */
function independent(design: Design, weights: Float64Array): Float64Array[] {
  const kept: Float64Array[] = [];
  for (let column = design.size - 1; column >= 0; column -= 1) {
    const entries = Float64Array.from(
      { length: design.rows },
      (_, row) => design.values[row * design.size + column] as number,
    );
    if (entries.reduce((count, entry) => count + (entry === 0 ? 0 : 1), 0) < leastUnits) continue;
    if (isNew(entries, kept, weights)) kept.push(entries);
  }
  return kept;
}

const product = (a: Float64Array, b: Float64Array, weights: Float64Array): number =>
  a.reduce((sum, entry, row) => sum + entry * (b[row] as number) * (weights[row] as number), 0);

function isNew(
  entries: Float64Array,
  kept: readonly Float64Array[],
  weights: Float64Array,
): boolean {
  const square = product(entries, entries, weights);
  if (kept.length === 0) return square > 0;
  const { lower } = gram(kept, weights);
  const along = solveLower(
    lower,
    Float64Array.from(kept, (other) => product(other, entries, weights)),
  );
  return square - along.reduce((sum, entry) => sum + entry * entry, 0) > 1e-6 * square;
}

function gram(columns: readonly Float64Array[], weights: Float64Array) {
  const size = columns.length;
  const matrix = new Float64Array(size * size);
  columns.forEach((a, row) => {
    columns.slice(0, row + 1).forEach((b, column) => {
      const value = product(a, b, weights);
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    });
  });
  return { lower: cholesky(matrix, size) };
}

export function checkBalance(trial: Trial): Balance {
  checkTrial(trial);
  const { table, treated, propensity } = trial;
  const design = designRows(encodingOf(table), table);
  const weights = propensity.map((p) => p * (1 - p));
  const columns = independent(design, weights);
  const off = Float64Array.from(columns, (entries) =>
    entries.reduce(
      (sum, entry, row) => sum + entry * ((treated[row] as number) - (propensity[row] as number)),
      0,
    ),
  );
  const along = solveLower(gram(columns, weights).lower, off);
  const distance = along.reduce((sum, entry) => sum + entry * entry, 0);
  const overlap = [Math.min(...propensity), Math.max(...propensity)] as const;
  return { p: chiSquareTail(distance, columns.length), degrees: columns.length, overlap };
}
