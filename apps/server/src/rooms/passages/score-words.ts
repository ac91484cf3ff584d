// The lexical side of the ranking: the question's terms in each language of the spaces that the asker may see, scored by
// BM25, with other names for them where the question came with any.
import {
  addRelated,
  addScores,
  analyse,
  analyseQuestion,
  countTerms,
  frequenciesOf,
  inverseFrequency,
  type Language,
  type PostingList,
  type RelatedTerms,
  Scores,
  type WeighedTerm,
} from "@rapport/retrieval";
import type { Reader } from "../../platform/db/index.ts";
import type { ChunkRow } from "./chunks.store.ts";
import type { HeldPostings } from "./held-postings.ts";
import type { IndexRow, Space } from "./index.store.ts";
import { languageOf } from "./index-text.rules.ts";

/** Words of a question, and other names for the same. */
export interface RelatedWords {
  asked: string;
  added: readonly string[];
}

const maxTerms = 200;
const maxAddedTerms = 12;

interface OtherName {
  text: string;
  terms: number[];
}

interface AskedRelated {
  own: number[];
  others: OtherName[];
}

export interface Asked {
  language: Language;
  spaces: Space[];
  counts: Map<number, number>;
  words: Map<number, string>;
  related: AskedRelated[];
}

interface Question {
  query: string;
  related?: readonly RelatedWords[];
}

/** Numbers of terms carry their language, so that one map holds all of them. */
function termsOf(query: string, language: string, words: Map<number, string>): Map<number, number> {
  const terms = analyseQuestion(query, languageOf(language));
  for (const { term, word } of terms) words.set(term, word);
  return countTerms(terms);
}

const uniqueTerms = (text: string, language: Language): number[] => [
  ...new Set(analyse(text, language).map(({ term }) => term)),
];

/** Words that the question has itself count there already. */
function relatedIn(
  { asked, added }: RelatedWords,
  language: Language,
  counts: ReadonlyMap<number, number>,
): AskedRelated {
  const own = uniqueTerms(asked, language).filter((term) => counts.has(term));
  const others = added
    .map((text) => ({ text, terms: uniqueTerms(text, language).slice(0, maxAddedTerms) }))
    .filter(({ terms }) => terms.some((term) => !counts.has(term)));
  return { own, others };
}

export function ask({ query, related = [] }: Question, spaces: readonly Space[]): Asked[] {
  const byLanguage = new Map<string, Space[]>();
  for (const space of spaces) {
    byLanguage.set(space.language, [...(byLanguage.get(space.language) ?? []), space]);
  }
  return Array.from(byLanguage, ([name, same]) => {
    const language = languageOf(name);
    const words = new Map<number, string>();
    const counts = new Map([...termsOf(query, name, words)].slice(0, maxTerms));
    const others = related.map((one) => relatedIn(one, language, counts));
    return { language, spaces: same, counts, words, related: others };
  });
}

export type Weighed = Map<Language, WeighedTerm[]>;

const othersOf = ({ related }: Asked): number[] =>
  related.flatMap(({ others }) => others.flatMap(({ terms }) => terms));

/** What of other names the question does not have itself, which is what passages gain by. */
const gainsOf = ({ related, counts }: Asked): RelatedTerms[] =>
  related.map(({ own, others }) => ({
    own,
    instead: others.map(({ terms }) => terms.filter((term) => !counts.has(term))),
  }));

export async function scoreLexically(
  reader: Reader,
  held: HeldPostings,
  asked: readonly Asked[],
  index: IndexRow,
) {
  const scores = new Scores(index.nextNo);
  const weighed: Weighed = new Map();
  const terms = [...new Set(asked.flatMap((one) => [...one.counts.keys(), ...othersOf(one)]))];
  const spaces = asked.flatMap(({ spaces: some }) => some.map(({ id }) => id));
  if (terms.length === 0) return { scores, weighed };
  const all = await held.of(reader, index.revision, spaces, terms);
  for (const part of asked) {
    const ids = new Set(part.spaces.map(({ id }) => id));
    const lists = all.filter(({ space }) => ids.has(space));
    const chunks = part.spaces.reduce((sum, space) => sum + space.chunks, 0);
    const length = part.spaces.reduce((sum, space) => sum + space.length, 0);
    const own = lists.filter(({ term }) => part.counts.has(term));
    addScores(scores, part.counts, own, { chunks, length });
    if (part.related.length > 0 && chunks > 0) {
      addRelated(scores, gainsOf(part), lists, { chunks, length });
    }
    weighed.set(part.language, weigh(part, own, chunks));
  }
  return { scores, weighed };
}

function weigh(
  { counts, related }: Asked,
  lists: readonly PostingList[],
  chunks: number,
): WeighedTerm[] {
  const frequencies = frequenciesOf(lists);
  return Array.from(counts.keys(), (term) => {
    const others = related.filter(({ own }) => own.includes(term));
    const instead = others.flatMap((one) => one.others.map(({ terms }) => terms));
    const weight = inverseFrequency(chunks, frequencies.get(term) ?? 0);
    return instead.length > 0 ? { term, weight, instead } : { term, weight };
  });
}

/** Words of the question that a passage has, and other names for them. */
export function wordsIn(
  chunk: ChunkRow,
  part: Asked | undefined,
): { words: string[]; added: string[] } {
  if (!part) return { words: [], added: [] };
  const held = new Set<number>();
  const whole = [chunk.title, ...chunk.headings, chunk.text].join("\n");
  for (const { term } of analyse(whole, part.language)) held.add(term);
  const others = part.related.flatMap((one) => one.others);
  return {
    words: [...part.words].filter(([term]) => held.has(term)).map(([, word]) => word),
    added: others
      .filter(({ terms }) => terms.every((term) => held.has(term)))
      .map(({ text }) => text),
  };
}
