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

const largeShift = 0.25;

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

/** PSI over the values or bins, and how many of them there are. Half a row in each keeps empty ones finite. */
function psiOf(
  cells: Int32Array,
  values: number,
  trainRows: number,
): { psi: number; used: number } {
  const before = new Float64Array(values);
  const after = new Float64Array(values);
  for (const [row, cell] of cells.entries()) {
    const counts = row < trainRows ? before : after;
    counts[cell] = (counts[cell] as number) + 1;
  }
  const testRows = cells.length - trainRows;
  let psi = 0;
  let used = 0;
  for (let value = 0; value < values; value += 1) {
    if ((before[value] as number) + (after[value] as number) === 0) continue;
    used += 1;
    const was = ((before[value] as number) + 0.5) / (trainRows + values / 2);
    const is = ((after[value] as number) + 0.5) / (testRows + values / 2);
    psi += (is - was) * Math.log(is / was);
  }
  return { psi, used };
}

/** What chance alone may show: PSI times the harmonic rows is about chi-square; its mean and four deviations. */
function byChance(used: number, trainRows: number, testRows: number): number {
  const freedom = Math.max(1, used - 1);
  return (freedom + 4 * Math.sqrt(2 * freedom)) * (1 / trainRows + 1 / testRows);
}

/** Columns that moved by much and by more than chance, the most first. */
export function shiftedColumns(train: Table, test: Table): ColumnShift[] {
  if (train.rows < 50 || test.rows < 50) return [];
  const shifts = train.columns.flatMap((column, at): ColumnShift[] => {
    const other = test.columns[at];
    if (!other || column.kind === "text") return [];
    const { cells, values } = cellsOf(joined(column, other));
    const { psi, used } = psiOf(cells, values, train.rows);
    const isLarge = psi >= Math.max(largeShift, byChance(used, train.rows, test.rows));
    return used <= 60 && isLarge ? [{ column: column.name, psi }] : [];
  });
  return shifts.sort((a, b) => b.psi - a.psi);
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
