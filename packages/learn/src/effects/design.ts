// Columns of a trial as rows of numbers: standardised values, a 1 at a level, and a 1 at the end for the average.
import { type Encoding, encodeRows, fitEncoding } from "../linear/encode.ts";
import type { Table } from "../table.ts";

export const mostLevels = 12;

export interface Design {
  readonly values: Float64Array;
  readonly rows: number;
  /** Columns of the design; the last one is all ones. */
  readonly size: number;
}

export const encodingOf = (table: Table): Encoding => fitEncoding(table, mostLevels);

export function designRows(encoding: Encoding, table: Table): Design {
  const { features, values } = encodeRows(encoding, table);
  const width = encoding.columns.length;
  const size = encoding.features + 1;
  const design = new Float64Array(table.rows * size);
  for (let row = 0; row < table.rows; row += 1) {
    for (let at = row * width; at < (row + 1) * width; at += 1)
      design[row * size + (features[at] as number)] = values[at] as number;
    design[row * size + size - 1] = 1;
  }
  return { values: design, rows: table.rows, size };
}

export function pickDesign({ values, size }: Design, rows: Int32Array): Design {
  const picked = new Float64Array(rows.length * size);
  rows.forEach((row, at) => {
    picked.set(values.subarray(row * size, (row + 1) * size), at * size);
  });
  return { values: picked, rows: rows.length, size };
}
