// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then QL steps with
// implicit shifts (Martin, Reinsch and Wilkinson 1968; Bowdler, Martin, Reinsch and Wilkinson 1968).
import { type Dense, dense } from "./matrix.ts";

export interface Eigen {
  /** Largest first. */
  readonly values: Float64Array;
  /** Column k belongs to value k. */
  readonly vectors: Dense;
}

const maxSteps = 60;

interface Work {
  n: number;
  z: Float64Array;
  d: Float64Array;
  e: Float64Array;
}

const at = (values: Float64Array, index: number): number => values[index] as number;

/** Reflects row i away; answers the scaled square of its length. */
function reflect({ n, z, e }: Work, i: number, scale: number): number {
  const last = i - 1;
  let h = 0;
  for (let k = 0; k <= last; k += 1) {
    const value = at(z, i * n + k) / scale;
    z[i * n + k] = value;
    h += value * value;
  }
  const f = at(z, i * n + last);
  const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * g;
  h -= f * g;
  z[i * n + last] = f - g;
  let dot = 0;
  for (let j = 0; j <= last; j += 1) {
    z[j * n + i] = at(z, i * n + j) / h;
    let sum = 0;
    for (let k = 0; k <= j; k += 1) sum += at(z, j * n + k) * at(z, i * n + k);
    for (let k = j + 1; k <= last; k += 1) sum += at(z, k * n + j) * at(z, i * n + k);
    e[j] = sum / h;
    dot += at(e, j) * at(z, i * n + j);
  }
  const half = dot / (h + h);
  for (let j = 0; j <= last; j += 1) {
    const factor = at(z, i * n + j);
    const shifted = at(e, j) - half * factor;
    e[j] = shifted;
    for (let k = 0; k <= j; k += 1) {
      (z[j * n + k] as number) -= factor * at(e, k) + shifted * at(z, i * n + k);
    }
  }
  return h;
}

function toThreeDiagonals(work: Work): void {
  const { n, z, d, e } = work;
  for (let i = n - 1; i > 0; i -= 1) {
    let scale = 0;
    for (let k = 0; k < i; k += 1) scale += Math.abs(at(z, i * n + k));
    const isDone = i === 1 || scale === 0;
    if (isDone) e[i] = at(z, i * n + i - 1);
    d[i] = isDone ? 0 : reflect(work, i, scale);
  }
  d[0] = 0;
  e[0] = 0;
  for (let i = 0; i < n; i += 1) gatherVectors(work, i);
}

function gatherVectors({ n, z, d }: Work, i: number): void {
  if (at(d, i) !== 0) {
    for (let j = 0; j < i; j += 1) {
      let sum = 0;
      for (let k = 0; k < i; k += 1) sum += at(z, i * n + k) * at(z, k * n + j);
      for (let k = 0; k < i; k += 1) (z[k * n + j] as number) -= sum * at(z, k * n + i);
    }
  }
  d[i] = at(z, i * n + i);
  z[i * n + i] = 1;
  for (let j = 0; j < i; j += 1) {
    z[j * n + i] = 0;
    z[i * n + j] = 0;
  }
}

/** The first off-diagonal number from `from` on that is as good as nothing. */
function smallFrom({ n, d, e }: Work, from: number): number {
  let m = from;
  while (m < n - 1) {
    const size = Math.abs(at(d, m)) + Math.abs(at(d, m + 1));
    if (Math.abs(at(e, m)) <= Number.EPSILON * size) break;
    m += 1;
  }
  return m;
}

function rotateColumns({ n, z }: Work, i: number, sine: number, cosine: number): void {
  for (let k = 0; k < n; k += 1) {
    const first = at(z, k * n + i);
    const second = at(z, k * n + i + 1);
    z[k * n + i + 1] = sine * first + cosine * second;
    z[k * n + i] = cosine * first - sine * second;
  }
}

function shiftedStep(work: Work, l: number, m: number): void {
  const { d, e } = work;
  const difference = (at(d, l + 1) - at(d, l)) / (2 * at(e, l));
  const length = Math.hypot(difference, 1);
  const signed = difference >= 0 ? length : -length;
  let g = at(d, m) - at(d, l) + at(e, l) / (difference + signed);
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = m - 1; i >= l; i -= 1) {
    const f = sine * at(e, i);
    const b = cosine * at(e, i);
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      (d[i + 1] as number) -= moved;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = at(d, i + 1) - moved;
    const turned = (at(d, i) - g) * sine + 2 * cosine * b;
    moved = sine * turned;
    d[i + 1] = g + moved;
    g = cosine * turned - b;
    rotateColumns(work, i, sine, cosine);
  }
  (d[l] as number) -= moved;
  e[l] = g;
  e[m] = 0;
}

export function symmetricEigen(matrix: Dense): Eigen {
  const n = matrix.width;
  const z = Float64Array.from(matrix.values);
  const work: Work = { n, z, d: new Float64Array(n), e: new Float64Array(n) };
  if (n > 0) toThreeDiagonals(work);
  work.e.copyWithin(0, 1);
  if (n > 0) work.e[n - 1] = 0;
  for (let l = 0; l < n; l += 1) {
    for (let step = 0; step < maxSteps; step += 1) {
      const m = smallFrom(work, l);
      if (m === l) break;
      shiftedStep(work, l, m);
    }
  }
  const order = Array.from({ length: n }, (_, index) => index);
  order.sort((a, b) => at(work.d, b) - at(work.d, a) || a - b);
  const vectors = dense(n, n);
  for (const [rank, index] of order.entries()) {
    for (let k = 0; k < n; k += 1) vectors.values[k * n + rank] = at(z, k * n + index);
  }
  return { values: Float64Array.from(order, (index) => at(work.d, index)), vectors };
}
