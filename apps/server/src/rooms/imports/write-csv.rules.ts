// Rows to CSV, safe to open in a spreadsheet: a cell that it would run as a formula gets an apostrophe
// in front (OWASP, CSV injection), and reading takes exactly that apostrophe back, so that an exported
// file imports to equal values. JSON lines need none of this and are left alone.
//
// What counts as a formula: text that begins, perhaps after apostrophes and blanks, with = + - @ (also
// full-width) or begins with a tab, carriage return or newline. A plain negative number does not: it
// only ever means itself. A telephone number such as +49 30 1234 does: +49-30-1234 is arithmetic.
import { fromMinor, minorDigitsOf } from "./coerce-numbers.rules.ts";

const risky = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
const plainNumber = /^-\d+(?:\.\d+)?$/;
const needsQuotes = /[",\r\n;\t|]|^\s|\s$/;

export function neutralise(text: string): string {
  if (!risky.test(text) || plainNumber.test(text)) return text;
  return `'${text}`;
}

export function csvCell(value: unknown): string {
  const text = neutralise(asText(value));
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(asText).join("; ");
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

export interface ExportColumn {
  key: string;
  type: string;
  custom: boolean;
}

/** Money leaves in whole units under the name without "Minor", as people read and import it. */
export function headerOf(column: ExportColumn): string {
  const name = column.type === "money" ? column.key.replace(/Minor$/, "") : column.key;
  return column.custom ? `custom.${name}` : name;
}

export function csvHeader(columns: readonly ExportColumn[]): string {
  return csvLine(columns.map(headerOf));
}

type RecordJson = Readonly<Record<string, unknown>>;

export function csvRecord(record: RecordJson, columns: readonly ExportColumn[]): string {
  const currency = typeof record.currency === "string" ? record.currency : "";
  return csvLine(columns.map((column) => exported(fieldValue(record, column), column, currency)));
}

function fieldValue(record: RecordJson, column: ExportColumn): unknown {
  const holder = column.custom ? (record.custom as RecordJson | null | undefined) : record;
  return holder?.[column.key];
}

function exported(value: unknown, column: ExportColumn, currency: string): unknown {
  if (column.type !== "money" || typeof value !== "number") return value;
  return fromMinor(value, minorDigitsOf(currency));
}

export function jsonLine(record: RecordJson): string {
  return `${JSON.stringify(record)}\n`;
}
