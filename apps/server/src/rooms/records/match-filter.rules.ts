// Whether one record, as it is in memory, passes a filter, and which of its parts held. It answers as the lists
// would (match-filter.test.ts compares the two), for those who must say why: rules, and runs tried over the past.
import type { Rights } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import { type Asker, type FilterNode, readFilter } from "./filter.rules.ts";
import { fold, foldKey } from "./fold.rules.ts";
import { isListTest } from "./list-filter.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

/** One condition of the filter, in the order in which it is written. */
export interface TestedPart {
  /** Key of the field; `custom.…` for custom ones. */
  field: string;
  op: string;
  value: unknown;
  actual: unknown;
  held: boolean;
}

export interface RecordMatch {
  held: boolean;
  parts: TestedPart[];
}

export interface Matching {
  type: ObjectType;
  rights: Rights;
  asker: Asker;
}

type TestNode = Extract<FilterNode, { kind: "test" }>;

/** Throws where a list would refuse the filter. */
export function matchFilter(
  { type, rights, asker }: Matching,
  filter: unknown,
  record: StoredRecord,
): RecordMatch {
  const node = readFilter(type, rights, filter, asker);
  if (node === null) return { held: true, parts: [] };
  const parts: TestedPart[] = [];
  const held = holds(node, record, parts);
  return { held, parts };
}

/** Throws where a list would refuse the filter, and where it asks what no record alone can tell. */
export function checkMatchable(type: ObjectType, rights: Rights, filter: unknown): void {
  const node = readFilter(type, rights, filter, { nowMs: 0, memberId: null });
  if (node !== null) checkNode(node);
}

function checkNode(node: FilterNode): void {
  if (node.kind !== "test") return node.nodes.forEach(checkNode);
  if (node.op === "reached" || node.op === "left") throw askedOfTheWay(node.op);
  if (isListTest(node)) throw askedOfLists();
}

/** Every part is looked at, also where the answer stands already: the parts are the reasons. */
function holds(node: FilterNode, record: StoredRecord, parts: TestedPart[]): boolean {
  if (node.kind === "test") {
    const actual = heldValue(record, node.field);
    const held = passes(node, actual);
    parts.push({ field: pathOf(node.field), op: node.op, value: node.value, actual, held });
    return held;
  }
  const results = node.nodes.map((child) => holds(child, record, parts));
  return node.kind === "and" ? results.every(Boolean) : results.some(Boolean);
}

const pathOf = (field: Field) => (field.customId === null ? field.key : `custom.${field.key}`);

function heldValue(record: StoredRecord, field: Field): unknown {
  return (field.customId === null ? record[field.key] : record.custom[field.key]) ?? null;
}

/** Where a deal was is told by no record alone. */
function askedOfTheWay(op: string) {
  return invalid(
    "records.bad_filter",
    `"${op}" asks where a deal was before, which only lists and reports can tell.`,
  );
}

function askedOfLists() {
  return invalid(
    "records.bad_filter",
    'It asks for "list": in which lists a record is, only lists and reports can tell.',
  );
}

function passes(node: TestNode, actual: unknown): boolean {
  if (isListTest(node)) throw askedOfLists();
  const { op, value } = node;
  if (op === "reached" || op === "left") throw askedOfTheWay(op);
  if (op === "empty") return (actual === null) === value;
  if (op === "ne") return !equals(node.field, actual, value);
  if (op === "in") return (value as unknown[]).some((item) => equals(node.field, actual, item));
  if (op === "eq") return equals(node.field, actual, value);
  if (actual === null || value === null) return false;
  const items = Array.isArray(actual) ? actual : [actual];
  return items.some((item) => compares(node, item));
}

function equals(field: Field, actual: unknown, wanted: unknown): boolean {
  if (actual === null || wanted === null) return actual === wanted;
  const key = keyOf(field, wanted);
  const items = Array.isArray(actual) ? actual : [actual];
  return items.some((item) => keyOf(field, item) === key);
}

const folded = new Set(["text", "url"]);
const foldedWhenCustom = new Set(["longText", "email", "phone"]);

/** The form in which two values of a field are compared. */
function keyOf(field: Field, value: unknown): string | number {
  const isFolded =
    folded.has(field.type) || (field.customId !== null && foldedWhenCustom.has(field.type));
  if (isFolded) return foldKey(String(value));
  return typeof value === "number" ? value : String(value);
}

function compares({ field, op, value }: TestNode, item: unknown): boolean {
  if (op === "contains") return containsText(field, String(item), String(value));
  const [key, wanted] = [keyOf(field, item), keyOf(field, value)];
  if (op === "startsWith") return String(key).startsWith(String(wanted));
  const way =
    typeof key === "number" && typeof wanted === "number"
      ? key - wanted
      : Buffer.compare(Buffer.from(String(key)), Buffer.from(String(wanted)));
  if (op === "gt") return way > 0;
  if (op === "gte") return way >= 0;
  return op === "lt" ? way < 0 : way <= 0;
}

const plainTexts = new Set(["email", "phone", "url"]);

function containsText(field: Field, text: string, wanted: string): boolean {
  if (field.customId === null && plainTexts.has(field.type)) {
    return text.toLowerCase().includes(wanted.toLowerCase());
  }
  return fold(text).includes(fold(wanted));
}
