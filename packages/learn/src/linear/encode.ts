// Columns as entries of linear rows. Each column gives a row exactly one entry: a number its standardised value, a
// category a 1 at its level, a missing value a 1 at the column's own indicator. So a million rows stay small, and a
// category with ten thousand levels costs no more than one with two. Text columns are not read.
import { LearnFault } from "../fault.ts";
import type { CategoryColumn, Column, NumberColumn, Table } from "../table.ts";
import type { SparseRows } from "./sparse.ts";

interface NumberEncoding {
  readonly kind: "number";
  readonly name: string;
  readonly mean: number;
  readonly scale: number;
  /** Smallest and largest finite value of training: what an infinite number counts as. */
  readonly least: number;
  readonly most: number;
  /** The features of a value and of a missing one. */
  readonly feature: number;
  readonly missing: number;
}

interface CategoryEncoding {
  readonly kind: "category";
  readonly name: string;
  /** Levels with a feature of their own, from `feature` on. */
  readonly levels: readonly string[];
  readonly feature: number;
  /** Levels that were rare in training, or not there. */
  readonly rare: number;
  readonly missing: number;
}

export type ColumnEncoding = NumberEncoding | CategoryEncoding;

export interface Encoding {
  readonly columns: readonly ColumnEncoding[];
  readonly features: number;
}

/** A value counts as at most this many standard deviations from the mean. */
const MOST_DEVIATIONS = 10;
const MOST_LEVELS = 500;
const LEAST_ROWS = 2;

/** Refuses what no learner can read: no rows, columns of other lengths, two columns of one name. */
export function checkTable(table: Table): void {
  if (!(table.rows >= 1)) throw new LearnFault("bad_table", "The table has no rows.");
  const names = new Set<string>();
  for (const column of table.columns) {
    if (names.has(column.name))
      throw new LearnFault("bad_table", `Two columns are named "${column.name}". Rename one.`);
    names.add(column.name);
    const length = column.kind === "category" ? column.codes.length : column.values.length;
    if (length !== table.rows)
      throw new LearnFault(
        "bad_table",
        `Column "${column.name}" has ${length} values for ${table.rows} rows.`,
      );
  }
}

type Moments = Pick<NumberEncoding, "mean" | "scale" | "least" | "most">;

/** Mean and deviation; divides by the largest value first, so that nothing overflows. */
function momentsOf(values: Float64Array): Moments {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return { mean: 0, scale: 0, least: 0, most: 0 };
  const least = finite.reduce((low, value) => Math.min(low, value));
  const most = finite.reduce((high, value) => Math.max(high, value));
  const unit = Math.max(Math.abs(least), Math.abs(most)) || 1;
  const known = values
    .filter((value) => !Number.isNaN(value))
    .map((value) => Math.min(most, Math.max(least, value)) / unit);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / known.length);
  const isConstant = least === most || deviation < 1e-12;
  return { mean: mean * unit, scale: isConstant ? 0 : deviation * unit, least, most };
}

function encodeNumbers(column: NumberColumn, feature: number): NumberEncoding {
  const moments = momentsOf(column.values);
  return { kind: "number", name: column.name, ...moments, feature, missing: feature + 1 };
}

function encodeCategories(
  column: CategoryColumn,
  feature: number,
  mostLevels: number,
): CategoryEncoding {
  const rows = new Map<string, number>();
  for (const code of column.codes) {
    const level = column.levels[code];
    if (level !== undefined) rows.set(level, (rows.get(level) ?? 0) + 1);
  }
  const levels = [...rows.entries()]
    .filter(([, count]) => count >= LEAST_ROWS)
    .sort(([one, count], [other, others]) => others - count || (one < other ? -1 : 1))
    .slice(0, mostLevels)
    .map(([level]) => level);
  const rare = feature + levels.length;
  return { kind: "category", name: column.name, levels, feature, rare, missing: rare + 1 };
}

/** @param mostLevels how many levels of a category get a feature of their own: the most frequent ones */
export function fitEncoding(table: Table, mostLevels = MOST_LEVELS): Encoding {
  checkTable(table);
  const columns: ColumnEncoding[] = [];
  let features = 0;
  for (const column of table.columns) {
    if (column.kind === "text") continue;
    const encoding =
      column.kind === "number"
        ? encodeNumbers(column, features)
        : encodeCategories(column, features, mostLevels);
    columns.push(encoding);
    features = encoding.missing + 1;
  }
  return { columns, features };
}

/** Writes feature and value of each row's entry. */
type Write = (row: number, feature: number, value: number) => void;

function writeNumbers(encoding: NumberEncoding, { values }: NumberColumn, write: Write): void {
  const { mean, scale, least, most, feature, missing } = encoding;
  const standardised = (value: number): number => {
    if (scale === 0) return 0;
    const bounded = Number.isFinite(value) ? value : Math.min(most, Math.max(least, value));
    return Math.min(MOST_DEVIATIONS, Math.max(-MOST_DEVIATIONS, bounded / scale - mean / scale));
  };
  values.forEach((value, row) => {
    if (Number.isNaN(value)) write(row, missing, 1);
    else write(row, feature, standardised(value));
  });
}

function writeCategories(encoding: CategoryEncoding, column: CategoryColumn, write: Write): void {
  const own = new Map(encoding.levels.map((level, at) => [level, encoding.feature + at]));
  const features = Int32Array.from(column.levels, (level) => own.get(level) ?? encoding.rare);
  column.codes.forEach((code, row) => {
    write(row, code < 0 ? encoding.missing : (features[code] ?? encoding.rare), 1);
  });
}

/** The column that an encoding reads, of the kind that it had in training. */
function columnFor(table: Table, { name, kind }: ColumnEncoding): Column {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined)
    throw new LearnFault(
      "missing_column",
      `The model reads a column "${name}", which is not there.`,
    );
  if (column.kind !== kind)
    throw new LearnFault(
      "missing_column",
      `Column "${name}" holds ${column.kind} values; in training it held ${kind} values.`,
    );
  return column;
}

/** Entry c of a row belongs to column c of the encoding. */
export function encodeRows(encoding: Encoding, table: Table): SparseRows {
  const width = encoding.columns.length;
  const starts = Int32Array.from({ length: table.rows + 1 }, (_, row) => row * width);
  const features = new Int32Array(table.rows * width);
  const values = new Float64Array(table.rows * width);
  encoding.columns.forEach((one, at) => {
    const column = columnFor(table, one);
    const write: Write = (row, feature, value) => {
      features[row * width + at] = feature;
      values[row * width + at] = value;
    };
    if (one.kind === "number") writeNumbers(one, column as NumberColumn, write);
    else writeCategories(one, column as CategoryColumn, write);
  });
  return { starts, features, values };
}
