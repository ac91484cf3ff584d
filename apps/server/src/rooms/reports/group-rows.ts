// Measured rows as they are told: with names, with the filter that lists what is behind each, with the same group of
// the period before, pieces of time without gaps, others from the largest on.
import type { ClosedSpan, ReportKey, ReportRow } from "@rapport/contracts";
import { dayAfter } from "@rapport/contracts";
import { foldKey, type MeasuredRow } from "../records/index.ts";
import type { Names, ShownDimension } from "./run.ts";
import { allOf, type Condition, within } from "./spans.ts";

interface Grouping {
  dimensions: readonly ShownDimension[];
  names: readonly Names[];
  base: readonly (Condition | null)[];
  period: { field: string; condition: Condition } | null;
  /** Of a share. */
  hits: Condition | null;
  /** Whether nothing counted is 0; an average of nothing is none. */
  isAdditive: boolean;
  byCurrency: boolean;
  current: readonly MeasuredRow[];
  previous: readonly MeasuredRow[] | null;
}

type Rows = { rows: ReportRow[]; subtotals: ReportRow[]; totals: ReportRow[] };

/** Texts are one group however they are spelled, here as where they were counted. */
function idOf({ dimensions }: Grouping, { depth, keys, currency }: MeasuredRow): string {
  const told = keys.slice(0, depth).map((key, at) => {
    const isText = dimensions[at]?.field?.type === "text" && key !== null;
    return isText ? foldKey(key) : key;
  });
  return JSON.stringify([depth, told, currency?.toLowerCase() ?? null]);
}

function pieceOf({ pieces }: ShownDimension, key: string | null): ClosedSpan | null {
  return key === null ? null : (pieces?.[Number(key) - 1] ?? null);
}

function shownKey(dimension: ShownDimension, names: Names, key: string | null): ReportKey {
  if (dimension.pieces !== null) {
    const piece = pieceOf(dimension, key);
    if (!piece) return { value: null, label: null };
    return { value: piece.fromDay, label: null, lastDay: dayAfter(piece.toDay, -1) };
  }
  const label = key === null ? null : (names.get(key) ?? null);
  const isBoolean = dimension.field?.type === "boolean" && key !== null;
  return { value: isBoolean ? key === "true" : key, label };
}

function keyCondition(dimension: ShownDimension, key: string | null): Condition {
  if (dimension.pieces !== null) {
    const piece = pieceOf(dimension, key);
    if (piece) return within(dimension.key, dimension.isDay, piece);
    return { [dimension.key]: { empty: true } };
  }
  if (key === null) return { [dimension.key]: { empty: true } };
  return { [dimension.key]: dimension.field?.type === "boolean" ? key === "true" : key };
}

function filterOf(grouping: Grouping, row: MeasuredRow): Condition {
  const { dimensions, period, byCurrency } = grouping;
  const told = dimensions.slice(0, row.depth);
  // A piece of the period says it more closely.
  const isTold = told.some(({ key }, at) => key === period?.field && row.keys[at] !== null);
  const { currency } = row;
  return allOf([
    ...grouping.base,
    isTold ? null : (period?.condition ?? null),
    ...told.map((dimension, at) => keyCondition(dimension, row.keys[at] ?? null)),
    byCurrency ? { currency: currency === null ? { empty: true } : currency } : null,
  ]);
}

const figures = ({ count, hits, value }: MeasuredRow) => ({ count, hits, value });

function shown(grouping: Grouping, row: MeasuredRow, before: MeasuredRow | undefined): ReportRow {
  const filter = filterOf(grouping, row);
  const none = {
    count: 0,
    hits: row.hits === null ? null : 0,
    value: grouping.isAdditive ? 0 : null,
  };
  const former = before ? figures(before) : none;
  return {
    keys: grouping.dimensions
      .slice(0, row.depth)
      .map((dimension, at) =>
        shownKey(dimension, grouping.names[at] ?? new Map(), row.keys[at] ?? null),
      ),
    currency: row.currency,
    ...figures(row),
    low: row.low,
    high: row.high,
    filter,
    hitFilter: grouping.hits === null ? null : allOf([filter, grouping.hits]),
    previous: grouping.previous === null ? null : former,
  };
}

