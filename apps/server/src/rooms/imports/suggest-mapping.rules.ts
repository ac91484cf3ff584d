// Suggests what each column becomes: every pairing of a column with a field gets a score from its header
// and its values, the best pairings win, and each field is given once. What no field takes is offered as
// a new field, or left out if it is empty or internal to the system it came from. A person decides.
import type { FieldType } from "@rapport/contracts";
import type { FileColumn, ParsedRow } from "./cells.rules.ts";
import { headerWords, isSystemColumn, readHeader, tokensOf } from "./header-words.rules.ts";
import type { ColumnSuggestion, ColumnTarget, ImportField, ReferenceVia } from "./mapping.rules.ts";
import { consentSuggestion } from "./suggest-consent.rules.ts";
import { type ColumnShape, shapesOf, suits, typeFor } from "./value-shapes.rules.ts";

interface Pairing {
  column: FileColumn;
  field: string;
  target: ColumnTarget;
  score: number;
  reason: string;
}

const least = 0.5;

export interface SuggestionInput {
  object: string;
  columns: readonly FileColumn[];
  sample: readonly ParsedRow[];
  fields: readonly ImportField[];
}

export function suggestMapping(input: SuggestionInput): ColumnSuggestion[] {
  const shapes = shapesOf(input.columns.length, input.sample);
  const pairings = input.columns.flatMap((column) =>
    pairingsOf(column, shapes[column.index] ?? emptyShape, input),
  );
  const chosen = choose(pairings);
  return input.columns.map((column) => {
    const pairing = chosen.get(column.index);
    const shape = shapes[column.index] ?? emptyShape;
    if (!pairing) return consentSuggestion(input.object, column, shape) ?? leftOver(column, shape);
    const { target, score, reason } = pairing;
    return { column: column.name, target, confidence: round(score), reason };
  });
}

const emptyShape: ColumnShape = {
  ...{ filled: 0, rows: 0, email: 0, url: 0, domain: 0, phone: 0, number: 0, integer: 0 },
  ...{ boolean: 0, date: 0, datetime: 0, uuid: 0, opaqueId: 0, apiUrl: 0, prose: 0 },
  distinct: [],
};

function round(score: number): number {
  return Math.round(Math.min(1, score) * 100) / 100;
}

/** The best pairing first; each column and each field is taken once. */
function choose(pairings: Pairing[]): Map<number, Pairing> {
  const byColumn = new Map<number, Pairing>();
  const taken = new Set<string>();
  const ordered = pairings
    .filter(({ score }) => score >= least)
    .sort((left, right) => right.score - left.score || left.column.index - right.column.index);
  for (const pairing of ordered) {
    if (byColumn.has(pairing.column.index) || taken.has(pairing.field)) continue;
    if (pairing.field === "fullName" && (taken.has("firstName") || taken.has("lastName"))) continue;
    byColumn.set(pairing.column.index, pairing);
    taken.add(pairing.field);
  }
  return byColumn;
}

function pairingsOf(column: FileColumn, shape: ColumnShape, input: SuggestionInput): Pairing[] {
  if (isInternal(column, shape)) return [];
  const writable = input.fields.filter((field) => !field.readOnly);
  const pairs = writable.flatMap((field) => pair(column, shape, field, input.object) ?? []);
  const whole = input.object === "people" ? fullName(column, shape) : undefined;
  return whole ? [...pairs, whole] : pairs;
}

function fullName(column: FileColumn, shape: ColumnShape): Pairing | undefined {
  const words = wordsFor("people", "fullName");
  const score = headerScore(column.name, "people", words);
  if (score === 0) return undefined;
  const isNamely = shape.email < 0.5 && shape.prose < 0.5;
  return {
    column,
    field: "fullName",
    target: { kind: "fullName" },
    // Below separate columns, which say the same without a guess.
    score: (isNamely ? score : 0) - 0.1,
    reason: `"${column.name}" looks like the whole name; it is split into first and last name.`,
  };
}

function pair(
  column: FileColumn,
  shape: ColumnShape,
  field: ImportField,
  object: string,
): Pairing | undefined {
  const byHeader = Math.max(
    exactScore(column.name, field),
    headerScore(column.name, object, wordsFor(object, field.key)),
  );
  if (field.type === "reference" || field.type === "member") {
    return referencePair(column, shape, field, byHeader);
  }
  const fit = suits(shape, field.type);
  // "Opened: yes" names no time.
  if (field.type === "datetime" && shape.filled > 0 && fit < 0.5) return undefined;
  const target: ColumnTarget = { kind: "field", field: field.key, ...moneyUnit(column, field) };
  if (byHeader > 0) {
    const score = byHeader * (0.65 + 0.35 * fit) - (shape.filled === 0 ? 0.06 : 0);
    return { column, field: field.key, target, score, reason: headerReason(column, field, fit) };
  }
  const score = valueScore(shape, field);
  const reason = `The values look like ${field.label.toLowerCase()}.`;
  return score > 0 ? { column, field: field.key, target, score, reason } : undefined;
}

function headerReason(column: FileColumn, field: ImportField, fit: number): string {
  const match = `The header "${column.name}" names ${field.label.toLowerCase()}`;
  if (fit >= 0.8) return `${match}.`;
  return `${match}, but ${Math.round((1 - fit) * 100)} % of the values do not look like it.`;
}

