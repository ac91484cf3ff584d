// What a chart draws, from the answer of a report: categories, series, and for each point its value, its words and
// the filter that lists what is behind it. Pure.
import type {
  FlowResult,
  GroupsResult,
  ReportChart,
  ReportRow,
  StageTimeResult,
} from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { formatPiece, formatValue, type Unit } from "./values.rules.ts";

export interface ChartPoint {
  value: number;
  low: number | null;
  high: number | null;
  /** "Jan 2026, Won: 12". */
  words: string;
  filter: Filter | null;
}

export interface ChartSeries {
  label: string;
  /** Drawn as a shade of what it is compared with. */
  isBefore: boolean;
  /** By category; null: none. */
  points: (ChartPoint | null)[];
}

export interface ChartModel {
  kind: ReportChart;
  categories: string[];
  isTime: boolean;
  series: ChartSeries[];
  unit: Unit;
  currency: string | null;
  /** Points say what they are, and lead nowhere. */
  isPlain?: boolean;
}

const MOST_CATEGORIES = 20;
const MOST_SERIES = 7;

type Dimension = GroupsResult["dimensions"][number];

/** A group in words. */
export const keyWords = (row: ReportRow, at: number, dimension: Dimension | undefined): string => {
  const key = row.keys[at];
  if (!key || key.value === null) return `No ${dimension?.label.toLowerCase() ?? "value"}`;
  if (dimension?.bucket) return formatPiece(String(key.value), dimension.bucket);
  if (key.label !== null) return key.label;
  return dimension?.field === "ownerId" ? "Former member" : "Not named for you";
};

/** Currencies of a result, the most frequent first. */
export const currenciesOf = (result: GroupsResult): (string | null)[] =>
  result.totals.toSorted((a, b) => b.count - a.count).map(({ currency }) => currency);

interface Drawn {
  result: GroupsResult;
  currency: string | null;
}

const pointOf = ({ result, currency }: Drawn, row: ReportRow, name: string): ChartPoint | null => {
  if (row.value === null) return null;
  const { unit } = result;
  const value = formatValue(row.value, unit, currency);
  const of = row.hits === null ? "" : ` (${row.hits} of ${row.count})`;
  return {
    value: row.value,
    low: row.low,
    high: row.high,
    words: `${name}: ${value}${of}`,
    filter: row.filter,
  };
};

const beforeOf = ({ result, currency }: Drawn, row: ReportRow, name: string): ChartPoint | null => {
  const value = row.previous?.value;
  if (value === null || value === undefined) return null;
  const words = `${name}, period before: ${formatValue(value, result.unit, currency)}`;
  return { value, low: null, high: null, words, filter: null };
};

const oneSeries = (drawn: Drawn, rows: ReportRow[]): ChartSeries[] => {
  const { result } = drawn;
  const [dimension] = result.dimensions;
  const name = (row: ReportRow): string => keyWords(row, 0, dimension);
  const current: ChartSeries = {
    label: result.label,
    isBefore: false,
    points: rows.map((row) => pointOf(drawn, row, name(row))),
  };
  if (result.previousSpan === null) return [current];
  const before: ChartSeries = {
    label: "Period before",
    isBefore: true,
    points: rows.map((row) => beforeOf(drawn, row, name(row))),
  };
  return [before, current];
};

const keyText = (row: ReportRow, at: number): string => JSON.stringify(row.keys[at]?.value ?? null);

/** A series for each value of the second field; beyond some, what is left is not drawn but told in the table. */
const manySeries = (drawn: Drawn, rows: ReportRow[], categories: ReportRow[]): ChartSeries[] => {
  const [first, second] = drawn.result.dimensions;
  const byKey = Map.groupBy(rows, (row) => keyText(row, 1));
  const sizes = [...byKey].map(([key, own]) => ({
    key,
    size: own.reduce((sum, { value }) => sum + (value ?? 0), 0),
  }));
  const keys = sizes.toSorted((a, b) => b.size - a.size).slice(0, MOST_SERIES);
  return keys.map(({ key }) => {
    const own = byKey.get(key) ?? [];
    const at = new Map(own.map((row) => [keyText(row, 0), row]));
    const [any] = own;
    const label = any ? keyWords(any, 1, second) : "";
    return {
      label,
      isBefore: false,
      points: categories.map((category) => {
        const row = at.get(keyText(category, 0));
        return row ? pointOf(drawn, row, `${keyWords(row, 0, first)}, ${label}`) : null;
      }),
    };
  });
};

export const groupsModel = (
  result: GroupsResult,
  kind: ReportChart,
  currency: string | null,
): ChartModel => {
  const inCurrency = (row: ReportRow): boolean =>
    result.unit !== "money" || row.currency === currency;
  const [dimension, second] = result.dimensions;
  const isTime = dimension?.bucket !== null && dimension !== undefined;
  const rows = result.rows.filter(inCurrency);
  const all = second ? result.subtotals.filter(inCurrency) : rows;
  const shown = isTime ? all : all.slice(0, MOST_CATEGORIES);
  const drawn = { result, currency };
  return {
    kind,
    categories: shown.map((row) => keyWords(row, 0, dimension)),
    isTime,
    series: second ? manySeries(drawn, rows, shown) : oneSeries(drawn, shown),
    unit: result.unit,
    currency: result.unit === "money" ? currency : null,
  };
};

const FLOW = [
  ["opened", "Opened", "openedFilter"],
  ["closed", "Closed", "closedFilter"],
  ["backlog", "Backlog", "backlogFilter"],
] as const;

export const flowModel = (result: FlowResult): ChartModel => ({
  kind: "line",
  categories: result.points.map(({ from }) => formatPiece(from, result.bucket)),
  isTime: true,
  unit: "count",
  currency: null,
  series: FLOW.map(([key, label, filter]) => ({
    label,
    isBefore: false,
    points: result.points.map((point) => ({
      value: point[key],
      low: null,
      high: null,
      words: `${formatPiece(point.from, result.bucket)}, ${label.toLowerCase()}: ${point[key]}`,
      filter: point[filter],
    })),
  })),
});

export const stageTimeModel = (result: StageTimeResult): ChartModel => ({
  kind: "distribution",
  categories: result.stages.map(({ name }) => name),
  isTime: false,
  unit: "seconds",
  currency: null,
  series: [
    {
      label: "Time in stage",
      isBefore: false,
      points: result.stages.map((stage) =>
        stage.medianSeconds === null
          ? null
          : {
              value: stage.medianSeconds,
              low: stage.lowSeconds,
              high: stage.highSeconds,
              words: `${stage.name}: median ${formatValue(stage.medianSeconds, "seconds")}, ${stage.deals} deals`,
              filter: stage.filter,
            },
      ),
    },
  ],
});

/** Nothing to draw. */
export const isEmptyModel = ({ series }: ChartModel): boolean =>
  series.every(({ points }) => points.every((point) => point === null || point.value === 0));
