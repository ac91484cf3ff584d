// How the figures read, and the chart of their days. Pure.
import type { AnalyticsFigures, ConversationFigures } from "@rapport/sdk";
import { formatNumber } from "../../ui/format.rules.ts";
import type { ChartModel } from "../reports/chart-model.rules.ts";
import { formatPiece, formatShare } from "../reports/values.rules.ts";

const HOUR = 60;

/** Minutes of business hours: "12 min", "3.5 h". */
export const minutesText = (minutes: number | undefined): string => {
  if (minutes === undefined) return "–";
  if (minutes < HOUR) return `${formatNumber(Math.round(minutes))} min`;
  return `${formatNumber(Math.round((minutes / HOUR) * 10) / 10)} h`;
};

type Share = AnalyticsFigures["satisfiedShare"];

export const shareText = (share: Share): string => formatShare(share?.value ?? null);

/** "95 % sure: between 40 % and 71 %". */
export const intervalText = (share: Share): string =>
  share === null
    ? ""
    : `95 % sure: between ${formatShare(share.low)} and ${formatShare(share.high)}`;

const dayMs = 86_400_000;

/** All days of the span, also those on which nothing began. */
const daysIn = ({ from, to }: Pick<ConversationFigures, "from" | "to">): string[] => {
  const first = Date.parse(`${from}T00:00:00Z`);
  const count = Math.round((Date.parse(`${to}T00:00:00Z`) - first) / dayMs) + 1;
  return Array.from({ length: Math.max(0, Math.min(count, 366)) }, (_none, at) =>
    new Date(first + at * dayMs).toISOString().slice(0, 10),
  );
};

const mostSeries = 7;

/** Conversations by day, one band a channel. */
export const volumeModel = (figures: ConversationFigures): ChartModel => {
  const days = daysIn(figures);
  const counts = new Map(
    figures.days.flatMap(({ day, counts: all }) =>
      all.map(({ channelId, count }) => [`${day} ${channelId}`, count] as const),
    ),
  );
  const series = figures.channels.slice(0, mostSeries).map((channel) => ({
    label: channel.name,
    isBefore: false,
    points: days.map((day) => {
      const value = counts.get(`${day} ${channel.id ?? ""}`) ?? 0;
      const words = `${formatPiece(day, "day")}, ${channel.name}: ${formatNumber(value)}`;
      const filter = { day, channel: channel.id ?? "" };
      return value === 0 ? null : { value, low: null, high: null, words, filter };
    }),
  }));
  return {
    kind: "stacked-bar",
    categories: days.map((day) => formatPiece(day, "day")),
    isTime: true,
    series,
    unit: "count",
    currency: null,
  };
};
