// How much the vector side may say, found on the passages themselves (the inverse cloze task: Lee, Chang and Toutanova
// 2019). From some passages one sentence is taken out; the latent model is learned without these sentences; then each
// is asked as a question, and its passage, which no longer holds it, should come first. The weight that ranks them best
// is taken; a weight that does not clearly beat the lexical side alone is 0, so that a weak side lowers nothing.
import { createRandom, foldIn, type LatentModel, type Random, trainLatent } from "@rapport/learn";
import {
  analyse,
  analyseQuestion,
  countTerms,
  type Language,
  latentTerms,
} from "./analyse/analyse.ts";
import { addScores, blockSize, type PostingList, packPosting, Scores } from "./bm25.ts";
import { sentencesOf } from "./chunk.ts";
import { type Candidate, fuse } from "./fuse.ts";
import { termCountsOf } from "./term-counts.ts";

export interface TrainingText {
  title: string;
  text: string;
  language: Language;
}

export interface WeightChoice {
  weight: number;
  /** Questions that were asked. */
  questions: number;
  /** Mean of 1 / log2(rank + 1) for each weight that was tried. */
  tried: { weight: number; score: number }[];
}

export const triedWeights = [0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7];
const leastQuestions = 30;
/** Standard errors by which a weight must beat words alone. */
const clearly = 1.5;
const depth = 200;

interface Held {
  question: string;
  rest: string;
}

function hold(texts: readonly TrainingText[], random: Random, most: number): Map<number, Held> {
  const held = new Map<number, Held>();
  const order = texts.map((_, index) => ({ index, key: random.unit() }));
  order.sort((a, b) => a.key - b.key);
  for (const { index } of order) {
    if (held.size >= most) break;
    const text = texts[index] as TrainingText;
    const sentences = sentencesOf(text.text);
    if (sentences.length < 3) continue;
    const taken = random.below(sentences.length);
    const rest = sentences.filter((_, at) => at !== taken).join(" ");
    held.set(index, { question: sentences[taken] ?? "", rest: `${text.title} ${rest}` });
  }
  return held;
}

interface Ground {
  model: LatentModel;
  vectors: (Float64Array | null)[];
  /** By language and term. */
  lists: Map<number, PostingList[]>;
  chunks: number;
  length: number;
}

function prepare(texts: readonly TrainingText[], bodies: readonly string[], seed: number): Ground {
  const latent = bodies.map(latentTerms);
  const model = trainLatent(termCountsOf(latent), { seed });
  const drafts = new Map<number, Map<number, number[]>>();
  let length = 0;
  for (const [index, body] of bodies.entries()) {
    const terms = analyse(body, texts[index]?.language ?? "other");
    length += terms.length;
    for (const [term, count] of countTerms(terms)) {
      const blocks = drafts.get(term) ?? new Map<number, number[]>();
      drafts.set(term, blocks);
      const block = Math.floor(index / blockSize);
      const list = blocks.get(block) ?? [];
      blocks.set(block, list);
      list.push(packPosting(index % blockSize, count, terms.length));
    }
  }
  const lists = new Map<number, PostingList[]>();
  for (const [term, blocks] of drafts) {
    const packed = Array.from(blocks, ([block, postings]) => ({
      term,
      block,
      postings: Uint32Array.from(postings),
    }));
    lists.set(term, packed);
  }
  const vectors = latent.map((counts) => foldIn(model, [...counts.keys()], [...counts.values()]));
  return { model, vectors, lists, chunks: bodies.length, length };
}

function candidatesOf(ground: Ground, question: string, language: Language): Candidate[] {
  const asked = countTerms(analyseQuestion(question, language));
  const scores = new Scores(ground.chunks);
  const lists = [...asked.keys()].flatMap((term) => ground.lists.get(term) ?? []);
  addScores(scores, asked, lists, ground);
  const counts = latentTerms(question);
  const place = foldIn(ground.model, [...counts.keys()], [...counts.values()]);
  return ground.vectors.map((vector, chunk) => ({
    chunk,
    lexical: scores.of(chunk),
    vector: place && vector ? dot(place, vector) : 0,
  }));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function gainOf(candidates: readonly Candidate[], wanted: number, weight: number): number {
  const rank = fuse(candidates, weight).findIndex(({ chunk }) => chunk === wanted);
  return rank < 0 || rank >= depth ? 0 : 1 / Math.log2(rank + 2);
}

/** Gains of each question, one row a weight. */
function tryRound(texts: readonly TrainingText[], seed: number, most: number): number[][] {
  const held = hold(texts, createRandom(seed), most);
  const bodies = texts.map(({ title, text }, index) => held.get(index)?.rest ?? `${title} ${text}`);
  const ground = prepare(texts, bodies, seed);
  const gains: number[][] = triedWeights.map(() => []);
  for (const [index, { question }] of held) {
    const candidates = candidatesOf(ground, question, texts[index]?.language ?? "other");
    for (const [row, weight] of triedWeights.entries()) {
      gains[row]?.push(gainOf(candidates, index, weight));
    }
  }
  return gains;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Mean and standard error of the difference, question by question. */
function difference(a: readonly number[], b: readonly number[]): { mean: number; error: number } {
  const differences = a.map((value, index) => value - (b[index] ?? 0));
  const middle = mean(differences);
  const spread = mean(differences.map((value) => (value - middle) ** 2));
  return { mean: middle, error: Math.sqrt(spread / Math.max(1, differences.length)) };
}

/** The smallest weight that is as good as the best one within half a standard error; 0 unless the best is clearly better. */
function pick(gains: readonly (readonly number[])[]): number {
  const means = gains.map(mean);
  const best = means.indexOf(Math.max(...means));
  const [alone = [], top = []] = [gains[0], gains[best]];
  const gained = difference(top, alone);
  if (gained.mean <= clearly * gained.error) return 0;
  const near = gains.findIndex((row) => {
    const lost = difference(top, row);
    return lost.mean <= lost.error / 2;
  });
  return triedWeights[near] ?? 0;
}

/** @throws LearnFault as `trainLatent` does */
export function chooseWeight(texts: readonly TrainingText[], seed = 1): WeightChoice {
  const rounds = texts.length < 2000 ? 3 : 1;
  const most = Math.min(300, Math.ceil(texts.length / 2));
  const gains: number[][] = triedWeights.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [row, more] of tryRound(texts, seed + round, most).entries())
      gains[row]?.push(...more);
  }
  const questions = gains[0]?.length ?? 0;
  const tried = triedWeights.map((weight, row) => ({ weight, score: mean(gains[row] ?? []) }));
  return { weight: questions < leastQuestions ? 0 : pick(gains), questions, tried };
}
