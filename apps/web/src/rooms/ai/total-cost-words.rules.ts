// What the comparison of hosted and own models shows: a chart of what each option has cost by each month. Pure.
import type { AiHostedCost, AiTotalCost } from "@rapport/sdk";
import { formatMoney } from "../../ui/format.rules.ts";
import type { ChartModel } from "../reports/chart-model.rules.ts";

const MICROS_OF_CENT = 10_000;
/** Beside the own machines. */
export const MOST_DRAWN = 6;

export const money = (micros: number): string =>
  formatMoney(Math.round(micros / MICROS_OF_CENT), "USD");

export const hostedName = ({ model, provider }: AiHostedCost): string => `${model} (${provider})`;

export const ownName = ({ own, numbers }: AiTotalCost): string => {
  const count = Math.max(...own.machines);
  const kind = numbers.way === "buy" ? "Your own" : "Rented";
  return `${kind}: ${count.toLocaleString("en")} ${count === 1 ? "machine" : "machines"}`;
};

const seriesOf = (label: string, cumulative: readonly number[]) => ({
  label,
  isBefore: false,
  points: cumulative.map((micros, at) => ({
    value: micros / MICROS_OF_CENT,
    low: null,
    high: null,
    words: `Month ${at + 1}, ${label}: ${money(micros)}`,
    filter: null,
  })),
});

export const costModel = (told: AiTotalCost): ChartModel => ({
  kind: "line",
  categories: told.own.cumulativeMicros.map((_, at) => String(at + 1)),
  isTime: true,
  isPlain: true,
  unit: "money",
  currency: "USD",
  series: [
    seriesOf(ownName(told), told.own.cumulativeMicros),
    ...told.hosted
      .slice(0, MOST_DRAWN)
      .map((one) => seriesOf(hostedName(one), one.cumulativeMicros)),
  ],
});

export const monthWords = ({ ownCheaperFromMonth }: AiHostedCost): string =>
  ownCheaperFromMonth === null ? "Never" : `From month ${ownCheaperFromMonth}`;

export const loadWords = ({ ownCheaperFromCallsPerDay: load }: AiHostedCost): string =>
  load === null ? "No number of calls" : `${load.toLocaleString("en")} calls a day`;
