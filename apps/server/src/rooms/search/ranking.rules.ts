// Candidates → hits: each is matched again, in full, against the fields that the caller may read, and
// ranked. What may not be read neither matches nor shows, whatever brought the candidate here.
// A score is between 0 and 1: how well the terms match (the word itself > its beginning > a typo of it),
// where (title > address and subtitle > elsewhere), and a little for the query word for word.
import type { SearchHit } from "@rapport/contracts";
import { standardObjectKeys } from "@rapport/contracts";
import { customPrefix, type ObjectShape, shapeOf } from "./document.rules.ts";
import type { SearchQuery, Term } from "./query.rules.ts";
import type { FieldSight } from "./searched-objects.rules.ts";
import { fold, isInsideWord, phoneDigits } from "./words.rules.ts";

export interface Candidate {
  id: string;
  object: string;
  /** Key, value, key, value … */
  fields: readonly string[];
}

export interface Match {
  hit: SearchHit;
  matchedTerms: number;
  /** Terms that stand in the record as whole words, as typed. */
  exactTerms: number;
}

const titleWeight = 1;
const subtitleWeight = 0.85;
const otherWeight = 0.7;
const phraseBonus = 0.12;
const wholeTitleBonus = 0.13;
const fullScore = titleWeight + phraseBonus + wholeTitleBonus;

interface ReadableField {
  key: string;
  value: string;
  folded: string;
  weight: number;
}

/** The match of one candidate, or null when no readable field matches any term. */
export function matchOf(
  query: SearchQuery,
  candidate: Candidate,
  rights: FieldSight,
): Match | null {
  const shape = shapeOf(candidate.object);
  const fields = readableFields(candidate, shape, rights);
  let sum = 0;
  let matchedTerms = 0;
  let exactTerms = 0;
  for (const term of query.terms) {
    const best = bestOf(term, fields);
    sum += best.score;
    if (best.score > 0) matchedTerms += 1;
    if (best.isExact) exactTerms += 1;
  }
  if (matchedTerms === 0) return null;
  const title = titleOf(shape, fields);
  const share = matchedTerms / query.terms.length;
  const raw = (sum / query.terms.length) * share + bonusOf(query, fields, title.text);
  const score = Math.round((raw / fullScore) * 1000) / 1000;
  const hit = {
    object: candidate.object,
    id: candidate.id,
    title: title.text,
    subtitle: subtitleOf(shape, fields, title.keys),
    score,
  };
  return { hit, matchedTerms, exactTerms };
}

function readableFields(
  candidate: Candidate,
  shape: ObjectShape,
  rights: FieldSight,
): ReadableField[] {
  const fields: ReadableField[] = [];
  const isOpen = rights.allFields(candidate.object);
  for (let index = 0; index + 1 < candidate.fields.length; index += 2) {
    const key = candidate.fields[index] ?? "";
    if (!isOpen && !mayRead(rights, candidate.object, key)) continue;
    const value = candidate.fields[index + 1] ?? "";
    fields.push({ key, value, folded: fold(value), weight: weightOf(shape, key) });
  }
  return fields;
}

/** A custom field may be named with or without its prefix in a role; either can close it. */
function mayRead(rights: FieldSight, object: string, key: string): boolean {
  if (rights.field(object, key) === "none") return false;
  if (!key.startsWith(customPrefix)) return true;
  return (
    rights.field(object, "custom") !== "none" &&
    rights.field(object, key.slice(customPrefix.length)) !== "none"
  );
}

function weightOf(shape: ObjectShape, key: string): number {
  if (shape.titleFields.includes(key)) return titleWeight;
  const isNear =
    shape.subtitleFields.includes(key) || key === "phone" || key === "email" || key === "domain";
  return isNear ? subtitleWeight : otherWeight;
}

interface Best {
  score: number;
  isExact: boolean;
}

function bestOf(term: Term, fields: readonly ReadableField[]): Best {
  const best: Best = { score: 0, isExact: false };
  for (const field of fields) {
    const quality = qualityOf(term, field.folded);
    best.isExact ||= quality === 1;
    best.score = Math.max(best.score, quality * field.weight);
  }
  return best;
}

