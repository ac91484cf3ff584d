// What the editor of a report offers: which measures, groups and times an object has. Pure.
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { ReportDefinition } from "@rapport/sdk";

export type Groups = Extract<ReportDefinition, { kind: "groups" }>;
export type Kind = ReportDefinition["kind"];
export type Span = NonNullable<Groups["period"]>["span"];
type Measure = Groups["measure"];
type Bucket = NonNullable<Groups["groupBy"][number]["bucket"]>;

interface Choice {
  key: string;
  label: string;
  type: SchemaField["type"];
}

export const KINDS: { kind: Kind; label: string }[] = [
  { kind: "groups", label: "Numbers by groups" },
  { kind: "funnel", label: "Funnel of deals" },
  { kind: "stage-time", label: "Time in stage" },
  { kind: "flow", label: "Opened, closed, backlog" },
];

export const MEASURES: { fn: Measure["fn"]; label: string }[] = [
  { fn: "count", label: "How many" },
  { fn: "sum", label: "Total" },
  { fn: "average", label: "Average" },
  { fn: "median", label: "Median" },
  { fn: "weighted", label: "Total, weighted by stage" },
  { fn: "share", label: "Share" },
  { fn: "median-time", label: "Time between, median" },
  { fn: "average-time", label: "Time between, average" },
];

export const CHARTS: { chart: Groups["chart"]; label: string }[] = [
  { chart: "bar", label: "Bars" },
  { chart: "stacked-bar", label: "Stacked bars" },
  { chart: "line", label: "Lines" },
  { chart: "area", label: "Areas" },
  { chart: "distribution", label: "Ranges (of medians)" },
  { chart: "number", label: "Figures and bars" },
];

export const BUCKETS: Bucket[] = ["day", "week", "month", "quarter", "year"];

export const bucketWords = (bucket: Bucket): string => `By ${bucket}`;

const SYSTEM_TIMES: Choice[] = [
  { key: "createdAt", label: "Created", type: "datetime" },
  { key: "updatedAt", label: "Changed", type: "datetime" },
];

const TIMES = new Set<SchemaField["type"]>(["date", "datetime"]);
const NUMBERS = new Set<SchemaField["type"]>(["money", "integer", "number"]);
const SETS = new Set<SchemaField["type"]>(["select", "boolean", "member", "reference", "text"]);

export const timeFields = (object: SchemaObject): Choice[] => [
  ...SYSTEM_TIMES,
  ...object.fields.filter(({ type }) => TIMES.has(type)),
];

export const closingFields = (object: SchemaObject): Choice[] =>
  object.fields.filter(({ type }) => TIMES.has(type));

export const groupFields = (object: SchemaObject): Choice[] => [
  ...object.fields.filter(({ type }) => SETS.has(type) || TIMES.has(type)),
  ...SYSTEM_TIMES,
];

export const isTimeField = (object: SchemaObject, key: string): boolean =>
  timeFields(object).some((field) => field.key === key);

export const measuredFields = (object: SchemaObject, fn: Measure["fn"]): Choice[] =>
  object.fields.filter(({ type }) => (fn === "weighted" ? type === "money" : NUMBERS.has(type)));

const shareOf = (object: SchemaObject): Measure | null => {
  const status = object.fields.find(({ options }) => (options?.length ?? 0) > 1);
  const chosen = status?.options?.[1];
  return status && chosen ? { fn: "share", where: { [status.key]: chosen.key } } : null;
};

/** A measure to begin with; null where the object has nothing to measure so. */
export const measureOf = (fn: Measure["fn"], object: SchemaObject): Measure | null => {
  if (fn === "count") return { fn };
  if (fn === "share") return shareOf(object);
  if (fn === "median-time" || fn === "average-time") {
    const to = closingFields(object).find(({ type }) => type === "datetime");
    return to ? { fn, from: "createdAt", to: to.key } : null;
  }
  if (fn === "weighted" && object.key !== "deals") return null;
  const [field] = measuredFields(object, fn);
  return field ? { fn, field: field.key } : null;
};

const groupsOf = (object: SchemaObject): Groups => {
  const [field] = groupFields(object);
  return {
    kind: "groups",
    object: object.key,
    measure: { fn: "count" },
    groupBy: field && !TIMES.has(field.type) ? [{ field: field.key }] : [],
    filter: null,
    period: null,
    compare: false,
    chart: "bar",
  };
};

const flowOf = (object: SchemaObject): ReportDefinition | null => {
  const [closed] = closingFields(object);
  if (!closed) return null;
  return {
    kind: "flow",
    object: object.key,
    closedField: closed.key,
    bucket: "week",
    span: { range: "last-12-weeks" },
    filter: null,
  };
};

export const kindOf = (kind: string): Kind =>
  KINDS.find((one) => one.kind === kind)?.kind ?? "groups";

/** A question of another kind; null where the object has none of that kind. */
export const withKind = (kind: Kind, object: SchemaObject): ReportDefinition | null => {
  if (kind === "groups") return groupsOf(object);
  if (kind === "flow") return flowOf(object);
  return { kind, pipelineId: null, filter: null, span: { range: "last-12-months" } };
};

/** The same kind of question about another object. */
export const withObject = (definition: ReportDefinition, object: SchemaObject): ReportDefinition =>
  (definition.kind === "flow" ? flowOf(object) : null) ?? groupsOf(object);
