// Live records that hold one of some values in one field, through the field's index.
import type { Reader } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { indexPlace, limitSql, Parameters, recordPlace } from "./filter-sql.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, typeCondition } from "./records.store.ts";
import type { StoredRecord } from "./stored-record.ts";

export interface Holding {
  field: Field;
  /** As the index holds them. */
  values: readonly unknown[];
  limit: RowLimit;
  /** No more records than these. */
  max: number;
  lock?: "FOR UPDATE";
}

/** Oldest first. */
export async function recordsHolding(
  tx: Reader,
  type: ObjectType,
  query: Holding,
): Promise<StoredRecord[]> {
  if (query.values.length === 0) return [];
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const source = sourceSql(type, query.field, query.values, parameters);
  const limited = limitSql(query.limit, parameters);
  const max = parameters.add(query.max, "int");
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${source}
     WHERE t.workspace_id = $1 AND t.deleted_at IS NULL${typeCondition(type)}
     ${limited === null ? "" : `AND ${limited}`} ORDER BY t.id LIMIT ${max}${query.lock ? " FOR UPDATE OF t" : ""}`,
    parameters.values,
  );
  return rows.map((row) => asRecord(type, row));
}

/**
 * The values are joined, not compared by `= ANY`: a kept plan would walk the whole table in the order of
 * ids and compare each row with every one of a thousand values.
 */
function sourceSql(
  type: ObjectType,
  field: Field,
  values: readonly unknown[],
  parameters: Parameters,
): string {
  if (field.customId === null) {
    const { column, sqlType } = recordPlace(type, field);
    const wanted = `unnest(${parameters.add(values, `${sqlType}[]`)}) AS w (value)`;
    return `${wanted} JOIN ${type.table} t ON t.workspace_id = $1 AND ${column} = w.value`;
  }
  const { column, sqlType } = indexPlace(field);
  const wanted = `unnest(${parameters.add(values, `${sqlType}[]`)}) AS w (value)`;
  return `(SELECT DISTINCT v.record_id FROM ${wanted} JOIN records.field_values v ON v.workspace_id = $1
    AND v.field_id = ${parameters.add(field.customId, "uuid")} AND v.${column} = w.value) AS h
    JOIN ${type.table} t ON t.workspace_id = $1 AND t.id = h.record_id`;
}
