// Pages of a filtered, sorted list by keyset: the cost of a page does not depend on how far it is.
// Empty values come last in either direction, as a second run over the rows without a value.
import type { Planning, Reader } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import type { FilterNode, SortOrder } from "./filter.rules.ts";
import { filterSql, indexPlace, limitSql, Parameters, recordPlace } from "./filter-sql.store.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, typeCondition } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";

export interface ListQuery {
  type: ObjectType;
  filter: FilterNode | null;
  sort: SortOrder;
  limit: number;
  rowLimit: RowLimit;
  after: Position | null;
  /** Rows in the trash instead of the live ones. */
  trashed: boolean;
}

/** Where a page ended. `value` is null within the rows that have no value. */
export interface Position {
  value: unknown;
  id: string;
}

export interface ListedRows {
  records: StoredRecord[];
  next: Position | null;
}

type Phase = "valued" | "empty";
type Row = StoredRecord & { sort_value?: unknown };

/** Ids carry the time of creation, so that sorting by it needs no index of its own. */
const isIdOrder = (query: ListQuery) =>
  query.sort.field.key === "createdAt" || query.sort.field.key === "id";

export async function listRows(tx: Reader, query: ListQuery): Promise<ListedRows> {
  if (isIdOrder(query)) return page(query, await run(tx, query, "valued", query.limit + 1));
  const startsEmpty = query.after !== null && query.after.value === null;
  const valued = startsEmpty ? [] : await run(tx, query, "valued", query.limit + 1);
  const missing = query.limit + 1 - valued.length;
  if (missing <= 0) return page(query, valued);
  const rest = startsEmpty ? query : { ...query, after: null };
  return page(query, [...valued, ...(await run(tx, rest, "empty", missing))]);
}

function page(query: ListQuery, rows: Row[]): ListedRows {
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const next = last ? { value: last.sort_value ?? null, id: last.id } : null;
  const records = shown.map((row) => {
    delete row.sort_value;
    return asRecord(query.type, row);
  });
  return { records, next };
}

async function run(tx: Reader, query: ListQuery, phase: Phase, limit: number): Promise<Row[]> {
  const { sql, values } = statement(query, phase, limit);
  return tx.query<Row>(sql, [tx.workspaceId, ...values], planningOf(query));
}

/** Equality finds about as many rows whatever the value; how many a range or a list finds, only it tells. */
export function planningOf({ filter }: Pick<ListQuery, "filter">): Planning {
  return filter === null || isSteady(filter) ? "kept" : "by-values";
}

function isSteady(node: FilterNode): boolean {
  if (node.kind === "test") return node.op === "eq" || node.op === "empty";
  return node.kind === "and" && node.nodes.every(isSteady);
}

/** `$1` is the workspace; exported for the test that asserts index use. */
export function statement(
  query: ListQuery,
  phase: Phase,
  limit: number,
): { sql: string; values: unknown[] } {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  const order = orderOf(query, phase, parameters, conditions);
  const sql = `SELECT ${recordColumns(query.type)}${order.select} FROM ${order.from}
    WHERE ${conditions.join(" AND ")} ORDER BY ${order.by} LIMIT ${limit}`;
  return { sql, values: parameters.values.slice(1) };
}

export type RowQuery = Pick<ListQuery, "type" | "filter" | "rowLimit" | "trashed">;

/** What every row of the list holds; `$1` is the workspace. */
export function baseConditions(query: RowQuery, parameters: Parameters): string[] {
  const { type, filter, rowLimit } = query;
  const conditions = [`t.workspace_id = $1${typeCondition(type)}`];
  conditions.push(query.trashed ? "t.deleted_at IS NOT NULL" : "t.deleted_at IS NULL");
  const limit = limitSql(rowLimit, parameters);
  if (limit !== null) conditions.push(limit);
  if (filter !== null) conditions.push(filterSql(type, filter, parameters));
  return conditions;
}

interface Order {
  /** What the page's end is told by; empty where the id is enough. */
  select: string;
  from: string;
  by: string;
}

function orderOf(
  query: ListQuery,
  phase: Phase,
  parameters: Parameters,
  conditions: string[],
): Order {
  if (isIdOrder(query)) return idOrder(query, parameters, conditions);
  if (phase === "empty") {
    conditions.push(emptyCondition(query, parameters));
    return idOrder(query, parameters, conditions);
  }
  return valueOrder(query, parameters, conditions);
}

const wayOf = (query: ListQuery) =>
  query.sort.descending ? { way: "DESC", beyond: "<" } : { way: "ASC", beyond: ">" };

function idOrder(query: ListQuery, parameters: Parameters, conditions: string[]): Order {
  const { way, beyond } = wayOf(query);
  if (query.after) conditions.push(`t.id ${beyond} ${parameters.add(query.after.id, "uuid")}`);
  return { select: "", from: `${query.type.table} t`, by: `t.id ${way}` };
}

function valueOrder(query: ListQuery, parameters: Parameters, conditions: string[]): Order {
  const { way, beyond } = wayOf(query);
  const { column, id, sqlType, from } = sortPlace(query, parameters, conditions);
  conditions.push(`${column} IS NOT NULL`);
  if (query.after) {
    const value = parameters.add(query.after.value, sqlType);
    conditions.push(
      `(${column}, ${id}) ${beyond} (${value}, ${parameters.add(query.after.id, "uuid")})`,
    );
  }
  return { select: `, ${column} AS sort_value`, from, by: `${column} ${way}, ${id} ${way}` };
}

/** A custom field's order is that of its index rows, which are therefore read first. */
function sortPlace({ type, sort }: ListQuery, parameters: Parameters, conditions: string[]) {
  const table = `${type.table} t`;
  if (sort.field.customId === null) {
    return { ...recordPlace(type, sort.field), id: "t.id", from: table };
  }
  const { column, sqlType } = indexPlace(sort.field);
  const fieldId = parameters.add(sort.field.customId, "uuid");
  conditions.push(`v.workspace_id = $1 AND v.field_id = ${fieldId} AND v.record_id = t.id`);
  const from = `records.field_values v, ${table}`;
  return { column: `v.${column}`, sqlType, id: "v.record_id", from };
}

function emptyCondition(query: ListQuery, parameters: Parameters): string {
  const { field } = query.sort;
  if (field.customId === null) return `${recordPlace(query.type, field).column} IS NULL`;
  return `NOT EXISTS (SELECT 1 FROM records.field_values v WHERE v.workspace_id = $1
    AND v.record_id = t.id AND v.field_id = ${parameters.add(field.customId, "uuid")})`;
}

export const countCap = 10_000;

/** Counts matches up to the cap, so that a count never costs more than a bounded scan of matches. */
export async function countRows(
  tx: Reader,
  query: ListQuery,
): Promise<{ count: number; capped: boolean }> {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${query.type.table} t
     WHERE ${conditions.join(" AND ")} LIMIT ${countCap + 1}) matches`,
    [tx.workspaceId, ...parameters.values.slice(1)],
    planningOf(query),
  );
  const count = rows[0]?.count ?? 0;
  return { count: Math.min(count, countCap), capped: count > countCap };
}
