// Filter tree → SQL conditions over table alias `t`. Comparisons use only leakproof operators on indexed
// columns or on typed index rows, so that the planner may use the indexes under row security.
import { lowestIdAt } from "../../platform/ids.ts";
import type { RowLimit } from "../access/index.ts";
import type { FilterNode } from "./filter.rules.ts";
import { fold, foldKey } from "./fold.rules.ts";
import { isListTest } from "./list-filter.rules.ts";
import { columnName, type Field, type ObjectType } from "./object-type.rules.ts";

/** Collects parameters; `add` answers the placeholder. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, sqlType: string): string {
    this.values.push(value);
    return `$${this.values.length}::${sqlType}`;
  }
}

type TestNode = Extract<FilterNode, { kind: "test" }>;

export const valueColumns = ["text_value", "number_value", "time_value", "id_value"] as const;

/** Where a field's comparable value is: a column of the record, or a column of its index rows. */
interface Place {
  column: string;
  sqlType: string;
  isFolded: boolean;
}

const indexPlaces: Record<Field["type"], Place> = {
  text: { column: "text_value", sqlType: "text", isFolded: true },
  longText: { column: "text_value", sqlType: "text", isFolded: true },
  email: { column: "text_value", sqlType: "text", isFolded: true },
  phone: { column: "text_value", sqlType: "text", isFolded: true },
  url: { column: "text_value", sqlType: "text", isFolded: true },
  select: { column: "text_value", sqlType: "text", isFolded: false },
  multiSelect: { column: "text_value", sqlType: "text", isFolded: false },
  boolean: { column: "text_value", sqlType: "text", isFolded: false },
  number: { column: "number_value", sqlType: "float8", isFolded: false },
  integer: { column: "number_value", sqlType: "float8", isFolded: false },
  money: { column: "number_value", sqlType: "float8", isFolded: false },
  date: { column: "time_value", sqlType: "timestamptz", isFolded: false },
  datetime: { column: "time_value", sqlType: "timestamptz", isFolded: false },
  reference: { column: "id_value", sqlType: "uuid", isFolded: false },
  member: { column: "id_value", sqlType: "uuid", isFolded: false },
};

export function indexPlace(field: Field): Place {
  return indexPlaces[field.type];
}

/** The value as an index row holds it. */
export function indexValue(field: Field, value: unknown): unknown {
  if (field.type === "boolean") return String(value);
  if (field.type === "date") return `${value}T00:00:00.000Z`;
  const place = indexPlaces[field.type];
  return place.isFolded ? foldKey(String(value)) : value;
}

export function recordPlace(type: ObjectType, field: Field): Place {
  const column = type.columns.find((candidate) => candidate.key === field.key);
  if (column) {
    return {
      column: `t.${column.keyColumn ?? column.column}`,
      sqlType: column.sqlType,
      isFolded: column.keyColumn !== null,
    };
  }
  const sqlType = field.type === "datetime" ? "timestamptz" : "uuid";
  return { column: `t.${columnName(field.key)}`, sqlType, isFolded: false };
}

const symbols = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/** Highest code point: every text with a prefix sorts before the prefix followed by it. */
const last = "\u{10ffff}";

function compare(
  place: Place,
  node: TestNode,
  parameters: Parameters,
  form: (value: unknown) => unknown,
): string {
  const { op, value } = node;
  if (op === "in") {
    const items = (value as unknown[]).filter((item) => item !== null).map(form);
    if (items.length === 1) return `${place.column} = ${parameters.add(items[0], place.sqlType)}`;
    return `${place.column} = ANY(${parameters.add(items, `${place.sqlType}[]`)})`;
  }
  if (op === "startsWith") {
    const from = String(form(value));
    const low = parameters.add(from, "text");
    return `(${place.column} >= ${low} AND ${place.column} < ${parameters.add(from + last, "text")})`;
  }
  const symbol = symbols[op as keyof typeof symbols];
  return `${place.column} ${symbol} ${parameters.add(form(value), place.sqlType)}`;
}

