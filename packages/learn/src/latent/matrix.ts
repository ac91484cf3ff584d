// Arithmetic on the two shapes that latent semantic analysis needs: a sparse matrix by rows (documents × terms) and
// dense matrices in rows of one width. Sums run in a fixed order, so that the same input gives the same bytes.
import type { Random } from "../random.ts";

/** Compressed rows: the entries of row r are `starts[r] … starts[r + 1]` of `columns` and `values`. */
export interface SparseRows {
  readonly rows: number;
  readonly width: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Row-major, `width` numbers a row. */
export interface Dense {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
}

export const dense = (rows: number, width: number): Dense => ({
  rows,
  width,
  values: new Float64Array(rows * width),
});

/** into[at …] += factor · from[start …], `width` numbers long. */
function addScaled(
  [into, at]: readonly [Float64Array, number],
  [from, start]: readonly [Float64Array, number],
  factor: number,
  width: number,
): void {
  for (let k = 0; k < width; k += 1) {
    (into[at + k] as number) += factor * (from[start + k] as number);
  }
}

/** A · X. */
export function times(a: SparseRows, x: Dense): Dense {
  const { width } = x;
  const product = dense(a.rows, width);
  for (let row = 0; row < a.rows; row += 1) {
    const end = a.starts[row + 1] as number;
    for (let at = a.starts[row] as number; at < end; at += 1) {
      const column = a.columns[at] as number;
      const value = a.values[at] as number;
      addScaled([product.values, row * width], [x.values, column * width], value, width);
    }
  }
  return product;
}

/** Aᵀ · X. */
export function transposedTimes(a: SparseRows, x: Dense): Dense {
  const { width } = x;
  const product = dense(a.width, width);
  for (let row = 0; row < a.rows; row += 1) {
    const end = a.starts[row + 1] as number;
    for (let at = a.starts[row] as number; at < end; at += 1) {
      const column = a.columns[at] as number;
      const value = a.values[at] as number;
      addScaled([product.values, column * width], [x.values, row * width], value, width);
    }
  }
  return product;
}

/** Xᵀ · X, symmetric. */
export function gram({ rows, width, values }: Dense): Dense {
  const product = dense(width, width);
  for (let row = 0; row < rows; row += 1) {
    const start = row * width;
    for (let i = 0; i < width; i += 1) {
      const factor = values[start + i] as number;
      if (factor !== 0) addScaled([product.values, i * width], [values, start], factor, width);
    }
  }
  return product;
}

/** X · M, where M is square or narrower. */
export function timesDense(x: Dense, m: Dense): Dense {
  const product = dense(x.rows, m.width);
  for (let row = 0; row < x.rows; row += 1) {
    for (let k = 0; k < x.width; k += 1) {
      const factor = x.values[row * x.width + k] as number;
      addScaled([product.values, row * m.width], [m.values, k * m.width], factor, m.width);
    }
  }
  return product;
}

/** Numbers from the standard normal distribution by Box and Muller (1958). */
export function gaussian(rows: number, width: number, random: Random): Dense {
  const matrix = dense(rows, width);
  for (let at = 0; at < matrix.values.length; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    const angle = 2 * Math.PI * random.unit();
    matrix.values[at] = radius * Math.cos(angle);
    if (at + 1 < matrix.values.length) matrix.values[at + 1] = radius * Math.sin(angle);
  }
  return matrix;
}
