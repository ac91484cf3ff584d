// What a column's values look like, measured over the sample. Values speak where a header does not, and
// contradict a header that misleads.
import type { FieldType } from "@rapport/contracts";
import { type Cell, isBlank, type ParsedRow } from "./cells.rules.ts";
import { coerceDate, coerceDatetime } from "./coerce-dates.rules.ts";
import { toDecimal } from "./coerce-numbers.rules.ts";
import {
  coerceBoolean,
  coercePhone,
  coerceUrl,
  domainOf,
  isEmail,
  toText,
} from "./coerce-text.rules.ts";

export interface ColumnShape {
  /** How many sampled rows have a value. */
  filled: number;
  rows: number;
  /** Share of the values that look like each thing, 0–1. */
  email: number;
  url: number;
  domain: number;
  phone: number;
  number: number;
  integer: number;
  boolean: number;
  date: number;
  datetime: number;
  uuid: number;
  /** Keys of another system: digits or a mix, without meaning for people. */
  opaqueId: number;
  /** Addresses of another system's own records. */
  apiUrl: number;
  /** Long, or with newlines. */
  prose: number;
  /** At most 50 different values, the commonest first. */
  distinct: string[];
}

const sampled = 200;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const opaque =
  /^(?:\d{5,}|[A-Za-z\d]{15}|[A-Za-z\d]{18}|[\da-f]{20,64}|[A-Za-z\d+/]{20,}={0,2}|[A-Z]{2,}-[\da-f-]{8,})$/i;

const tests: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => isEmail(text.toLowerCase()),
  url: (text) => /^(?:https?:\/\/|www\.)/i.test(text) && coerceUrl(text, 2048).ok,
  domain: (text) =>
    !text.includes("@") &&
    !text.includes(" ") &&
    /\.\p{L}{2,}$/u.test(text) &&
    domainOf(text) === text.toLowerCase(),
  phone: looksLikePhone,
  number: (text) => toDecimal(text, ".") !== undefined || toDecimal(text, ",") !== undefined,
  integer: (text) => /^-?\d{1,15}$/.test(text),
  boolean: (text) => coerceBoolean(text).ok,
  date: (text) => text.length <= 30 && (coerceDate(text, "dmy").ok || coerceDate(text, "mdy").ok),
  datetime: (text) =>
    /\d:\d\d/.test(text) && (coerceDatetime(text, "dmy").ok || coerceDatetime(text, "mdy").ok),
  uuid: (text) => uuid.test(text),
  opaqueId: (text) => opaque.test(text) || uuid.test(text),
  apiUrl: (text) => /^https?:\/\/\S+\/(?:api\/|services\/data\/)\S+/i.test(text),
  prose: (text) => text.length > 120 || text.includes("\n"),
};

function looksLikePhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  const hasSeparators = /[\s().+-]/.test(text);
  const isDate = /^\d{4}-\d\d/.test(text);
  return !isDate && digits >= 7 && digits <= 20 && hasSeparators && coercePhone(text, 50).ok;
}

export function shapeOf(cells: readonly Cell[]): ColumnShape {
  const texts = cells
    .filter((cell) => !isBlank(cell))
    .slice(0, sampled)
    .map((cell) => toText(cell).trim());
  const shares = Object.fromEntries(
    Object.entries(tests).map(([name, test]) => [
      name,
      texts.filter(test).length / (texts.length || 1),
    ]),
  );
  return {
    filled: texts.length,
    rows: cells.length,
    distinct: commonest(texts),
    ...(shares as unknown as Omit<ColumnShape, "filled" | "rows" | "distinct">),
  };
}

export function shapesOf(columnCount: number, sample: readonly ParsedRow[]): ColumnShape[] {
  const rows = sample.filter((row) => !row.fault);
  return Array.from({ length: columnCount }, (_, index) =>
    shapeOf(rows.map((row) => row.cells[index])),
  );
}

function commonest(texts: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  const ordered = [...times].sort(([, left], [, right]) => right - left);
  return ordered.slice(0, 50).map(([text]) => text);
}

/** How well values of this shape suit a field of this type, 0–1; 1 also where nothing can be said. */
export function suits(shape: ColumnShape, type: FieldType): number {
  if (shape.filled === 0) return 1;
  const share = shareFor(shape, type);
  return share ?? 1;
}

function shareFor(shape: ColumnShape, type: FieldType): number | undefined {
  switch (type) {
    case "email":
      return shape.email;
    case "url":
      return Math.max(shape.url, shape.domain);
    case "phone":
      return Math.max(shape.phone, shape.integer);
    case "number":
    case "integer":
    case "money":
      return shape.number;
    case "boolean":
      return shape.boolean;
    case "date":
    case "datetime":
      return shape.date;
    default:
      return undefined;
  }
}

/** In this order: the first type that nearly all values are of. */
const typesByShape: readonly [FieldType, (shape: ColumnShape) => number][] = [
  ["email", (shape) => shape.email],
  ["url", (shape) => shape.url],
  ["datetime", (shape) => shape.datetime],
  ["date", (shape) => shape.date - shape.integer],
  ["phone", (shape) => shape.phone],
  ["boolean", (shape) => shape.boolean - shape.integer],
  ["text", (shape) => shape.opaqueId],
  ["integer", (shape) => shape.integer],
  ["number", (shape) => shape.number],
];

/** The type of a new field that could take these values. */
export function typeFor(shape: ColumnShape): FieldType {
  const found = typesByShape.find(([, share]) => share(shape) >= 0.95);
  if (found) return found[0];
  if (shape.prose > 0.1) return "longText";
  return isChoice(shape) ? "select" : "text";
}

function isChoice(shape: ColumnShape): boolean {
  const { distinct, filled } = shape;
  return filled >= 20 && distinct.length <= 20 && distinct.length <= filled / 4;
}
