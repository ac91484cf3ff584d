// The newest change of what points at some records, by the index on the reference.
import type { Reader } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { limitSql, Parameters } from "./filter-sql.store.ts";
import { columnName, type ObjectType } from "./object-type.rules.ts";

export async function lastTouchedRows(
  tx: Reader,
  type: ObjectType,
  limit: RowLimit,
  query: { field: string; ids: readonly string[] },
): Promise<{ id: string; at: string }[]> {
  const parameters = new Parameters();
  parameters.values.push(tx.workspaceId);
  const reference = `t.${columnName(query.field)}`;
  const conditions = [
    "t.workspace_id = $1",
    "t.deleted_at IS NULL",
    `${reference} = ANY(${parameters.add(query.ids, "uuid[]")})`,
  ];
  const limited = limitSql(limit, parameters);
  if (limited !== null) conditions.push(limited);
  return tx.query(
    `SELECT ${reference} AS id, max(t.updated_at) AS at FROM ${type.table} t
     WHERE ${conditions.join(" AND ")} GROUP BY 1`,
    parameters.values,
    "by-values",
  );
}
