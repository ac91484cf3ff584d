// What was said → the question and the answer of a case, or nothing worth suggesting; and whether two ask the same.
import {
  analyse,
  analyseQuestion,
  guessLanguage,
  type Language,
  sentencesOf,
} from "@rapport/retrieval";
import type { CaseTexts } from "./cases.store.ts";

export interface Said {
  subject: string;
  /** Of the customer, oldest first. */
  asked: readonly string[];
  /** Of members, oldest first. */
  answered: readonly string[];
}

const longest = { title: 150, asked: 500, question: 4000, answer: 20_000 } as const;
/** Shorter is "You're welcome", or asks back. */
const shortestAnswer = 40;
const fewestTerms = 2;

const cut = (text: string, length: number): string =>
  [...text].length <= length
    ? text
    : `${[...text]
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
const replyMark = /^\s*(?:(?:re|fwd?|aw|wg|tr|rv|antw)\s*:\s*)+/i;

const termsOf = (text: string, language: Language): Set<number> =>
  new Set(analyse(text, language).map(({ term }) => term));

/** What settled it: the last reply that is no mere good-bye, which is much shorter than what was said before. */
function answerOf(replies: readonly string[]): string {
  const last = replies.filter((text) => text !== "").slice(-3);
  const most = Math.max(0, ...last.map((text) => text.length));
  const isTelling = (text: string) => text.length >= shortestAnswer && text.length * 3 >= most;
  return last.findLast(isTelling) ?? "";
}

/** A question of another matter than its subject that says less is a stock phrase: "Could you point me to the page?". */
function isStock(question: string, subject: string, language: Language): boolean {
  const [asks, names] = [askedTerms(question, language), askedTerms(subject, language)];
  const isAlike = [...asks.terms.keys()].some((term) => names.terms.has(term));
  return !isAlike && asks.weight < names.weight;
}

/** What a case asks: its first question that says enough, else the subject, else the first sentence; and how it is known. */
function namesOf(subject: string, question: string, language: Language) {
  const sentences = sentencesOf(question).map(oneLine);
  const isTelling = (text: string) =>
    text.length <= longest.title && termsOf(text, language).size >= fewestTerms;
  const named = isTelling(subject) ? subject : null;
  const asking = sentences.filter(
    (text) => /[?？؟]$/.test(text) && !(named && isStock(text, named, language)),
  );
  const title =
    asking.find(isTelling) ?? named ?? sentences.find(isTelling) ?? sentences[0] ?? subject;
  return { title, asked: [...new Set([title, ...asking])].join(" ") };
}

export interface Fit extends CaseTexts {
  language: Language;
}

/** Null: nothing in it to suggest. */
export function caseOf({ subject, asked, answered }: Said): Fit | null {
  const question = asked.filter((text) => text !== "").join("\n\n") || subject;
  const answer = answerOf(answered);
  const language = guessLanguage(`${question}\n${answer}`);
  const isThin = answer === "" || termsOf(question, language).size < fewestTerms;
  if (isThin) return null;
  const named = oneLine(subject.replace(replyMark, ""));
  const { title, asked: whole } = namesOf(named, question, language);
  return {
    title: cut(title, longest.title),
    asked: cut(whole, longest.asked),
    question: cut(question, longest.question),
    answer: cut(answer, longest.answer),
    language,
  };
}

/** Of what the shorter one says, how much the longer one must say too, and of the longer one the shorter. */
const leastOfShorter = 0.75;
const leastOfLonger = 0.4;
const fewestShared = 2;
const longestWeight = 8;

export interface Asked {
  /** By term, what it tells: long words tell more than short ones. */
  terms: ReadonlyMap<number, number>;
  /** What they tell together. */
  weight: number;
}

/** Without the words that only ask: "how do I" is in every question. */
export function askedTerms(asked: string, language: Language): Asked {
  const terms = new Map(
    analyseQuestion(asked, language).map(({ term, word }) => [
      term,
      Math.min([...word].length, longestWeight),
    ]),
  );
  return { terms, weight: [...terms.values()].reduce((sum, weight) => sum + weight, 0) };
}

export function asksTheSame(one: Asked, other: Asked): boolean {
  const [few, many] = one.weight <= other.weight ? [one, other] : [other, one];
  if (few.weight < leastOfLonger * many.weight) return false;
  let weight = 0;
  let shared = 0;
  for (const [term, tells] of few.terms) {
    if (!many.terms.has(term)) continue;
    weight += tells;
    shared += 1;
  }
  const isMost = weight >= leastOfShorter * few.weight && weight >= leastOfLonger * many.weight;
  return shared >= fewestShared && isMost;
}
