// How the questions of starters are written down.
import type { ReportChart, ReportDefinition, ReportMeasure, ReportSpan } from "@rapport/contracts";
import type { ObjectType } from "../records/index.ts";

export type Types = ReadonlyMap<string, ObjectType>;
type Filter = Record<string, unknown>;

export interface GroupsParts {
  measure?: ReportMeasure;
  by?: string;
  /** A second field. */
  and?: string;
  /** `field range`, such as `closedAt last-12-months`. */
  period?: string;
  filter?: Filter;
  chart: ReportChart;
  compare?: boolean;
}

export const span = (range: string): ReportSpan => ({ range });

/** `closedAt/month` groups by month. */
function groupOf(text: string) {
  const [field = "", bucket] = text.split("/");
  return bucket === undefined ? { field } : { field, bucket: bucket as "month" };
}

export function groups(object: string, parts: GroupsParts): ReportDefinition {
  const [field = "", range = ""] = parts.period?.split(" ") ?? [];
  return {
    kind: "groups",
    object,
    measure: parts.measure ?? { fn: "count" },
    groupBy: [parts.by, parts.and].filter((key) => key !== undefined).map(groupOf),
    filter: parts.filter ?? null,
    period: parts.period === undefined ? null : { field, span: span(range) },
    compare: parts.compare ?? false,
    chart: parts.chart,
  };
}

/** The first field of several names that people or companies have in this workspace. */
export function known(types: Types, object: string, keys: readonly string[]): { and?: string } {
  const type = types.get(object);
  const found = keys.find((key) => type?.fields.has(key));
  return found === undefined ? {} : { and: found };
}

export const year = "last-12-months";

export type Starter = readonly [
  number: number,
  name: string,
  about: string,
  definition: ReportDefinition,
];
