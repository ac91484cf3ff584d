// From texts to a table, the same way for every file: fitted on training rows, applied to any rows. Columns are found by
// name, so their order does not matter; one that is missing gives missing values.
import type { CategoryColumn, Column, NumberColumn, Table, TextColumn } from "../table.ts";
import { type DateFormat, type DatePart, parseDate, partOf } from "./dates.ts";
import { type ColumnDecision, decideColumn } from "./kinds.ts";
import { isMissing } from "./missing.ts";
import { parseNumber } from "./numbers.ts";
import { countTexts, findColumn, needColumn, type RawColumn, type RawTable } from "./raw-table.ts";

/** Which columns to leave alone, and which to read as free text whatever they look like. */
export interface PreparationOptions {
  /** Columns that are no features: the target, and what is to be dropped. */
  readonly without?: readonly string[];
  readonly text?: readonly string[];
  /** Levels of a category that are kept by name; rarer ones share "(other)". Default 250. */
  readonly maxLevels?: number;
}

/** One column of the table, and how it is made from the file's. */
export type Feature =
  | {
      readonly name: string;
      readonly source: string;
      readonly kind: "number";
      readonly decision: ColumnDecision;
    }
  | {
      readonly name: string;
      readonly source: string;
      readonly kind: "category";
      readonly levels: readonly string[];
    }
  | { readonly name: string; readonly source: string; readonly kind: "text" }
  | {
      readonly name: string;
      readonly source: string;
      readonly kind: "date";
      readonly part: DatePart;
      readonly date: DateFormat;
      /** Latest date of the training rows, from which days are counted. */
      readonly latest: number;
    }
  | {
      readonly name: string;
      readonly source: string;
      readonly kind: "between";
      readonly from: { readonly source: string; readonly date: DateFormat };
      readonly date: DateFormat;
    };

export interface Preparation {
  readonly decisions: readonly ColumnDecision[];
  readonly features: readonly Feature[];
}

export interface Prepared {
  readonly table: Table;
  /** Columns of training that the rows do not have. */
  readonly missingColumns: readonly string[];
  /** Values of categories that training did not see, in rows. */
  readonly unseen: readonly { readonly column: string; readonly rows: number }[];
}

/** The level that rare and unseen values share, where training had rare ones. */
export const otherLevel = "(other)";

function levelsOf(column: RawColumn, most: number): string[] {
  const counts = countTexts(column);
  const seen = column.texts
    .map((text, at) => ({ text, count: counts[at] as number }))
    .filter(({ text, count }) => count > 0 && !isMissing(text));
  if (seen.length <= most && seen.length <= 20) return seen.map(({ text }) => text).sort();
  seen.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  const kept = seen.filter(({ count }, at) => at < most && count > 1).map(({ text }) => text);
  return kept.length < seen.length ? [...kept.sort(), otherLevel] : kept.sort();
}

const dateParts: readonly DatePart[] = ["days", "month", "weekday", "day", "hour"];

function valuesOf(column: RawColumn, read: (text: string) => number): Float64Array {
  const read1 = Float64Array.from(column.texts, (text) =>
    isMissing(text) ? Number.NaN : read(text),
  );
  return Float64Array.from(column.codes, (code) => read1[code] as number);
}

function dateFeatures(column: RawColumn, decision: ColumnDecision): Feature[] {
  const date = decision.date as DateFormat;
  const values = valuesOf(column, (text) => parseDate(text, date));
  let latest = -Infinity;
  for (const value of values) if (value > latest) latest = value;
  const varies = (part: DatePart) => {
    const parts = new Set<number>();
    for (const value of values) {
      if (!Number.isNaN(value)) parts.add(partOf(value, part));
      if (parts.size > 1) return true;
    }
    return false;
  };
  const { name: source } = column;
  return dateParts
    .filter(varies)
    .map((part) => ({ name: `${source} · ${part}`, source, kind: "date", part, date, latest }));
}

/** Days between each two dates of a row, for the first few columns of dates. */
function betweenFeatures(decisions: readonly ColumnDecision[]): Feature[] {
  const dates = decisions.filter(({ kind }) => kind === "date").slice(0, 5);
  return dates.flatMap((to, at) =>
    dates.slice(0, at).map((from) => ({
      name: `${from.name} → ${to.name} · days`,
      source: to.name,
      kind: "between" as const,
      from: { source: from.name, date: from.date as DateFormat },
      date: to.date as DateFormat,
    })),
  );
}

function featuresOf(column: RawColumn, decision: ColumnDecision, mostLevels: number): Feature[] {
  const { name } = column;
  switch (decision.kind) {
    case "number":
      return [{ name, source: name, kind: "number", decision }];
    case "category":
      return [{ name, source: name, kind: "category", levels: levelsOf(column, mostLevels) }];
    case "text":
      return [{ name, source: name, kind: "text" }];
    case "date":
      return dateFeatures(column, decision);
    default:
      return [];
  }
}

/**
 * Decides from training rows what every column is and how it becomes features. Ids and constants give none; the decisions
 * say so.
 * @throws LearnFault for a column named in the options that is not there.
 */
