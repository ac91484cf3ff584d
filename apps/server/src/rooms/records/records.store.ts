// Reads of records of any type: by id, and by ids for writing. Rows come back in wire form.
import type { Tx } from "../../platform/db/index.ts";
import type { ObjectType } from "./object-type.rules.ts";
import type { StoredValue } from "./values.rules.ts";

/** A record as stored and as sent: system fields, standard fields, `custom`. */
export interface StoredRecord {
  id: string;
  object: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  deletedAt: string | null;
  custom: Record<string, StoredValue>;
  [standardField: string]: StoredValue | Record<string, StoredValue>;
}

/** Columns of a record in wire names; `object` is added by the caller of `asRecord`. */
export function recordColumns(type: ObjectType): string {
  const standard = type.columns.map(({ column, key }) => `t.${column} AS "${key}"`);
  return [
    "t.id",
    "t.version",
    't.created_at AS "createdAt"',
    't.updated_at AS "updatedAt"',
    't.created_by AS "createdBy"',
    't.deleted_at AS "deletedAt"',
    "t.custom",
    ...standard,
  ].join(", ");
}

export function asRecord(type: ObjectType, row: object): StoredRecord {
  const record = row as StoredRecord;
  record.object = type.key;
  return record;
}

/** Custom objects share a table: their rows are told apart by the type's key. */
export function typeCondition(type: ObjectType): string {
  return type.table === "records.custom_records" ? ` AND t.object = '${type.key}'` : "";
}

export function byIdSql(type: ObjectType): string {
  return `SELECT ${recordColumns(type)} FROM ${type.table} t WHERE t.workspace_id = $1 AND t.id = $2${typeCondition(type)}`;
}

export async function recordsByIds(
  tx: Tx,
  type: ObjectType,
  ids: readonly string[],
  lock: "" | "FOR UPDATE",
): Promise<StoredRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id = ANY($2::uuid[])${typeCondition(type)} ORDER BY t.id ${lock}`,
    [tx.workspaceId, ids],
  );
  return rows.map((row) => asRecord(type, row));
}

/** Live records whose field has one of these stored values, oldest first; for upserts. */
export async function recordsByValues(
  tx: Tx,
  type: ObjectType,
  column: string,
  sqlType: string,
  values: readonly unknown[],
): Promise<StoredRecord[]> {
  if (values.length === 0) return [];
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.${column} = ANY($2::${sqlType}[]) AND t.deleted_at IS NULL${typeCondition(type)}
     ORDER BY t.id FOR UPDATE`,
    [tx.workspaceId, values],
  );
  return rows.map((row) => asRecord(type, row));
}

export async function recordsByCustomValues(
  tx: Tx,
  type: ObjectType,
  fieldId: string,
  indexColumn: string,
  sqlType: string,
  values: readonly unknown[],
): Promise<StoredRecord[]> {
  if (values.length === 0) return [];
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.deleted_at IS NULL${typeCondition(type)} AND t.id IN (
       SELECT v.record_id FROM records.field_values v
       WHERE v.workspace_id = $1 AND v.field_id = $2 AND v.${indexColumn} = ANY($3::${sqlType}[]))
     ORDER BY t.id FOR UPDATE`,
    [tx.workspaceId, fieldId, values],
  );
  return rows.map((row) => asRecord(type, row));
}

/** Makes upserts on one object type take turns, so that two cannot both create the same key. */
export function lockUpserts(tx: Tx, type: ObjectType): void {
  tx.send("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `${tx.workspaceId}:upsert:${type.key}`,
  ]);
}
