// The numbers that one may give for the comparison of hosted and own models: how each is asked for, and what is sent.
// Pure. What is left empty is measured or assumed by the server, which says so.
import type { AiTotalCostInput, AiTotalCostNumbers } from "@rapport/sdk";

export type NumberField = Exclude<keyof AiTotalCostNumbers, "way">;

export interface NumberSpec {
  field: NumberField;
  label: string;
  min: number;
  max: number;
  /** What a number on the screen is multiplied with before it is sent. */
  factor: number;
  isWhole?: boolean;
  prefix?: string;
  suffix?: string;
  /** Only where machines are had in this way. */
  way?: "buy" | "rent";
}

const MICROS = 1_000_000;
const dollars = { min: 0, max: 1_000_000, factor: MICROS, prefix: "$" } as const;
const percent = { factor: 1, suffix: " %" } as const;

/** The few that matter. */
export const FIRST: readonly NumberSpec[] = [
  { field: "callsPerDay", label: "Calls a day", min: 0, max: 10_000_000, factor: 1 },
  { field: "growthPercentPerMonth", label: "Growth a month", min: -50, max: 50, ...percent },
  { field: "months", label: "Months", min: 12, max: 24, factor: 1, isWhole: true },
  { field: "machineMicros", label: "Price of a machine", way: "buy", ...dollars },
  { field: "rentMicrosPerMonth", label: "Rent of a machine a month", way: "rent", ...dollars },
];

export const MORE: readonly NumberSpec[] = [
  { field: "inputTokens", label: "Tokens a call reads", min: 0, max: 1_000_000, factor: 1 },
  { field: "outputTokens", label: "Tokens a call writes", min: 0, max: 16_000, factor: 1 },
  {
    field: "priceChangePercentPerYear",
    label: "Change of hosted prices a year",
    min: -90,
    max: 100,
    ...percent,
  },
  {
    field: "busiestHourPercent",
    label: "Share of calls in the busiest hour",
    min: 5,
    max: 100,
    ...percent,
  },
  {
    field: "inputTokensPerSecond",
    label: "Tokens a machine reads a second",
    ...{ min: 1, max: 1_000_000, factor: 1 },
  },
  {
    field: "outputTokensPerSecond",
    label: "Tokens a machine writes a second",
    ...{ min: 1, max: 1_000_000, factor: 1 },
  },
  {
    field: "writeOffMonths",
    label: "Months until a machine is worth nothing",
    ...{ min: 1, max: 120, factor: 1, isWhole: true, way: "buy" },
  },
  {
    field: "wattsBusy",
    label: "Power at work",
    ...{ min: 0, max: 100_000, factor: 1, suffix: " W", way: "buy" },
  },
  {
    field: "wattsIdle",
    label: "Power at rest",
    ...{ min: 0, max: 100_000, factor: 1, suffix: " W", way: "buy" },
  },
  {
    field: "kwhMicros",
    label: "Price of a kilowatt hour",
    ...{ ...dollars, max: 100, way: "buy" },
  },
  {
    field: "upkeepHoursPerMonth",
    label: "Hours of work on a machine a month",
    ...{ min: 0, max: 1000, factor: 1 },
  },
  { field: "upkeepHourMicros", label: "Price of an hour of work", ...dollars, max: 1000 },
  { field: "setUpMicros", label: "Setting up, once", ...dollars },
];

export interface Draft {
  way: "buy" | "rent";
  /** As typed; empty: left to the server. */
  numbers: Partial<Record<NumberField, string>>;
}

/** Null: nothing is wrong with it. */
export const faultOf = ({ min, max, isWhole }: NumberSpec, text: string): string | null => {
  if (text === "") return null;
  const value = Number(text);
  const span = `${min.toLocaleString("en")} to ${max.toLocaleString("en")}`;
  if (!Number.isFinite(value) || value < min || value > max) return `From ${span}`;
  return isWhole && !Number.isInteger(value) ? "A whole number" : null;
};

/** What is wrong with a field beside another. */
export const faultsOf = (draft: Draft): Partial<Record<NumberField, string>> => {
  const faults: Partial<Record<NumberField, string>> = {};
  for (const spec of specsFor(draft.way)) {
    const fault = faultOf(spec, draft.numbers[spec.field] ?? "");
    if (fault !== null) faults[spec.field] = fault;
  }
  const { wattsBusy = "", wattsIdle = "" } = draft.numbers;
  if (wattsBusy !== "" && wattsIdle !== "" && Number(wattsIdle) > Number(wattsBusy))
    faults.wattsIdle ??= "No more than at work";
  return faults;
};

export const isFor = (way: Draft["way"]) => (spec: NumberSpec) =>
  spec.way === undefined || spec.way === way;
const specsFor = (way: Draft["way"]) => [...FIRST, ...MORE].filter(isFor(way));

/** Null: something that was typed cannot be. */
export const inputOf = (draft: Draft): AiTotalCostInput | null => {
  if (Object.keys(faultsOf(draft)).length > 0) return null;
  const told = specsFor(draft.way).flatMap(({ field, factor }) => {
    const text = draft.numbers[field] ?? "";
    if (text === "") return [];
    const value = Number(text) * factor;
    return [[field, factor === 1 ? value : Math.round(value)] as const];
  });
  return { way: draft.way, ...Object.fromEntries(told) };
};

/** What was reckoned with where nothing was typed. */
export const usedText = ({ field, factor }: NumberSpec, numbers: AiTotalCostNumbers): string =>
  (numbers[field] / factor).toLocaleString("en", { maximumFractionDigits: 2 });
