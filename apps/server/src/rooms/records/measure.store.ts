// Counts, sums, averages, medians and shares of a filtered list by one or two fields, with their subtotals: one
// grouped statement, within the rows of the caller. Texts are grouped as filters compare them; pieces of time by
// edges that come from outside, so that they are those of the filters.
import type { Reader, Tx } from "../../platform/db/index.ts";
import { filterSql, Parameters } from "./filter-sql.store.ts";
import { baseConditions, type RowQuery } from "./list.store.ts";
import { type Dimension, hasCurrency, type Measure, type MeasuredRow } from "./measure.rules.ts";
import { columnName, type Field, type ObjectType } from "./object-type.rules.ts";

export interface MeasureQuery extends RowQuery {
  measure: Measure;
  by: readonly Dimension[];
  /** Rows at most, subtotals included. */
  limit: number;
}

interface Expression {
  key: string;
  shown: string;
}

function custom(field: Field, parameters: Parameters): string {
  return `(t.custom ->> ${parameters.add(field.key, "text")})`;
}

function timeOf(field: Field, parameters: Parameters): string {
  if (field.customId === null) return `t.${columnName(field.key)}`;
  return `${custom(field, parameters)}::${field.type === "date" ? "date" : "timestamptz"}`;
}

function numberOf(field: Field, parameters: Parameters): string {
  if (field.customId === null) return `t.${columnName(field.key)}`;
  return `${custom(field, parameters)}::numeric`;
}

/** `joins` collects the index rows of custom texts, which are folded like the filters' values. */
function groupOf(
  type: ObjectType,
  { field, edges }: Dimension,
  parameters: Parameters,
  joins: string[],
): Expression {
  if (edges !== null) {
    const list = parameters.add(edges, field.type === "date" ? "date[]" : "timestamptz[]");
    const key = `width_bucket(${timeOf(field, parameters)}, ${list})`;
    return { key, shown: key };
  }
  if (field.customId !== null) {
    const shown = custom(field, parameters);
    if (field.type !== "text") return { key: shown, shown };
    const alias = `v${joins.length}`;
    const id = parameters.add(field.customId, "uuid");
    joins.push(`LEFT JOIN records.field_values ${alias} ON ${alias}.workspace_id = $1
      AND ${alias}.record_id = t.id AND ${alias}.field_id = ${id} AND ${alias}.position = 0`);
    return { key: `${alias}.text_value`, shown };
  }
  const column = type.columns.find(({ key }) => key === field.key);
  const shown = `t.${column?.column ?? columnName(field.key)}`;
  return { key: column?.keyColumn ? `t.${column.keyColumn}` : shown, shown };
}

const quartiles = (value: string) =>
  `percentile_cont(ARRAY[0.5, 0.25, 0.75]) WITHIN GROUP (ORDER BY (${value})::float8)`;

interface Figures {
  value: string;
  hits: string;
  isMedian: boolean;
}

function figuresOf(
  { type, measure }: MeasureQuery,
  parameters: Parameters,
  joins: string[],
): Figures {
  const plain = (value: string): Figures => ({ value, hits: "NULL::int", isMedian: false });
  if (measure.fn === "count") return plain("count(*)");
  if (measure.fn === "share") {
    const where = `count(*) FILTER (WHERE ${filterSql(type, measure.where, parameters)})`;
    return {
      value: `${where}::float8 / nullif(count(*), 0)`,
      hits: `(${where})::int`,
      isMedian: false,
    };
  }
  if ("from" in measure) {
    const seconds = `greatest(0, extract(epoch FROM ${timeOf(measure.to, parameters)} - ${timeOf(measure.from, parameters)}))`;
    if (measure.fn === "average-time") return plain(`avg(${seconds})`);
    return { ...plain(quartiles(seconds)), isMedian: true };
  }
  const number = numberOf(measure.field, parameters);
  if (measure.fn === "median") return { ...plain(quartiles(number)), isMedian: true };
  if (measure.fn === "average") return plain(`avg(${number})`);
  if (measure.fn === "sum") return plain(`sum(${number})`);
  joins.push("LEFT JOIN records.stages s ON s.workspace_id = $1 AND s.id = t.stage_id");
  return plain(`sum(${number} * coalesce(s.probability, 0))`);
}

