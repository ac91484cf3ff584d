// A trained model: scores tables and single rows, says which column gave how much, becomes bytes and returns from them.
import type { Model, Table } from "../table.ts";
import type { ColumnBins } from "./column-bins.ts";
import { type Cell, Scorer } from "./scorer.ts";
import { Attributor } from "./shapley.ts";
import type { Trees } from "./tree.ts";

/** What a model is made of, and what its file holds. */
export interface BoostedParts {
  readonly kind: "binary" | "classes" | "squared" | "quantile";
  /** Names of the classes; empty for numbers. */
  readonly classes: readonly string[];
  /** Raw scores before the first tree, one an output. */
  readonly base: Float64Array;
  readonly bins: readonly ColumnBins[];
  readonly trees: Trees;
}

export interface RowAttributions {
  /** Raw scores, one an output. */
  readonly raw: Float64Array;
  /** `outputs` numbers that the shares are added to. */
  readonly base: Float64Array;
  /** `outputs × columns`, output after output; with `base` they sum to `raw`. */
  readonly shares: Float64Array;
}

export class BoostedModel implements Model {
  readonly columns: readonly string[];
  readonly outputs: number;
  readonly parts: BoostedParts;
  /** For this folder: walks binned rows. */
  readonly scorer: Scorer;
  readonly #bins: Uint16Array;
  #attributor: Attributor | null = null;

  constructor(parts: BoostedParts) {
    this.parts = parts;
    this.columns = parts.bins.map(({ name }) => name);
    this.outputs = parts.base.length;
    this.scorer = new Scorer(parts.trees, parts.bins, parts.base);
    this.#bins = new Uint16Array(parts.bins.length);
  }

  /** Names of the columns that at least one split reads. */
  get used(): readonly string[] {
    return Array.from(this.scorer.used, (column) => this.columns[column] as string);
  }

  get trees(): number {
    return this.parts.trees.starts.length - 1;
  }

  /** Raw scores, `rows × outputs`. Only the columns that splits read must be there, under their names. */
  raw(table: Table): Float64Array {
    const scores = new Float64Array(table.rows * this.outputs);
    this.rawInto(table, scores, [0, table.rows]);
    return scores;
  }

  /** Writes the raw scores of the rows of `span` to their places in `scores`. */
  rawInto(table: Table, scores: Float64Array, span: readonly [number, number]): void {
    this.scorer.eachBlock(table, span, (binned, rows, first) => {
      const part = scores.subarray(first * this.outputs, (first + rows) * this.outputs);
      this.scorer.addBinned(binned, rows, part);
    });
  }

  /** Raw scores of one row, its cells in the order of `columns`. */
  rawRow(cells: readonly Cell[]): Float64Array {
    const scores = new Float64Array(this.outputs);
    this.scorer.addBinned(this.scorer.binRow(cells), 1, scores);
    return scores;
  }

  /** Raw scores of one row and every column's share of them (exact Shapley values). */
  attributionsRow(cells: readonly Cell[]): RowAttributions {
    const binned = this.scorer.binRow(cells);
    const raw = new Float64Array(this.outputs);
    this.scorer.addBinned(binned, 1, raw);
    const shares = new Float64Array(this.outputs * this.columns.length);
    this.#addShares(binned, 0, shares);
    return { raw, base: this.expected(), shares };
  }

  /** Every column's share for every row: `rows × outputs × columns`. */
  attributions(table: Table): Float64Array {
    const width = this.outputs * this.columns.length;
    const shares = new Float64Array(table.rows * width);
    this.scorer.eachBlock(table, [0, table.rows], (binned, rows, first) => {
      for (let row = 0; row < rows; row += 1) {
        const from = (first + row) * width;
        this.#addShares(binned, row, shares.subarray(from, from + width));
      }
    });
    return shares;
  }

  /** What shares are added to: the mean raw score over the training rows' paths, one an output. */
  expected(): Float64Array {
    const { expected } = this.#shapley();
    return this.parts.base.map((base, output) => base + (expected[output] as number));
  }

  #addShares(binned: Uint16Array, row: number, shares: Float64Array): void {
    const { used } = this.scorer;
    for (let place = 0; place < used.length; place += 1)
      this.#bins[used[place] as number] = binned[row * used.length + place] as number;
    this.#shapley().add(this.#bins, shares);
  }

  #shapley(): Attributor {
    this.#attributor ??= new Attributor(this.parts.trees, this.outputs, this.columns.length);
    return this.#attributor;
  }
}
