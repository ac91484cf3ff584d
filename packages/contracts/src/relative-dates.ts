// Spans of time that move with the day: "in the last 30 days", "this quarter". Pure: the moment and the zone
// come from outside. Days, weeks (from Monday), months and years are those of the zone, whole ones, today
// included; hours are counted back or ahead from the moment itself.

export const namedRanges = [
  "today",
  "yesterday",
  "tomorrow",
  "this-week",
  "last-week",
  "next-week",
  "this-month",
  "last-month",
  "next-month",
  "this-quarter",
  "last-quarter",
  "next-quarter",
  "this-year",
  "last-year",
  "next-year",
  "past",
  "future",
] as const;
export type NamedRange = (typeof namedRanges)[number];

const countedShape = /^(last|next)-([1-9]\d{0,3})-(hours|days|weeks|months)$/;

export interface Span {
  /** First instant within, in milliseconds since 1970; null: no beginning. */
  fromMs: number | null;
  /** First instant after; null: no end. */
  toMs: number | null;
  /** The same as calendar days of the zone, for fields that hold days. */
  fromDay: string | null;
  toDay: string | null;
}

export interface Moment {
  nowMs: number;
  /** IANA name, such as `Europe/Paris`. */
  zone: string;
}

export function isRelativeRange(range: unknown): range is string {
  if (typeof range !== "string") return false;
  return (namedRanges as readonly string[]).includes(range) || countedShape.test(range);
}

export function isZone(zone: unknown): zone is string {
  return typeof zone === "string" && zone.length <= 60 && formatOf(zone) !== null;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();
const maxFormats = 600;

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (formats.size >= maxFormats) formats.clear();
  const made = newFormat(zone);
  formats.set(zone, made);
  return made;
}

function newFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
}

/** The wall clock of the zone at an instant, as if it were UTC. */
export function wallMs(atMs: number, zone: string): number {
  const parts = formatOf(zone)?.formatToParts(atMs) ?? [];
  const at = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
}

export const dayLengthMs = 86_400_000;

const offsetMs = (atMs: number, zone: string): number => wallMs(atMs, zone) - atMs;

/**
 * The instant at which the zone's clocks show a time that is given as if it were UTC. Where they show it twice, the first
 * time; where they leave it out, the instant at which they are put forward.
 */
export function instantOfWall(wallClockMs: number, zone: string): number {
  const before = offsetMs(wallClockMs - dayLengthMs, zone);
  const after = offsetMs(wallClockMs + dayLengthMs, zone);
  const first = wallClockMs - before;
  if (before === after || offsetMs(first, zone) === before) return first;
  const second = wallClockMs - after;
  if (offsetMs(second, zone) === after) return second;
  let [behind, ahead] = [second, first];
  while (ahead - behind > 1000) {
    const middle = behind + Math.floor((ahead - behind) / 2000) * 1000;
    if (offsetMs(middle, zone) === before) behind = middle;
    else ahead = middle;
  }
  return ahead;
}

export type CalendarUnit = "day" | "week" | "month" | "quarter" | "year";

/** First day of the unit that holds the day, moved by some units. */
export function firstDay(dayMs: number, unit: CalendarUnit, moved: number): number {
  const day = new Date(dayMs);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  if (unit === "day") return dayMs + moved * dayLengthMs;
  if (unit === "week") {
    const sinceMonday = (day.getUTCDay() + 6) % 7;
    return dayMs + (moved * 7 - sinceMonday) * dayLengthMs;
  }
  if (unit === "month") return Date.UTC(year, month + moved, 1);
  if (unit === "quarter") return Date.UTC(year, month - (month % 3) + moved * 3, 1);
  return Date.UTC(year + moved, 0, 1);
}

/** The same day some months away; the last one of a shorter month. */
function monthsAway(dayMs: number, months: number): number {
  const day = new Date(dayMs);
  const lastDay = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0));
  const date = Math.min(day.getUTCDate(), lastDay.getUTCDate());
  return Date.UTC(lastDay.getUTCFullYear(), lastDay.getUTCMonth(), date);
}

export const dayText = (dayMs: number) => new Date(dayMs).toISOString().slice(0, 10);

function spanOfDays(fromDayMs: number, toDayMs: number, zone: string): Span {
  return {
    fromMs: instantOfWall(fromDayMs, zone),
    toMs: instantOfWall(toDayMs, zone),
    fromDay: dayText(fromDayMs),
    toDay: dayText(toDayMs),
  };
}

const movedBy: Record<string, number> = { last: -1, this: 0, next: 1 };
const namedDays: Record<string, number> = { yesterday: -1, today: 0, tomorrow: 1 };

function namedSpan(range: string, todayMs: number, { nowMs, zone }: Moment): Span {
  const tomorrow = dayText(todayMs + dayLengthMs);
  if (range === "past")
    return { fromMs: null, toMs: nowMs, fromDay: null, toDay: dayText(todayMs) };
  if (range === "future") return { fromMs: nowMs, toMs: null, fromDay: tomorrow, toDay: null };
  const day = namedDays[range];
  if (day !== undefined) {
    return spanOfDays(firstDay(todayMs, "day", day), firstDay(todayMs, "day", day + 1), zone);
  }
  const [when = "this", unit = "day"] = range.split("-");
  const moved = movedBy[when] ?? 0;
  const first = (more: number) => firstDay(todayMs, unit as CalendarUnit, moved + more);
  return spanOfDays(first(0), first(1), zone);
}

function countedSpan(
  way: string,
  count: number,
  unit: string,
  todayMs: number,
  moment: Moment,
): Span {
  const signed = way === "last" ? -count : count;
  if (unit === "hours") return spanOfHours(signed, moment);
  const away =
    unit === "months"
      ? monthsAway(todayMs, signed)
      : todayMs + signed * (unit === "weeks" ? 7 : 1) * dayLengthMs;
  const [first, last] = way === "last" ? [away, todayMs] : [todayMs, away];
  return spanOfDays(first, last + dayLengthMs, moment.zone);
}

function spanOfHours(hours: number, { nowMs, zone }: Moment): Span {
  const awayMs = nowMs + hours * 3_600_000;
  const [fromMs, toMs] = hours < 0 ? [awayMs, nowMs] : [nowMs, awayMs];
  const dayOf = (ms: number) => dayText(wallMs(ms, zone));
  return { fromMs, toMs, fromDay: dayOf(fromMs), toDay: dayText(wallMs(toMs, zone) + dayLengthMs) };
}

/** What a range means at a moment. The range and the zone must have been checked. */
export function spanOf(range: string, moment: Moment): Span {
  const wall = wallMs(moment.nowMs, moment.zone);
  const todayMs = wall - (((wall % dayLengthMs) + dayLengthMs) % dayLengthMs);
  const counted = countedShape.exec(range);
  if (!counted) return namedSpan(range, todayMs, moment);
  const [, way = "last", count = "1", unit = "days"] = counted;
  return countedSpan(way, Number(count), unit, todayMs, moment);
}
