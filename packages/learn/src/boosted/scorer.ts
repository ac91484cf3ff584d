// Scores rows: bins only the columns that some split reads, then walks the trees. A step is three numbers compared
// without a branch, and a leaf leads to itself, so every row takes as many steps as its tree is deep and the processor
// never guesses.
import { LearnFault } from "../fault.ts";
import type { Column, Table } from "../table.ts";
import { type ColumnBins, levelBinner, numberBinner } from "./column-bins.ts";
import { boundColumns } from "./packed.ts";
import type { Trees } from "./tree.ts";

/** A cell of one row: a number, the name of a level, or null where it is missing. */
export type Cell = number | string | null;

const blockRows = 256;
const stepLength = 4;
/** Says that a step asks a set. */
const setShift = 2;

interface Compiled {
  /**
   * By node: place of the column, limit, shift of the bin (1: missing goes right), left child. Of sets of levels the
   * place of the set stands for the limit.
   */
  readonly steps: Int32Array;
  /** By tree. */
  readonly depths: Int32Array;
  /** By tree: 1 when one of its splits separates sets of levels. */
  readonly mixed: Uint8Array;
}

/** Columns that splits read, rising. */
export function usedColumns(trees: Trees): Int32Array {
  const used = new Set<number>();
  for (const column of trees.columns) if (column >= 0) used.add(column);
  return Int32Array.from(used).sort();
}

function depthOf(trees: Trees, first: number, end: number): number {
  const depths = new Int32Array(end - first);
  let deepest = 0;
  for (let node = first; node < end; node += 1) {
    if ((trees.columns[node] as number) < 0) continue;
    const depth = (depths[node - first] as number) + 1;
    deepest = Math.max(deepest, depth);
    depths[(trees.lefts[node] as number) - first] = depth;
    depths[(trees.rights[node] as number) - first] = depth;
  }
  return deepest;
}

function stepOf(trees: Trees, node: number, places: Int32Array): number[] {
  const column = trees.columns[node] as number;
  if (column < 0) return [0, 0xffff, 0, node];
  const place = places[column] as number;
  const left = trees.lefts[node] as number;
  const set = trees.setPlaces[node] as number;
  if (set >= 0) return [place, set, setShift, left];
  const right = trees.missingLeft[node] === 1 ? 0 : 1;
  return [place, (trees.thresholds[node] as number) - right, right, left];
}

function compile(trees: Trees, places: Int32Array): Compiled {
  const nodes = trees.columns.length;
  const count = trees.starts.length - 1;
  const steps = new Int32Array(nodes * stepLength);
  for (let node = 0; node < nodes; node += 1)
    steps.set(stepOf(trees, node, places), node * stepLength);
  const depths = new Int32Array(count);
  const mixed = new Uint8Array(count);
  for (let tree = 0; tree < count; tree += 1) {
    const [first, end] = [trees.starts[tree] as number, trees.starts[tree + 1] as number];
    depths[tree] = depthOf(trees, first, end);
    mixed[tree] = trees.setPlaces.subarray(first, end).some((place) => place >= 0) ? 1 : 0;
  }
  return { steps, depths, mixed };
}

type Binner = (cell: Cell) => number;

function cellBinner(bins: ColumnBins): Binner {
  if (bins.kind === "number") {
    const binOf = numberBinner(bins.cuts);
    return (cell) => {
      if (typeof cell === "string")
        throw new LearnFault(
          "bad_table",
          `The column "${bins.name}" needs a number, not the text "${cell}".`,
        );
      return cell === null ? 0 : binOf(cell);
    };
  }
  const binOf = levelBinner(bins);
  return (cell) => (cell === null ? 0 : binOf(String(cell)));
}

export class Scorer {
  readonly #trees: Trees;
  readonly #bins: readonly ColumnBins[];
  readonly #outputs: number;
  readonly #base: Float64Array;
  readonly #compiled: Compiled;
  readonly #binners: readonly Binner[];
  readonly #row: Uint16Array;
  /** Columns that splits read. */
  readonly used: Int32Array;

  constructor(trees: Trees, bins: readonly ColumnBins[], base: Float64Array) {
    this.#trees = trees;
    this.#bins = bins;
    this.#base = base;
    this.#outputs = base.length;
    this.used = usedColumns(trees);
    const places = new Int32Array(bins.length);
    for (const [place, column] of this.used.entries()) places[column] = place;
    this.#compiled = compile(trees, places);
    this.#binners = Array.from(this.used, (column) => cellBinner(bins[column] as ColumnBins));
    this.#row = new Uint16Array(Math.max(1, this.used.length));
  }

