// How numbers, money and times read. Pure: the moment "now" and the zone come from outside or the viewer's system.

const EM_DASH = "–";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Language and zone of whoever reads; undefined: as the browser says. */
let reader: { locale: string | undefined; timeZone: string | undefined } = {
  locale: undefined,
  timeZone: undefined,
};

// Making a format costs the browser milliseconds, using one microseconds: each is made when first needed, and kept.
const kept = new Map<string, unknown>();

const keep = <T>(name: string, make: () => T): T => {
  const known = kept.get(name) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  kept.set(name, made);
  return made;
};

/** In the reader's language. Throws a RangeError for a currency that is none. */
export const numberFormat = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  keep(`number ${JSON.stringify(options)}`, () => new Intl.NumberFormat(reader.locale, options));

/** In the reader's language; in the zone of the browser unless `options` name one. */
export const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  keep(`date ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(reader.locale, options));

const relativeFormat = (): Intl.RelativeTimeFormat =>
  keep(
    "relative",
    () => new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto", style: "short" }),
  );

const calendarDay = { day: "numeric", month: "short", year: "numeric" } as const;

const momentFormat = (): Intl.DateTimeFormat =>
  dateFormat({ dateStyle: "medium", timeStyle: "short", timeZone: reader.timeZone });

/** From now on everything reads as this member chose. Called before the first screen stands. */
export const readAs = (member: { locale: string | null; timeZone: string | null }): void => {
  reader = { locale: member.locale ?? undefined, timeZone: member.timeZone ?? undefined };
  kept.clear();
};

/** The zone whose days count for whoever reads. */
export const readerZone = (): string => momentFormat().resolvedOptions().timeZone;

export const formatNumber = (value: number): string => numberFormat().format(value);

/** "1 person", "1,204 people". */
export const formatCount = (count: number, one: string, many: string): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

const digitsOf = (currency: string): number => {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
};

/** Digits after the point of a currency: 2 for EUR, 0 for JPY. Unknown codes count as 2. */
export const minorDigits = (currency: string | null | undefined): number =>
  currency ? keep(`digits ${currency}`, () => digitsOf(currency)) : 2;

/** A code that is no currency's stands behind the number as it is. */
export const moneyText = (
  major: number,
  currency: string | null | undefined,
  options: Intl.NumberFormatOptions,
): string => {
  if (!currency) return numberFormat(options).format(major);
  try {
    return numberFormat({ ...options, style: "currency", currency }).format(major);
  } catch {
    return `${numberFormat(options).format(major)} ${currency}`;
  }
};

/** Money from integer minor units. Without a currency it is a plain number. */
export const formatMoney = (amountMinor: number, currency: string | null | undefined): string => {
  const digits = minorDigits(currency);
  const major = amountMinor / 10 ** digits;
  const places = Number.isInteger(major) ? 0 : digits;
  return moneyText(major, currency, {
    minimumFractionDigits: places,
    maximumFractionDigits: digits,
  });
};

/** A calendar date (`2026-03-01`) without any shift of zone. */
export const formatDate = (value: string): string => {
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  if (!year || !month || !day) return value || EM_DASH;
  return dateFormat(calendarDay).format(new Date(year, month - 1, day));
};

export const formatDateTime = (value: string): string => {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : momentFormat().format(date);
};

/** "5 min ago", "yesterday", "in 3 days"; beyond a month, the date. */
export const formatRelative = (value: string, nowMs: number): string => {
  const atMs = new Date(value).getTime();
  if (Number.isNaN(atMs)) return value;
  const deltaMs = atMs - nowMs;
  const sizeMs = Math.abs(deltaMs);
  if (sizeMs < MINUTE_MS) return "just now";
  if (sizeMs < HOUR_MS) return relativeFormat().format(Math.round(deltaMs / MINUTE_MS), "minute");
  if (sizeMs < DAY_MS) return relativeFormat().format(Math.round(deltaMs / HOUR_MS), "hour");
  if (sizeMs < 30 * DAY_MS) return relativeFormat().format(Math.round(deltaMs / DAY_MS), "day");
  return dateFormat({ ...calendarDay, timeZone: reader.timeZone }).format(new Date(atMs));
};

/** "40 s", "3 min", "2 h 10 min". */
export const formatDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
};

/** The value an `<input type="datetime-local">` takes, in the viewer's zone. */
export const toLocalInput = (value: string): string => {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return "";
  const local = new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 16);
};
