// Exact Shapley values of trees, path-dependent: the values that TreeSHAP gives (Lundberg et al. 2018, Algorithm 2),
// computed by integration. A leaf's weight for a set of known columns is a product over the columns on its path: 1 or 0
// where known (does the row go there?), the share of training rows where not. Averaged over all orders, that product
// is ∫₀¹ Π (o·t + z·(1 − t)) dt, a polynomial of degree below the number of columns on the path, which Gauss–Legendre
// quadrature integrates exactly. Sums over leaves are taken once a tree, as in Linear TreeSHAP (Yu et al. 2022).
// The walk over a tree is shapley-walk.ts; here is what it reads.
import { notePaths, type Paths, pathRoom } from "./shapley-paths.ts";
import {
  passPoints,
  passRecord,
  placeRecord,
  stepRecord,
  type Walk,
  walkOver,
} from "./shapley-walk.ts";
import type { Trees } from "./tree.ts";

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

/** Quadrature for paths of up to `widest` columns, pass after pass: points t, weights, −weight / (1 − t). */
function passesFor(widest: number): Float64Array {
  const { nodes, weights } = gaussLegendre(Math.max(1, Math.ceil(widest / 2)));
  const passes = Math.ceil(nodes.length / passPoints);
  const table = new Float64Array((passes * passRecord.bytes) / 8);
  for (let point = 0; point < passes * passPoints; point += 1) {
    const at = (Math.trunc(point / passPoints) * passRecord.bytes) / 8 + (point % passPoints);
    // A pass that is not full is filled with points that weigh nothing.
    const t = nodes[point] ?? 0.5;
    const weight = weights[point] ?? 0;
    table[at + passRecord.points / 8] = t;
    table[at + passRecord.weights / 8] = weight;
    table[at + passRecord.lost / 8] = -weight / (1 - t);
  }
  return table;
}

/** Where each part of the memory begins, in bytes; each at a multiple of 16. */
class Layout {
  #end = 0;

  take(bytes: number): number {
    const start = this.#end;
    this.#end += (bytes + 15) & ~15;
    return start;
  }

  get pages(): number {
    return Math.ceil(this.#end / 65_536);
  }
}

/** Passes of each width, one after the other. */
interface Passes {
  readonly table: Float64Array;
  /** By width: where its passes begin and end, in bytes. */
  readonly spans: readonly (readonly [number, number])[];
}

function allPasses(widest: number): Passes {
  const tables = Array.from({ length: widest + 1 }, (_, width) => passesFor(width));
  let end = 0;
  const spans = tables.map(({ byteLength }) => {
    end += byteLength;
    return [end - byteLength, end] as const;
  });
  return { table: Float64Array.from(tables.flatMap((table) => [...table])), spans };
}

const largest = (counts: Int32Array): number =>
  counts.reduce((most, one) => Math.max(most, one), 0);

/** Attributions of all trees of a model. Scratch memory is kept, so one instance serves one caller at a time. */
export class Attributor {
  readonly #trees: Trees;
  readonly #paths: Paths;
  readonly #passes: Passes;
  readonly #memory: WebAssembly.Memory;
  readonly #walk: Walk;
  /** Addresses of the steps, the places of a tree's nodes, the passes and the sets of levels. */
  readonly #steps: number;
  readonly #places: number;
  readonly #passesAt: number;
  readonly #sets: number;
  /** Bins by column, and shares by output and column: what a walk reads and what it adds to. */
  readonly #bins: Uint16Array;
  readonly #shares: Float64Array;
  readonly #width: number;
  /** By output: mean of the trees' answers over the training rows' paths. */
  readonly expected: Float64Array;

