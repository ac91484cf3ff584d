// SQL of a group of features. Both uses go through the same text: `rowsSql` says which rows there are and what is read
// of each, `cellsOf` what is aggregated of those that happened, and were known, by the as-of time. A training set
// reads rows from a temporary table that holds each of a batch's entities' rows once; an online value reads them by
// the entity's key.
// All times are microseconds since 1970. Nothing of a definition but whole numbers and names from a fixed list is put
// into the text; everything else is a parameter.
import type { FeatureCondition, FeatureDefinition } from "@rapport/contracts";
import { type Group, type SpineKey, timeFieldOf, windowsOf } from "./compiled-set.ts";
import { windowUs } from "./definition.rules.ts";
import { timePath } from "./fact-fields.rules.ts";
import { orderDigits, sequenceBreak } from "./finish.rules.ts";

/** Relations that others lend: SQL to be put into `FROM (…) r`. */
export interface LentRelations {
  events: string;
  stages: string;
}

export class Params {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

const never = "9000000000000000";
const us = (time: string) => `(extract(epoch FROM ${time}) * 1000000)::bigint`;

/** What is read of each row: tests as c0, c1 …, numbers as n0 …, texts as t0 …, times as u0 …. */
export class RowColumns {
  readonly #found = new Map<string, string>();
  readonly #params: Params;
  readonly #lasts = new Map<string, string>();
  needsOrder = false;

  constructor(params: Params) {
    this.#params = params;
  }

  #column(prefix: string, sql: string): string {
    const known = this.#found.get(sql);
    if (known) return known;
    const name = `${prefix}${this.#found.size}`;
    this.#found.set(sql, name);
    return name;
  }