  /** Bins of a row's used columns, by place; the array is written over by the next call. */
  binRow(cells: readonly Cell[]): Uint16Array {
    if (cells.length !== this.#bins.length)
      throw new LearnFault(
        "bad_table",
        `A row needs ${this.#bins.length} cells, one a column of the model, not ${cells.length}.`,
      );
    for (let place = 0; place < this.#binners.length; place += 1) {
      const cell = cells[this.used[place] as number];
      this.#row[place] = (this.#binners[place] as Binner)(cell ?? null);
    }
    return this.#row;
  }

  /** Raw scores of binned rows: `rows × used` bins, row after row; adds up tree after tree. */
  addBinned(binned: Uint16Array, rows: number, scores: Float64Array): void {
    const { mixed } = this.#compiled;
    const outputs = this.#outputs;
    for (let row = 0; row < rows; row += 1) scores.set(this.#base, row * outputs);
    for (let tree = 0; tree < mixed.length; tree += 1) {
      const output = tree % outputs;
      if (mixed[tree] === 1) this.#walkMixed(tree, binned, rows, scores, output);
      else this.#walkNumbers(tree, binned, rows, scores, output);
    }
  }

  #walkNumbers(
    tree: number,
    binned: Uint16Array,
    rows: number,
    scores: Float64Array,
    output: number,
  ): void {
    const { steps, depths } = this.#compiled;
    const { values } = this.#trees;
    const width = Math.max(1, this.used.length);
    const depth = depths[tree] as number;
    const root = this.#trees.starts[tree] as number;
    const outputs = this.#outputs;
    const even = rows - (rows % 2);
    for (let row = 0; row < even; row += 2) {
      const [one, two] = [row * width, (row + 1) * width];
      let first = root;
      let second = root;
      // Two rows at a time: one's loads hide the other's.
      for (let level = 0; level < depth; level += 1) {
        const at = first << 2;
        const to = second << 2;
        const here = binned[one + (steps[at] as number)] as number;
        const there = binned[two + (steps[to] as number)] as number;
        const shifted = (here - (steps[at + 2] as number)) & 0xffff;
        const moved = (there - (steps[to + 2] as number)) & 0xffff;
        first = (steps[at + 3] as number) + (((steps[at + 1] as number) - shifted) >>> 31);
        second = (steps[to + 3] as number) + (((steps[to + 1] as number) - moved) >>> 31);
      }
      const place = row * outputs + output;
      scores[place] = (scores[place] as number) + (values[first] as number);
      scores[place + outputs] = (scores[place + outputs] as number) + (values[second] as number);
    }
    if (even < rows) this.#walkRow(tree, binned, even, scores, output);
  }

  #walkMixed(
    tree: number,
    binned: Uint16Array,
    rows: number,
    scores: Float64Array,
    output: number,
  ): void {
    for (let row = 0; row < rows; row += 1) this.#walkRow(tree, binned, row, scores, output);
  }

  #walkRow(
    tree: number,
    binned: Uint16Array,
    row: number,
    scores: Float64Array,
    output: number,
  ): void {
    const { steps, depths } = this.#compiled;
    const { sets } = this.#trees;
    const from = row * Math.max(1, this.used.length);
    const depth = depths[tree] as number;
    let node = this.#trees.starts[tree] as number;
    for (let level = 0; level < depth; level += 1) {
      const at = node << 2;
      const bin = binned[from + (steps[at] as number)] as number;
      const limit = steps[at + 1] as number;
      const shift = steps[at + 2] as number;
      const right =
        shift === setShift
          ? (((sets[limit + (bin >>> 5)] as number) >>> (bin & 31)) & 1) ^ 1
          : (limit - ((bin - shift) & 0xffff)) >>> 31;
      node = (steps[at + 3] as number) + right;
    }
    const place = row * this.#outputs + output;
    scores[place] = (scores[place] as number) + (this.#trees.values[node] as number);
  }

  /** Calls `work` with blocks of binned rows of the table's rows `span`. */
  eachBlock(
    table: Table,
    span: readonly [number, number],
    work: (binned: Uint16Array, rows: number, first: number) => void,
  ): void {
    const wanted = Array.from(this.used, (column) => this.#bins[column] as ColumnBins);
    const columns = boundColumns(table, wanted);
    const fills = columns.map((column, place) => fillOf(column, wanted[place] as ColumnBins));
    const width = Math.max(1, columns.length);
    const binned = new Uint16Array(width * blockRows);
    for (let first = span[0]; first < span[1]; first += blockRows) {
      const rows = Math.min(blockRows, span[1] - first);
      for (const [place, fill] of fills.entries()) fill(binned, place, width, [first, rows]);
      work(binned, rows, first);
    }
  }
}

type Fill = (
  binned: Uint16Array,
  place: number,
  width: number,
  span: readonly [number, number],
) => void;

function fillOf(column: Column, bins: ColumnBins): Fill {
  if (column.kind === "number" && bins.kind === "number") {
    const { values } = column;
    const binOf = numberBinner(bins.cuts);
    return (binned, place, width, [first, rows]) => {
      for (let row = 0; row < rows; row += 1)
        binned[row * width + place] = binOf(values[first + row] as number);
    };
  }
  const { codes, levels } = column as Extract<Column, { kind: "category" }>;
  const binOf = levelBinner(bins as Extract<ColumnBins, { kind: "category" }>);
  const byCode = Uint16Array.from([0, ...levels.map(binOf)]);
  return (binned, place, width, [first, rows]) => {
    for (let row = 0; row < rows; row += 1) {
      const code = codes[first + row] as number;
      binned[row * width + place] = byCode[code + 1] ?? 0;
    }
  };
}
