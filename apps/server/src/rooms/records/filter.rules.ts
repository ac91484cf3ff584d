// Filters as they travel ({"city":"Paris"}, {"and":[…]}, {"custom.tier":{"in":[…]}}) → a checked tree.
// Fields that the caller may not read are refused exactly as fields that do not exist.
import { isRelativeRange, isZone, spanOf } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import { type AppError, invalid } from "../../platform/errors.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { readValue, type StoredValue } from "./values.rules.ts";

export const filterOperators = [
  "eq",
  "ne",
  "in",
  "gt",
  "gte",
  "lt",
  "lte",
  "contains",
  "startsWith",
  "empty",
  "within",
  "reached",
  "left",
] as const;
export type FilterOperator = (typeof filterOperators)[number];

export type FilterNode =
  | { kind: "and"; nodes: FilterNode[] }
  | { kind: "or"; nodes: FilterNode[] }
  | { kind: "test"; field: Field; op: FilterOperator; value: StoredValue | StoredValue[] };

const maxDepth = 6;
const maxTests = 50;
const maxListed = 500;

/** Fields that each record has beside those of its type. */
export const systemFields: ReadonlyMap<string, Field> = new Map(
  (
    [
      ["id", "reference"],
      ["createdAt", "datetime"],
      ["updatedAt", "datetime"],
      ["createdBy", "member"],
    ] as const
  ).map(([key, type]) => [
    key,
    { key, label: key, type, required: false, sortable: true, filterable: true, customId: null },
  ]),
);

/** Membership in a list, beside the fields: filtered by, never shown or sorted by. */
const listField: Field = {
  key: "list",
  label: "List",
  type: "reference",
  required: false,
  sortable: false,
  filterable: true,
  customId: null,
};

/** The field, if the caller may read it; else the same error as for one that does not exist. */
export function readableField(type: ObjectType, rights: Rights, key: string): Field {
  const field = type.fields.get(key) ?? systemFields.get(key);
  const isReadable =
    field !== undefined && (systemFields.has(key) || rights.field(type.key, key) !== "none");
  if (isReadable) return field;
  throw unknownField(type, key);
}

export function unknownField(type: ObjectType, key: string): AppError {
  const name = key.slice(0, 100);
  return invalid(
    "records.unknown_field",
    `${type.labelPlural} have no field "${name}". GET /api/v1/schema lists them.`,
    [{ path: name, message: "There is no such field.", code: "records.unknown_field" }],
  );
}

function bad(message: string): AppError {
  return invalid("records.bad_filter", `The filter is not valid: ${message}`);
}

export function parseFilterText(text: string | undefined): unknown {
  if (text === undefined || text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    throw bad('it must be JSON, for example {"city":"Paris"}.');
  }
}

/** Who asks, and when: what "me" and relative dates mean. */
export interface Asker {
  nowMs: number;
  memberId: string | null;
}

export function readFilter(
  type: ObjectType,
  rights: Rights,
  filter: unknown,
  asker: Asker,
): FilterNode | null {
  if (filter === null || filter === undefined) return null;
  const budget = { tests: 0 };

  function group(kind: "and" | "or", value: unknown, depth: number): FilterNode {
    if (!Array.isArray(value)) throw bad(`"${kind}" takes a list.`);
    if (depth > maxDepth) throw bad(`it is nested deeper than ${maxDepth} levels.`);
    return { kind, nodes: value.map((item) => node(item, depth + 1)) };
  }

  function test(key: string, condition: unknown): FilterNode[] {
    const field = key === listField.key ? listField : readableField(type, rights, key);
    if (!field.filterable) throw bad(`"${key}" cannot be filtered by.`);
    const isOperators =
      typeof condition === "object" && condition !== null && !Array.isArray(condition);
    const entries: [string, unknown][] = isOperators
      ? Object.entries(condition)
      : [["eq", condition]];
    if (entries.length === 0) throw bad(`"${key}" has no condition.`);
    budget.tests += entries.length;
    if (budget.tests > maxTests) throw bad(`it has more than ${maxTests} conditions.`);
    const meant = (value: unknown) => (field.type === "member" ? withMe(value, asker) : value);
    return entries.map(([op, value]) =>
      readTest(field, key, { op, value: meant(value), nowMs: asker.nowMs }),
    );
  }

  function node(value: unknown, depth: number): FilterNode {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw bad("each part must be an object.");
    }
    const nodes = Object.entries(value).flatMap(([key, condition]) =>
      key === "and" || key === "or" ? [group(key, condition, depth)] : test(key, condition),
    );
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: "and", nodes };
  }

  return node(filter, 0);
}

/** A member that nobody is: what "me" means to a caller that is no member. */
const nobody = "00000000-0000-0000-0000-000000000000";

function withMe(value: unknown, { memberId }: Asker): unknown {
  if (Array.isArray(value))
    return value.map((item) => (item === "me" ? (memberId ?? nobody) : item));
  return value === "me" ? (memberId ?? nobody) : value;
}

const textTypes = new Set(["text", "longText", "email", "phone", "url"]);
const orderedTypes = new Set([
  "text",
  "email",
  "phone",
  "number",
  "integer",
  "money",
  "date",
  "datetime",
]);

const ordering = new Set<FilterOperator>(["gt", "gte", "lt", "lte"]);

function checkOperator(field: Field, key: string, op: FilterOperator): void {
  if ((op === "contains" || op === "startsWith") && !textTypes.has(field.type)) {
    throw bad(`"${op}" works on text; "${key}" is not text.`);
  }
  if (ordering.has(op) && !orderedTypes.has(field.type)) {
    throw bad(`"${op}" works on numbers, dates and text; "${key}" is none of them.`);
  }
}

