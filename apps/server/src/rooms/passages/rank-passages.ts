// The ranking: BM25 over postings, closeness over vectors, both joined by the workspace's weight. Tenant and readers are
// part of the question to the database: of spaces that the asker may not see, no row is read and none is counted.
import { foldIn, type LatentModel } from "@rapport/learn";
import { fuse, type Language, latentTerms, Nearness, type WeighedTerm } from "@rapport/retrieval";
import type { Reader } from "../../platform/db/index.ts";
import { type ChunkRow, chunksByNo } from "./chunks.store.ts";
import { type Encoder, EncoderFault } from "./encoder.ts";
import type { HeldPostings } from "./held-postings.ts";
import type { HeldVectors } from "./held-vectors.ts";
import { encoderOf, type IndexRow, readIndex, type Space, visibleSpaces } from "./index.store.ts";
import { ask, type RelatedWords, scoreLexically, wordsIn } from "./score-words.ts";

export interface RankInput {
  query: string;
  /** Null: whoever manages knowledge. */
  readers: readonly string[] | null;
  limit: number;
  mode: "hybrid" | "lexical" | "vector";
  /** Another weight than the one in force, for measuring. */
  weight?: number;
  /** Words of the query that have other names, which weigh less than its own. */
  related?: readonly RelatedWords[];
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
  /** Other names for words of the question that are in it. */
  added: string[];
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

const rankOf = (ranked: readonly number[]): Map<number, number> =>
  new Map(ranked.map((chunk, index) => [chunk, index + 1]));

/** Counts go in by 1 + ln: half of what a word of the question has. */
const addedCount = Math.exp(-0.5);
const addedToVector = 3;

const addedText = (related: readonly RelatedWords[]): string =>
  related.flatMap(({ added }) => added.slice(0, addedToVector)).join(", ");

function latentCounts(query: string, related: readonly RelatedWords[]): Map<number, number> {
  const counts = latentTerms(query);
  for (const term of latentTerms(addedText(related)).keys()) {
    if (!counts.has(term)) counts.set(term, addedCount);
  }
  return counts;
}

/** Where the question stands; null where that cannot be said, and words rank alone. */
async function placeOf(
  { query, related = [] }: Pick<RankInput, "query" | "related">,
  index: IndexRow,
  latent: LatentModel | null,
  encoder: Encoder | null,
): Promise<ArrayLike<number> | null> {
  if (latent) {
    const counts = latentCounts(query, related);
    return foldIn(latent, [...counts.keys()], [...counts.values()]);
  }
  if (!encoder) return null;
  try {
    const isSame = (await encoder.name()) === encoderOf(index)?.encoder;
    const text = related.length === 0 ? query : `${query} (${addedText(related)})`;
    return isSame ? ((await encoder.encode([text], "question"))[0] ?? null) : null;
  } catch (error) {
    // The upkeep says in the log what is wrong with the model.
    if (error instanceof EncoderFault) return null;
    throw error;
  }
}

interface Near {
  /** Null where words rank alone. */
  nearness: Nearness | null;
  near: number[];
  /** The vectors are those that the passages taught. */
  isOrdered: boolean;
}

/** What a process keeps in memory of the index. */
export interface Held {
  postings: HeldPostings;
  vectors: HeldVectors;
}

/** A statement leaves the process in the turn after it was asked for: comparing before that would hold it up. */
const sent = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function findNear(
  reader: Reader,
  { held, encoder }: { held: Held; encoder: Encoder | null },
  index: IndexRow,
  { input, spaces }: { input: RankInput; spaces: readonly Space[] },
): Promise<Near> {
  const ids = spaces.map(({ id }) => id);
  const vectors = input.mode === "lexical" ? null : await held.vectors.of(reader, index, ids);
  const isOrdered = vectors?.latent !== null;
  await sent();
  const place = vectors ? await placeOf(input, index, vectors.latent, encoder) : null;
  if (!vectors || !place) return { nearness: null, near: [], isOrdered };
  const nearness = new Nearness(place, vectors.blocks, isOrdered);
  return { nearness, near: nearness.nearest(depth), isOrdered };
}

export async function rankPassages(
  reader: Reader,
  held: Held,
  encoder: Encoder | null,
  input: RankInput,
): Promise<Ranking> {
  const [index, spaces] = await Promise.all([
    readIndex(reader),
    visibleSpaces(reader, input.readers),
  ]);
  const asked = ask(input, spaces);
  // The vectors are compared while the database looks up words that are not held.
  const [{ scores, weighed }, { nearness, near, isOrdered }] = await Promise.all([
    scoreLexically(reader, held.postings, asked, index),
    findNear(reader, { held, encoder }, index, { input, spaces }),
  ]);
  const lexical = input.mode === "vector" ? [] : scores.best(depth);
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
      ...wordsIn(row, part),
    };
  });
  const hasVectors = nearness !== null;
  const hasLearned = hasVectors && isOrdered;
  return { passages, weight, hasVectors, hasLearned, terms: weighed };
}