  readonly #paths = new Map<string, string>();
  #path(property: string): string {
    const known = this.#paths.get(property);
    if (known) return known;
    const path = property.startsWith("custom.")
      ? ["custom", property.slice("custom.".length)]
      : property.split(".");
    const param = this.#params.add(path, "text[]");
    this.#paths.set(property, param);
    return param;
  }

  #number(property: string): string {
    const value = `(b.properties #> ${this.#path(property)})`;
    return `CASE jsonb_typeof${value}
      WHEN 'number' THEN CASE WHEN abs(${value}::numeric) < 1e15 THEN round(${value}::numeric, 9) END
      WHEN 'boolean' THEN (${value}::boolean)::int::numeric END`;
  }

  #text(property: string): string {
    if (property === "$name") return "left(b.name, 200)";
    const path = this.#path(property);
    return `CASE WHEN jsonb_typeof(b.properties #> ${path}) IN ('string', 'number', 'boolean')
      THEN left(b.properties #>> ${path}, 200) END`;
  }

  number(property: string): string {
    return this.#column("n", this.#number(property));
  }

  text(property: string): string {
    return this.#column("t", this.#text(property));
  }

  /** A time field of a record, kept as milliseconds. */
  time(property: string): string {
    const path = this.#params.add(timePath(property), "text[]");
    return this.#column("u", `(b.properties #>> ${path})::bigint * 1000`);
  }

  /** A value with its place in front, the highest of which is the last. */
  last(column: string): string {
    this.needsOrder = true;
    const name = `l_${column}`;
    this.#lasts.set(name, `lpad(q.rn::text, ${orderDigits}, '0') || (q.${column})::text`);
    return name;
  }

  /** Whether a row passes; null: every row does. */
  test(names: readonly string[], where: readonly FeatureCondition[]): string | null {
    const parts = where.map((condition) => this.#condition(condition));
    if (names.length > 0) parts.unshift(`b.name = ANY(${this.#params.add(names, "text[]")})`);
    return parts.length === 0 ? null : this.#column("c", `coalesce(${parts.join(" AND ")}, false)`);
  }

  #condition({ property, op, value }: FeatureCondition): string {
    const p = this.#params;
    if (op === "exists")
      return `coalesce(jsonb_typeof(b.properties #> ${this.#path(property)}) <> 'null', false)`;
    if (op === "in") {
      const list = (value as readonly unknown[]).map(String);
      return `coalesce(${this.#text(property)} = ANY(${p.add(list, "text[]")}), false)`;
    }
    if (op === "eq" || op === "ne") {
      const isNumber = typeof value === "number";
      const held = isNumber ? this.#number(property) : this.#text(property);
      const wanted = isNumber ? p.add(String(value), "numeric") : p.add(String(value), "text");
      return op === "eq"
        ? `coalesce((${held}) = ${wanted}, false)`
        : `((${held}) IS DISTINCT FROM ${wanted})`;
    }
    const sign = { gt: ">", gte: ">=", lt: "<", lte: "<=" }[op];
    return `coalesce((${this.#number(property)}) ${sign} ${p.add(String(value), "numeric")}, false)`;
  }

  /** Around the raw rows of a group. */
  select(base: string): string {
    const read = [...this.#found].map(([sql, name]) => `${sql} AS ${name}`);
    const order = this.needsOrder
      ? ["row_number() OVER (ORDER BY b.key, b.at, b.known, b.tie) AS rn"]
      : [];
    const inner = `SELECT ${["b.key, b.at, b.known, b.gone", ...order, ...read].join(", ")} FROM (${base}) b`;
    if (this.#lasts.size === 0) return inner;
    const lasts = [...this.#lasts].map(([name, sql]) => `${sql} AS ${name}`);
    return `SELECT q.*, ${lasts.join(", ")} FROM (${inner}) q`;
  }
}

export interface CompiledGroup {
  group: Group;
  /** Aggregates, and for each feature the places of its own among them. */
  cells: string[];
  places: number[][];
  columns: RowColumns;
}

/** What is aggregated, by feature. */
export function cellsOf(
  group: Group,
  columns: RowColumns,
): Pick<CompiledGroup, "cells" | "places"> {
  const cells: string[] = [];
  const place = (sql: string) => {
    const at = cells.indexOf(sql);
    return at >= 0 ? at : cells.push(sql) - 1;
  };
  const places = group.features.map((feature) => featureCells(feature, columns).map(place));
  return { cells, places };
}

function filterOf(tests: readonly (string | null)[]): string {
  const held = tests.filter((test) => test !== null);
  return held.length === 0 ? "" : ` FILTER (WHERE ${held.join(" AND ")})`;
}

const namesOf = ({ source }: FeatureDefinition) => (source.kind === "events" ? source.names : []);
const whereOf = ({ source }: FeatureDefinition) => ("where" in source ? (source.where ?? []) : []);

function featureCells(feature: FeatureDefinition, columns: RowColumns): string[] {
  const { aggregation, window, part, length, source } = feature;
  const qualified = (name: string | null) => (name === null ? null : `e.${name}`);
  const test = qualified(columns.test(namesOf(feature), whereOf(feature)));
  const inWindow = window === undefined ? null : `e.at > s.as_us - ${windowUs(window)}`;
  const filter = filterOf([test, inWindow]);
  const of = source.kind === "record" ? source.field : (feature.of ?? "$name");
  const counted = `(count(*)${filter})::float8`;
  switch (aggregation) {
    case "sum":
      return [`(sum(e.${columns.number(of)})${filter})::float8`];
    case "mean": {
      const value = columns.number(of);
      return [`(sum(e.${value})${filter})::float8`, `(count(e.${value})${filter})::float8`];
    }
    case "min":
    case "max":
      return [`(${aggregation}(e.${columns.number(of)})${filter})::float8`];
    case "last": {
      const value = feature.type === "text" ? columns.text(of) : columns.number(of);
      return [`max(e.${columns.last(value)} COLLATE "C")${filter}`];
    }
    case "distinct":
      return [`(count(DISTINCT e.${columns.text(of)})${filter})::float8`];
    case "ratio": {
      const both = qualified(
        columns.test(namesOf(feature), [...whereOf(feature), ...(part ?? [])]),
      );
      return [`(count(*)${filterOf([both, inWindow])})::float8`, counted];
    }
    case "timeSince": {
      const field = timeFieldOf(feature);
      return [`(max(e.${field === null ? "at" : columns.time(field)})${filter})::float8`];
    }
    case "sequence": {
      const value = columns.text(of);
      columns.needsOrder = true;
      const held = filterOf([test, inWindow, `e.${value} IS NOT NULL`]);
      return [
        `array_to_string((array_agg(e.${value} ORDER BY e.rn DESC)${held})[1:${length ?? 10}], '${sequenceBreak}')`,
      ];
    }
    default:
      return [counted];
  }
}

/** The raw rows of a group: key, at, known, gone, tie, name, properties. */
export function baseSql(
  group: Group,
  lent: LentRelations,
  params: Params,
  keyed: (column: string) => string,
): string {
  const { relation, column, object, at, isTrusted } = group.source;
  if (relation === "stages")
    return `SELECT r.deal_id AS key, ${us("r.entered_at")} AS at, ${us("r.entered_at")} AS known,
      ${never} AS gone, lpad(to_hex(r.entry_no), 32, '0')::uuid AS tie, r.kind AS name, r.properties
      FROM (${lent.stages}) r WHERE ${keyed("r.deal_id")}`;
  if (relation === "events") {
    const names = eventNames(group);
    const named = names === null ? "" : `AND r.name = ANY(${params.add(names, "text[]")})`;
    return `SELECT r.${column} AS key, ${us("r.occurred_at")} AS at,
      ${us(isTrusted ? "r.occurred_at" : "r.known_at")} AS known,
      ${never} AS gone, r.event_id AS tie, r.name, r.properties
      FROM (${lent.events}) r WHERE ${keyed(`r.${column}`)} ${named}`;
  }
  const known = us(isTrusted ? "f.claimed_at" : "f.known_at");
  const stands =
    at === null ? known : `(f.properties #>> ${params.add(timePath(at), "text[]")})::bigint * 1000`;
  return `SELECT f.${column} AS key, ${stands} AS at, ${known} AS known,
    coalesce(${us("f.gone_at")}, ${never}) AS gone, f.record_id AS tie, f.object AS name, f.properties
    FROM features.facts f WHERE f.object = ${params.add(object, "text")} AND ${keyed(`f.${column}`)}`;
}

function eventNames({ features }: Group): string[] | null {
  const lists = features.map(namesOf);
  return lists.some((names) => names.length === 0) ? null : [...new Set(lists.flat())];
}

export function compileGroup(group: Group, params: Params): CompiledGroup {
  const columns = new RowColumns(params);
  return { group, ...cellsOf(group, columns), columns };
}

export const keyColumn = (key: SpineKey) => `k_${key}`;

/** Of each row of the spine `s`, the cells of what happened and was known by then. */
export function aggregateSql(
  compiled: CompiledGroup,
  rows: string,
  spine: string,
  more: string,
): string {
  const cells = compiled.cells.map((sql, at) => `${sql} AS a${at}`).join(", ");
  return `SELECT s.i, a.* FROM ${spine} s CROSS JOIN LATERAL (
    SELECT ${cells} FROM ${rows} e
    WHERE ${more} e.at <= s.as_us AND e.known <= s.as_us AND e.gone > s.as_us) a`;
}

/** When something leaves a window of the group, or arrives from the future. */
export function dueSql(group: Group, base: string, spine: string): string {
  const leaving = windowsOf(group).map((window) => `(b.at + ${window})`);
  const times = ["(greatest(b.at, b.known))", ...leaving].map((sql) => `(${sql})`).join(", ");
  return `SELECT s.i, d.due FROM ${spine} s CROSS JOIN LATERAL (
    SELECT min(x.due)::float8 AS due FROM (${base}) b CROSS JOIN LATERAL (VALUES ${times}) x (due)
    WHERE b.gone > s.as_us AND x.due > s.as_us) d WHERE d.due IS NOT NULL`;
}

/** One row an entity and time, in the order given: its number, its keys, its time. */
export function spineSql(
  params: Params,
  entityIds: readonly string[],
  asOfUs: readonly number[],
  workspaceId: string,
): string {
  const ids = params.add(entityIds, "uuid[]");
  const times = params.add(asOfUs, "bigint[]");
  return `SELECT (r.ord - 1)::int AS i, r.entity_id AS k_self, r.as_us, l.company_id AS k_company, l.person_id AS k_person
    FROM unnest(${ids}, ${times}) WITH ORDINALITY AS r (entity_id, as_us, ord)
    LEFT JOIN LATERAL (SELECT f.company_id, f.person_id FROM features.facts f
      WHERE f.workspace_id = ${params.add(workspaceId, "uuid")} AND f.record_id = r.entity_id
        AND ${us("f.claimed_at")} <= r.as_us AND coalesce(${us("f.gone_at")}, ${never}) > r.as_us
      ORDER BY f.fact_no DESC LIMIT 1) l ON true`;
}
