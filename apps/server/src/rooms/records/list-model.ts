// What a filter and a sort mean, said in a few lines over records in memory: what the tests of lists measure
// the engine against. It shares nothing with the engine but the folding of texts.
import type { SchemaField } from "@rapport/contracts";
import { fold, foldKey } from "./fold.rules.ts";

export type ModelRecord = Record<string, unknown> & { id: string };
type Key = string | number;

export function heldValue(record: ModelRecord, key: string): unknown {
  if (!key.startsWith("custom.")) return record[key] ?? null;
  return (record.custom as Record<string, unknown>)[key.slice(7)] ?? null;
}

const folded = new Set(["text", "url"]);
const alsoFoldedWhenCustom = new Set(["longText", "email", "phone"]);

/** The form in which two values of a field are compared. */
function keyOf(field: SchemaField, value: unknown): Key {
  const isFolded = folded.has(field.type) || (field.custom && alsoFoldedWhenCustom.has(field.type));
  if (isFolded) return foldKey(String(value));
  return typeof value === "number" ? value : String(value);
}

/** Texts by their bytes in UTF-8, as the database sorts them. */
function compareKeys(a: Key, b: Key): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

const order: Record<string, (way: number) => boolean> = {
  gt: (way) => way > 0,
  gte: (way) => way >= 0,
  lt: (way) => way < 0,
  lte: (way) => way <= 0,
};

function passes(field: SchemaField, item: unknown, op: string, wanted: unknown): boolean {
  if (op === "contains") return containsText(field, String(item), String(wanted));
  const key = keyOf(field, item);
  if (op === "startsWith") return String(key).startsWith(String(keyOf(field, wanted)));
  const way = compareKeys(key, keyOf(field, wanted));
  return order[op]?.(way) ?? way === 0;
}

function containsText(field: SchemaField, text: string, wanted: string): boolean {
  const isPlain = !field.custom && ["email", "phone", "url"].includes(field.type);
  if (isPlain) return text.toLowerCase().includes(wanted.toLowerCase());
  return fold(text).includes(fold(wanted));
}

export function passesTest(
  field: SchemaField,
  value: unknown,
  op: string,
  wanted: unknown,
): boolean {
  if (op === "empty") return (value === null) === wanted;
  if (op === "ne") return !passesTest(field, value, "eq", wanted);
  if (op === "in") {
    return (wanted as unknown[]).some((item) => passesTest(field, value, "eq", item));
  }
  if (wanted === null || value === null) return wanted === null && value === null;
  const items = Array.isArray(value) ? value : [value];
  return items.some((item) => passes(field, item, op, wanted));
}

export type ModelFilter = Record<string, unknown>;

export function passesFilter(
  fields: ReadonlyMap<string, SchemaField>,
  record: ModelRecord,
  filter: ModelFilter,
): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    const groups = condition as ModelFilter[];
    if (key === "and") return groups.every((part) => passesFilter(fields, record, part));
    if (key === "or") return groups.some((part) => passesFilter(fields, record, part));
    const field = fields.get(key);
    if (!field) throw new Error(`No field ${key}`);
    const isPlain = typeof condition !== "object" || condition === null;
    const tests = isPlain ? { eq: condition } : (condition as ModelFilter);
    return Object.entries(tests).every(([op, wanted]) =>
      passesTest(field, heldValue(record, key), op, wanted),
    );
  });
}

/** Empty values come last in either direction; ties are in the order of creation, or its reverse. */
export function sorted(
  records: readonly ModelRecord[],
  field: SchemaField,
  descending: boolean,
): ModelRecord[] {
  const way = descending ? -1 : 1;
  const keys = new Map(records.map((record) => [record.id, heldValue(record, field.key)]));
  return [...records].sort((a, b) => {
    const [first, second] = [keys.get(a.id) ?? null, keys.get(b.id) ?? null];
    const byId = way * compareKeys(a.id, b.id);
    if (first === null || second === null) {
      return Number(first === null) - Number(second === null) || byId;
    }
    return way * compareKeys(keyOf(field, first), keyOf(field, second)) || byId;
  });
}
