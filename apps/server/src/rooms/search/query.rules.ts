// What was typed → terms, and terms → what to look up. A term is a word (or a phone number); it stands
// for itself, for words that begin with it and, when asked, for words that it may be a typo of.
// Invariants: at most eight terms, of which the three longest are looked up and all are matched.
import type { RowLimit } from "../access/index.ts";
import type { Lookup } from "./documents.store.ts";
import { inSample, inTitle, type TokenKind } from "./tokens.rules.ts";
import { phoneParts } from "./value-index.rules.ts";
import { addressWords, fold, phoneDigits, wordsOf } from "./words.rules.ts";

export interface NearTerm {
  word: string;
  token: number;
  typos: number;
}

export interface Term {
  /** Folded; empty for a phone number written with spaces. */
  word: string;
  /** Digits, when it can be a phone number; else empty. */
  digits: string;
  /** Not the beginning of a longer word. */
  isWhole: boolean;
  near: readonly NearTerm[];
}

export interface SearchQuery {
  /** All of it, folded, blanks made single: what a field holds that has it word for word. */
  phrase: string;
  terms: readonly Term[];
}

const maxQueryLength = 256;
const maxTerms = 8;
const maxLookupTerms = 3;
const phoneQuery = /^[+(]?[\d\s().\-/]{5,}$/;
const digitsOnly = /^\d+$/;

export function parseQuery(text: string): SearchQuery {
  const kept = text.slice(0, maxQueryLength).trim();
  const phrase = fold(kept)
    .replace(/\s+/g, " ")
    .slice(0, maxQueryLength * 2);
  const terms = new Map<string, Term>();
  for (const chunk of phrase.split(" ")) {
    for (const term of termsOf(chunk)) if (!terms.has(term.word)) terms.set(term.word, term);
  }
  return { phrase, terms: [...terms.values()].slice(0, maxTerms) };
}

/** Of an address only the last word can be the one that is still being typed. */
function termsOf(chunk: string): Term[] {
  const words = addressWords(chunk, maxTerms) ?? wordsOf(chunk, maxTerms);
  const isAddress = chunk.includes("@");
  return words.map((word, index) => ({
    word,
    digits: digitsOnly.test(word) ? usableDigits(word) : "",
    isWhole: isAddress && index < words.length - 1,
    near: [],
  }));
}

function usableDigits(text: string): string {
  const digits = phoneDigits(text);
  return digits.length >= 4 ? digits : "";
}

/** The query as one phone number; null when it is anything else, or too short to tell. */
export function asPhoneQuery(query: SearchQuery): SearchQuery | null {
  if (!phoneQuery.test(query.phrase)) return null;
  const digits = usableDigits(query.phrase);
  if (digits === "" || (query.terms.length === 1 && digits.length < 7)) return null;
  return { phrase: query.phrase, terms: [{ word: "", digits, isWhole: true, near: [] }] };
}

export function withNear(query: SearchQuery, near: readonly (readonly NearTerm[])[]): SearchQuery {
  return {
    ...query,
    terms: query.terms.map((term, index) => ({ ...term, near: near[index] ?? [] })),
  };
}

/** The query less one of its terms, each in turn: what to try when no record has them all. */
export function lessOneTerm(query: SearchQuery): SearchQuery[] {
  if (query.terms.length < 2) return [];
  return query.terms
    .slice(0, maxLookupTerms)
    .map((dropped) => ({ ...query, terms: query.terms.filter((term) => term !== dropped) }));
}

/**
 * Whether the sample is asked first: one term, or the beginning of one, can be in half of all documents;
 * few hold two longer words.
 */
function isSampled(terms: readonly Term[]): boolean {
  return terms.length === 1 || terms.some(isShort);
}

type MakeToken = (kind: TokenKind, text: string) => number;

export function lookupOf(
  make: MakeToken,
  query: SearchQuery,
  within: Pick<Lookup, "scope" | "enough" | "limit">,
): Lookup {
  // The longest words are the rarest; those left out are still matched afterwards.
  const terms = [...query.terms]
    .sort((a, b) => b.word.length - a.word.length)
    .slice(0, maxLookupTerms);
  return {
    titles: titleTokens(make, query.terms),
    terms: terms.map((term) => termTokens(make, term)),
    prefixes: terms.map((term) => (term.isWhole ? null : term.word)),
    isSampled: isSampled(terms),
    ...within,
  };
}

/**
 * First records whose title is just this word, then those that have all words in the title, then those
 * whose title has words that begin so.
 */
function titleTokens(make: MakeToken, terms: readonly Term[]): number[][] {
  const [only] = terms;
  if (terms.length === 1 && only && only.digits.length >= 7) return numberTokens(make, only.digits);
  if (terms.some((term) => term.word === "" || term.near.length > 0)) return [];
  // Whole words before the last are parts of an address, which is in no title.
  if (terms.some((term) => term.isWhole)) return [];
  const sets = [terms.map((term) => inTitle(make("word", term.word)))];
  if (terms.some(isShort)) {
    sets.push(terms.map((term) => titleToken(make, term)));
  }
  const asked = isSampled(terms) ? sets.flatMap((set) => [set.map(inSample), set]) : sets;
  return terms.length === 1 && only ? [[make("sole", only.word)], ...asked] : asked;
}

function titleToken(make: MakeToken, term: Term): number {
  return isShort(term) ? make("beginning", term.word) : inTitle(make("word", term.word));
}

function isShort({ word }: Term): boolean {
  return word.length === 2 || word.length === 3;
}

function termTokens(make: MakeToken, term: Term): number[] {
  const tokens: number[] = [];
  if (term.word !== "") {
    const token = make("word", term.word);
    tokens.push(token, inTitle(token));
    if (isShort(term)) tokens.push(make("beginning", term.word));
  }
  for (const part of usefulParts(term.digits)) tokens.push(make("phone", part));
  for (const { token } of term.near) tokens.push(token, inTitle(token));
  return tokens;
}

/** Beginning and end together are the whole of a number; then the end, for one without its country. */
function numberTokens(make: MakeToken, digits: string): number[][] {
  const [start, end] = phoneParts(digits)
    .slice(1)
    .map((part) => make("phone", part));
  if (start === undefined || end === undefined) return [];
  return digits.length >= 9 ? [[start, end], [end]] : [[end]];
}

/** The last four digits say little where more of them are known. */
function usefulParts(digits: string): string[] {
  const parts = phoneParts(digits);
  return digits.length > 6 ? parts.slice(1) : parts;
}

export interface ObjectScope {
  object: string;
  limit: RowLimit;
}

/** Tokens one of which a record within these limits has; an empty list means that none is. */
export function scopeTokens(make: MakeToken, scopes: readonly ObjectScope[]): number[] {
  return scopes.flatMap(({ object, limit }) => {
    if (limit.kind === "all") return [make("object", object)];
    if (limit.kind === "owners")
      return limit.memberIds.map((id) => make("owner", `${object}:${id}`));
    if (limit.kind === "regions")
      return limit.regions.map((region) => make("region", `${object}:${region}`));
    return [];
  });
}