export function fitPreparation(raw: RawTable, options: PreparationOptions = {}): Preparation {
  const without = new Set((options.without ?? []).map((name) => needColumn(raw, name).name));
  const texts = new Set((options.text ?? []).map((name) => needColumn(raw, name).name));
  const used = raw.columns.filter(({ name }) => !without.has(name));
  const decisions = used.map((column): ColumnDecision => {
    if (!texts.has(column.name)) return decideColumn(column);
    return { name: column.name, kind: "text", why: "named as free text" };
  });
  const features = used.flatMap((column, at) =>
    featuresOf(column, decisions[at] as ColumnDecision, options.maxLevels ?? 250),
  );
  return { decisions, features: [...features, ...betweenFeatures(decisions)] };
}

/** The same without some of the columns of the file, and without what was made from them. */
export function withoutColumns(preparation: Preparation, names: readonly string[]): Preparation {
  const gone = new Set(names);
  const stays = (feature: Feature) =>
    !gone.has(feature.source) && !(feature.kind === "between" && gone.has(feature.from.source));
  return {
    decisions: preparation.decisions.filter(({ name }) => !gone.has(name)),
    features: preparation.features.filter(stays),
  };
}

/** Only the features of these kinds: text learners read texts, the others numbers and categories. */
export function onlyKinds(preparation: Preparation, wanted: "text" | "columns"): Preparation {
  const features = preparation.features.filter(
    ({ kind }) => (kind === "text") === (wanted === "text"),
  );
  return { ...preparation, features };
}

/** Columns of the file that features are made from. */
export function sourcesOf({ features }: Preparation): string[] {
  const names = features.flatMap((feature) =>
    feature.kind === "between" ? [feature.from.source, feature.source] : [feature.source],
  );
  return [...new Set(names)];
}

function absent(name: string, rows: number): RawColumn {
  return { name, texts: [""], codes: new Int32Array(rows) };
}

function categoryColumn(
  feature: Feature & { kind: "category" },
  column: RawColumn,
): { made: CategoryColumn; unseen: number } {
  const places = new Map(feature.levels.map((level, at) => [level, at]));
  const other = places.get(otherLevel) ?? -1;
  const isNew = new Uint8Array(column.texts.length);
  const codeOf = Int32Array.from(column.texts, (text, at) => {
    if (isMissing(text)) return -1;
    const place = places.get(text);
    if (place !== undefined) return place;
    isNew[at] = 1;
    return other;
  });
  let unseen = 0;
  for (const code of column.codes) unseen += isNew[code] as number;
  const codes = column.codes.map((code) => codeOf[code] as number);
  return { made: { name: feature.name, kind: "category", codes, levels: feature.levels }, unseen };
}

function numbersOf(
  feature: Exclude<Feature, { kind: "category" } | { kind: "text" }>,
  columnOf: (name: string) => RawColumn,
): Float64Array {
  const column = columnOf(feature.source);
  if (feature.kind === "number") {
    const format = feature.decision.number ?? { decimal: "." };
    return valuesOf(column, (text) => parseNumber(text, format));
  }
  const { date } = feature;
  if (feature.kind === "date") {
    const { part, latest } = feature;
    const shift = part === "days" ? latest : 0;
    return valuesOf(column, (text) => partOf(parseDate(text, date), part) - shift);
  }
  const { from } = feature;
  const start = valuesOf(columnOf(from.source), (text) => parseDate(text, from.date));
  return valuesOf(column, (text) => parseDate(text, date)).map(
    (end, row) => end - (start[row] as number),
  );
}

/** Makes the table that training made, from any rows. */
export function applyPreparation(preparation: Preparation, raw: RawTable): Prepared {
  const columnOf = (name: string) => findColumn(raw, name) ?? absent(name, raw.rows);
  const unseen: { column: string; rows: number }[] = [];
  const columns = preparation.features.map((feature): Column => {
    if (feature.kind === "text") return textColumn(feature.name, columnOf(feature.source));
    if (feature.kind !== "category") {
      const values = numbersOf(feature, columnOf);
      return { name: feature.name, kind: "number", values } satisfies NumberColumn;
    }
    const { made, unseen: rows } = categoryColumn(feature, columnOf(feature.source));
    if (rows > 0 && !feature.levels.includes(otherLevel))
      unseen.push({ column: feature.source, rows });
    return made;
  });
  const missingColumns = sourcesOf(preparation).filter((name) => !findColumn(raw, name));
  return { table: { rows: raw.rows, columns }, missingColumns, unseen };
}

function textColumn(name: string, { texts, codes }: RawColumn): TextColumn {
  return { name, kind: "text", values: Array.from(codes, (code) => texts[code] as string) };
}

/** The rows of a table, in the order given; a row may come more than once. */
export function takeTableRows(table: Table, rows: Int32Array): Table {
  const columns = table.columns.map((column): Column => {
    if (column.kind === "text")
      return { ...column, values: Array.from(rows, (row) => column.values[row] as string) };
    if (column.kind === "category")
      return { ...column, codes: rows.map((row) => column.codes[row] as number) };
    return { ...column, values: Float64Array.from(rows, (row) => column.values[row] as number) };
  });
  return { rows: rows.length, columns };
}
