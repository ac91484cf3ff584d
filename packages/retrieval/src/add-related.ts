// What passages gain from words that a glossary puts beside the asker's own. For each term that the question has, a passage
// gains what the best of its other names brings, less what the asker's own words brought it already; never more than a
// part of what these are worth, so that the asker's own words always weigh more.
import {
  addScores,
  frequenciesOf,
  inverseFrequency,
  type PostingList,
  Scores,
  type Statistics,
} from "./bm25.ts";

/** Terms in one language: the asker's own, and each of the other names for the same. */
export interface RelatedTerms {
  own: readonly number[];
  instead: readonly (readonly number[])[];
}

/** Of what the asker's own words are worth. */
export const relatedShare = 0.6;
const ones = (terms: readonly number[]) => new Map(terms.map((term) => [term, 1]));

/** Scores and weights of terms among the passages that the asker may see. */
class Weighing {
  readonly #chunks: number;
  readonly #lists: readonly PostingList[];
  readonly #statistics: Statistics;
  readonly #frequencies: ReadonlyMap<number, number>;

  constructor(chunks: number, lists: readonly PostingList[], statistics: Statistics) {
    this.#chunks = chunks;
    this.#lists = lists;
    this.#statistics = statistics;
    this.#frequencies = frequenciesOf(lists);
  }

  weightOf(terms: readonly number[]): number {
    const { chunks } = this.#statistics;
    return terms.reduce(
      (sum, term) => sum + inverseFrequency(chunks, this.#frequencies.get(term) ?? 0),
      0,
    );
  }

  scoresOf(terms: readonly number[]): Scores {
    const scores = new Scores(this.#chunks);
    const wanted = new Set(terms);
    const listed = this.#lists.filter(({ term }) => wanted.has(term));
    addScores(scores, ones(terms), listed, this.#statistics);
    return scores;
  }
}

/** What the best of the other names brings each passage. */
function gainsOf({ own, instead }: RelatedTerms, weighing: Weighing, gained: Float64Array): void {
  const ownWeight = own.length > 0 ? weighing.weightOf(own) : Number.POSITIVE_INFINITY;
  for (const terms of instead) {
    const { values } = weighing.scoresOf(terms);
    const full = weighing.weightOf(terms);
    const worth = (relatedShare * Math.min(ownWeight, full)) / full;
    for (let chunk = 0; chunk < values.length; chunk += 1) {
      const gain = worth * (values[chunk] as number);
      if (gain > (gained[chunk] as number)) gained[chunk] = gain;
    }
  }
}

export function addRelated(
  { values }: Scores,
  related: readonly RelatedTerms[],
  lists: readonly PostingList[],
  statistics: Statistics,
): void {
  const weighing = new Weighing(values.length, lists, statistics);
  for (const one of related) {
    const gained = new Float64Array(values.length);
    gainsOf(one, weighing, gained);
    const own = weighing.scoresOf(one.own).values;
    for (let chunk = 0; chunk < values.length; chunk += 1) {
      const more = (gained[chunk] as number) - (own[chunk] as number);
      if (more > 0) (values[chunk] as number) += more;
    }
  }
}
