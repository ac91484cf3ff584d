// Business hours: when a number of minutes of them has gone by. Hours are meant in a zone's own clock, so a day on which
// the clocks change is as long as it really is. Pure.
import { instantOfWall, type PromiseHours, type Weekday, wallMs } from "@rapport/contracts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Days that are looked at before one gives up: hours may name holidays for years. */
const maxDays = 800;
const names: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const minutesOf = (clock: string): number => {
  const [hour = "0", minute = "0"] = clock.split(":");
  return Number(hour) * 60 + Number(minute);
};

/** Spans of one local day, as instants, in order and without overlap. */
function spansOf(hours: PromiseHours, dayShownMs: number): [number, number][] {
  const date = new Date(dayShownMs).toISOString().slice(0, 10);
  if (hours.holidays.includes(date)) return [];
  const name = names[new Date(dayShownMs).getUTCDay()] ?? "mon";
  const spans = (hours.days[name] ?? [])
    .map(({ from, to }): [number, number] => [minutesOf(from), minutesOf(to)])
    .filter(([from, to]) => from < to)
    .sort((a, b) => a[0] - b[0]);
  const at = (minutes: number) => instantOfWall(dayShownMs + minutes * minuteMs, hours.zone);
  const found: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = found.at(-1);
    const [start, end] = [at(from), at(to)];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

const isAlwaysOpen = (hours: PromiseHours | null): hours is null =>
  hours === null || Object.values(hours.days).every((spans) => !spans || spans.length === 0);

/** The instant at which so many open minutes have gone by since `from`; null: not within two years. */
export function afterOpenMinutes(
  from: string,
  minutes: number,
  hours: PromiseHours | null,
): string | null {
  const startMs = Date.parse(from);
  if (isAlwaysOpen(hours)) return new Date(startMs + minutes * minuteMs).toISOString();
  let left = minutes * minuteMs;
  const firstDay = Math.floor(wallMs(startMs, hours.zone) / dayMs) * dayMs;
  for (let day = 0; day < maxDays; day += 1) {
    for (const [open, close] of spansOf(hours, firstDay + day * dayMs)) {
      const begin = Math.max(open, startMs);
      if (begin >= close) continue;
      if (left <= close - begin) return new Date(begin + left).toISOString();
      left -= close - begin;
    }
  }
  return null;
}

/** Open minutes from one instant to a later one, whole ones; days beyond 800 count as none. */
export function openMinutesBetween(from: string, to: string, hours: PromiseHours | null): number {
  const [startMs, endMs] = [Date.parse(from), Date.parse(to)];
  if (endMs <= startMs) return 0;
  if (isAlwaysOpen(hours)) return Math.floor((endMs - startMs) / minuteMs);
  const firstDay = Math.floor(wallMs(startMs, hours.zone) / dayMs) * dayMs;
  const lastDay = Math.floor(wallMs(endMs, hours.zone) / dayMs) * dayMs;
  let sum = 0;
  for (let day = firstDay; day <= lastDay && day < firstDay + maxDays * dayMs; day += dayMs) {
    for (const [open, close] of spansOf(hours, day))
      sum += Math.max(0, Math.min(close, endMs) - Math.max(open, startMs));
  }
  return Math.floor(sum / minuteMs);
}

/** The day of an instant in the hours' zone; UTC where they are always open. */
export const dayOf = (at: string, hours: PromiseHours | null): string =>
  new Date(wallMs(Date.parse(at), hours?.zone ?? "UTC")).toISOString().slice(0, 10);

/** Whether it is open at this instant. */
export function isOpenAt(at: string, hours: PromiseHours | null): boolean {
  if (isAlwaysOpen(hours)) return true;
  const ms = Date.parse(at);
  const today = Math.floor(wallMs(ms, hours.zone) / dayMs) * dayMs;
  return spansOf(hours, today).some(([open, close]) => open <= ms && ms < close);
}
