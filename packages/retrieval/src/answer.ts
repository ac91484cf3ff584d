// Answers from passages without a model: the sentence that fits the question best, and how sure one can be that its
// passage answers it. Confidence is a logistic function of a few things that anybody can look at: how much of the
// question's weight the passage and the sentence hold, how far the passage stands out, whether the sentence has the kind
// of thing that was asked for. Its weights were fitted as docs/knowledge.md says, on half of the documents named there.
import { analyse, type Language } from "./analyse/analyse.ts";
import { asksNothing } from "./analyse/empty-question.ts";
import { readingFor } from "./analyse/word-forms.ts";
import { type AskedFor, askedFor, holdsAskedFor, wordsOfKind } from "./question-kind.ts";
import { contradicts, saysTheSame } from "./same-sense.ts";
import { statementsOf } from "./statements.ts";

/** A term of the question, and how much it tells (its inverse document frequency among what the asker may see). */
export interface WeighedTerm {
  term: number;
  weight: number;
  /** Other names for the same, by a glossary: the terms of each. */
  instead?: readonly (readonly number[])[];
}

export interface AnswerPassage {
  title: string;
  headings: readonly string[];
  text: string;
  language: Language;
  /** Of the lexical side. */
  lexical: number;
  /** Cosine on the vector side; 0 where there is none. */
  vector: number;
}

export interface ChosenSentence {
  passage: number;
  sentence: string;
  score: number;
}

export interface Evidence {
  /** Share of the question's weight that the best passage holds. */
  coverage: number;
  /** The same of the best sentence, its title and headings included. */
  sentenceCoverage: number;
  /** How far the best passage's lexical score stands above the next one's, relative to it. */
  gap: number;
  /** The best passage's lexical score against what it would be if every term stood there often. */
  fullness: number;
  /** Closeness of the vectors. */
  closeness: number;
  /** Share of the weight of words that no passage has. */
  unknown: number;
  /** 1: what was asked for (a number, a name, a date) is there; 0: it is not; ½: no such thing was asked for. */
  kind: number;
  /** Words that tell something, up to 8, as a share of 8. */
  size: number;
}

export interface Extract {
  confidence: number;
  evidence: Evidence;
  sentences: ChosenSentence[];
  /** Places of the passages that say the same as the first with other numbers. */
  contradicting: number[];
}

/** Fitted by bench/fit-answers.ts on XQuAD; in the order of `Evidence`, after the constant. */
const confidenceWeights = [-6.99, 4.434, 4.08, 1.913, -1.546, 3.801, 0.327, -0.6, 1.365];
/**
 * Where closeness is not that of learned vectors: too few passages to learn from, or a sentence model's, whose numbers
 * are others. Fitted on bases of 5 to 15 documents; the constant is set so that the same thresholds hold.
 */
const weightsOfWords = [-6.179, 3.165, 5.245, 1.481, 4.693, 0, 0.727, -0.537, 2.455];

/** What the confidence is made of, as the fit takes it. */
export const evidenceNumbers = (evidence: Evidence): number[] => [
  1,
  evidence.coverage,
  evidence.sentenceCoverage,
  evidence.gap,
  evidence.fullness,
  evidence.closeness,
  evidence.unknown,
  evidence.kind,
  evidence.size,
];

function confidenceOf(evidence: Evidence, hasLearned: boolean): number {
  let sum = 0;
  const weights = hasLearned ? confidenceWeights : weightsOfWords;
  for (const [index, number] of evidenceNumbers(evidence).entries()) {
    sum += number * (weights[index] ?? 0);
  }
  return 1 / (1 + Math.exp(-sum));
}

const termsIn = (text: string, language: Language): Set<number> =>
  new Set(analyse(text, language).map(({ term }) => term));

/** Another name for what was asked tells less than the asker's own word. */
const otherName = 0.85;

function isHeld({ term, instead = [] }: WeighedTerm, held: (term: number) => boolean): number {
  if (held(term)) return 1;
  return instead.some((terms) => terms.length > 0 && terms.every(held)) ? otherName : 0;
}

function shareOf(asked: readonly WeighedTerm[], held: (term: number) => boolean): number {
  let [sum, met] = [0, 0];
  for (const one of asked) {
    sum += one.weight;
    met += one.weight * isHeld(one, held);
  }
  return sum === 0 ? 0 : met / sum;
}

interface Question {
  text: string;
  wanted: AskedFor;
  /** Terms that only say which kind of thing is asked for. */
  ofKind: ReadonlySet<number>;
  /** The terms of a text that count for it. */
  termsOf(text: string): ReadonlySet<number>;
}

const questionIn = (text: string, language: Language): Question => ({
  text,
  wanted: askedFor(text),
  ofKind: termsIn(wordsOfKind(text), language),
  termsOf: readingFor(text, language),
});

/** Where the kind of thing is there, the words that ask for it tell no more: "long" of "how long" is nothing to look for. */
const withoutKind = (asked: readonly WeighedTerm[], { ofKind }: Question): WeighedTerm[] =>
  asked.filter(({ term }) => !ofKind.has(term));