interface Asked {
  op: string;
  value: unknown;
  nowMs: number;
}

function readTest(field: Field, key: string, { op, value, nowMs }: Asked): FilterNode {
  if (op === "within") return readRange(field, key, value, nowMs);
  if (op === "reached" || op === "left") return readWay(field, key, op, value);
  if (!isOperator(op))
    throw bad(`"${op.slice(0, 40)}" is not an operator; there are ${filterOperators.join(", ")}.`);
  if (field === listField) checkListTest(op, value);
  if (op === "empty") {
    if (typeof value !== "boolean") throw bad(`"${key}": "empty" takes true or false.`);
    return { kind: "test", field, op, value };
  }
  if (op === "in") return { kind: "test", field, op, value: readList(field, key, value) };
  checkOperator(field, key, op);
  const read = readOne(field, key, value, op);
  if (read === null && op !== "eq" && op !== "ne") throw bad(`"${key}": "${op}" needs a value.`);
  return { kind: "test", field, op, value: read };
}

/** `{"within":"last-30-days"}`, or with the zone whose days are meant: UTC unless told. */
function readRange(field: Field, key: string, value: unknown, nowMs: number): FilterNode {
  if (field.type !== "date" && field.type !== "datetime") {
    throw bad(`"within" works on dates; "${key}" is none.`);
  }
  const isPlain = typeof value !== "object" || value === null;
  const { range, zone = "UTC" } = (isPlain ? { range: value } : value) as Record<string, unknown>;
  if (!isRelativeRange(range)) {
    throw bad(`"${key}": "within" takes a range such as "today", "this-month" or "last-30-days".`);
  }
  if (!isZone(zone)) throw bad(`"${key}": the zone is an IANA name such as "Europe/Paris".`);
  const span = spanOf(range, { nowMs, zone });
  const isDay = field.type === "date";
  const from = isDay ? span.fromDay : timeText(span.fromMs);
  const to = isDay ? span.toDay : timeText(span.toMs);
  const nodes: FilterNode[] = [];
  if (from !== null) nodes.push({ kind: "test", field, op: "gte", value: from });
  if (to !== null) nodes.push({ kind: "test", field, op: "lt", value: to });
  return { kind: "and", nodes };
}

/**
 * Of a deal's stage: `{"reached":id}`, which came as far as that stage or further; `{"left":[id,from,to]}`, which
 * left it in a span of time (null: no end on that side), as far as it is known since when they were there.
 */
function readWay(field: Field, key: string, op: "reached" | "left", value: unknown): FilterNode {
  if (field.refObject !== "stages" || field.customId !== null) {
    throw bad(`"${op}" works on the stage of deals; "${key}" is none.`);
  }
  if (op === "reached") {
    if (value === null) throw bad(`"${key}": "reached" needs a stage.`);
    return { kind: "test", field, op, value: readOne(field, key, value, "eq") };
  }
  if (!Array.isArray(value) || value.length !== 3) {
    throw bad(`"${key}": "left" takes a list of a stage and two times.`);
  }
  const [stage, ...times] = value;
  const time: Field = { ...field, type: "datetime" };
  const ends = times.map((end) => readOne(time, key, end, "eq"));
  return {
    kind: "test",
    field,
    op,
    value: [readOne(field, key, stage, "eq"), ...ends] as StoredValue[],
  };
}

const timeText = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function checkListTest(op: FilterOperator, value: unknown): void {
  const isKnown = op === "in" || op === "eq" || op === "ne";
  if (isKnown && value !== null && value !== "") return;
  throw bad('"list" takes the id of a list, {"ne": id}, or {"in": [ids]}.');
}

function isOperator(op: string): op is FilterOperator {
  return (filterOperators as readonly string[]).includes(op);
}

function readList(field: Field, key: string, value: unknown): StoredValue[] {
  if (!Array.isArray(value)) throw bad(`"${key}": "in" takes a list.`);
  if (value.length > maxListed) throw bad(`"${key}": "in" takes ${maxListed} values at most.`);
  return value.map((item) => readOne(field, key, item, "in"));
}

/** Fragments of an address are no valid ones, and a bound may lie beyond what a field can hold. */
function asFragment(field: Field): Field {
  const isText = textTypes.has(field.type) || field.type === "multiSelect";
  const { min: _min, max: _max, format: _format, ...unbounded } = field;
  return isText ? { ...unbounded, type: "text", maxLength: 2048 } : unbounded;
}

function readOne(field: Field, key: string, value: unknown, op: FilterOperator): StoredValue {
  const result = readValue(asFragment(field), value);
  if (!result.ok) throw bad(`"${key}" ${result.message}.`);
  if (typeof result.value !== "string") return result.value;
  if (op === "contains" && result.value.length > 200) {
    throw bad(`"${key}": "contains" takes 200 characters at most.`);
  }
  return field.type === "email" ? result.value.toLowerCase() : result.value;
}

export interface SortOrder {
  field: Field;
  descending: boolean;
}

/** The order as it travels; also what a cursor is bound to. */
export function sortText({ field, descending }: SortOrder): string {
  return `${descending ? "-" : ""}${field.customId === null ? "" : "custom."}${field.key}`;
}

/** `lastName` ascending, `-lastName` descending; newest first where nothing is said. */
export function readSort(type: ObjectType, rights: Rights, sort: string | undefined): SortOrder {
  const text = sort ?? "-createdAt";
  const descending = text.startsWith("-");
  const key = descending ? text.slice(1) : text;
  const field = readableField(type, rights, key);
  if (!field.sortable)
    throw invalid("records.bad_sort", `${type.labelPlural} cannot be sorted by "${key}".`);
  return { field, descending };
}
