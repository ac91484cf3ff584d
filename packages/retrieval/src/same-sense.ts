// Whether two sentences say the same thing, so that one bears the other out rather than competes with it: the shorter one's
// telling words are nearly all in the longer one, and what they count or name by number is the same. Where only the numbers
// differ, they contradict each other.
import { analyse, type Language } from "./analyse/analyse.ts";
import { numbersIn, numberWords } from "./numbers-in.ts";

/** Of the terms of the shorter sentence, how many the longer one must have. */
const leastShared = 0.7;
const fewestTerms = 3;
const isNumber = (word: string): boolean => /^\p{N}/u.test(word) || numberWords.has(word);

const termsOf = (text: string, language: Language): Set<number> =>
  new Set(analyse(text, language).map(({ term }) => term));
const wordsOf = (text: string, language: Language): Set<number> =>
  new Set(analyse(text, language).flatMap(({ term, word }) => (isNumber(word) ? [] : term)));

/** 1,000 and 1.000 are 1000. */
const numbersOf = (text: string): Set<string> =>
  new Set(
    numbersIn(text.normalize("NFKC")).map((number) => number.replace(/[.,](?=\d{3}(?!\d))/g, "")),
  );

const countShared = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): number =>
  [...one].filter((item) => other.has(item)).length;
const isWithin = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean =>
  countShared(one, other) === one.size;

/** Numbers of one that the other has not are something else said; where one has none at all, nothing is. */
function agreesInNumbers(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  return a.size === 0 || b.size === 0 || (isWithin(a, b) && isWithin(b, a));
}

export function saysTheSame(one: string, other: string, language: Language): boolean {
  const [a, b] = [termsOf(one, language), termsOf(other, language)];
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  if (few.size < fewestTerms) return false;
  const shared = countShared(few, many);
  return shared / few.size >= leastShared && agreesInNumbers(one, other);
}

export interface Said {
  sentence: string;
  /** The title and headings that it stands under. */
  above: string;
}

/** Each has a number that the other has not, and but for the numbers one says what the other does. */
export function contradicts(one: Said, other: Said, language: Language): boolean {
  const [a, b] = [one, other].map(({ sentence }) => numbersOf(sentence)) as [
    Set<string>,
    Set<string>,
  ];
  if (isWithin(a, b) || isWithin(b, a)) return false;
  const [few, { sentence, above }] = [
    [wordsOf(one.sentence, language), other] as const,
    [wordsOf(other.sentence, language), one] as const,
  ].sort(([x], [y]) => x.size - y.size)[0] as [Set<number>, Said];
  const shared = countShared(few, wordsOf(`${above}\n${sentence}`, language));
  return few.size === 0 || shared / few.size >= leastShared;
}
