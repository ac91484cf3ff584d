// From text to terms, by language. A term is the number under which the index keeps it: a hash of the language and the
// stem, so that a question finds in each language only what that language's own analyser made.

import { withoutGreeting } from "./greeting.ts";
import {
  stemArabic,
  stemFrench,
  stemGerman,
  stemRussian,
  stemSpanish,
  withoutAccents,
} from "./light-stems.ts";
import { stemEnglish } from "./porter.ts";
import { askingWords, stopWords } from "./stop-words.ts";

export const languages = ["en", "de", "es", "fr", "ru", "ar", "zh", "other"] as const;
/** An analyser; `zh` is for all scripts without spaces, `other` for all others that have none of their own. */
export type Language = (typeof languages)[number];

const stemmers: Readonly<Record<Language, (word: string) => string>> = {
  en: stemEnglish,
  de: stemGerman,
  es: stemSpanish,
  fr: stemFrench,
  ru: stemRussian,
  ar: stemArabic,
  zh: (word) => word,
  other: withoutAccents,
};

const unspaced =
  /[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+/gu;
const unspacedAnywhere = new RegExp(unspaced.source, "u");
const wordPattern = /[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu;
const maxWordLength = 60;
/** Places where a word may be parted at the end of a line; they are no part of it. */
const softHyphens = /\u00ad/g;
/** As phones and word processors write it. */
const curvedApostrophes = /’/g;

const pairsOf = (run: string): string[] => {
  const letters = [...run];
  if (letters.length === 1) return letters;
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
};

/** A run of letters without spaces between words, cut into pairs; what stands around it stays whole. */
function partsOf(word: string): string[] {
  const parts: string[] = [];
  let end = 0;
  for (const run of word.matchAll(unspaced)) {
    if (run.index > end) parts.push(word.slice(end, run.index));
    parts.push(...pairsOf(run[0]));
    end = run.index + run[0].length;
  }
  if (end < word.length) parts.push(word.slice(end));
  return parts;
}

/** Words in small letters, in order; of scripts without spaces, each pair of neighbours. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKC").replace(softHyphens, "").replace(curvedApostrophes, "'");
  const small = plain.toLowerCase();
  const words = small.match(wordPattern) ?? [];
  // Most texts have no run without spaces: then no word is looked at for one.
  const parts = unspacedAnywhere.test(small) ? words.flatMap(partsOf) : words;
  return parts.map((part) => part.slice(0, maxWordLength));
}

const withoutApostrophe = (word: string, language: Language): string => {
  if (language === "en") return word.replace(/'s$/, "");
  if (language === "fr") return word.replace(/^(?:[cdjlmnst]|qu)'/, "");
  return word;
};

/** FNV-1a over UTF-16, mixed once more so that near texts lie far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) | 0;
}

const knownTerms = new Map<string, number>();
const maxKnown = 200_000;

function termNumber(key: string): number {
  const known = knownTerms.get(key);
  if (known !== undefined) return known;
  if (knownTerms.size >= maxKnown) knownTerms.clear();
  const term = hashOf(key);
  knownTerms.set(key, term);
  return term;
}

export interface Term {
  /** As the index keeps it. */
  term: number;
  /** The stem, for people. */
  stem: string;
  word: string;
}

/** What became of words lately, by language; null: nothing that counts. Taking endings off costs more than looking up. */
const knownWords = new Map<Language, Map<string, Term | null>>();

function makeTerm(found: string, language: Language): Term | null {
  const word = withoutApostrophe(found, language);
  if (stopWords[language]?.has(word)) return null;
  const stem = stemmers[language](word);
  return stem === "" ? null : { term: termNumber(`${language}:${stem}`), stem, word };
}

/** The terms of a text that count in the lexical ranking, in order, repeated as they stand. */
export function analyse(text: string, language: Language): Term[] {
  const known = knownWords.get(language) ?? new Map<string, Term | null>();
  knownWords.set(language, known);
  if (known.size >= maxKnown) known.clear();
  const terms: Term[] = [];
  for (const found of wordsOf(text)) {
    let term = known.get(found);
    if (term === undefined) {
      term = makeTerm(found, language);
      known.set(found, term);
    }
    if (term !== null) terms.push(term);
  }
  return terms;
}

/** The terms of a question: without a greeting and words that only ask, unless it has no others. */
export function analyseQuestion(text: string, language: Language): Term[] {
  const question = analyse(withoutGreeting(text), language);
  const terms = question.length > 0 ? question : analyse(text, language);
  const asking = askingWords[language];
  const telling = asking ? terms.filter(({ word }) => !asking.has(word)) : terms;
  return telling.length > 0 ? telling : terms;
}

const gramLength = 4;
const unspacedStart =
  /^[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]/u;

/**
 * What forms of a word, and words made of others, share: every four letters in a row, its start and end marked
 * (Bojanowski, Grave, Joulin and Mikolov 2017); of a pair of a script without spaces, the first of the two.
 */
function piecesOf(word: string): string[] {
  const [first = ""] = word;
  if (unspacedStart.test(word)) return word === first ? [] : [first];
  if (word.length < gramLength) return [];
  const marked = `^${word}$`;
  const pieces: string[] = [];
  for (let at = 0; at + gramLength <= marked.length; at += 1) {
    pieces.push(marked.slice(at, at + gramLength));
  }
  return pieces;
}

const knownPieces = new Map<string, readonly number[]>();

/** The numbers of a word and of its pieces; lately seen words are looked up. */
function latentNumbers(word: string): readonly number[] {
  const known = knownPieces.get(word);
  if (known !== undefined) return known;
  if (knownPieces.size >= maxKnown) knownPieces.clear();
  const numbers = [hashOf(`w:${word}`), ...piecesOf(word).map((piece) => hashOf(`g:${piece}`))];
  knownPieces.set(word, numbers);
  return numbers;
}

/** The terms of a text that count in its vector: words and their pieces. */
export function latentTerms(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of wordsOf(text)) {
    for (const term of latentNumbers(word)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

export function countTerms(terms: readonly { term: number }[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { term } of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
