// One value of one field: what is accepted, and the single form in which it is stored. Used by every
// path that writes (API, bulk, import after its own coercion), so that a value means the same everywhere.
import { currencyCode, maxLengthOf } from "@rapport/contracts";
import type { Field } from "./object-type.rules.ts";

export type StoredValue = string | number | boolean | string[] | null;

export type ValueResult = { ok: true; value: StoredValue } | { ok: false; message: string };

const isIdText = (value: unknown): value is string =>
  typeof value === "string" && idShape.test(value);

const good = (value: StoredValue): ValueResult => ({ ok: true, value });
const bad = (message: string): ValueResult => ({ ok: false, message });

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const lineControls = /[\u0000-\u001f\u007f]/;
const emailShape = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/u;
const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateShape = /^(\d{4})-(\d{2})-(\d{2})$/;
const datetimeShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** Characters that show nothing by themselves: a text of these alone is as good as empty. */
const invisible = /^[\p{Z}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]+$/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point: all of ASCII
const asciiOnly = /^[\u0000-\u007f]*$/;

function isAscii(text: string): boolean {
  return asciiOnly.test(text);
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) > 0x7f && invisible.test(text);
}

function textValue(field: Field, value: unknown): ValueResult {
  if (typeof value !== "string") return bad("must be text");
  if (!value.isWellFormed()) return bad("holds broken Unicode (half of a character)");
  const text = (isAscii(value) ? value : value.normalize("NFC")).trim();
  if (text === "" || isBlank(text)) return good(null);
  const forbidden = field.type === "longText" ? controls : lineControls;
  if (forbidden.test(text)) return bad("holds control characters");
  const limit = field.maxLength ?? maxLengthOf[field.type] ?? 255;
  if (text.length > limit) return bad(`is longer than ${limit} characters`);
  return field.format === "currency" ? currencyValue(text) : good(text);
}

function currencyValue(text: string): ValueResult {
  const code = currencyCode(text);
  return code === undefined
    ? bad("must be the code of a currency, such as EUR or USD")
    : good(code);
}

function emailValue(field: Field, value: unknown): ValueResult {
  const text = textValue(field, value);
  if (!text.ok || text.value === null) return text;
  const email = String(text.value).toLowerCase();
  return emailShape.test(email) && !/\p{Cf}/u.test(email)
    ? good(email)
    : bad("must be an e-mail address, such as ada@example.com");
}

function urlValue(field: Field, value: unknown): ValueResult {
  const text = textValue(field, value);
  if (!text.ok || text.value === null) return text;
  const url = URL.parse(String(text.value));
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  return isWeb ? text : bad("must be a web address that starts with http:// or https://");
}

function integerValue(value: unknown): ValueResult {
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    return bad("must be a whole number");
  return good(value);
}

function numberValue({ min, max }: Field, value: unknown): ValueResult {
  if (typeof value !== "number" || !Number.isFinite(value)) return bad("must be a number");
  if (min !== undefined && value < min) return bad(`must be ${min} or more`);
  if (max !== undefined && value > max) return bad(`must be ${max} or less`);
  return good(value);
}

/** Real calendar days of the years 1 to 9999 only. */
export function isCalendarDate(text: string): boolean {
  const parts = dateShape.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

function datetimeValue(value: unknown): ValueResult {
  const problem = "must be a time such as 2026-01-31T09:30:00Z";
  if (typeof value !== "string" || !datetimeShape.test(value)) return bad(problem);
  const date = new Date(value);
  if (Number.isNaN(date.getTime()) || !isCalendarDate(value.slice(0, 10))) return bad(problem);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? good(date.toISOString()) : bad(problem);
}

function optionKey(field: Field, value: unknown): string | null {
  if (typeof value !== "string") return null;
  return field.options?.find((option) => option.key === value)?.key ?? null;
}

function optionList(field: Field): string {
  const keys = (field.options ?? []).map((option) => option.key);
  return `must be one of: ${keys.slice(0, 20).join(", ")}`;
}

function selectValue(field: Field, value: unknown): ValueResult {
  const key = optionKey(field, value);
  return key === null ? bad(optionList(field)) : good(key);
}

function multiSelectValue(field: Field, value: unknown): ValueResult {
  if (!Array.isArray(value) || value.length > 100) return bad("must be a list of options");
  const keys = value.map((item) => optionKey(field, item));
  if (keys.includes(null)) return bad(optionList(field));
  const unique = [...new Set(keys as string[])];
  return good(unique.length === 0 ? null : unique);
}

const readers: Record<Field["type"], (field: Field, value: unknown) => ValueResult> = {
  text: textValue,
  longText: textValue,
  phone: textValue,
  email: emailValue,
  url: urlValue,
  number: numberValue,
  integer: (_field, value) => integerValue(value),
  money: (_field, value) => integerValue(value),
  boolean: (_field, value) =>
    typeof value === "boolean" ? good(value) : bad("must be true or false"),
  date: (_field, value) =>
    typeof value === "string" && isCalendarDate(value)
      ? good(value)
      : bad("must be a date such as 2026-01-31"),
  datetime: (_field, value) => datetimeValue(value),
  select: selectValue,
  multiSelect: multiSelectValue,
  reference: (_field, value) =>
    isIdText(value) ? good(value.toLowerCase()) : bad("must be the id of a record"),
  member: (_field, value) =>
    isIdText(value) ? good(value.toLowerCase()) : bad("must be the id of a member"),
};

/** Empty text and empty lists are stored as null: there is one way to be empty. */
export function readValue(field: Field, value: unknown): ValueResult {
  if (value === null || value === undefined) return good(null);
  return readers[field.type](field, value);
}
