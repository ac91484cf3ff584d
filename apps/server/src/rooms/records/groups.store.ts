// Counts and sums of a filtered list by the values of one field: one grouped statement, within the rows of
// the caller. Texts are grouped as filters compare them: without case and accents.
import type { Reader } from "../../platform/db/index.ts";
import { Parameters } from "./filter-sql.store.ts";
import { baseConditions, planningOf, type RowQuery } from "./list.store.ts";
import { columnName, type Field, type ObjectType } from "./object-type.rules.ts";

export interface GroupQuery extends RowQuery {
  by: Field;
  sum: Field | null;
  /** Sums are told by currency. */
  byCurrency: boolean;
}

export interface GroupRow {
  value: string | null;
  currency: string | null;
  count: number;
  sum: number | null;
}

/** Groups are told from the largest on; beyond these, only that there are more. */
export const maxGroups = 500;

function textOf(type: ObjectType, field: Field, parameters: Parameters) {
  if (field.customId !== null) {
    const text = `(t.custom ->> ${parameters.add(field.key, "text")})`;
    return { key: text, shown: text };
  }
  const column = type.columns.find(({ key }) => key === field.key);
  const shown = `t.${column?.column ?? columnName(field.key)}`;
  return { key: column?.keyColumn ? `t.${column.keyColumn}` : shown, shown };
}

function numberOf(field: Field, parameters: Parameters): string {
  if (field.customId === null) return `t.${columnName(field.key)}`;
  return `(t.custom ->> ${parameters.add(field.key, "text")})::numeric`;
}

export function groupStatement(query: GroupQuery): { sql: string; values: unknown[] } {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  const { key, shown } = textOf(query.type, query.by, parameters);
  const sum = query.sum ? `sum(${numberOf(query.sum, parameters)})::float8` : "NULL::float8";
  const currency = query.byCurrency ? "t.currency" : "NULL::text";
  const sql = `SELECT min(${shown}::text) AS value, g.currency, count(*)::int AS count, ${sum} AS sum
    FROM ${query.type.table} t CROSS JOIN LATERAL (SELECT ${key} AS key, ${currency} AS currency) g
    WHERE ${conditions.join(" AND ")} GROUP BY g.key, g.currency
    ORDER BY count(*) DESC, 1 LIMIT ${maxGroups * 4}`;
  return { sql, values: parameters.values.slice(1) };
}

export function groupRows(tx: Reader, query: GroupQuery): Promise<GroupRow[]> {
  const { sql, values } = groupStatement(query);
  return tx.query<GroupRow>(sql, [tx.workspaceId, ...values], planningOf(query));
}
