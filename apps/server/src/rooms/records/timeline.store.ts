// Records that point at one record, newest first: activities by when they happened, others by creation,
// which is the order of their ids.
import type { Reader } from "../../platform/db/index.ts";
import { lowestIdAt, timeOfId } from "../../platform/ids.ts";
import type { RowLimit } from "../access/index.ts";
import { limitSql, Parameters } from "./filter-sql.store.ts";
import { columnName, type ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, typeCondition } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";

/** Where a page ended: time and id of its last item, whatever its kind. */
export interface TimelinePosition {
  at: string;
  id: string;
}

export interface TimelineQuery {
  /** Reference field that must hold `id`. */
  field: string;
  id: string;
  /** Field that says when; `createdAt`, or another one with an index on reference and time. */
  timeField: string;
  before: TimelinePosition | null;
  limit: number;
}

export async function timelineRows(
  tx: Reader,
  type: ObjectType,
  limit: RowLimit,
  query: TimelineQuery,
): Promise<StoredRecord[]> {
  const { sql, values } = timelineSql(type, limit, query);
  const rows = await tx.query(sql, [tx.workspaceId, ...values]);
  return rows.map((row) => asRecord(type, row));
}

/** `$1` is the workspace. */
export function timelineSql(type: ObjectType, limit: RowLimit, query: TimelineQuery) {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const isIdOrder = query.timeField === "createdAt";
  const time = `t.${columnName(query.timeField)}`;
  const conditions = [
    `t.workspace_id = $1${typeCondition(type)}`,
    "t.deleted_at IS NULL",
    `t.${columnName(query.field)} = ${parameters.add(query.id, "uuid")}`,
  ];
  const limited = limitSql(limit, parameters);
  if (limited !== null) conditions.push(limited);
  if (query.before && isIdOrder) {
    conditions.push(`t.id < ${parameters.add(idBefore(query.before), "uuid")}`);
  } else if (query.before) {
    const at = parameters.add(query.before.at, "timestamptz");
    conditions.push(`(${time}, t.id) < (${at}, ${parameters.add(query.before.id, "uuid")})`);
  }
  const order = isIdOrder ? "t.id DESC" : `${time} DESC, t.id DESC`;
  const sql = `SELECT ${recordColumns(type)} FROM ${type.table} t
    WHERE ${conditions.join(" AND ")} ORDER BY ${order} LIMIT ${query.limit}`;
  return { sql, values: parameters.values.slice(1) };
}

/** The id below which lie all records that were made before the position, or then with a lower id. */
export function idBefore({ at, id }: TimelinePosition): string {
  const atMs = Date.parse(at);
  const idMs = timeOfId(id);
  if (idMs === atMs) return id;
  return lowestIdAt(idMs > atMs ? atMs + 1 : atMs);
}
