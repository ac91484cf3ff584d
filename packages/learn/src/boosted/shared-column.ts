// Columns for a team: in memory that all threads see.
import type { Column } from "../table.ts";

export function sharedColumn(column: Column): Column {
  if (column.kind === "number") {
    if (column.values.buffer instanceof SharedArrayBuffer) return column;
    const values = new Float64Array(new SharedArrayBuffer(8 * column.values.length));
    values.set(column.values);
    return { ...column, values };
  }
  if (column.kind !== "category" || column.codes.buffer instanceof SharedArrayBuffer) return column;
  const codes = new Int32Array(new SharedArrayBuffer(4 * column.codes.length));
  codes.set(column.codes);
  return { ...column, codes };
}
