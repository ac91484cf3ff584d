// Symmetric positive definite systems by Cholesky's decomposition A = L Lᵀ. Matrices are square, row after row.
import { LearnFault } from "../fault.ts";

/** Makes L (lower, zeros above). A diagonal that rounding made too small is lifted, so that it never divides by 0. */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column] as number;
      for (let k = 0; k < column; k += 1)
        sum -= (lower[row * size + k] as number) * (lower[column * size + k] as number);
      if (column < row)
        lower[row * size + column] = sum / (lower[column * size + column] as number);
      else lower[row * size + row] = Math.sqrt(pivot(sum, matrix[row * size + row] as number));
    }
  }
  return lower;
}

function pivot(sum: number, diagonal: number): number {
  if (!Number.isFinite(sum))
    throw new LearnFault(
      "bad_table",
      "The numbers are too large to be added up. Scale the columns.",
    );
  return Math.max(sum, Math.abs(diagonal) * 1e-13, 1e-300);
}

/** Solves L x = right. */
export function solveLower(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solved = right.slice();
  for (let row = 0; row < size; row += 1) {
    let sum = solved[row] as number;
    for (let k = 0; k < row; k += 1)
      sum -= (lower[row * size + k] as number) * (solved[k] as number);
    solved[row] = sum / (lower[row * size + row] as number);
  }
  return solved;
}

/** Solves Lᵀ x = right. */
export function solveUpper(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solved = right.slice();
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = solved[row] as number;
    for (let k = row + 1; k < size; k += 1)
      sum -= (lower[k * size + row] as number) * (solved[k] as number);
    solved[row] = sum / (lower[row * size + row] as number);
  }
  return solved;
}

/** Solves A x = right, given A's L. */
export const solveWith = (lower: Float64Array, right: Float64Array): Float64Array =>
  solveUpper(lower, solveLower(lower, right));

/** ln |A| of A = L Lᵀ. */
export function logDeterminant(lower: Float64Array, size: number): number {
  let sum = 0;
  for (let at = 0; at < size; at += 1) sum += 2 * Math.log(lower[at * size + at] as number);
  return sum;
}
