// The ranking: BM25 over postings, closeness over vectors, both joined by the workspace's weight. Tenant and readers are
// part of the question to the database: of spaces that the asker may not see, no row is read and none is counted.
import { foldIn, type LatentModel } from "@rapport/learn";
import {
  addScores,
  analyse,
  analyseQuestion,
  countTerms,
  fuse,
  inverseFrequency,
  type Language,
  latentTerms,
  Nearness,
  type PostingList,
  Scores,
  type WeighedTerm,
} from "@rapport/retrieval";
import type { Reader } from "../../platform/db/index.ts";
import { type ChunkRow, chunksByNo } from "./chunks.store.ts";
import { type Encoder, EncoderFault } from "./encoder.ts";
import type { HeldVectors } from "./held-vectors.ts";
import {
  encoderOf,
  type IndexRow,
  postingsOf,
  readIndex,
  type Space,
  visibleSpaces,
} from "./index.store.ts";
import { languageOf, readPostings } from "./index-text.rules.ts";

export interface RankInput {
  query: string;
  /** Null: whoever manages knowledge. */
  readers: readonly string[] | null;
  limit: number;
  mode: "hybrid" | "lexical" | "vector";
  /** Another weight than the one in force, for measuring. */
  weight?: number;
}

export interface RankedPassage extends ChunkRow {
  language: Language;
  score: number;
  lexicalScore: number;
  vectorScore: number;
  /** From 1; null where that side did not find it. */
  lexicalRank: number | null;
  vectorRank: number | null;
  /** Words of the question that are in it. */
  words: string[];
}

export interface Ranking {
  passages: RankedPassage[];
  weight: number;
  /** The vector side took part. */
  hasVectors: boolean;
  /** It took part with vectors that the passages taught. */
  hasLearned: boolean;
  /** The question's terms by language, each with what it tells among the passages that the asker may see. */
  terms: Map<Language, WeighedTerm[]>;
}

const depth = 400;
const maxTerms = 200;

interface Asked {
  language: Language;
  spaces: Space[];
  counts: Map<number, number>;
  words: Map<number, string>;
}

/** Numbers of terms carry their language, so that one map holds all of them. */
function termsOf(query: string, language: string, words: Map<number, string>): Map<number, number> {
  const terms = analyseQuestion(query, languageOf(language));
  for (const { term, word } of terms) words.set(term, word);
  return countTerms(terms);
}

function ask(query: string, spaces: readonly Space[]): Asked[] {
  const byLanguage = new Map<string, Space[]>();
  for (const space of spaces) {
    byLanguage.set(space.language, [...(byLanguage.get(space.language) ?? []), space]);
  }
  return Array.from(byLanguage, ([language, same]) => {
    const words = new Map<number, string>();
    const counts = new Map([...termsOf(query, language, words)].slice(0, maxTerms));
    return { language: languageOf(language), spaces: same, counts, words };
  });
}

type Weighed = Map<Language, WeighedTerm[]>;

async function scoreLexically(reader: Reader, asked: readonly Asked[], index: IndexRow) {
  const scores = new Scores(index.nextNo);
  const weighed: Weighed = new Map();
  const terms = asked.flatMap(({ counts }) => [...counts.keys()]);
  const spaces = asked.flatMap(({ spaces: some }) => some.map(({ id }) => id));
  if (terms.length === 0) return { scores, weighed };
  const rows = await postingsOf(reader, spaces, terms);
  for (const part of asked) {
    const ids = new Set(part.spaces.map(({ id }) => id));
    const lists = rows
      .filter(({ space }) => ids.has(space))
      .map(({ term, block, data }) => ({ term, block, postings: readPostings(data) }));
    const chunks = part.spaces.reduce((sum, space) => sum + space.chunks, 0);
    const length = part.spaces.reduce((sum, space) => sum + space.length, 0);
    addScores(scores, part.counts, lists, { chunks, length });
    weighed.set(part.language, weigh(part.counts, lists, chunks));
  }
  return { scores, weighed };
}

