// Spans of reports and their pieces: which days a report looks at, which span came before, and the days, weeks,
// months and quarters within it. Pure. Days are those of the zone; every piece is half-open.
import {
  type CalendarUnit,
  dayLengthMs,
  dayText,
  firstDay,
  instantOfWall,
  type Moment,
  type Span,
  spanOf,
  wallMs,
} from "./relative-dates.ts";

export const timeBuckets = ["day", "week", "month", "quarter", "year"] as const;
export type TimeBucket = (typeof timeBuckets)[number];

/** A span that moves with the day, or two days that do not, both included. */
export type ReportSpan = { range: string } | { from: string; to: string };

/** A span with both ends. */
export interface ClosedSpan {
  fromMs: number;
  toMs: number;
  /** First day. */
  fromDay: string;
  /** First day after. */
  toDay: string;
}

const dayMs = (day: string) => Date.parse(`${day}T00:00:00.000Z`);

/** The span of some days of a zone; `toDay` is the first day after. */
export function spanOfDayTexts(fromDay: string, toDay: string, zone: string): ClosedSpan {
  return {
    fromMs: instantOfWall(dayMs(fromDay), zone),
    toMs: instantOfWall(dayMs(toDay), zone),
    fromDay,
    toDay,
  };
}

export function dayAfter(day: string, days = 1): string {
  return dayText(dayMs(day) + days * dayLengthMs);
}

/** The day of the zone that holds an instant. */
export function dayOf(atMs: number, zone: string): string {
  return dayText(wallMs(atMs, zone));
}

/** What a span means at a moment. The range must have been checked. */
export function resolveSpan(span: ReportSpan, moment: Moment): Span {
  if ("range" in span) return spanOf(span.range, moment);
  return spanOfDayTexts(span.from, dayAfter(span.to), moment.zone);
}

export function isClosed(span: Span): span is ClosedSpan {
  return span.fromMs !== null && span.toMs !== null && span.fromDay !== null && span.toDay !== null;
}

const unitOf: Record<string, CalendarUnit> = { today: "day", yesterday: "day", tomorrow: "day" };

function calendarUnit(span: ReportSpan): CalendarUnit | null {
  if (!("range" in span)) return null;
  const named = /^(?:this|last|next)-(week|month|quarter|year)$/.exec(span.range)?.[1];
  return (named as CalendarUnit | undefined) ?? unitOf[span.range] ?? null;
}

/**
 * The span before: the whole calendar unit before a named one ("this month" → last month); otherwise as many
 * days, or hours, right before. Null where a span has no beginning or no end.
 */
export function previousSpan(asked: ReportSpan, moment: Moment): ClosedSpan | null {
  const span = resolveSpan(asked, moment);
  if (!isClosed(span)) return null;
  const { zone } = moment;
  const unit = calendarUnit(asked);
  if (unit !== null) {
    const before = dayText(firstDay(dayMs(span.fromDay), unit, -1));
    return spanOfDayTexts(before, span.fromDay, zone);
  }
  if ("range" in asked && asked.range.endsWith("-hours")) {
    const fromMs = span.fromMs - (span.toMs - span.fromMs);
    const fromDay = dayOf(fromMs, zone);
    return { fromMs, toMs: span.fromMs, fromDay, toDay: dayAfter(dayOf(span.fromMs, zone)) };
  }
  const days = (dayMs(span.toDay) - dayMs(span.fromDay)) / dayLengthMs;
  return spanOfDayTexts(dayAfter(span.fromDay, -days), span.fromDay, zone);
}

/** The span in whole pieces: no day of a piece is missing. */
export function wholeSpan(span: ClosedSpan, unit: TimeBucket, zone: string): ClosedSpan {
  const from = dayText(firstDay(dayMs(span.fromDay), unit, 0));
  const to = dayText(firstDay(dayMs(dayAfter(span.toDay, -1)), unit, 1));
  return spanOfDayTexts(from, to, zone);
}

/**
 * The pieces of a span, in order, without gaps; the first and the last are cut to the span. Null when there are
 * more than `most`.
 */
export function bucketsOf(
  span: ClosedSpan,
  unit: TimeBucket,
  zone: string,
  most: number,
): ClosedSpan[] | null {
  const pieces: ClosedSpan[] = [];
  let fromDay = span.fromDay;
  while (fromDay < span.toDay) {
    if (pieces.length >= most) return null;
    const next = dayText(firstDay(dayMs(fromDay), unit, 1));
    const toDay = next < span.toDay ? next : span.toDay;
    pieces.push(spanOfDayTexts(fromDay, toDay, zone));
    fromDay = toDay;
  }
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first) first.fromMs = Math.max(first.fromMs, span.fromMs);
  if (last) last.toMs = Math.min(last.toMs, span.toMs);
  return pieces;
}
