// The binned table: a byte a column, four columns to a 32-bit word, the words of a row side by side. A row of a small
// node then costs one cache line for many columns, and a group of eight columns two loads. Beside it the same bytes column
// after column, for what asks one column of many rows: sixty-four rows to a cache line.
import { LearnFault } from "../fault.ts";
import type { Column, Table } from "../table.ts";
import { type ColumnBins, levelBinner, numberBinner } from "./column-bins.ts";

export const groupWidth = 8;
/** Words of a group. */
export const groupWords = 2;

export interface Packed {
  readonly rows: number;
  readonly groups: number;
  /** `groups × 2` words a row; see `spotOf`. */
  readonly words: Int32Array;
  /** `columns × rows`. */
  readonly bytes: Uint8Array;
}

/** Where each column's sums stand in a histogram: gradient and hessian side by side, bin after bin. */
export interface Layout {
  readonly columns: number;
  readonly groups: number;
  /** By column, plus the end. */
  readonly offsets: Int32Array;
  /** By group, its columns' offsets; where a column is not there, those of a spare end. */
  readonly places: readonly Int32Array[];
}

/** Where a column's bins are: row r's is `(words[base + stride × r] >>> shift) & 255`. */
export function spotOf(
  packed: Packed,
  column: number,
): { base: number; stride: number; shift: number } {
  return {
    base: Math.trunc(column / 4),
    stride: packed.groups * groupWords,
    shift: 8 * (column % 4),
  };
}

/** The bins of one column, by row. */
export const bytesOf = ({ bytes, rows }: Packed, column: number): Uint8Array =>
  bytes.subarray(column * rows, (column + 1) * rows);

export const groupsOf = (columns: number): number => Math.ceil(columns / groupWidth);

/** Entries of a histogram: every bin of every column, and room for columns that fill up the last group. */
export function slotLength(layout: Layout): number {
  return (layout.offsets[layout.columns] as number) + 2 * groupWidth;
}

export function layoutOf(columns: readonly ColumnBins[]): Layout {
  const offsets = new Int32Array(columns.length + 1);
  for (const [at, column] of columns.entries())
    offsets[at + 1] = (offsets[at] as number) + 2 * column.bins;
  const end = offsets[columns.length] as number;
  const groups = groupsOf(columns.length);
  const places = Array.from({ length: groups }, (_, group) =>
    Int32Array.from({ length: groupWidth }, (_, place) => {
      const column = group * groupWidth + place;
      return column < columns.length ? (offsets[column] as number) : end + 2 * place;
    }),
  );
  return { columns: columns.length, groups, offsets, places };
}

/** Memory that threads may share, when `shared`. */
export function memory(bytes: number, shared: boolean): ArrayBufferLike {
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}

export function emptyPacked(rows: number, columns: number, shared: boolean): Packed {
  const groups = groupsOf(columns);
  return {
    rows,
    groups,
    words: new Int32Array(memory(4 * rows * groups * groupWords, shared)),
    bytes: new Uint8Array(memory(rows * columns, shared)),
  };
}

/** Writes a column's bins into its byte. Only one thread may write a group. */
export function packColumn(
  packed: Packed,
  place: number,
  values: Float64Array,
  binOf: (value: number) => number,
): void {
  const { rows, words } = packed;
  const { base, stride, shift } = spotOf(packed, place);
  const bytes = bytesOf(packed, place);
  for (let row = 0; row < rows; row += 1) {
    const bin = binOf(values[row] as number);
    bytes[row] = bin;
    words[base + stride * row] = (words[base + stride * row] as number) | (bin << shift);
  }
}

export function packCodes(
  packed: Packed,
  place: number,
  codes: Int32Array,
  bins: Uint8Array,
): void {
  const { rows, words } = packed;
  const { base, stride, shift } = spotOf(packed, place);
  const bytes = bytesOf(packed, place);
  for (let row = 0; row < rows; row += 1) {
    const bin = bins[(codes[row] as number) + 1] as number;
    bytes[row] = bin;
    words[base + stride * row] = (words[base + stride * row] as number) | (bin << shift);
  }
}

/** Bins by code + 1; code −1 is missing. */
export function codeBins(levels: readonly string[], binOf: (level: string) => number): Uint8Array {
  const bins = new Uint8Array(levels.length + 1);
  for (const [code, level] of levels.entries()) bins[code + 1] = binOf(level);
  return bins;
}

export function packAny(packed: Packed, place: number, column: Column, bins: ColumnBins): void {
  if (column.kind === "number" && bins.kind === "number")
    packColumn(packed, place, column.values, numberBinner(bins.cuts));
  else if (column.kind === "category" && bins.kind === "category")
    packCodes(packed, place, column.codes, codeBins(column.levels, levelBinner(bins)));
}

/** The table's columns under the given names, in their order and of their kind. */
export function boundColumns(table: Table, wanted: readonly ColumnBins[]): Column[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return wanted.map((bins) => {
    const column = byName.get(bins.name);
    if (!column)
      throw new LearnFault("missing_column", `The table lacks the column "${bins.name}".`);
    if (column.kind !== bins.kind)
      throw new LearnFault(
        "bad_table",
        `The column "${bins.name}" must be of kind ${bins.kind}, but is ${column.kind}.`,
      );
    const length = column.kind === "category" ? column.codes.length : column.values.length;
    if (length !== table.rows)
      throw new LearnFault(
        "bad_table",
        `The column "${bins.name}" has ${length} values, the table ${table.rows} rows.`,
      );
    return column;
  });
}

export function packTable(table: Table, columns: readonly ColumnBins[], shared: boolean): Packed {
  const packed = emptyPacked(table.rows, columns.length, shared);
  for (const [place, column] of boundColumns(table, columns).entries())
    packAny(packed, place, column, columns[place] as ColumnBins);
  return packed;
}