function weigh(
  counts: ReadonlyMap<number, number>,
  lists: readonly PostingList[],
  chunks: number,
): WeighedTerm[] {
  const frequencies = new Map<number, number>();
  for (const { term, postings } of lists) {
    frequencies.set(term, (frequencies.get(term) ?? 0) + postings.length);
  }
  return Array.from(counts.keys(), (term) => ({
    term,
    weight: inverseFrequency(chunks, frequencies.get(term) ?? 0),
  }));
}

function wordsIn(chunk: ChunkRow, part: Asked | undefined): string[] {
  if (!part) return [];
  const held = new Set<number>();
  const whole = [chunk.title, ...chunk.headings, chunk.text].join("\n");
  for (const { term } of analyse(whole, part.language)) held.add(term);
  return [...part.words].filter(([term]) => held.has(term)).map(([, word]) => word);
}

const rankOf = (ranked: readonly number[]): Map<number, number> =>
  new Map(ranked.map((chunk, index) => [chunk, index + 1]));

/** Where the question stands; null where that cannot be said, and words rank alone. */
async function placeOf(
  query: string,
  index: IndexRow,
  latent: LatentModel | null,
  encoder: Encoder | null,
): Promise<ArrayLike<number> | null> {
  if (latent) {
    const counts = latentTerms(query);
    return foldIn(latent, [...counts.keys()], [...counts.values()]);
  }
  if (!encoder) return null;
  try {
    const isSame = (await encoder.name()) === encoderOf(index)?.encoder;
    return isSame ? ((await encoder.encode([query], "question"))[0] ?? null) : null;
  } catch (error) {
    // The upkeep says in the log what is wrong with the model.
    if (error instanceof EncoderFault) return null;
    throw error;
  }
}

export async function rankPassages(
  reader: Reader,
  held: HeldVectors,
  encoder: Encoder | null,
  input: RankInput,
): Promise<Ranking> {
  const [index, spaces] = await Promise.all([
    readIndex(reader),
    visibleSpaces(reader, input.readers),
  ]);
  const asked = ask(input.query, spaces);
  const { scores, weighed } = await scoreLexically(reader, asked, index);
  const vectors =
    input.mode === "lexical"
      ? null
      : await held.of(
          reader,
          index,
          spaces.map(({ id }) => id),
        );
  const place = vectors ? await placeOf(input.query, index, vectors.latent, encoder) : null;
  const isOrdered = vectors?.latent !== null;
  const nearness = vectors && place ? new Nearness(place, vectors.blocks, isOrdered) : null;

  const lexical = input.mode === "vector" ? [] : scores.best(depth);
  const near = nearness?.nearest(depth) ?? [];
  const candidates = [...new Set([...lexical, ...near])].map((chunk) => ({
    chunk,
    lexical: input.mode === "vector" ? 0 : scores.of(chunk),
    vector: nearness?.of(chunk) ?? 0,
  }));
  const chosen = { hybrid: input.weight ?? index.vectorWeight, lexical: 0, vector: 1 };
  const weight = nearness ? chosen[input.mode] : 0;
  const best = fuse(candidates, weight).slice(0, input.limit);
  const rows = await chunksByNo(
    reader,
    best.map(({ chunk }) => chunk),
  );
  const byNo = new Map(rows.map((row) => [row.no, row]));
  const [lexicalRanks, vectorRanks] = [rankOf(lexical), rankOf(near)];
  const passages = best.flatMap(({ chunk, score, lexical: lexicalScore, vector }) => {
    const row = byNo.get(chunk);
    if (!row) return [];
    const part = asked.find(({ spaces: some }) => some.some(({ id }) => id === row.space));
    return {
      ...row,
      language: part?.language ?? "other",
      score,
      lexicalScore,
      vectorScore: vector,
      lexicalRank: lexicalScore > 0 ? (lexicalRanks.get(chunk) ?? null) : null,
      vectorRank: vectorRanks.get(chunk) ?? null,
      words: wordsIn(row, part),
    };
  });
  const hasVectors = nearness !== null;
  const hasLearned = hasVectors && isOrdered;
  return { passages, weight, hasVectors, hasLearned, terms: weighed };
}
