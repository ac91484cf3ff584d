// Answers as tables of text, for files: money in whole units beside its currency, times in days, shares as numbers
// between 0 and 1. A cell that a spreadsheet would run as a formula gets an apostrophe in front. Pure.
import type { GroupsResult, ReportResult, ReportRow, ReportUnit } from "@rapport/contracts";

type Cell = string | number | boolean | null;

const risky = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
const plainNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const needsQuotes = /[",\r\n;\t|]|^\s|\s$/;

function cellText(value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  const safe = risky.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly Cell[]) => `${cells.map(cellText).join(",")}\r\n`;

function digitsOf(currency: string | null): number {
  if (currency === null) return 2;
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

const daySeconds = 86_400;

function figure(value: number | null, unit: ReportUnit, currency: string | null): Cell {
  if (value === null) return null;
  if (unit === "money") {
    const digits = digitsOf(currency);
    return (value / 10 ** digits).toFixed(digits);
  }
  return unit === "seconds" ? Number((value / daySeconds).toFixed(3)) : value;
}

function* groupLines(result: GroupsResult): Generator<string> {
  const { unit, dimensions, label, previousSpan } = result;
  const isMedian = [...result.rows, ...result.totals].some(({ low }) => low !== null);
  const named = unit === "seconds" ? `${label} (days)` : label;
  yield line([
    ...dimensions.map((dimension) => dimension.label),
    ...(unit === "money" ? ["Currency"] : []),
    named,
    ...(isMedian ? ["Lower quartile", "Upper quartile"] : []),
    ...(unit === "share" ? ["Of which"] : []),
    "Records",
    ...(previousSpan ? [`${named}, before`, "Records, before"] : []),
  ]);
  const rows = dimensions.length === 0 ? result.totals : result.rows;
  for (const row of rows) yield line(groupCells(row, result, isMedian));
}

function groupCells(row: ReportRow, result: GroupsResult, isMedian: boolean): Cell[] {
  const { unit, previousSpan } = result;
  const { currency } = row;
  const told = (value: number | null) => figure(value, unit, currency);
  return [
    ...row.keys.map(({ label, value }) => label ?? value),
    ...(unit === "money" ? [currency] : []),
    told(row.value),
    ...(isMedian ? [told(row.low), told(row.high)] : []),
    ...(unit === "share" ? [row.hits] : []),
    row.count,
    ...(previousSpan ? [told(row.previous?.value ?? null), row.previous?.count ?? null] : []),
  ];
}

const inDays = (seconds: number | null) => figure(seconds, "seconds", null);

export function* csvLines(result: ReportResult): Generator<string> {
  switch (result.kind) {
    case "groups":
      yield* groupLines(result);
      return;
    case "funnel":
      yield line(["Stage", "Reached", "Of the step before", "Of all", "Still open", "Lost"]);
      for (const { name, reached, ofPrevious, ofFirst, open, lost } of result.steps)
        yield line([name, reached, ofPrevious, ofFirst, open, lost]);
      return;
    case "stage-time":
      yield line([
        "Stage",
        "Stays",
        "Deals",
        "Median (days)",
        "Lower quartile (days)",
        "Upper quartile (days)",
        "There now",
      ]);
      for (const stage of result.stages)
        yield line([
          stage.name,
          stage.stays,
          stage.deals,
          ...[stage.medianSeconds, stage.lowSeconds, stage.highSeconds].map(inDays),
          stage.now,
        ]);
      return;
    case "flow":
      yield line(["From", "To", "Opened", "Closed", "Backlog"]);
      for (const { from, to, opened, closed, backlog } of result.points)
        yield line([from, to, opened, closed, backlog]);
  }
}
