// Exact Shapley values of trees, path-dependent: the values that TreeSHAP gives (Lundberg et al. 2018, Algorithm 2),
// computed by integration. A leaf's weight for a set of known columns is a product over the columns on its path: 1 or 0
// where known (does the row go there?), the share of training rows where not. Averaged over all orders, that product
// is ∫₀¹ Π (o·t + z·(1 − t)) dt, a polynomial of degree below the number of columns on the path, which Gauss–Legendre
// quadrature integrates exactly. Sums over leaves are taken once a tree, as in Linear TreeSHAP (Yu et al. 2022).
import { notePaths, type Paths, pathRoom } from "./shapley-paths.ts";
import { goesLeft, type Trees } from "./tree.ts";

/** Nodes and weights on 0 … 1 that integrate polynomials of degree 2·count − 1 exactly. */
export function gaussLegendre(count: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    let x = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let turn = 0; turn < 100; turn += 1) {
      let [before, value] = [1, x];
      for (let degree = 2; degree <= count; degree += 1)
        [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
      slope = (count * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes[at] = (1 - x) / 2;
    weights[at] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** Points of one pass; a path of up to twice as many columns needs no second pass. */
const passPoints = 3;
const passLength = 3 * passPoints;

/** Quadrature for paths of up to `widest` columns, pass after pass: 3 × t, 3 × weight, 3 × −weight / (1 − t). */
function passesFor(widest: number): Float64Array {
  const { nodes, weights } = gaussLegendre(Math.max(1, Math.ceil(widest / 2)));
  const passes = Math.ceil(nodes.length / passPoints);
  const table = new Float64Array(passes * passLength);
  for (let point = 0; point < passes * passPoints; point += 1) {
    const at = Math.trunc(point / passPoints) * passLength + (point % passPoints);
    // A pass that is not full is filled with points that weigh nothing.
    const t = nodes[point] ?? 0.5;
    const weight = weights[point] ?? 0;
    table[at] = t;
    table[at + passPoints] = weight;
    table[at + 2 * passPoints] = -weight / (1 - t);
  }
  return table;
}

/** Entries of a step; see `stepsOf`. */
const stepLength = 8;

/**
 * What a walk asks of each inner node, side by side: column, node where it asks a set (else −1), what is added to a bin so
 * that a missing one falls on its side, limit, place of the node, of its left child and of the edge above on the same
 * column (their points in the sums), left child.
 */
function stepsOf(trees: Trees, { inner, innerStarts, above }: Paths): Int32Array {
  const steps = new Int32Array(inner.length * stepLength);
  for (let tree = 0; tree + 1 < trees.starts.length; tree += 1) {
    const first = trees.starts[tree] as number;
    const end = innerStarts[tree + 1] as number;
    for (let place = innerStarts[tree] as number; place < end; place += 1) {
      const node = inner[place] as number;
      const left = trees.lefts[node] as number;
      const missing = trees.missingLeft[node] as number;
      const step = [
        trees.columns[node] as number,
        (trees.setPlaces[node] as number) >= 0 ? node : -1,
        missing - 1,
        (trees.thresholds[node] as number) - 1 + missing,
        passPoints * (node - first + 1),
        passPoints * (left - first + 1),
        passPoints * (above[left] as number),
        left,
      ];
      steps.set(step, place * stepLength);
    }
  }
  return steps;
}

/** By inner node: shares of training rows that follow to the left and the right child, and both less the edges above. */
function sharesOf(trees: Trees, { inner, innerStarts, above, shares }: Paths): Float64Array {
  const found = new Float64Array((inner.length * stepLength) / 2);
  for (let tree = 0; tree + 1 < trees.starts.length; tree += 1) {
    const first = trees.starts[tree] as number;
    const end = innerStarts[tree + 1] as number;
    for (let place = innerStarts[tree] as number; place < end; place += 1) {
      const left = trees.lefts[inner[place] as number] as number;
      const over = above[left] as number;
      const known = over === 0 ? 1 : (shares[first + over - 1] as number);
      const both = [shares[left] as number, shares[left + 1] as number];
      found.set([...both, ...both.map((share) => share / known)], (place * stepLength) / 2);
    }
  }
  return found;
}

/** Attributions of all trees of a model. Scratch memory is kept, so one instance serves one caller at a time. */
export class Attributor {
  readonly #trees: Trees;
  readonly #paths: Paths;
  readonly #steps: Int32Array;
  readonly #shares: Float64Array;
  /** By node: a leaf's value, else 1. */
  readonly #scales: Float64Array;
  /** By widest path. */
  readonly #passes: readonly Float64Array[];
  /** By node of the tree and point: product of the path's factors, later sum over the leaves below. */
  readonly #sums: Float64Array;
  /** By node and point: 1 / the edge's factor, and (o − z) × weight / factor. */
  readonly #inverses: Float64Array;
  readonly #gains: Float64Array;
  /** By place of a node: 1 when the row follows all edges of its last column. */
  readonly #on: Uint8Array;
  /** By output: mean of the trees' answers over the training rows' paths. */
  readonly expected: Float64Array;

  constructor(trees: Trees, outputs: number) {
    const count = trees.starts.length - 1;
    this.#trees = trees;
    this.#scales = trees.values.map((value, node) =>
      (trees.columns[node] as number) < 0 ? value : 1,
    );
    this.#paths = pathRoom(trees);
    this.expected = new Float64Array(outputs);
    let room = 1;
    for (let tree = 0; tree < count; tree += 1) {
      notePaths(trees, tree, this.#paths);
      const output = tree % outputs;
      this.expected[output] =
        (this.expected[output] as number) + (this.#paths.means[tree] as number);
      room = Math.max(room, (trees.starts[tree + 1] as number) - (trees.starts[tree] as number));
    }
    this.#steps = stepsOf(trees, this.#paths);
    this.#shares = sharesOf(trees, this.#paths);
    const widest = this.#paths.widest.reduce((most, width) => Math.max(most, width), 0);
    this.#passes = Array.from({ length: widest + 1 }, (_, width) => passesFor(width));
    this.#sums = new Float64Array((room + 1) * passPoints);
    this.#inverses = new Float64Array((room + 1) * passPoints).fill(1);
    this.#gains = new Float64Array((room + 1) * passPoints);
    this.#on = new Uint8Array((room + 1) * passPoints).fill(1);
  }

  /** Adds every column's share to `shares`, `outputs × width`. @param bins by column. */
  add(bins: Uint16Array, shares: Float64Array, width: number): void {
    const outputs = this.expected.length;
    const { widest } = this.#paths;
    for (let tree = 0; tree < widest.length; tree += 1) {
      if (widest[tree] === 0) continue;
      const passes = this.#passes[widest[tree] as number] as Float64Array;
      for (let pass = 0; pass < passes.length; pass += passLength) {
        this.#down(tree, bins, passes, pass);
        this.#up(tree, shares, (tree % outputs) * width);
      }
    }
  }

  /** From the root to the leaves. Both children's factors sum to that of the edge above, so one gives the other. */
  #down(tree: number, bins: Uint16Array, passes: Float64Array, pass: number): void {
    const { innerStarts } = this.#paths;
    const shares = this.#shares;
    const end = (innerStarts[tree + 1] as number) * stepLength;
    const steps = this.#steps;
    const on = this.#on;
    const sums = this.#sums;
    const inverses = this.#inverses;
    const gains = this.#gains;
    const t0 = passes[pass] as number;
    const w0 = passes[pass + 3] as number;
    const lost0 = passes[pass + 6] as number;
    const t1 = passes[pass + 1] as number;
    const w1 = passes[pass + 4] as number;
    const lost1 = passes[pass + 7] as number;
    const t2 = passes[pass + 2] as number;
    const w2 = passes[pass + 5] as number;
    const lost2 = passes[pass + 8] as number;
    sums.fill(1, passPoints, 2 * passPoints);
    const begin = (innerStarts[tree] as number) * stepLength;
    for (let step = begin; step < end; step += stepLength) {
      const bin = bins[steps[step] as number] as number;
      const set = steps[step + 1] as number;
      // 1 when the row goes left; without a branch but for sets of levels.
      const shifted = (bin + (steps[step + 2] as number)) & 0xffff;
      const below = 1 - (((steps[step + 3] as number) - shifted) >>> 31);
      const side = set < 0 ? below : Number(goesLeft(this.#trees, set, bin));
      const from = steps[step + 4] as number;
      const left = steps[step + 5] as number;
      const stays = left + passPoints * (1 - side);
      const goes = left + passPoints * side;
      const up = steps[step + 6] as number;
      const at = (step >> 1) + 1 - side;
      const share = shares[at] as number;
      const follows = on[up] as number;
      on[stays] = follows;
      on[goes] = 0;
      if (follows === 0) {
        this.#drift(shares[at + 2] as number, from, stays, goes, up);
        continue;
      }
      const rest = 1 - share;
      const factor0 = share + rest * t0;
      const inverse0 = 1 / factor0;
      const whole0 = sums[from] as number;
      const part0 = whole0 * factor0 * (inverses[up] as number);
      sums[stays] = part0;
      sums[goes] = whole0 - part0;
      inverses[stays] = inverse0;
      gains[stays] = rest * w0 * inverse0;
      gains[goes] = lost0;
      const factor1 = share + rest * t1;
      const inverse1 = 1 / factor1;
      const whole1 = sums[from + 1] as number;
      const part1 = whole1 * factor1 * (inverses[up + 1] as number);
      sums[stays + 1] = part1;
      sums[goes + 1] = whole1 - part1;
      inverses[stays + 1] = inverse1;
      gains[stays + 1] = rest * w1 * inverse1;
      gains[goes + 1] = lost1;
      const factor2 = share + rest * t2;
      const inverse2 = 1 / factor2;
      const whole2 = sums[from + 2] as number;
      const part2 = whole2 * factor2 * (inverses[up + 2] as number);
      sums[stays + 2] = part2;
      sums[goes + 2] = whole2 - part2;
      inverses[stays + 2] = inverse2;
      gains[stays + 2] = rest * w2 * inverse2;
      gains[goes + 2] = lost2;
    }
  }

  /** The row has left the column's path above: both children share what is left in the training rows' ratio. */
  #drift(ratio: number, from: number, stays: number, goes: number, up: number): void {
    const sums = this.#sums;
    const gains = this.#gains;
    for (let point = 0; point < passPoints; point += 1) {
      const whole = sums[from + point] as number;
      const part = whole * ratio;
      sums[stays + point] = part;
      sums[goes + point] = whole - part;
      // As above, so that the edges between add nothing.
      gains[stays + point] = gains[up + point] as number;
      gains[goes + point] = gains[up + point] as number;
    }
  }

  /** From the leaves to the root. */
  #up(tree: number, into: Float64Array, width: number): void {
    const { innerStarts } = this.#paths;
    const steps = this.#steps;
    const sums = this.#sums;
    const gains = this.#gains;
    const scales = this.#scales;
    const begin = (innerStarts[tree] as number) * stepLength;
    let step = (innerStarts[tree + 1] as number) * stepLength;
    while (step > begin) {
      step -= stepLength;
      const column = steps[step] as number;
      const from = steps[step + 4] as number;
      const at = steps[step + 5] as number;
      const up = steps[step + 6] as number;
      const left = steps[step + 7] as number;
      const scale = scales[left] as number;
      const other = scales[left + 1] as number;
      const one0 = (sums[at] as number) * scale;
      const two0 = (sums[at + 3] as number) * other;
      const known0 = gains[up] as number;
      sums[from] = one0 + two0;
      const one1 = (sums[at + 1] as number) * scale;
      const two1 = (sums[at + 4] as number) * other;
      const known1 = gains[up + 1] as number;
      sums[from + 1] = one1 + two1;
      const one2 = (sums[at + 2] as number) * scale;
      const two2 = (sums[at + 5] as number) * other;
      const known2 = gains[up + 2] as number;
      sums[from + 2] = one2 + two2;
      // Leaves below an edge use it instead of the one above on the same column.
      into[width + column] =
        (into[width + column] as number) +
        one0 * ((gains[at] as number) - known0) +
        two0 * ((gains[at + 3] as number) - known0) +
        one1 * ((gains[at + 1] as number) - known1) +
        two1 * ((gains[at + 4] as number) - known1) +
        one2 * ((gains[at + 2] as number) - known2) +
        two2 * ((gains[at + 5] as number) - known2);
    }
  }
}
