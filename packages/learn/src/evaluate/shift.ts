// Whether the rows to be scored come from another time than those that were learned from: how far each column moved, and
// whether the outcomes follow the order of the file.

import type { Column, Table, Target } from "../table.ts";
import { cellsOf } from "./alone.ts";
import { rowsWhere, type Split } from "./folds.ts";

export interface ColumnShift {
  readonly column: string;
  /** Population stability index; 0.25 and more is usually called a large shift. */
  readonly psi: number;
}

const floor = 1e-4;
export const largeShift = 0.25;

/** Both sets in one column, so that both get the same bins. */
function joined(train: Column, test: Column): Column {
  if (train.kind === "number" && test.kind === "number") {
    const values = new Float64Array(train.values.length + test.values.length);
    values.set(train.values);
    values.set(test.values, train.values.length);
    return { ...train, values };
  }
  if (train.kind === "category" && test.kind === "category") {
    const codes = new Int32Array(train.codes.length + test.codes.length);
    codes.set(train.codes);
    codes.set(test.codes, train.codes.length);
    return { ...train, codes };
  }
  return { ...train, kind: "text", values: [] };
}

function psiOf(cells: Int32Array, values: number, trainRows: number): number {
  const before = new Float64Array(values);
  const after = new Float64Array(values);
  for (const [row, cell] of cells.entries()) {
    const counts = row < trainRows ? before : after;
    counts[cell] = (counts[cell] as number) + 1;
  }
  const testRows = cells.length - trainRows;
  let psi = 0;
  for (let value = 0; value < values; value += 1) {
    const was = Math.max(floor, (before[value] as number) / trainRows);
    const is = Math.max(floor, (after[value] as number) / testRows);
    psi += (is - was) * Math.log(is / was);
  }
  return psi;
}

/**
 * Columns that moved by much, the most first (PSI over at most 34 values or bins). What chance alone would show in sets of
 * this size is taken off.
 */
export function shiftedColumns(train: Table, test: Table): ColumnShift[] {
  if (train.rows < 50 || test.rows < 50) return [];
  const shifts = train.columns.flatMap((column, at): ColumnShift[] => {
    const other = test.columns[at];
    if (!other || column.kind === "text") return [];
    const { cells, values } = cellsOf(joined(column, other));
    if (values > 60) return [];
    const chance = (values - 1) * (1 / train.rows + 1 / test.rows);
    return [{ column: column.name, psi: psiOf(cells, values, train.rows) - chance }];
  });
  return shifts.filter(({ psi }) => psi >= largeShift).sort((a, b) => b.psi - a.psi);
}

const blocks = 10;
/** Chi-square of 9 degrees of freedom that chance exceeds once in a million. */
const farOut = 44.8;

/** Whether the class looked for comes and goes with the place in the file, as in a file that is kept in order of time. */
export function followsOrder(target: Target): boolean {
  if (target.kind !== "binary" || target.codes.length < 1000) return false;
  const { codes } = target;
  const rate = codes.reduce((sum, code) => sum + code, 0) / codes.length;
  let chi = 0;
  for (let block = 0; block < blocks; block += 1) {
    const part = codes.subarray(
      Math.floor((block * codes.length) / blocks),
      Math.floor(((block + 1) * codes.length) / blocks),
    );
    const hits = part.reduce((sum, code) => sum + code, 0);
    // A file that is sorted by the outcome is in no order of time.
    if (hits < 5 || part.length - hits < 5) return false;
    chi += (hits - rate * part.length) ** 2 / (part.length * rate * (1 - rate));
  }
  return chi > farOut;
}

/** The last rows of the file judge, those before them learn; twice, so that one odd stretch does not decide. */
export function laterBlocks(rows: number): Split[] {
  const place = Int32Array.from({ length: rows }, (_, row) => row);
  return [0.6, 0.8].map((from) => ({
    train: rowsWhere(place, (row) => row < from * rows),
    test: rowsWhere(place, (row) => row >= from * rows && row < (from + 0.2) * rows),
  }));
}
