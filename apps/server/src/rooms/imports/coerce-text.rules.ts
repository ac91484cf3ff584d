// Text and its relatives (e-mail, phone, web address, yes or no, choices) from cells: trimmed, in
// Unicode's composed form, without control characters. Pure and fast: plain ASCII, the common case,
// takes a path without Unicode work.
import type { FieldOption } from "@rapport/contracts";
import type { Cell } from "./cells.rules.ts";
import { accepted, type Coerced, type Refused, refused } from "./coercion.rules.ts";
import type { UnknownValue } from "./mapping.rules.ts";

const plain = /^[\x20-\x7e]*$/;
// Control characters that carry no text; tabs and newlines are turned to spaces or kept by type.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters to remove
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

export function toText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (cell === null || cell === undefined) return "";
  return Array.isArray(cell) ? cell.join("; ") : String(cell);
}

/** One line of text. */
export function cleanLine(cell: Cell): string {
  const text = toText(cell);
  if (plain.test(text)) return text.trim();
  return text
    .replaceAll(invisible, "")
    .toWellFormed()
    .replaceAll(/\s+/g, " ")
    .normalize("NFC")
    .trim();
}

/** Text that may have paragraphs; its newlines become \n. */
export function cleanParagraphs(cell: Cell): string {
  const text = toText(cell);
  if (plain.test(text)) return text.trim();
  const newlines = text.replaceAll(/\r\n?/g, "\n");
  return newlines.replaceAll(invisible, "").toWellFormed().normalize("NFC").trim();
}

export function coerceText(
  cell: Cell,
  rule: { maxLength: number; paragraphs: boolean },
): Coerced<string> {
  const value = unguard(rule.paragraphs ? cleanParagraphs(cell) : cleanLine(cell));
  if (value.length > rule.maxLength) {
    return refused(
      "too_long",
      cell,
      `has ${value.length} characters; at most ${rule.maxLength} fit. Shorten it.`,
    );
  }
  if (value.includes("\ufffd")) {
    return refused(
      "undecodable",
      cell,
      "has characters that could not be read. Choose the file's encoding, or save it as UTF-8.",
    );
  }
  return accepted(value);
}

/**
 * Takes back the apostrophe that keeps a spreadsheet from running a cell as a formula; the counterpart
 * of `neutralise` in write-csv.rules.ts.
 */
export function unguard(text: string): string {
  if (text.charCodeAt(0) !== 39) return text;
  return guarded.test(text) ? text.slice(1) : text;
}

const guarded = /^'+\s*[=+\-@＝＋－＠]/;

// One linear pass, no nested repetition: hostile text cannot make it slow.
const emailShape =
  /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@([\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})+)$/u;

export function coerceEmail(cell: Cell, maxLength = 254): Coerced<string> {
  const text = bareAddress(unguard(cleanLine(cell))).toLowerCase();
  if (!isEmail(text) || text.length > maxLength) {
    return refused(
      "not_email",
      cell,
      "is not an e-mail address. Expected one like anna@example.com.",
    );
  }
  return accepted(text);
}

export function isEmail(text: string): boolean {
  if (text.length > 254 || !text.includes("@")) return false;
  const domain = emailShape.exec(text)?.[1];
  if (!domain) return false;
  const local = text.slice(0, text.length - domain.length - 1);
  const hasStrayDot = local.startsWith(".") || local.endsWith(".") || local.includes("..");
  return !hasStrayDot && !/(?:^|\.)-|-(?:\.|$)/.test(domain);
}

/** "Anna <anna@example.com>" and "mailto:anna@example.com" are both written by exporters. */
function bareAddress(text: string): string {
  const inBrackets = text.endsWith(">") ? text.slice(text.lastIndexOf("<") + 1, -1) : text;
  return inBrackets.replace(/^mailto:/i, "").trim();
}

