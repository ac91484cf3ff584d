// Business hours: whether people answer at a moment, and when they do next. Hours are those of a clock on a wall in
// the channel's time zone, so that they follow summer time.
import type { BusinessHours } from "@rapport/contracts";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall says, as if it hung in UTC; whole minutes. */
function wallMs(timeZone: string, atMs: number): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(new Date(atMs))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}

/** The moment at which the wall says so; twice, since the first guess may lie beyond a change of the clock. */
function momentOf(timeZone: string, wall: number): number {
  const first = wall - (wallMs(timeZone, wall) - wall);
  return wall - (wallMs(timeZone, first) - first);
}

const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
};

const weekdayOf = (wall: number): number => ((new Date(wall).getUTCDay() + 6) % 7) + 1;

export const isEmptySpan = ({ from, to }: { from: string; to: string }): boolean =>
  minutesOf(from) >= minutesOf(to);

export function isOpenAt(hours: BusinessHours | null, atMs: number): boolean {
  if (hours === null) return true;
  const wall = wallMs(hours.timeZone, atMs);
  const minute = (wall % dayMs) / minuteMs;
  const day = weekdayOf(wall);
  return hours.open.some(
    (span) => span.day === day && minutesOf(span.from) <= minute && minute < minutesOf(span.to),
  );
}

/** Null: it is open now, or never will be. */
export function nextOpening(hours: BusinessHours | null, atMs: number): number | null {
  if (hours === null || isOpenAt(hours, atMs)) return null;
  const wall = wallMs(hours.timeZone, atMs);
  const today = wall - (wall % dayMs);
  const starts = Array.from({ length: 8 }, (_none, ahead) => today + ahead * dayMs).flatMap((day) =>
    hours.open
      .filter((span) => span.day === weekdayOf(day))
      .map(({ from }) => momentOf(hours.timeZone, day + minutesOf(from) * minuteMs)),
  );
  const later = starts.filter((start) => start > atMs);
  return later.length === 0 ? null : Math.min(...later);
}
