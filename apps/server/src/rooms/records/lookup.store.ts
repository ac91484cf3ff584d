// Live records that hold one of some values in one field, within a row limit; through the field's index.
import type { Tx } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { indexPlace, limitSql, Parameters, recordPlace } from "./filter-sql.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { asRecord, recordColumns, type StoredRecord, typeCondition } from "./records.store.ts";

const maxRecords = 10_000;

export async function recordsHolding(
  tx: Tx,
  type: ObjectType,
  query: { field: Field; values: readonly unknown[]; limit: RowLimit },
): Promise<StoredRecord[]> {
  if (query.values.length === 0) return [];
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const holds = holdsSql(type, query.field, query.values, parameters);
  const limited = limitSql(query.limit, parameters);
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.deleted_at IS NULL${typeCondition(type)} AND ${holds}
     ${limited === null ? "" : `AND ${limited}`} ORDER BY t.id LIMIT ${maxRecords}`,
    parameters.values,
  );
  return rows.map((row) => asRecord(type, row));
}

function holdsSql(
  type: ObjectType,
  field: Field,
  values: readonly unknown[],
  parameters: Parameters,
): string {
  if (field.customId === null) {
    const { column, sqlType } = recordPlace(type, field);
    return `${column} = ANY(${parameters.add(values, `${sqlType}[]`)})`;
  }
  const { column, sqlType } = indexPlace(field);
  return `t.id IN (SELECT v.record_id FROM records.field_values v WHERE v.workspace_id = $1
    AND v.field_id = ${parameters.add(field.customId, "uuid")} AND v.${column} = ANY(${parameters.add(values, `${sqlType}[]`)}))`;
}
