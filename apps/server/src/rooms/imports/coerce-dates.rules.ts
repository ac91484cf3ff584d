// Dates and times from cells. 03/04/2024 is April in most of the world and March in the United States,
// so the order of day and month is inferred from the whole column first. A time without a zone is UTC.
// Impossible dates (31 February) are refused, never rolled over.
import type { Cell } from "./cells.rules.ts";
import { cleanLine, unguard } from "./coerce-text.rules.ts";
import { accepted, type Coerced, refused } from "./coercion.rules.ts";

export type DateOrder = "dmy" | "mdy";

export interface InferredOrder {
  order: DateOrder;
  /** False: no cell told; a person should look. */
  certain: boolean;
}

interface Moment {
  year: number;
  month: number;
  day: number;
  /** Milliseconds since midnight UTC; undefined: the cell gives a date alone. */
  timeMs: number | undefined;
}

const numericDate = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;

export function inferDateOrder(cells: readonly Cell[]): InferredOrder {
  const shown = cells.flatMap((cell) => numericParts(cell) ?? []);
  const dayFirst = shown.filter(({ first, second }) => first > 12 && second <= 12).length;
  const monthFirst = shown.filter(({ first, second }) => second > 12 && first <= 12).length;
  if (dayFirst !== monthFirst) {
    const order = dayFirst > monthFirst ? "dmy" : "mdy";
    return { order, certain: dayFirst === 0 || monthFirst === 0 };
  }
  // Where dots separate, the day always comes first.
  const isOpen = shown.some(({ first, second, mark }) => first !== second && mark !== ".");
  return { order: "dmy", certain: !isOpen };
}

function numericParts(cell: Cell): { first: number; second: number; mark: string } | undefined {
  const match = typeof cell === "string" ? numericDate.exec(cell.trim()) : null;
  if (!match) return undefined;
  return { first: Number(match[1]), second: Number(match[3]), mark: match[2] ?? "" };
}

export function coerceDate(cell: Cell, order: DateOrder): Coerced<string> {
  const moment = parseMoment(cell, order);
  if (!moment) {
    return refused(
      "not_date",
      cell,
      `is not a date. Expected one like 2024-03-31${orderHint(order)}.`,
    );
  }
  return accepted(isoDate(moment));
}

export function coerceDatetime(cell: Cell, order: DateOrder): Coerced<string> {
  const moment = parseMoment(cell, order);
  if (!moment) {
    const expected = `is not a date and time. Expected one like 2024-03-31T14:30:00Z${orderHint(order)}.`;
    return refused("not_datetime", cell, expected);
  }
  const at = new Date(midnightMs(moment) + (moment.timeMs ?? 0));
  const year = at.getUTCFullYear();
  // A zone can move a moment out of the years that a record keeps.
  if (year < 1 || year > 9999)
    return refused("not_datetime", cell, "lies outside of the years 1 to 9999 in UTC.");
  return accepted(at.toISOString());
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
function midnightMs({ year, month, day }: Moment): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function orderHint(order: DateOrder): string {
  return order === "dmy" ? " or 31/03/2024" : " or 03/31/2024";
}

const isoStart = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T\s])/;
const compactDate = /^(\d{4})(\d{2})(\d{2})(?=$|T)/;
const dayNamedMonth =
  /^(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(\p{L}{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?=$|[\sT,])/iu;
const namedMonthDay = /^(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?=$|[\sT,])/iu;

function parseMoment(cell: Cell, order: DateOrder): Moment | undefined {
  const text = unguard(cleanLine(cell)).replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+/i, "");
  const iso = isoStart.exec(text);
  if (iso) return moment(iso, [1, 2, 3], text);
  if (/^\d{10}(?:\.\d+)?$|^\d{13}$/.test(text)) return fromEpoch(text);
  const numeric = numericDate.exec(text);
  if (numeric) return moment(numeric, order === "dmy" ? [4, 3, 1] : [4, 1, 3], text);
  const compact = compactDate.exec(text);
  if (compact) return moment(compact, [1, 2, 3], text);
  const dayFirst = dayNamedMonth.exec(text);
  if (dayFirst) return moment(dayFirst, [3, 2, 1], text);
  const monthFirst = namedMonthDay.exec(text);
  return monthFirst ? moment(monthFirst, [3, 1, 2], text) : undefined;
}

/** Seconds (10 digits) or milliseconds (13) since 1970, as several systems export. */
function fromEpoch(text: string): Moment {
  const ms = text.length === 13 ? Number(text) : Math.round(Number(text) * 1000);
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    timeMs: ms - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()),
  };
}

type Places = readonly [year: number, month: number, day: number];

function moment(match: RegExpExecArray, places: Places, text: string): Moment | undefined {
  const year = fullYear(match[places[0]] ?? "");
  const month = monthNumber(match[places[1]] ?? "");
  const day = Number(match[places[2]]);
  if (month === undefined || !isRealDay(year, month, day)) return undefined;
  const rest = text.slice(match[0].length);
  if (rest.trim() === "") return { year, month, day, timeMs: undefined };
  const timeMs = parseTime(rest);
  return timeMs === undefined ? undefined : { year, month, day, timeMs };
}

/** Two digits follow POSIX: 69–99 are the last century. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length !== 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}

const months: Readonly<Record<string, number>> = Object.fromEntries(
  [
    "jan januar enero janvier january gennaio janeiro januari",
    "feb februar febrero février fevrier february febbraio fevereiro februari",
    "mar mär mrz märz marzo mars march março maart",
    "apr april abril avril aprile",
    "may mai mayo maggio maio mei",
    "jun juni junio juin june giugno junho",
    "jul juli julio juillet july luglio julho",
    "aug august agosto août aout augustus",
    "sep sept september septiembre septembre settembre setembro",
    "oct okt oktober octubre octobre october ottobre outubro",
    "nov november noviembre novembre novembro",
    "dec dez dic dezember diciembre décembre decembre december dicembre dezembro",
  ].flatMap((names, at) => names.split(" ").map((name) => [name, at + 1] as const)),
);

function monthNumber(text: string): number | undefined {
  return /^\d/.test(text) ? Number(text) : months[text.toLowerCase()];
}

function isRealDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year < 1 || year > 9999) return false;
  return day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const timeShape =
  /^[T\s,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;

function parseTime(text: string): number | undefined {
  const match = timeShape.exec(text);
  if (!match) return undefined;
  const hours = toHours(Number(match[1]), match[5]);
  const minutes = Number(match[2]);
  const seconds = Number(match[3] ?? 0);
  if (hours === undefined || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const milliseconds = Math.trunc(Number(`0.${match[4] ?? 0}`) * 1000);
  const local = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  return local - offsetMs(match[6]);
}

function toHours(hours: number, half: string | undefined): number | undefined {
  if (!half) return hours;
  if (hours < 1 || hours > 12) return undefined;
  const isAfternoon = half.toLowerCase().startsWith("p");
  return (hours % 12) + (isAfternoon ? 12 : 0);
}

function offsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "");
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === "-" ? -1 : 1) * minutes * 60_000;
}

function isoDate({ year, month, day }: Moment): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