interface Best {
  sentence: string;
  score: number;
  coverage: number;
  kind: number;
}

const aboveOf = ({ title, headings }: AnswerPassage): string => [title, ...headings].join(" ");

/** Sentences that follow each other and fit equally well are given together. */
const longestTogether = 400;

function bestSentence(
  passage: AnswerPassage,
  asked: readonly WeighedTerm[],
  question: Question,
): Best {
  const above = question.termsOf(aboveOf(passage));
  let best: Best = { sentence: "", score: -1, coverage: 0, kind: 0 };
  let isLast = false;
  for (const sentence of statementsOf(passage.text)) {
    const held = question.termsOf(sentence);
    const kind = holdsAskedFor(sentence, question.wanted, question.text);
    const telling = kind === 1 ? withoutKind(asked, question) : asked;
    const own = shareOf(telling, (term) => held.has(term));
    const coverage = shareOf(telling, (term) => held.has(term) || above.has(term));
    const score = own + 0.15 * kind - (sentence.length > 600 ? 0.1 : 0);
    const both = `${best.sentence} ${sentence}`;
    if (score > best.score) best = { sentence, score, coverage, kind };
    else if (isLast && score === best.score && own > 0 && both.length <= longestTogether) {
      best = { ...best, sentence: both };
    } else {
      isLast = false;
      continue;
    }
    isLast = true;
  }
  return best;
}

/** The lexical score of the first passage that says something else than the best one; the others bear it out. */
function rivalOf(passages: readonly AnswerPassage[], found: readonly Best[]): number {
  const [first] = passages;
  const rival = passages.findIndex(
    (one, at) =>
      at > 0 &&
      !(
        one.language === first?.language &&
        saysTheSame(found[0]?.sentence ?? "", found[at]?.sentence ?? "", one.language)
      ),
  );
  return passages[rival]?.lexical ?? 0;
}

/** Passages that fit the question as well as the first, and say what it says with other numbers. */
function contradictingOf(passages: readonly AnswerPassage[], found: readonly Best[]): number[] {
  const saidAt = (at: number) => {
    const [passage, best] = [passages[at], found[at]];
    return passage && best && { ...best, above: aboveOf(passage), language: passage.language };
  };
  const first = saidAt(0);
  return [...passages.keys()].slice(1).filter((at) => {
    const other = saidAt(at);
    if (!first || other?.language !== first.language) return false;
    return other.coverage >= first.coverage && contradicts(first, other, first.language);
  });
}

/**
 * Null when nothing is asked, or there is nothing to answer from.
 * @param asked the terms of the passages' own languages
 * @param hasLearned the passages' vectors are learned ones
 */
export function extractAnswer(
  question: string,
  asked: ReadonlyMap<Language, readonly WeighedTerm[]>,
  passages: readonly AnswerPassage[],
  hasLearned: boolean,
): Extract | null {
  const [first] = passages;
  if (!first || asksNothing(question, first.language)) return null;
  const terms = asked.get(first.language) ?? [];
  const asks = questionIn(question, first.language);
  const held = asks.termsOf([first.title, ...first.headings, first.text].join("\n"));
  const found = passages.map((passage) =>
    bestSentence(
      passage,
      asked.get(passage.language) ?? [],
      passage.language === first.language ? asks : questionIn(question, passage.language),
    ),
  );
  const telling = found[0]?.kind === 1 ? withoutKind(terms, asks) : terms;
  const total = terms.reduce((sum, { weight }) => sum + weight, 0);
  const coverage = shareOf(telling, (term) => held.has(term));
  // Where no word asked for is there itself, what the ranking counted are words that share its stem.
  const lexical = coverage > 0 ? first.lexical : 0;
  const evidence: Evidence = {
    coverage,
    sentenceCoverage: found[0]?.coverage ?? 0,
    gap: lexical > 0 ? (lexical - rivalOf(passages, found)) / lexical : 0,
    fullness: total > 0 ? Math.min(1, lexical / total) : 0,
    closeness: first.vector,
    unknown: unknownShare(telling, (term) => held.has(term)),
    kind: found[0]?.kind ?? 0,
    size: Math.min(8, terms.length) / 8,
  };
  const sentences = found
    .map(({ sentence, score }, passage) => ({ passage, sentence, score }))
    .filter(({ sentence }) => sentence !== "");
  const contradicting = contradictingOf(passages, found);
  // Of those that contradict each other, one at most is right, and nothing says which.
  const confidence = confidenceOf(evidence, hasLearned) / (1 + contradicting.length);
  return { confidence, evidence, sentences, contradicting };
}

/** Of the question's weight, what the words have that tell most of all and are not there under any name. */
function unknownShare(terms: readonly WeighedTerm[], held: (term: number) => boolean): number {
  const most = Math.max(0, ...terms.map(({ weight }) => weight));
  const total = terms.reduce((sum, { weight }) => sum + weight, 0);
  const missing = terms.filter((one) => one.weight >= most && !isHeld(one, held));
  return total === 0 ? 0 : missing.reduce((sum, { weight }) => sum + weight, 0) / total;
}
