// Business hours: whether people answer at a moment, and when they do next. Hours are those of a clock on a wall in
// the channel's time zone, so that they follow summer time.
import { type BusinessHours, instantOfWall, wallMs } from "@rapport/contracts";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;

const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
};

const weekdayOf = (wall: number): number => ((new Date(wall).getUTCDay() + 6) % 7) + 1;

export const isEmptySpan = ({ from, to }: { from: string; to: string }): boolean =>
  minutesOf(from) >= minutesOf(to);

export function isOpenAt(hours: BusinessHours | null, atMs: number): boolean {
  if (hours === null) return true;
  const wall = wallMs(atMs, hours.timeZone);
  const minute = (wall % dayMs) / minuteMs;
  const day = weekdayOf(wall);
  return hours.open.some(
    (span) => span.day === day && minutesOf(span.from) <= minute && minute < minutesOf(span.to),
  );
}

/** Null: it is open now, or never will be. */
export function nextOpening(hours: BusinessHours | null, atMs: number): number | null {
  if (hours === null || isOpenAt(hours, atMs)) return null;
  const wall = wallMs(atMs, hours.timeZone);
  const today = wall - (wall % dayMs);
  const starts = Array.from({ length: 8 }, (_none, ahead) => today + ahead * dayMs).flatMap((day) =>
    hours.open
      .filter((span) => span.day === weekdayOf(day))
      .map(({ from }) => instantOfWall(day + minutesOf(from) * minuteMs, hours.timeZone)),
  );
  const later = starts.filter((start) => start > atMs);
  return later.length === 0 ? null : Math.min(...later);
}