function moneyUnit(column: FileColumn, field: ImportField): { minorUnits?: boolean } {
  const isMinor =
    field.type === "money" && /minor$|cents$/i.test(column.name.replaceAll(/[^a-z]/gi, ""));
  return isMinor ? { minorUnits: true } : {};
}

/** The field's own key or label, as Rapport exports them. */
function exactScore(header: string, field: ImportField): number {
  const name = header.trim();
  const bare = field.key.replace(/^custom\./, "");
  if (name === field.key || name === bare) return 1;
  const joined = tokensOf(name).join("");
  const names = [field.key, bare, field.label].map((own) => tokensOf(own).join(""));
  return names.includes(joined) ? 0.97 : 0;
}

function wordsFor(object: string, field: string): ReadonlySet<string> {
  return new Set((headerWords[object]?.[field] ?? "").split(" ").filter(Boolean));
}

function headerScore(header: string, object: string, words: ReadonlySet<string>): number {
  const found = readHeader(header, object)
    .filter(({ joined }) => words.has(joined))
    .map(({ joined, distance }) => 0.95 - 0.04 * distance - rank(words, joined));
  return Math.max(0, ...found);
}

/** The words of a field stand in order of how surely they mean it. */
function rank(words: ReadonlySet<string>, word: string): number {
  return Math.min(0.03, [...words].indexOf(word) * 0.002);
}

/** Only shapes that mean one field of the object can stand in for a header. */
function valueScore(shape: ColumnShape, field: ImportField): number {
  if (shape.filled < 3) return 0;
  if (field.type === "email" && !field.custom) return shape.email * 0.7;
  if (field.key === "website") return shape.url * 0.6;
  if (field.key === "domain") return shape.domain * 0.6;
  if (field.key === "phone") return shape.phone * 0.6;
  return 0;
}

function referencePair(
  column: FileColumn,
  shape: ColumnShape,
  field: ImportField,
  byHeader: number,
): Pairing | undefined {
  const via = viaFor(column, shape, field);
  if (byHeader === 0 || via === undefined) return undefined;
  const target: ColumnTarget = { kind: "field", field: field.key, via };
  const how = via === "id" ? "by Rapport's id" : `by ${via === "email" ? "e-mail" : via}`;
  const reason = `The header "${column.name}" names ${field.label.toLowerCase()}; it is looked up ${how}.`;
  // A reference yields to a field of the record itself that the same header may mean.
  return { column, field: field.key, target, score: byHeader - 0.03, reason };
}

/** How the values name the other record; undefined: by a key of the other system, which says nothing. */
function viaFor(
  column: FileColumn,
  shape: ColumnShape,
  field: ImportField,
): ReferenceVia | undefined {
  const tokens = tokensOf(column.name);
  if (shape.uuid > 0.8 || (column.name === field.key && shape.filled === 0)) return "id";
  if (tokens.at(-1) === "id") return undefined;
  if (shape.opaqueId > 0.5 && !/name$/i.test(column.name)) return undefined;
  if (shape.email > 0.5 || tokens.includes("email")) return "email";
  const takesDomain = field.refObject === "companies";
  const isDomain = shape.domain + shape.url > 0.5 || tokens.includes("domain");
  return takesDomain && isDomain ? "domain" : "name";
}

const isOwnId = (column: FileColumn, shape: ColumnShape): boolean =>
  column.name === "id" && shape.uuid > 0.8;

function isInternal(column: FileColumn, shape: ColumnShape): boolean {
  return isOwnId(column, shape) || isSystemColumn(column.name) || shape.apiUrl > 0.5;
}

function leftOver(column: FileColumn, shape: ColumnShape): ColumnSuggestion {
  const ignore = (reason: string, confidence: number): ColumnSuggestion => ({
    column: column.name,
    target: { kind: "ignore" },
    confidence,
    reason,
  });
  if (isOwnId(column, shape))
    return ignore("Left out, unless only known records are to be updated by it.", 0.6);
  if (isInternal(column, shape)) return ignore("Only the system it came from uses it.", 0.9);
  if (shape.filled === 0) return ignore("It has no values in the first rows.", 0.7);
  const type = newFieldType(column, shape);
  const options =
    type === "select"
      ? { options: shape.distinct.map((label) => ({ key: optionKey(label), label })) }
      : {};
  return {
    column: column.name,
    target: { kind: "newField", label: labelFor(column.name), type, ...options },
    confidence: 0.4,
    reason: "No field takes it; a new field can be made for it, or it can be left out.",
  };
}

/** Many keys and house numbers look like telephone numbers; only a header makes them one. */
function newFieldType(column: FileColumn, shape: ColumnShape): FieldType {
  const type = typeFor(shape);
  const isCalled = /phone|mobile|fax|tel|cell/i.test(column.name);
  return type === "phone" && !isCalled ? "text" : type;
}

function labelFor(header: string): string {
  const words = tokensOf(header.replace(/^property_(?:hs_)?/i, "").replace(/__?c$/i, "")).join(" ");
  const label = words === "" ? header : words;
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`.slice(0, 100);
}

function optionKey(label: string): string {
  return tokensOf(label).join("-").slice(0, 100) || "other";
}