const listsNull = (node: TestNode) => node.op === "in" && (node.value as unknown[]).includes(null);

/** By the key of the memberships; names of lists are checked before. */
function listTest({ op, value }: TestNode, parameters: Parameters): string {
  const ids = [value].flat();
  const [only] = ids;
  const one =
    ids.length === 1
      ? `= ${parameters.add(only, "uuid")}`
      : `= ANY(${parameters.add(ids, "uuid[]")})`;
  const found = `t.id IN (SELECT m.record_id FROM records.list_members m WHERE m.workspace_id = $1 AND m.list_id ${one})`;
  return op === "ne" ? `NOT (${found})` : found;
}

function standardTest(type: ObjectType, node: TestNode, parameters: Parameters): string {
  if (isListTest(node)) return listTest(node, parameters);
  const place = recordPlace(type, node.field);
  const isEmpty = `${place.column} IS NULL`;
  if (node.op === "empty") return node.value ? isEmpty : `${place.column} IS NOT NULL`;
  if (node.value === null) return node.op === "eq" ? isEmpty : `${place.column} IS NOT NULL`;
  if (node.op === "contains") return containsText(place, node, parameters);
  const way = wayTests[node.op]?.(node, parameters);
  if (way !== undefined) return way;
  if (node.field.key === "createdAt") return createdTest(node, parameters);
  const form = (value: unknown) => (place.isFolded ? foldKey(String(value)) : value);
  const test = compare(place, node, parameters, form);
  if (node.op === "ne" || listsNull(node)) return `(${test} OR ${isEmpty})`;
  return test;
}

/** Folding, as the database can do it: for texts that are too long to be kept folded. */
const folded = (text: string) =>
  `lower(regexp_replace(normalize(${text}, NFKD), '[\\u0300-\\u036f]', '', 'g') COLLATE "und-x-icu")`;

/** Looks into the texts themselves: no index serves it, so that it costs a reading of the rows. */
function containsText(place: Place, { field, value }: TestNode, parameters: Parameters): string {
  if (field.type === "longText") return proseContains(place.column, value, parameters);
  if (field.type === "text") {
    return `position(${parameters.add(fold(String(value)), "text")} IN ${place.column}) > 0`;
  }
  const column = `t.${columnName(field.key)}`;
  return `position(${parameters.add(String(value).toLowerCase(), "text")} IN lower(${column})) > 0`;
}

function proseContains(column: string, value: unknown, parameters: Parameters): string {
  const needle = folded(parameters.add(String(value), "text"));
  return `position(${needle} IN ${folded(column)}) > 0`;
}

/** Index rows hold no more than the beginning of a long text or address. */
function isCutInIndex({ field, op }: TestNode): boolean {
  return op === "contains" && (field.type === "longText" || field.type === "url");
}

/** Ids carry the millisecond of creation, so that the primary key is the index of creation times. */
function createdTest({ op, value }: TestNode, parameters: Parameters): string {
  const from = (time: unknown, addedMs: number) =>
    parameters.add(lowestIdAt(Date.parse(String(time)) + addedMs), "uuid");
  const at = (time: unknown) => `(t.id >= ${from(time, 0)} AND t.id < ${from(time, 1)})`;
  if (op === "in") {
    const times = (value as unknown[]).filter((time) => time !== null).map(at);
    return times.length === 0 ? "false" : `(${times.join(" OR ")})`;
  }
  if (op === "eq") return at(value);
  if (op === "ne") return `NOT ${at(value)}`;
  if (op === "gt" || op === "gte") return `t.id >= ${from(value, op === "gt" ? 1 : 0)}`;
  return `t.id < ${from(value, op === "lte" ? 1 : 0)}`;
}

