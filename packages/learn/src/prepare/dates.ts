// Dates as files have them, to days since 1970-01-01 (with a fraction for the time of day, in UTC where an offset is
// given). Whether 3/4 is in March or in April is a matter of the whole column.

export interface DateFormat {
  /** Whether the day stands before the month in 3/4/2024. */
  readonly dayFirst: boolean;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const time =
  "(?:[T ,]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?\\s*(am|pm)?\\s*(z|utc|gmt|[+-]\\d{2}:?\\d{2})?)?";
const yearFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${time}$`, "i");
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${time}$`, "i");
const dayName = new RegExp(`^(\\d{1,2})[- .]*([a-z]{3,9})[- .,]*(\\d{4}|\\d{2})${time}$`, "i");
const nameDay = new RegExp(`^([a-z]{3,9})[ .]*(\\d{1,2})[ ,]+(\\d{4})${time}$`, "i");

interface Found {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: readonly (string | undefined)[];
}

const full = (year: string): number => {
  if (year.length > 2) return Number(year);
  return Number(year) + (Number(year) < 70 ? 2000 : 1900);
};

function byName(text: string): Found | null {
  const dayThenMonth = dayName.exec(text);
  if (dayThenMonth) {
    const [, day = "", name = "", year = "", ...clock] = dayThenMonth;
    const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
    return { year: full(year), month, day: Number(day), clock };
  }
  const monthThenDay = nameDay.exec(text);
  if (!monthThenDay) return null;
  const [, name = "", day = "", year = "", ...clock] = monthThenDay;
  const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return { year: full(year), month, day: Number(day), clock };
}

function find(text: string, { dayFirst }: DateFormat): Found | null {
  const iso = yearFirst.exec(text);
  if (iso) {
    const [, year = "", month = "", day = "", ...clock] = iso;
    return { year: Number(year), month: Number(month), day: Number(day), clock };
  }
  const parts = yearLast.exec(text);
  if (!parts) return byName(text);
  const [, first = "", , second = "", year = "", ...clock] = parts;
  const [day, month] = dayFirst ? [first, second] : [second, first];
  return { year: full(year), month: Number(month), day: Number(day), clock };
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, days_from_civil). */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function clockOf([hour, minute, second, half, zone]: readonly (string | undefined)[]): number {
  if (hour === undefined) return 0;
  let hours = Number(hour);
  if (half) hours = (hours % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  if (hours > 24 || Number(minute) > 59) return Number.NaN;
  const seconds = hours * 3600 + Number(minute) * 60 + Number(second ?? 0);
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  const sign = offset?.[1] === "-" ? 1 : -1;
  const shift = offset ? sign * (Number(offset[2]) * 3600 + Number(offset[3]) * 60) : 0;
  return (seconds + shift) / 86_400;
}

/** NaN where the text is no date. */
export function parseDate(text: string, format: DateFormat): number {
  if (text.length < 6 || text.length > 40) return Number.NaN;
  const found = find(text, format);
  if (!found) return Number.NaN;
  const { year, month, day, clock } = found;
  if (month < 1 || month > 12 || day < 1 || year < 1 || year > 9999) return Number.NaN;
  const days = daysOf(year, month, day);
  const next = month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1);
  return days < next ? days + clockOf(clock) : Number.NaN;
}

/** The order that reads more of the rows. Where both do: the day first with full stops and dashes, the month with strokes. */
export function dateFormatOf(texts: readonly string[], counts: ArrayLike<number>): DateFormat {
  let dayFirst = 0;
  let monthFirst = 0;
  let strokes = 0;
  for (const [at, text] of texts.entries()) {
    const weight = counts[at] as number;
    if (weight === 0) continue;
    if (!Number.isNaN(parseDate(text, { dayFirst: true }))) dayFirst += weight;
    if (!Number.isNaN(parseDate(text, { dayFirst: false }))) monthFirst += weight;
    if (/^\d{1,2}\//.test(text)) strokes += weight;
  }
  if (dayFirst !== monthFirst) return { dayFirst: dayFirst > monthFirst };
  return { dayFirst: strokes === 0 };
}

export type DatePart = "days" | "month" | "weekday" | "day" | "hour";

/** A part of a date: days as given, month 1 … 12, weekday 1 (Monday) … 7, day 1 … 31, hour 0 … 23. */
export function partOf(days: number, part: DatePart): number {
  if (Number.isNaN(days) || part === "days") return days;
  const whole = Math.floor(days);
  if (part === "hour") return Math.floor((days - whole) * 24 + 1e-9);
  if (part === "weekday") return ((((whole + 3) % 7) + 7) % 7) + 1;
  const { month, day } = civil(whole);
  return part === "month" ? month : day;
}

/** Hinnant, civil_from_days. */
function civil(days: number): { month: number; day: number } {
  const shifted = days + 719468;
  const dayOfEra = shifted - Math.floor(shifted / 146097) * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const place = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * place + 2) / 5) + 1;
  return { month: place < 10 ? place + 3 : place - 9, day };
}
