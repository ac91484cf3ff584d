// What of the figures stands in the address, read without trust.
import type { AnalyticsFilter, AnalyticsMeasure } from "@rapport/sdk";

export interface AnalyticsSearch extends AnalyticsFilter {
  /** The number whose conversations are listed. */
  behind?: AnalyticsMeasure;
}

const day = /^2\d{3}-\d{2}-\d{2}$/;
const id = /^[0-9a-f-]{36}$/i;

const fitting = (value: unknown, pattern: RegExp): value is string =>
  typeof value === "string" && pattern.test(value);

const measures: readonly AnalyticsMeasure[] = [
  "conversations",
  "answered",
  "resolved",
  "reopened",
  "promised",
  "kept",
  "missed",
  "asked",
  "rated",
  "satisfied",
  "dissatisfied",
  "bot-answered",
  "deflected",
];

export const analyticsSearch = (search: Record<string, unknown>): AnalyticsSearch => {
  const { from, to, channel, member, team } = search;
  const behind = measures.find((one) => one === search.behind);
  return {
    ...(fitting(from, day) ? { from } : {}),
    ...(fitting(to, day) ? { to } : {}),
    ...(fitting(channel, id) ? { channel } : {}),
    ...(member === "nobody" || fitting(member, id) ? { member } : {}),
    ...(team === "none" || fitting(team, id) ? { team } : {}),
    ...(behind ? { behind } : {}),
  };
};

export const filterOf = ({ behind: _behind, ...filter }: AnalyticsSearch): AnalyticsFilter =>
  filter;
