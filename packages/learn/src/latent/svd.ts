// The right singular vectors of a large sparse matrix, by random projection with subspace iteration (Halko, Martinsson
// and Tropp 2011, algorithms 4.4 and 5.1): a random subspace is pulled towards the strongest directions by multiplying
// with AAᵀ, made orthonormal in between, and the small problem inside it is solved exactly.
import { createRandom } from "../random.ts";
import { symmetricEigen } from "./eigen.ts";
import {
  type Dense,
  dense,
  gaussian,
  gram,
  type SparseRows,
  times,
  timesDense,
  transposedTimes,
} from "./matrix.ts";

export interface SvdSettings {
  readonly dims: number;
  readonly seed: number;
  /** Multiplications with AAᵀ: each makes the strong directions stand out more. */
  readonly rounds?: number;
  /** Extra directions that are computed and thrown away. */
  readonly oversampling?: number;
}

/** The upper triangle R with RᵀR = G; a direction of no length gets a row of zeros. */
function cholesky({ width, values }: Dense): Dense {
  const upper = dense(width, width);
  const r = upper.values;
  for (let i = 0; i < width; i += 1) {
    let pivot = values[i * width + i] as number;
    const least = pivot * 1e-12;
    for (let k = 0; k < i; k += 1) pivot -= (r[k * width + i] as number) ** 2;
    if (!(pivot > least)) continue;
    const root = Math.sqrt(pivot);
    r[i * width + i] = root;
    for (let j = i + 1; j < width; j += 1) {
      let sum = values[i * width + j] as number;
      for (let k = 0; k < i; k += 1) {
        sum -= (r[k * width + i] as number) * (r[k * width + j] as number);
      }
      r[i * width + j] = sum / root;
    }
  }
  return upper;
}

/** X · R⁻¹, row by row, in place; a direction of no length becomes zero. */
function divideBy(x: Dense, { values: r }: Dense): void {
  const { rows, width, values } = x;
  for (let row = 0; row < rows; row += 1) {
    const start = row * width;
    for (let j = 0; j < width; j += 1) {
      const pivot = r[j * width + j] as number;
      const value = pivot === 0 ? 0 : (values[start + j] as number) / pivot;
      values[start + j] = value;
      if (value === 0) continue;
      for (let k = j + 1; k < width; k += 1) {
        (values[start + k] as number) -= value * (r[j * width + k] as number);
      }
    }
  }
}

/** Orthonormal columns of the same span: Cholesky's QR, twice (Yamamoto, Nakatsukasa, Yanagisawa, Fukaya 2015). */
function orthonormal(x: Dense): Dense {
  divideBy(x, cholesky(gram(x)));
  divideBy(x, cholesky(gram(x)));
  return x;
}

export interface RightSingular {
  /** `width` of the matrix × dims; column k is the k-th right singular vector. */
  readonly basis: Dense;
  readonly singular: Float64Array;
}

export function rightSingularVectors(a: SparseRows, settings: SvdSettings): RightSingular {
  const { dims, seed, rounds = 3, oversampling = 16 } = settings;
  const kept = Math.min(dims, a.rows, a.width);
  const width = Math.min(kept + oversampling, a.rows, a.width);
  let space = orthonormal(times(a, gaussian(a.width, width, createRandom(seed))));
  for (let round = 0; round < rounds; round += 1) {
    space = orthonormal(times(a, transposedTimes(a, space)));
  }
  const seen = transposedTimes(a, space);
  const { values, vectors } = symmetricEigen(gram(seen));
  const singular = values.slice(0, kept).map((value) => Math.sqrt(Math.max(0, value)));
  return { basis: timesDense(seen, scaledColumns(vectors, singular)), singular };
}

/** The first columns, each divided by its singular value; one of no weight becomes zero. */
function scaledColumns(m: Dense, singular: Float64Array): Dense {
  const width = singular.length;
  const least = (singular[0] ?? 0) * 1e-7;
  const kept = dense(m.rows, width);
  for (let row = 0; row < m.rows; row += 1) {
    for (let k = 0; k < width; k += 1) {
      const size = singular[k] as number;
      if (size > least)
        kept.values[row * width + k] = (m.values[row * m.width + k] as number) / size;
    }
  }
  return kept;
}
