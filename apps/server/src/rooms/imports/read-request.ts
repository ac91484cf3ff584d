// What the reading thread is told for one import.
import type { ImportRow } from "./import-row.ts";
import type { ReadRequest } from "./read-messages.ts";

/** Rows a transaction: large enough that its fixed costs vanish, small enough that others do not wait. */
const chunkRows = 500;

export function readRequestOf(
  row: ImportRow,
  { fromOrdinal, keyField }: Pick<ReadRequest, "fromOrdinal" | "keyField">,
): Omit<ReadRequest, "kind"> {
  return {
    fileKey: row.fileKey,
    layout: row.layout,
    fromOrdinal,
    chunkRows,
    keyField,
    plan: {
      columns: row.columns.map(({ index, name }) => ({ index, name })),
      mapping: row.mapping,
      fields: row.fields ?? [],
      readings: row.readings,
      mode: row.mode,
      defaultCurrency: row.defaultCurrency,
      blankClears: row.blankClears,
    },
  };
}
