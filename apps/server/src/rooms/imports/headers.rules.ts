// Turns a header row into columns that can be mapped: each has a name, and no two share one. What had
// to be changed is said, since a person will look for the name that stands in the file.
import type { Cell, FileColumn } from "./cells.rules.ts";

export const maxColumns = 2000;
const maxNameLength = 200;

export function toColumns(header: readonly Cell[]): FileColumn[] {
  const seen = new Map<string, number>();
  const columns: FileColumn[] = [];
  for (const [index, cell] of header.entries()) {
    const written = cleanName(cell);
    const base = written === "" ? `Column ${index + 1}` : written;
    const times = (seen.get(base.toLowerCase()) ?? 0) + 1;
    seen.set(base.toLowerCase(), times);
    const name = times === 1 ? base : freeName(base, times, seen);
    columns.push(withWarning({ index, name }, written, times));
  }
  return columns;
}

export function numberedColumns(count: number): FileColumn[] {
  return Array.from({ length: count }, (_, index) => ({ index, name: `Column ${index + 1}` }));
}

function cleanName(cell: Cell): string {
  return String(cell ?? "")
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, maxNameLength)
    .toWellFormed();
}

function freeName(base: string, times: number, seen: Map<string, number>): string {
  let suffix = times;
  while (seen.has(`${base} (${suffix})`.toLowerCase())) suffix++;
  const name = `${base} (${suffix})`;
  seen.set(name.toLowerCase(), 1);
  return name;
}

function withWarning(column: FileColumn, written: string, times: number): FileColumn {
  if (written === "") return { ...column, warning: "The header of this column is empty." };
  if (times > 1) return { ...column, warning: `The header "${written}" stands more than once.` };
  if (written.includes("\ufffd"))
    return {
      ...column,
      warning: "The header of this column has characters that could not be read.",
    };
  return column;
}