function emptyRow(
  grouping: Grouping,
  depth: number,
  keys: (string | null)[],
  currency: string | null,
): MeasuredRow {
  const hits = grouping.hits === null ? null : 0;
  const value = grouping.isAdditive ? 0 : null;
  return { depth, keys, currency, count: 0, hits, value, low: null, high: null };
}

/** Pieces of time in which there was nothing, in each currency that there is. */
function withoutGaps(grouping: Grouping, rows: readonly MeasuredRow[]): MeasuredRow[] {
  const [first] = grouping.dimensions;
  if (!first?.pieces) return [...rows];
  const present = new Set(rows.map((row) => idOf(grouping, row)));
  const currencies = new Set(rows.map(({ currency }) => currency));
  if (!grouping.byCurrency) currencies.add(null);
  const missing = first.pieces.flatMap((_, at) =>
    [...currencies].map((currency) => {
      const keys = grouping.dimensions.map((_one, index) => (index === 0 ? String(at + 1) : null));
      return emptyRow(grouping, 1, keys, currency);
    }),
  );
  return [...rows, ...missing.filter((row) => !present.has(idOf(grouping, row)))];
}

/** Groups that there were before only. */
function withFormer(
  grouping: Grouping,
  rows: readonly MeasuredRow[],
  depth: number,
): MeasuredRow[] {
  const present = new Set(rows.map((row) => idOf(grouping, row)));
  const former = (grouping.previous ?? []).filter(
    (row) => row.depth === depth && !present.has(idOf(grouping, row)) && isShown(grouping, row),
  );
  return [
    ...rows,
    ...former.map(({ keys, currency }) => emptyRow(grouping, depth, keys, currency)),
  ];
}

/** A longer period before may have a piece more. */
function isShown({ dimensions }: Grouping, row: MeasuredRow): boolean {
  return dimensions.every((dimension, at) => {
    const key = row.keys[at] ?? null;
    return dimension.pieces === null || key === null || pieceOf(dimension, key) !== null;
  });
}

function orderOf(grouping: Grouping) {
  const size = (row: MeasuredRow) => (grouping.isAdditive ? (row.value ?? 0) : row.count);
  const place = (row: MeasuredRow, at: number) => {
    const key = row.keys[at];
    return key === null || key === undefined ? Number.POSITIVE_INFINITY : Number(key);
  };
  return (a: MeasuredRow, b: MeasuredRow): number => {
    for (const [at, { pieces }] of grouping.dimensions.entries()) {
      const way = pieces === null ? 0 : place(a, at) - place(b, at);
      if (way !== 0 && !Number.isNaN(way)) return way;
    }
    return size(b) - size(a) || String(a.keys).localeCompare(String(b.keys));
  };
}

export function groupRows(grouping: Grouping): Rows {
  const before = new Map((grouping.previous ?? []).map((row) => [idOf(grouping, row), row]));
  const order = orderOf(grouping);
  const deepest = grouping.dimensions.length;
  const tell = (depth: number): ReportRow[] => {
    const own = grouping.current.filter((row) => row.depth === depth);
    const all = withFormer(grouping, own, depth);
    const whole = depth === 1 ? withoutGaps(grouping, all) : all;
    return whole.sort(order).map((row) => shown(grouping, row, before.get(idOf(grouping, row))));
  };
  const totals = tell(0);
  const isNothing = totals.length === 0 && !grouping.byCurrency;
  return {
    rows: deepest === 0 ? [] : tell(deepest),
    subtotals: deepest === 2 ? tell(1) : [],
    totals: isNothing ? [shown(grouping, emptyRow(grouping, 0, [], null), undefined)] : totals,
  };
}
