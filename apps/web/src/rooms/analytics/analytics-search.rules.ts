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

/** A record, so that types tell of one that is missing; the contract's own list would bring its schemas along. */
const measures: Record<AnalyticsMeasure, true> = {
  conversations: true,
  answered: true,
  resolved: true,
  reopened: true,
  promised: true,
  kept: true,
  missed: true,
  asked: true,
  rated: true,
  satisfied: true,
  dissatisfied: true,
  "bot-answered": true,
  deflected: true,
};

const isMeasure = (value: unknown): value is AnalyticsMeasure =>
  typeof value === "string" && Object.hasOwn(measures, value);

export const analyticsSearch = (search: Record<string, unknown>): AnalyticsSearch => {
  const { from, to, channel, member, team, behind } = search;
  return {
    ...(fitting(from, day) ? { from } : {}),
    ...(fitting(to, day) ? { to } : {}),
    ...(fitting(channel, id) ? { channel } : {}),
    ...(member === "nobody" || fitting(member, id) ? { member } : {}),
    ...(team === "none" || fitting(team, id) ? { team } : {}),
    ...(isMeasure(behind) ? { behind } : {}),
  };
};

export const filterOf = ({ behind: _behind, ...filter }: AnalyticsSearch): AnalyticsFilter =>
  filter;