export function measureStatement(query: MeasureQuery): { sql: string; values: unknown[] } {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  const joins: string[] = [];
  const groups = query.by.map((dimension) => groupOf(query.type, dimension, parameters, joins));
  const figures = figuresOf(query, parameters, joins);
  const currency = hasCurrency(query.type, query.measure) ? "t.currency_key" : null;
  const inner = [
    ...groups.map(({ key }, at) => `${key} AS k${at}`),
    ...groups.map(({ shown }, at) => `(${shown})::text AS s${at}`),
    `${currency ?? "NULL::text"} AS c`,
    `${currency === null ? "NULL::text" : "t.currency"} AS shown_currency`,
  ];
  const names = groups.map((_, at) => `g.k${at}`);
  const sets = Array.from({ length: names.length + 1 }, (_, depth) => {
    const members = [...names.slice(0, depth), ...(currency === null ? [] : ["g.c"])];
    return `(${members.join(", ")})`;
  });
  const depth = names.map((name) => `1 - grouping(${name})`).join(" + ") || "0";
  const sql = `SELECT ${depth} AS depth, ${groups.map((_, at) => `min(g.s${at}) AS s${at}, `).join("")}
      min(g.shown_currency) AS currency, count(*)::int AS count, ${figures.hits} AS hits,
      (${figures.value})::float8${figures.isMedian ? "[]" : ""} AS value
    FROM ${query.type.table} t ${joins.join(" ")} CROSS JOIN LATERAL (SELECT ${inner.join(", ")}) g
    WHERE ${conditions.join(" AND ")}
    GROUP BY GROUPING SETS (${sets.join(", ")})
    ORDER BY 1, count(*) DESC, 2 LIMIT ${query.limit + 1}`;
  return { sql, values: parameters.values.slice(1) };
}

type Row = Record<`s${number}`, string | null> & {
  depth: number;
  currency: string | null;
  count: number;
  hits: number | null;
  value: number | number[] | null;
};

function measured(row: Row, groups: number): MeasuredRow {
  const { depth, currency, count, hits } = row;
  const values = Array.isArray(row.value) ? row.value : [row.value];
  return {
    depth,
    keys: Array.from({ length: groups }, (_, at) => (at < depth ? (row[`s${at}`] ?? null) : null)),
    currency,
    count,
    hits,
    value: values[0] ?? null,
    low: values[1] ?? null,
    high: values[2] ?? null,
  };
}

export async function measureRows(tx: Reader, query: MeasureQuery): Promise<MeasuredRow[]> {
  const { sql, values } = measureStatement(query);
  const rows = await tx.query<Row>(sql, [tx.workspaceId, ...values], "by-values");
  return rows.map((row) => measured(row, query.by.length));
}

/** First and last time that the rows of a list hold in a field; null where there is none. */
export async function extentOf(
  tx: Reader,
  query: RowQuery,
  field: Field,
): Promise<{ from: string; to: string } | null> {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  const time = timeOf(field, parameters);
  const [row] = await tx.query<{ from: string | null; to: string | null }>(
    `SELECT min(${time}) AS from, max(${time}) AS to FROM ${query.type.table} t WHERE ${conditions.join(" AND ")}`,
    [tx.workspaceId, ...parameters.values.slice(1)],
    "by-values",
  );
  return row && row.from !== null && row.to !== null ? { from: row.from, to: row.to } : null;
}

/**
 * Statements of this transaction that run longer are stopped. They read whole lists, so tables are joined as wholes:
 * look-ups row by row are what the planner chooses for a table that it has no figures of yet, and take minutes.
 */
export function limitTime(tx: Tx, timeoutMs: number): void {
  tx.send(`SET LOCAL statement_timeout = ${Math.round(timeoutMs)}`);
  tx.send("SET LOCAL enable_nestloop = off");
  tx.send("SET LOCAL jit = off");
  tx.send("SET LOCAL work_mem = '48MB'");
}
