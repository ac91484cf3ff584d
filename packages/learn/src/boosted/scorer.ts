// Scores rows: bins only the columns that some split reads, then walks the trees, a block of rows at a time. What the
// walks of score-walk.ts read is laid out here.
import { LearnFault } from "../fault.ts";
import type { Column, Table } from "../table.ts";
import { type ColumnBins, levelBinner, numberBinner } from "./column-bins.ts";
import { boundColumns } from "./packed.ts";
import {
  anyWalkOver,
  numbersWalkOver,
  rowsAtOnce,
  type ScoreWalk,
  setShift,
  stepRecord,
} from "./score-walk.ts";
import type { Trees } from "./tree.ts";

/** A cell of one row: a number, the name of a level, or null where it is missing. */
export type Cell = number | string | null;

const blockRows = 256;

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

function hasSets({ starts, setPlaces }: Trees, tree: number): boolean {
  return setPlaces.subarray(starts[tree], starts[tree + 1]).some((place) => place >= 0);
}

/** What walks read and write, in one memory: the trees' nodes from 0, their values and sets, a block of rows and its scores. */
class Ground {
  readonly any: ScoreWalk;
  readonly numbers: ScoreWalk;
  readonly rows: Uint16Array;
  readonly scores: Float64Array;
  readonly values: Float64Array;

  /** @param places of columns within a row @param width columns of a row */
  constructor(trees: Trees, places: Int32Array, [width, outputs]: readonly [number, number]) {
    const nodes = trees.columns.length;
    const values = stepRecord.bytes * nodes;
    const scores = values + 8 * nodes;
    const sets = scores + 8 * blockRows * outputs;
    const rows = sets + 4 * trees.sets.length;
    const pages = Math.ceil((rows + 2 * blockRows * width) / 65_536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { buffer } = memory;
    this.any = anyWalkOver(memory);
    this.numbers = numbersWalkOver(memory);
    this.rows = new Uint16Array(buffer, rows, blockRows * width);
    this.scores = new Float64Array(buffer, scores, blockRows * outputs);
    this.values = new Float64Array(buffer, values, nodes);
    this.values.set(trees.values);
    new Uint32Array(buffer, sets, trees.sets.length).set(trees.sets);
    const steps = new Int32Array(buffer, 0, (stepRecord.bytes * nodes) / 4);
    for (let node = 0; node < nodes; node += 1)
      steps.set(stepOf(trees, node, places, sets), (stepRecord.bytes / 4) * node);
  }
}

/** The numbers of a node, in the order of `stepRecord`. */
function stepOf(trees: Trees, node: number, places: Int32Array, sets: number): number[] {
  const column = trees.columns[node] as number;
  if (column < 0) return [0, 0xffff, 0, stepRecord.bytes * node];
  const bin = 2 * (places[column] as number);
  const left = stepRecord.bytes * (trees.lefts[node] as number);
  const set = trees.setPlaces[node] as number;
  if (set >= 0) return [bin, sets + 4 * set, setShift, left];
  const missingRight = trees.missingLeft[node] === 1 ? 0 : 1;
  return [bin, (trees.thresholds[node] as number) - missingRight, -missingRight, left];
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
  readonly #binners: readonly Binner[];
  readonly #ground: Ground;
  /** By tree. */
  readonly #depths: Int32Array;
  /** By tree: 1 when one of its splits separates sets of levels. */
  readonly #mixed: Uint8Array;
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
    this.#binners = Array.from(this.used, (column) => cellBinner(bins[column] as ColumnBins));
    this.#ground = new Ground(trees, places, [this.#width, this.#outputs]);
    const count = trees.starts.length - 1;
    this.#depths = Int32Array.from({ length: count }, (_, tree) =>
      depthOf(trees, trees.starts[tree] as number, trees.starts[tree + 1] as number),
    );
    this.#mixed = Uint8Array.from({ length: count }, (_, tree) => (hasSets(trees, tree) ? 1 : 0));
  }

  get #width(): number {
    return Math.max(1, this.used.length);
  }

  /** Bins of a row's used columns, by place; the array is written over by the next call of this scorer. */
  binRow(cells: readonly Cell[]): Uint16Array {
    if (cells.length !== this.#bins.length)
      throw new LearnFault(
        "bad_table",
        `A row needs ${this.#bins.length} cells, one a column of the model, not ${cells.length}.`,
      );
    const { rows } = this.#ground;
    for (let place = 0; place < this.#binners.length; place += 1) {
      const cell = cells[this.used[place] as number];
      rows[place] = (this.#binners[place] as Binner)(cell ?? null);
    }
    return rows.subarray(0, this.#width);
  }

  /**
   * Raw scores of binned rows: `rows × used` bins, row after row; adds up tree after tree.
   * @param rows up to a block's
   */
  addBinned(binned: Uint16Array, rows: number, scores: Float64Array): void {
    const outputs = this.#outputs;
    const { rows: block, scores: sums } = this.#ground;
    block.set(binned);
    for (let row = 0; row < rows; row += 1) sums.set(this.#base, row * outputs);
    for (let tree = 0; tree < this.#depths.length; tree += 1) this.#walk(tree, rows);
    scores.set(rows === blockRows ? sums : sums.subarray(0, rows * outputs));
  }

  #walk(tree: number, rows: number): void {
    const { any, numbers, rows: block, scores, values } = this.#ground;
    const outputs = this.#outputs;
    const root = stepRecord.bytes * (this.#trees.starts[tree] as number);
    const depth = this.#depths[tree] as number;
    const width = 2 * this.#width;
    const [first, from] = [block.byteOffset, scores.byteOffset + 8 * (tree % outputs)];
    const together = this.#mixed[tree] === 1 ? 0 : rows - (rows % rowsAtOnce);
    const [middle, end] = [first + together * width, first + rows * width];
    const into = from + 8 * outputs * together;
    const { byteOffset } = values;
    if (first < middle) numbers(root, depth, first, middle, width, from, 8 * outputs, byteOffset);
    if (middle < end) any(root, depth, middle, end, width, into, 8 * outputs, byteOffset);
  }

  /** Calls `work` with blocks of binned rows of the table's rows `span`; each is written over by the next one, or by `binRow`. */
  eachBlock(
    table: Table,
    span: readonly [number, number],
    work: (binned: Uint16Array, rows: number, first: number) => void,
  ): void {
    const wanted = Array.from(this.used, (column) => this.#bins[column] as ColumnBins);
    const columns = boundColumns(table, wanted);
    const fills = columns.map((column, place) => fillOf(column, wanted[place] as ColumnBins));
    const width = this.#width;
    const binned = this.#ground.rows;
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
