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
  lock?: "FOR NO KEY UPDATE";
}

/** Oldest first. */
export async function recordsHolding(
  tx: Reader,
  type: ObjectType,
  query: Holding,
): Promise<StoredRecord[]> {
  const ids = await idsHolding(tx, type, query);
  if (ids.length === 0) return [];
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const wanted = parameters.add(ids, "uuid[]");
  const limited = limitSql(query.limit, parameters);
  const max = parameters.add(query.max, "int");
  const rows = await tx.query(
    `SELECT ${recordColumns(type)} FROM ${type.table} t
     WHERE t.workspace_id = $1 AND t.id = ANY(${wanted}) AND t.deleted_at IS NULL${typeCondition(type)}
     ${limited === null ? "" : `AND ${limited}`} ORDER BY t.id LIMIT ${max} ${query.lock ?? ""}`,
    parameters.values,
    "by-values",
  );
  return rows.map((row) => asRecord(type, row));
}

const mostOfOneValue = 200;

/**
 * One probe of the index a value, by force of LATERAL and LIMIT: while a young table has no statistics the
 * planner would rather walk all of it, and a kept plan would do so as the table grows. Rows in the trash or out of
 * reach do not count towards the limit.
 */
async function idsHolding(tx: Reader, type: ObjectType, query: Holding): Promise<string[]> {
  if (query.values.length === 0) return [];
  const { customId } = query.field;
  const place = customId === null ? recordPlace(type, query.field) : indexPlace(query.field);
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const values = parameters.add(query.values, `${place.sqlType}[]`);
  const limited = limitSql(query.limit, parameters);
  const wanted = `t.deleted_at IS NULL${typeCondition(type)}${limited === null ? "" : ` AND ${limited}`}`;
  // A scalar subquery, since an EXISTS may be turned into a join that reads the whole table.
  const probe =
    customId === null
      ? `SELECT t.id FROM ${type.table} t WHERE t.workspace_id = $1 AND ${place.column} = w.value AND ${wanted}`
      : `SELECT v.record_id AS id FROM records.field_values v WHERE v.workspace_id = $1
         AND v.field_id = ${parameters.add(customId, "uuid")} AND v.${place.column} = w.value
         AND (SELECT ${wanted} FROM ${type.table} t WHERE t.workspace_id = $1 AND t.id = v.record_id)`;
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT h.id FROM unnest(${values}) AS w (value)
     CROSS JOIN LATERAL (${probe} ORDER BY id LIMIT ${Math.min(mostOfOneValue, query.max)}) AS h`,
    parameters.values,
  );
  return rows.map((row) => row.id);
}
