// Periods of reports as conditions of filters, and their pieces as edges: both are said once, here, so that a number
// and the list behind it are of the same records. No I/O.
import {
  bucketsOf,
  type ClosedSpan,
  dayAfter,
  dayOf,
  isRelativeRange,
  isZone,
  type ReportDays,
  type ReportSpan,
  type Span,
  spanOfDayTexts,
  type TimeBucket,
} from "@rapport/contracts";
import { badReport } from "./errors.ts";

export type Condition = Record<string, unknown>;

const firstDay = "1970-01-01";
const lastDay = "2199-12-31";

export function checkZone(zone: string): void {
  if (!isZone(zone) || !/^[A-Za-z]/.test(zone)) {
    throw badReport('The zone is an IANA name such as "Europe/Paris".');
  }
}

export function checkSpan(span: ReportSpan): void {
  if ("range" in span) {
    if (isRelativeRange(span.range)) return;
    throw badReport('A range is like "this-month" or "last-90-days".');
  }
  if (span.from > span.to) throw badReport("The first day of a period is not after its last.");
  if (span.from < firstDay || span.to > lastDay) {
    throw badReport("A period lies between 1970 and 2199.");
  }
}

export const iso = (ms: number) => new Date(ms).toISOString();

/** The condition that a time lies in a span; dates are compared as days, times as moments. */
export function within(field: string, isDay: boolean, span: Span): Condition {
  const [from, to] = isDay
    ? [span.fromDay, span.toDay]
    : [span.fromMs, span.toMs].map((ms) => (ms === null ? null : iso(ms)));
  const ends = { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) };
  return Object.keys(ends).length === 0 ? { [field]: { empty: false } } : { [field]: ends };
}

/** First and last day, both included. */
export function daysOf(span: Span): ReportDays {
  return { from: span.fromDay, to: span.toDay === null ? null : dayAfter(span.toDay, -1) };
}

/** Conditions that all hold, as a filter; null entries say nothing. */
export function allOf(conditions: readonly (Condition | null)[]): Condition {
  const said = conditions.filter((one) => one !== null && Object.keys(one).length > 0);
  const [only] = said;
  if (said.length === 1 && only) return only;
  return said.length === 0 ? {} : { and: said };
}

/** The span that holds both of two times, as the database tells them. */
export function spanAround({ from, to }: { from: string; to: string }, zone: string): ClosedSpan {
  const dayIn = (text: string) => (text.length === 10 ? text : dayOf(Date.parse(text), zone));
  return spanOfDayTexts(dayIn(from), dayAfter(dayIn(to)), zone);
}

export function piecesOf(
  span: ClosedSpan,
  bucket: TimeBucket,
  zone: string,
  most: number,
): ClosedSpan[] {
  const pieces = bucketsOf(span, bucket, zone, most);
  if (pieces) return pieces;
  throw badReport(
    `More than ${most} pieces of time are more than a report shows. Choose a shorter period or longer pieces.`,
  );
}

/** Beginnings of the pieces and the end of the last. Without pieces there is nothing that could fall in one. */
export function edgesOf(pieces: readonly ClosedSpan[], isDay: boolean): string[] {
  const last = pieces.at(-1);
  if (!last) return [firstDay];
  const from = pieces.map((piece) => (isDay ? piece.fromDay : iso(piece.fromMs)));
  return [...from, isDay ? last.toDay : iso(last.toMs)];
}