/** As the funnel counts: an open stage was reached by who was in it, in a later open one, or won. */
function reachedTest({ value }: TestNode, parameters: Parameters): string {
  return `t.id IN (SELECT e.deal_id FROM records.stages k
    JOIN records.stages s ON s.workspace_id = $1 AND s.pipeline_id = k.pipeline_id
      AND (s.id = k.id OR s.kind = 'won' AND k.kind <> 'lost'
        OR s.kind = 'open' AND k.kind = 'open' AND s.position >= k.position)
    JOIN records.stage_entries e ON e.workspace_id = $1 AND e.stage_id = s.id
    WHERE k.workspace_id = $1 AND k.id = ${parameters.add(value, "uuid")})`;
}

const wayTests: Partial<
  Record<TestNode["op"], (node: TestNode, parameters: Parameters) => string>
> = { reached: reachedTest, left: leftTest };

function leftTest({ value }: TestNode, parameters: Parameters): string {
  const [stage, from, to] = value as (string | null)[];
  const end = (time: string | null | undefined, symbol: string) =>
    time ? ` AND e.left_at ${symbol} ${parameters.add(time, "timestamptz")}` : "";
  return `t.id IN (SELECT e.deal_id FROM records.stage_entries e WHERE e.workspace_id = $1 AND e.is_seen
    AND e.left_at IS NOT NULL AND e.stage_id = ${parameters.add(stage, "uuid")}${end(from, ">=")}${end(to, "<")})`;
}

function customTest(node: TestNode, parameters: Parameters): string {
  if (isCutInIndex(node)) {
    const text = `(t.custom ->> ${parameters.add(node.field.key, "text")})`;
    return proseContains(text, node.value, parameters);
  }
  const place = indexPlace(node.field);
  const fieldId = parameters.add(node.field.customId, "uuid");
  const rows = (condition: string) =>
    `t.id IN (SELECT v.record_id FROM records.field_values v WHERE v.workspace_id = $1 AND v.field_id = ${fieldId}${condition})`;
  const hasValue = rows("");
  if (node.op === "empty") return node.value ? `NOT (${hasValue})` : hasValue;
  if (node.value === null) return node.op === "eq" ? `NOT (${hasValue})` : hasValue;
  if (node.op === "contains") {
    const needle = parameters.add(fold(String(node.value)), "text");
    return rows(` AND position(${needle} IN v.${place.column}) > 0`);
  }
  const positive: TestNode = node.op === "ne" ? { ...node, op: "eq" } : node;
  const column = { ...place, column: `v.${place.column}` };
  const found = rows(
    ` AND ${compare(column, positive, parameters, (value) => indexValue(node.field, value))}`,
  );
  if (node.op === "ne") return `NOT (${found})`;
  return listsNull(node) ? `(${found} OR NOT (${hasValue}))` : found;
}

export function filterSql(type: ObjectType, node: FilterNode, parameters: Parameters): string {
  if (node.kind === "test") {
    return node.field.customId === null
      ? standardTest(type, node, parameters)
      : customTest(node, parameters);
  }
  if (node.nodes.length === 0) return node.kind === "and" ? "true" : "false";
  const joint = node.kind === "and" ? " AND " : " OR ";
  return `(${node.nodes.map((child) => filterSql(type, child, parameters)).join(joint)})`;
}

/** Row rights as a condition; null when every row may be seen. */
export function limitSql(limit: RowLimit, parameters: Parameters): string | null {
  if (limit.kind === "all") return null;
  if (limit.kind === "none") return "false";
  if (limit.kind === "owners") return isOneOf("t.owner_id", limit.memberIds, "uuid", parameters);
  return isOneOf("t.region_key", limit.regions.map(fold), "text", parameters);
}

/** One value is compared by itself: its rows then come in the order of the index. */
function isOneOf(
  column: string,
  values: readonly string[],
  sqlType: string,
  parameters: Parameters,
): string {
  const [only, another] = values;
  if (only !== undefined && another === undefined) {
    return `${column} = ${parameters.add(only, sqlType)}`;
  }
  return `${column} = ANY(${parameters.add(values, `${sqlType}[]`)})`;
}
