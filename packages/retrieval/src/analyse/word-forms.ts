// Which words of a text are those that a question asks for. Stems are made for ranking: where they are short, quite
// different words share one ("his" and "hi", "does" and "Doe", "business" and "busy"). A short word counts only as itself
// or in a real inflection of it.
import { analyse, analyseQuestion, type Language, type Term } from "./analyse.ts";
import { inflectionStem } from "./porter.ts";
import { askingWords, stopWords } from "./stop-words.ts";

const shortWord = 3;
/** Of a question that has no other word to go by. */
const shortStem = 4;

const isPlain = (word: string): boolean =>
  stopWords.en?.has(word) === true || askingWords.en?.has(word) === true;

/** Plain words ("has", "does") are no forms of others. */
export function isFormOf(asked: string, word: string): boolean {
  if (asked === word) return true;
  return !isPlain(asked) && !isPlain(word) && inflectionStem(asked) === inflectionStem(word);
}

/** Words of the question that must stand there themselves, by term. */
function strictWords(question: string, language: Language): Map<number, string[]> {
  const strict = new Map<number, string[]>();
  // The other languages' stems take off inflections only.
  if (language !== "en") return strict;
  const asked = analyseQuestion(question, language);
  const isAlone = new Set(asked.map(({ term }) => term)).size === 1;
  for (const { term, word, stem } of asked) {
    const isShort = word.length <= shortWord || (isAlone && stem.length <= shortStem);
    if (isShort) strict.set(term, [...(strict.get(term) ?? []), word]);
  }
  return strict;
}

/** Reads the terms of a text as far as they count for the question. */
export function readingFor(
  question: string,
  language: Language,
): (text: string) => ReadonlySet<number> {
  const strict = strictWords(question, language);
  const counts = ({ term, word }: Term): boolean =>
    strict.get(term)?.some((asked) => isFormOf(asked, word)) ?? true;
  return (text) => new Set(analyse(text, language).flatMap((one) => (counts(one) ? one.term : [])));
}
