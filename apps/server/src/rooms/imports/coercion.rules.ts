// What understanding one cell gives: a value or a reason. Written by hand and without exceptions, since
// it runs ten million times in a large import. Shared by the coercions of text, numbers and dates.
import type { Cell } from "./cells.rules.ts";

export type Coerced<T> = { ok: true; value: T } | Refused;

export interface Refused {
  ok: false;
  code: CoercionCode;
  message: string;
}

export type CoercionCode =
  | "required"
  | "too_long"
  | "undecodable"
  | "not_email"
  | "not_phone"
  | "not_url"
  | "not_number"
  | "not_integer"
  | "out_of_range"
  | "not_money"
  | "too_precise"
  | "unknown_currency"
  | "not_boolean"
  | "not_date"
  | "not_datetime"
  | "not_an_option"
  | "not_found"
  | "ambiguous"
  | "unexpected_object"
  | "unsupported";

export function accepted<T>(value: T): Coerced<T> {
  return { ok: true, value };
}

export function refused(code: CoercionCode, cell: Cell, expected: string): Refused {
  return { ok: false, code, message: `${quoted(cell)} ${expected}` };
}

const shownChars = 80;

/** The value as shown in a message: short, on one line, without characters that could mislead. */
export function quoted(cell: Cell): string {
  const text = Array.isArray(cell) ? cell.join("; ") : String(cell ?? "");
  const oneLine = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  if (oneLine.length <= shownChars) return `"${oneLine}"`;
  // The cut may fall between the two halves of one character.
  return `"${oneLine.slice(0, shownChars).replace(/[\ud800-\udbff]$/, "")}…"`;
}
