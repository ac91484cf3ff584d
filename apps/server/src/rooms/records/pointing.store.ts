// Records that point at given records, by reference fields of any type, standard or custom.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { limitSql, Parameters } from "./filter-sql.store.ts";
import { columnName, type Field, type ObjectType } from "./object-type.rules.ts";
import { recordsByIds, typeCondition } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";

/** Reference fields of the type that point at the target; removed custom ones too, as their values stay. */
export function fieldsPointingAt(type: ObjectType, target: string): Field[] {
  const standard = [...type.fields.values()].filter((field) => field.customId === null);
  return [...standard, ...type.indexedFields].filter(
    (field) => field.type === "reference" && field.refObject === target,
  );
}

/** Where each field holds ids; `$1` is the workspace. */
function idsSql(type: ObjectType, field: Field, wanted: string): string {
  return field.customId === null
    ? `SELECT t.id FROM ${type.table} t WHERE t.workspace_id = $1 AND t.${columnName(field.key)} = ANY(${wanted})`
    : `SELECT v.record_id AS id FROM records.field_values v WHERE v.workspace_id = $1 AND v.field_id = '${field.customId}' AND v.id_value = ANY(${wanted})`;
}

/** Holds them until the transaction ends, in the order of their ids; those in the trash too. */
export async function lockPointing(
  tx: Tx,
  type: ObjectType,
  target: string,
  ids: readonly string[],
  max: number,
): Promise<StoredRecord[]> {
  const fields = fieldsPointingAt(type, target);
  if (fields.length === 0) return [];
  const union = fields.map((field) => idsSql(type, field, "$2::uuid[]")).join(" UNION ");
  const rows = await tx.query<{ id: string }>(
    `SELECT p.id FROM (${union}) p ORDER BY p.id LIMIT ${max}`,
    [tx.workspaceId, ids],
    "by-values",
  );
  const found = rows.map((row) => row.id);
  return recordsByIds(tx, type, found, "FOR NO KEY UPDATE");
}

/** How many live ones there are within the limit, up to `max`. */
export async function countPointing(
  tx: Reader,
  type: ObjectType,
  query: { fields: readonly Field[]; ids: readonly string[]; limit: RowLimit; max: number },
): Promise<number> {
  if (query.fields.length === 0) return 0;
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const wanted = parameters.add(query.ids, "uuid[]");
  const union = query.fields.map((field) => idsSql(type, field, wanted)).join(" UNION ");
  const limited = limitSql(query.limit, parameters);
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT 1 FROM ${type.table} t JOIN (${union}) p ON p.id = t.id
       WHERE t.workspace_id = $1 AND t.deleted_at IS NULL${typeCondition(type)}
       ${limited === null ? "" : `AND ${limited}`} LIMIT ${query.max}) c`,
    parameters.values,
    "by-values",
  );
  return rows[0]?.count ?? 0;
}