export function coercePhone(cell: Cell, maxLength: number): Coerced<string> {
  const value = unguard(cleanLine(cell)).replace(/^tel:/i, "");
  const digits = value.replaceAll(/\D/g, "").length;
  const isPhone = digits >= 3 && /^[\d\s+()./x#*,;:A-Za-z\u2010-\u2015-]+$/.test(value);
  if (!isPhone || value.length > maxLength || /[A-Za-z]{12}/.test(value)) {
    return refused(
      "not_phone",
      cell,
      "is not a phone number. Expected digits, as in +44 20 7946 0958.",
    );
  }
  return accepted(value);
}

export function coerceUrl(cell: Cell, maxLength: number): Coerced<string> {
  const text = unguard(cleanLine(cell));
  const withScheme =
    /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[^/]+:\d/.test(text) ? text : `https://${text}`;
  const isWeb =
    /^https?:\/\/[^\s/@]+\.[^\s@]+$/i.test(withScheme) &&
    URL.canParse(withScheme) &&
    !text.includes("\ufffd");
  if (!isWeb || withScheme.length > maxLength) {
    return refused("not_url", cell, "is not a web address. Expected one like https://example.com.");
  }
  return accepted(withScheme);
}

/** The bare domain of an address, a web address or a domain. */
export function domainOf(text: string): string | undefined {
  const bare = text
    .toLowerCase()
    .replace(/^[a-z][a-z\d+.-]*:\/\//, "")
    .replace(/^[^/@]*@/, "")
    .replace(/^www\./, "")
    .replace(/[/:?#].*$/, "");
  return /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(bare) ? bare : undefined;
}

const yes = new Set("true yes y t 1 on x ja oui si sí sim da wahr vrai vero ✓ checked".split(" "));
const no = new Set("false no n f 0 off nein non não nao falsch faux falso ✗ unchecked".split(" "));

export function coerceBoolean(cell: Cell): Coerced<boolean> {
  if (typeof cell === "boolean") return accepted(cell);
  const word = cleanLine(cell).toLowerCase();
  if (yes.has(word)) return accepted(true);
  if (no.has(word)) return accepted(false);
  return refused("not_boolean", cell, "is neither yes nor no. Expected true/false, yes/no or 1/0.");
}

export type OptionLookup = ReadonlyMap<string, string>;

/** What other systems call the choices that Rapport has; used only where the choice exists. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  normal: ["medium", "moderate", "default", "not_priority"],
  urgent: ["critical", "highest", "blocker", "emergency"],
  low: ["lowest", "minor", "trivial"],
  high: ["major", "important", "priority"],
  open: [
    "new",
    "in progress",
    "reopened",
    "waiting on us",
    "active",
    "not started",
    "todo",
    "to do",
  ],
  pending: ["hold", "on hold", "waiting", "waiting on contact", "waiting on customer", "snoozed"],
  solved: ["resolved", "fixed"],
  closed: ["deleted", "archived"],
  done: ["completed", "complete", "finished", "closed"],
  won: ["closed won", "closedwon"],
  lost: ["closed lost", "closedlost"],
  lead: [
    "subscriber",
    "prospect",
    "marketingqualifiedlead",
    "marketing qualified lead",
    "mql",
    "new",
  ],
  qualified: ["salesqualifiedlead", "sales qualified lead", "sql", "opportunity", "working"],
  customer: ["client", "evangelist", "user"],
};

export function optionLookup(options: readonly FieldOption[]): OptionLookup {
  const lookup = new Map<string, string>();
  const add = (word: string, key: string) => {
    const known = normalOption(word);
    if (!lookup.has(known)) lookup.set(known, key);
  };
  for (const { key } of options) add(key, key);
  for (const { key, label } of options) add(label, key);
  for (const { key } of options) {
    for (const word of otherWords[key] ?? []) add(word, key);
  }
  return lookup;
}

function normalOption(word: string): string {
  return cleanLine(word)
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ");
}

export function coerceOption(
  cell: Cell,
  lookup: OptionLookup,
  options: readonly FieldOption[],
): Coerced<string> {
  const word = unguard(cleanLine(cell));
  const key = lookup.get(normalOption(word));
  if (key !== undefined) return accepted(key);
  const known = options.slice(0, 8).map((option) => option.label);
  const more = options.length > known.length ? ` and ${options.length - known.length} more` : "";
  return refused(
    "not_an_option",
    cell,
    `is not a choice of this field. Expected ${known.join(", ")}${more}.`,
  );
}

/** Several choices: a list, or text split at semicolons, bars or newlines (at commas if none are there). */
export function coerceOptions(
  cell: Cell,
  lookup: OptionLookup,
  options: readonly FieldOption[],
  unknown: UnknownValue = "refuse",
): Coerced<string[]> {
  const keys: string[] = [];
  let refusal: Refused | undefined;
  for (const part of parts(cell, lookup)) {
    const one = coerceOption(part, lookup, options);
    if (!one.ok) refusal ??= one;
    else if (!keys.includes(one.value)) keys.push(one.value);
  }
  const isRefused = unknown === "refuse" || keys.length === 0;
  return refusal && isRefused ? refusal : accepted(keys);
}

function parts(cell: Cell, lookup: OptionLookup): string[] {
  if (Array.isArray(cell)) return [...cell];
  const text = toText(cell);
  if (lookup.has(normalOption(text))) return [text];
  const separator = /[;|\n]/.test(text) ? /[;|\n]/ : /,/;
  return text.split(separator).filter((part) => part.trim() !== "");
}
