// Records that point at one record, newest first: activities by when they happened, others by creation.
import type { Tx } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { limitSql, Parameters } from "./filter-sql.store.ts";
import { columnName, type ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, type StoredRecord, typeCondition } from "./records.store.ts";

export interface TimelinePosition {
  at: string;
  id: string;
}

export interface TimelineQuery {
  /** Reference field that must hold `id`. */
  field: string;
  id: string;
  before: TimelinePosition | null;
  limit: number;
}

export async function timelineRows(
  tx: Tx,
  type: ObjectType,
  limit: RowLimit,
  query: TimelineQuery,
): Promise<StoredRecord[]> {
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const time = type.key === "activities" ? "t.occurred_at" : "t.created_at";
  const conditions = [
    `t.workspace_id = $1${typeCondition(type)}`,
    "t.deleted_at IS NULL",
    `t.${columnName(query.field)} = ${parameters.add(query.id, "uuid")}`,
  ];
  const limited = limitSql(limit, parameters);
  if (limited !== null) conditions.push(limited);
  if (query.before) {
    const at = parameters.add(query.before.at, "timestamptz");
    conditions.push(`(${time}, t.id) < (${at}, ${parameters.add(query.before.id, "uuid")})`);
  }
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t WHERE ${conditions.join(" AND ")}
     ORDER BY ${time} DESC, t.id DESC LIMIT ${query.limit}`,
    parameters.values,
  );
  return rows.map((row) => asRecord(type, row));
}