  /** @param width columns */
  constructor(trees: Trees, outputs: number, width: number) {
    const count = trees.starts.length - 1;
    this.#trees = trees;
    this.#width = width;
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
    this.#passes = allPasses(largest(this.#paths.widest));
    const layout = new Layout();
    this.#steps = layout.take(this.#paths.inner.length * stepRecord.bytes);
    this.#places = layout.take((room + 1) * placeRecord.bytes);
    this.#passesAt = layout.take(this.#passes.table.byteLength);
    this.#sets = layout.take(trees.sets.byteLength);
    const bins = layout.take(2 * width);
    const shares = layout.take(8 * outputs * width);
    this.#memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages });
    const { buffer } = this.#memory;
    this.#bins = new Uint16Array(buffer, bins, width);
    this.#shares = new Float64Array(buffer, shares, outputs * width);
    new Float64Array(buffer, this.#passesAt, this.#passes.table.length).set(this.#passes.table);
    new Uint32Array(buffer, this.#sets, trees.sets.length).set(trees.sets);
    this.#writeNone();
    for (let tree = 0; tree < count; tree += 1) this.#writeSteps(tree);
    this.#walk = walkOver(this.#memory);
  }

  /** Adds every column's share to `shares`, `outputs × width`. @param bins by column. */
  add(bins: Uint16Array, shares: Float64Array): void {
    const outputs = this.expected.length;
    const { widest, innerStarts } = this.#paths;
    this.#bins.set(bins);
    this.#shares.fill(0);
    for (let tree = 0; tree < widest.length; tree += 1) {
      if (widest[tree] === 0) continue;
      const first = this.#steps + (innerStarts[tree] as number) * stepRecord.bytes;
      const end = this.#steps + (innerStarts[tree + 1] as number) * stepRecord.bytes;
      const into = this.#shares.byteOffset + 8 * (tree % outputs) * this.#width;
      const [pass, last] = this.#passes.spans[widest[tree] as number] as readonly [number, number];
      for (let at = pass; at < last; at += passRecord.bytes)
        this.#walk(first, end, this.#passesAt + at, into);
    }
    for (let at = 0; at < shares.length; at += 1)
      shares[at] = (shares[at] as number) + (this.#shares[at] as number);
  }

  /** Address of a node's place; nodes are counted from 1 within their tree, and 0 stands for "none above". */
  #place(node: number): number {
    return this.#places + node * placeRecord.bytes;
  }

  /** What stands for an edge above where there is none. */
  #writeNone(): void {
    const { buffer } = this.#memory;
    new Float64Array(buffer, this.#place(0) + placeRecord.inverses, passPoints).fill(1);
    new Int32Array(buffer, this.#place(0) + placeRecord.on, 1).fill(1);
  }

  #writeSteps(tree: number): void {
    const trees = this.#trees;
    const { inner, innerStarts, above, shares } = this.#paths;
    const first = trees.starts[tree] as number;
    for (
      let place = innerStarts[tree] as number;
      place < (innerStarts[tree + 1] as number);
      place += 1
    ) {
      const node = inner[place] as number;
      const left = trees.lefts[node] as number;
      const over = above[left] as number;
      const known = over === 0 ? 1 : (shares[first + over - 1] as number);
      const both = [shares[left] as number, shares[left + 1] as number];
      const scales = [left, left + 1].map((child) =>
        (trees.columns[child] as number) < 0 ? (trees.values[child] as number) : 1,
      );
      const start = this.#steps + place * stepRecord.bytes;
      new Int32Array(this.#memory.buffer, start, stepRecord.shares / 4).set(
        this.#decision(node, first, over),
      );
      new Float64Array(this.#memory.buffer, start + stepRecord.shares, 6).set([
        ...both,
        ...both.map((share) => share / known),
        ...scales,
      ]);
    }
  }

  /** The first numbers of a step, in the order of `stepRecord`. */
  #decision(node: number, first: number, over: number): number[] {
    const trees = this.#trees;
    const column = trees.columns[node] as number;
    const set = trees.setPlaces[node] as number;
    const missing = trees.missingLeft[node] as number;
    return [
      this.#bins.byteOffset + 2 * column,
      set < 0 ? -1 : this.#sets + 4 * set,
      missing - 1,
      (trees.thresholds[node] as number) - 1 + missing,
      this.#place(node - first + 1),
      this.#place((trees.lefts[node] as number) - first + 1),
      this.#place(over),
      8 * column,
    ];
  }
}
