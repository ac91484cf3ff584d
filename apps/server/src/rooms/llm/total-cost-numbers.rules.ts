// What a total cost is reckoned with: what was told, else what was measured, else what is assumed, each named. Pure.
import type { AiTotalCostInput, AiTotalCostNumbers } from "@rapport/contracts";
import { moneyWords } from "./money-words.rules.ts";

type Field = keyof AiTotalCostNumbers;

export interface MeasuredLoad {
  calls: number;
  callsPerDay: number;
  inputTokens: number | null;
  outputTokens: number | null;
}

/** One server with one graphics card that runs a model of some ten billion parameters, and an answer of the bot. */
const assumedNumbers: AiTotalCostNumbers = {
  months: 24,
  callsPerDay: 100,
  inputTokens: 1800,
  outputTokens: 160,
  growthPercentPerMonth: 0,
  priceChangePercentPerYear: 0,
  way: "buy",
  machineMicros: 12_000_000_000,
  writeOffMonths: 36,
  rentMicrosPerMonth: 1_000_000_000,
  wattsBusy: 600,
  wattsIdle: 120,
  kwhMicros: 250_000,
  inputTokensPerSecond: 2500,
  outputTokensPerSecond: 400,
  busiestHourPercent: 15,
  upkeepHoursPerMonth: 4,
  upkeepHourMicros: 60_000_000,
  setUpMicros: 2_000_000_000,
};

const plain = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });

const fieldWords: Record<Field, (numbers: AiTotalCostNumbers) => string> = {
  months: ({ months }) => `${months} months are reckoned`,
  callsPerDay: ({ callsPerDay }) => `${plain(callsPerDay)} calls a day`,
  inputTokens: ({ inputTokens }) => `a call reads ${plain(inputTokens)} tokens`,
  outputTokens: ({ outputTokens }) => `a call writes ${plain(outputTokens)} tokens`,
  growthPercentPerMonth: () => "the number of calls stays as it is",
  priceChangePercentPerYear: () => "prices of hosted models stay as they are",
  way: () => "machines are bought",
  machineMicros: ({ machineMicros }) => `a machine costs ${moneyWords(machineMicros)}`,
  writeOffMonths: ({ writeOffMonths }) => `it is worth nothing after ${writeOffMonths} months`,
  rentMicrosPerMonth: ({ rentMicrosPerMonth }) =>
    `a machine costs ${moneyWords(rentMicrosPerMonth)} a month with its power`,
  wattsBusy: ({ wattsBusy }) => `it draws ${plain(wattsBusy)} W at work`,
  wattsIdle: ({ wattsIdle }) => `it draws ${plain(wattsIdle)} W at rest`,
  kwhMicros: ({ kwhMicros }) => `a kilowatt hour costs ${moneyWords(kwhMicros)}`,
  inputTokensPerSecond: ({ inputTokensPerSecond }) =>
    `a machine reads ${plain(inputTokensPerSecond)} tokens a second`,
  outputTokensPerSecond: ({ outputTokensPerSecond }) =>
    `a machine writes ${plain(outputTokensPerSecond)} tokens a second`,
  busiestHourPercent: ({ busiestHourPercent }) =>
    `${plain(busiestHourPercent)} % of a day's calls come in its busiest hour`,
  upkeepHoursPerMonth: ({ upkeepHoursPerMonth }) =>
    `a machine takes ${plain(upkeepHoursPerMonth)} hours of work a month`,
  upkeepHourMicros: ({ upkeepHourMicros }) =>
    `an hour of work costs ${moneyWords(upkeepHourMicros)}`,
  setUpMicros: ({ setUpMicros }) => `setting it up costs ${moneyWords(setUpMicros)} once`,
};

/** Fields that play no part in one of the ways. */
const onlyFor: Partial<Record<Field, AiTotalCostNumbers["way"]>> = {
  machineMicros: "buy",
  writeOffMonths: "buy",
  wattsBusy: "buy",
  wattsIdle: "buy",
  kwhMicros: "buy",
  rentMicrosPerMonth: "rent",
};

const loadFields = ["callsPerDay", "inputTokens", "outputTokens"] as const;

/** The one of the two powers that was not told never contradicts the other. */
function powerOf({ wattsBusy, wattsIdle }: AiTotalCostInput) {
  const usual = assumedNumbers;
  return {
    wattsBusy: wattsBusy ?? Math.max(usual.wattsBusy, wattsIdle ?? 0),
    wattsIdle: wattsIdle ?? Math.min(usual.wattsIdle, wattsBusy ?? usual.wattsIdle),
  };
}

function basisWords(asked: AiTotalCostInput, measured: MeasuredLoad | null): string {
  if (loadFields.every((field) => asked[field] !== undefined)) return "The load is yours.";
  return measured === null
    ? "Nothing was measured yet: what you did not say of the load is assumed."
    : `What you did not say of the load is measured from ${plain(measured.calls)} answers of models in the last 30 days.`;
}

export interface Numbers {
  numbers: AiTotalCostNumbers;
  basis: string;
  assumed: { field: string; words: string }[];
}

/** `measured`: null where there is nothing to measure. */
export function numbersOf(asked: AiTotalCostInput, measured: MeasuredLoad | null): Numbers {
  const { modelIds: _modelIds, ...given } = asked;
  const told = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<AiTotalCostNumbers>;
  const { callsPerDay, inputTokens, outputTokens } = measured ?? {};
  const known: Partial<AiTotalCostNumbers> = {
    ...(callsPerDay === undefined ? {} : { callsPerDay }),
    ...(inputTokens == null ? {} : { inputTokens }),
    ...(outputTokens == null ? {} : { outputTokens }),
    ...told,
  };
  const numbers = { ...assumedNumbers, ...known, ...powerOf(asked) };
  const assumed = (Object.keys(assumedNumbers) as Field[])
    .filter((field) => known[field] === undefined)
    .filter((field) => (onlyFor[field] ?? numbers.way) === numbers.way)
    .map((field) => ({ field, words: fieldWords[field](numbers) }));
  return { numbers, basis: basisWords(asked, measured), assumed };
}
