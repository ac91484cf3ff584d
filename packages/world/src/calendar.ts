// Time in the simulated world: milliseconds since 1970 in UTC inside, ISO text in records. Work happens
// mostly on weekdays between 8 and 18 at the place concerned; demand grows and has seasons.
import type { Random } from "./random.ts";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const windowDays = 730;

/** Demand by calendar month: quiet August and late December, busy spring and autumn. */
const seasonByMonth = [0.95, 1.0, 1.12, 1.05, 1.02, 1.0, 0.82, 0.66, 1.12, 1.18, 1.1, 0.7] as const;
const seasonPeak = 1.18;
/** Demand at the end of the window is this many times that at its start. */
const growth = 1.9;

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function isoDate(atMs: number): string {
  return isoTime(atMs).slice(0, 10);
}

export function seasonAt(atMs: number): number {
  return seasonByMonth[new Date(atMs).getUTCMonth()] ?? 1;
}

/** A moment in [fromMs, toMs), likelier later (growth) and in busy months. */
export function drawDemandMoment(random: Random, fromMs: number, toMs: number): number {
  for (;;) {
    const share = random.unit();
    const atMs = fromMs + share * (toMs - fromMs);
    const density = (1 + (growth - 1) * share) * seasonAt(atMs);
    if (random.unit() * growth * seasonPeak < density) return atMs;
  }
}

/** Moves a moment to working hours of its local day (weekends to the week after), mostly. */
export function atWork(random: Random, atMs: number, utcOffsetHours: number): number {
  const offsetMs = utcOffsetHours * hourMs;
  const localDayMs = Math.floor((atMs + offsetMs) / dayMs) * dayMs;
  const weekday = new Date(localDayMs).getUTCDay();
  const isException = random.chance(0.04);
  const hour = isException ? random.between(6, 22) : workingHour(random);
  const moveDays = isException ? 0 : daysToWorkday(random, weekday);
  return Math.round(localDayMs + moveDays * dayMs + hour * hourMs - offsetMs);
}

function daysToWorkday(random: Random, weekday: number): number {
  if (weekday === 6) return random.integer(2, 6);
  return weekday === 0 ? random.integer(1, 5) : 0;
}

function workingHour(random: Random): number {
  const hour = 13 + 2.6 * random.normal();
  return hour >= 8 && hour < 18 ? hour : random.between(8, 18);
}

/** As `atWork`, and later than `afterMs` in any case. */
export function atWorkAfter(
  random: Random,
  afterMs: number,
  atMs: number,
  utcOffsetHours: number,
): number {
  const moment = atWork(random, atMs, utcOffsetHours);
  return moment > afterMs ? moment : afterMs + Math.round(random.between(0.1, 1.5) * hourMs);
}
