// Rows of a CSV file as a table by which events are enriched.
import type { EventLookupInput } from "@rapport/contracts";

type LookupRow = EventLookupInput["rows"][number];

const numberShape = /^-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/;

/** What a cell of a CSV file means: a number or a truth value where it is written as one, else its text. */
export function cellValue(cell: string): string | number | boolean {
  if (numberShape.test(cell)) return Number(cell);
  return cell === "true" || cell === "false" ? cell === "true" : cell;
}

/**
 * Every row with a key, by its column; empty cells say nothing.
 * @example lookupRows([{ sku: "p-1", price: "12" }], "sku") // [{ key: "p-1", values: { price: 12 } }]
 */
export function lookupRows(
  records: readonly Readonly<Record<string, string>>[],
  keyColumn: string,
): LookupRow[] {
  return records.flatMap((record) => {
    const { [keyColumn]: key = "", ...cells } = record;
    if (key.trim() === "") return [];
    const told = Object.entries(cells).filter(([, cell]) => cell !== "");
    const values = Object.fromEntries(told.map(([name, cell]) => [name, cellValue(cell)]));
    return [{ key: key.trim(), values }];
  });
}