/** 1 for the word itself, less for its beginning, least for a word that it may be a typo of. */
function qualityOf(term: Term, folded: string): number {
  const written = term.word === "" ? 0 : wordQuality(folded, term.word);
  if (written === 1) return 1;
  const phone = term.digits === "" ? 0 : phoneQuality(term.digits, folded);
  return Math.max(written, phone, nearQuality(term, folded));
}

function nearQuality(term: Term, folded: string): number {
  let best = 0;
  for (const near of term.near) {
    if (wordQuality(folded, near.word) === 1) best = Math.max(best, near.typos > 1 ? 0.4 : 0.55);
  }
  return best;
}

function wordQuality(folded: string, word: string): number {
  let best = 0;
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
    if (at > 0 && isInsideWord(folded, at) && isInsideWord(folded, at - 1)) continue;
    const end = at + word.length;
    if (!isInsideWord(folded, end)) return 1;
    best = Math.max(best, 0.65 + 0.25 * (word.length / wordEnd(folded, at, end)));
  }
  return best;
}

/** Length of the word that begins at `start`, as far as that matters. */
function wordEnd(folded: string, start: number, from: number): number {
  let end = from;
  while (end - start < 40 && isInsideWord(folded, end)) end += 1;
  return end - start;
}

const phoneLike = /^[+(]?[\d\s().\-/]{4,}/;

function phoneQuality(digits: string, folded: string): number {
  if (!phoneLike.test(folded)) return 0;
  const own = phoneDigits(folded);
  if (own === digits) return 1;
  if (own.endsWith(digits) || own.startsWith(digits)) return digits.length >= 7 ? 0.95 : 0.75;
  return own.includes(digits) ? 0.7 : 0;
}

function bonusOf(query: SearchQuery, fields: readonly ReadableField[], title: string): number {
  if (fold(title) === query.phrase) return phraseBonus + wholeTitleBonus;
  const holds = fields.some(
    (field) => field.weight > otherWeight && field.folded.includes(query.phrase),
  );
  return holds ? phraseBonus : 0;
}

const longestTitle = 120;

function titleOf(
  shape: ObjectShape,
  fields: readonly ReadableField[],
): { text: string; keys: readonly string[] } {
  const named = valuesOf(shape.titleFields, fields);
  if (named.length > 0) return { text: shorten(named.join(" ")), keys: shape.titleFields };
  const key = shape.subtitleFields.find((candidate) =>
    fields.some((field) => field.key === candidate),
  );
  const [instead] = key === undefined ? [] : valuesOf([key], fields);
  return instead === undefined || key === undefined
    ? { text: shape.label, keys: [] }
    : { text: shorten(instead), keys: [key] };
}

function subtitleOf(
  shape: ObjectShape,
  fields: readonly ReadableField[],
  used: readonly string[],
): string {
  const keys = shape.subtitleFields.filter((key) => !used.includes(key));
  return shorten(valuesOf(keys, fields).join(" · "));
}

function valuesOf(keys: readonly string[], fields: readonly ReadableField[]): string[] {
  const values: string[] = [];
  for (const key of keys) {
    for (const field of fields) if (field.key === key) values.push(field.value);
  }
  return values;
}

const spaced = /\s\s|[^\S ]/;

function shorten(text: string): string {
  const line = (spaced.test(text) ? text.replace(/\s+/g, " ") : text).trim();
  return line.length <= longestTitle ? line : `${line.slice(0, longestTitle - 1).trimEnd()}…`;
}

const objectOrder = new Map<string, number>(standardObjectKeys.map((key, index) => [key, index]));

/** Best first; then by object type, then the newest: the same answer each time. */
export function byRank(left: Match, right: Match): number {
  return (
    right.matchedTerms - left.matchedTerms ||
    right.hit.score - left.hit.score ||
    (objectOrder.get(left.hit.object) ?? 99) - (objectOrder.get(right.hit.object) ?? 99) ||
    (left.hit.id < right.hit.id ? 1 : -1)
  );
}
