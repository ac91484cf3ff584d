// How much the vector side may say. There is a usual weight, and questions made of the passages themselves (the inverse
// cloze task: Lee, Chang and Toutanova 2019) may lower it: from some passages a sentence is taken out, the latent model is
// learned without these sentences, and some words of each are asked as a question whose answer is the passage that no
// longer holds it. Where the usual weight ranks them clearly worse than words alone, a smaller one is taken, down to 0.
// They raise nothing: they hold fewer of the passage's words than a person's question does, and so speak too well of the
// vector side (docs/knowledge.md has the figures).
import { createRandom, foldIn, type Random, trainLatent } from "@rapport/learn";
import {
  analyse,
  analyseQuestion,
  countTerms,
  type Language,
  latentTerms,
} from "./analyse/analyse.ts";
import {
  addScores,
  blockSize,
  type PostingList,
  packPosting,
  Scores,
  unpackPostings,
} from "./bm25.ts";
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

/** Shares of the usual weight that are tried. */
const triedShares = [0, 0.25, 0.5, 0.75, 1];
/** Words that are parted by spaces share pieces that only the vector side sees. */
const usualWeight = 0.3;
/** Where they are not, words alone rank by pieces already. */
const unspacedWeight = 0.1;
/** Of a sentence model, which knows what words mean. */
const encoderWeight = 0.5;
const leastQuestions = 30;
/** Standard errors by which words alone must be better. */
const clearly = 2;
const depth = 200;

export interface HeldOut {
  question: string;
  /** The text without it. */
  rest: string;
}

/** Questions are shorter than sentences: so many words in a row, or letters where words are not parted. */
const questionWords = 10;
const questionLetters = 16;

function cutShort(sentence: string, random: Random): string {
  const words = sentence.split(/\s+/);
  const parts = words.length * 12 < sentence.length ? [...sentence] : words;
  const most = parts === words ? questionWords : questionLetters;
  if (parts.length <= most) return sentence;
  const from = random.below(parts.length - most + 1);
  return parts.slice(from, from + most).join(parts === words ? " " : "");
}

/** One sentence of some texts, by the text's place; of texts that have three or more. */
export function holdOut(
  texts: readonly TrainingText[],
  seed: number,
  most: number,
): Map<number, HeldOut> {
  const random = createRandom(seed);
  const held = new Map<number, HeldOut>();
  const order = texts.map((_, index) => ({ index, key: random.unit() }));
  order.sort((a, b) => a.key - b.key);
  for (const { index } of order) {
    if (held.size >= most) break;
    const text = texts[index] as TrainingText;
    const sentences = sentencesOf(text.text);
    if (sentences.length < 3) continue;
    const taken = random.below(sentences.length);
    const rest = sentences.filter((_, at) => at !== taken).join(" ");
    const question = cutShort(sentences[taken] ?? "", random);
    held.set(index, { question, rest: `${text.title} ${rest}` });
  }
  return held;
}

type Vector = ArrayLike<number> | null;

/** Where texts (those of which a sentence was taken, without it) and questions stand. */
export interface Placed {
  texts: readonly Vector[];
  questions: ReadonlyMap<number, Vector>;
}

interface Ground {
  /** By term. */
  lists: Map<number, PostingList>;
  chunks: number;
  length: number;
}

function prepare(texts: readonly TrainingText[], bodies: readonly string[]): Ground {
  const drafts = new Map<number, { block: number; postings: number[] }[]>();
  let length = 0;
  for (const [index, body] of bodies.entries()) {
    const terms = analyse(body, texts[index]?.language ?? "other");
    length += terms.length;
    for (const [term, count] of countTerms(terms)) {
      const blocks = drafts.get(term) ?? [];
      drafts.set(term, blocks);
      const block = Math.floor(index / blockSize);
      if (blocks.at(-1)?.block !== block) blocks.push({ block, postings: [] });
      blocks.at(-1)?.postings.push(packPosting(index % blockSize, count, terms.length));
    }
  }
  const lists = new Map<number, PostingList>();
  for (const [term, blocks] of drafts) lists.set(term, unpackPostings(term, blocks));
  return { lists, chunks: bodies.length, length };
}

function placedByModel(
  bodies: readonly string[],
  held: ReadonlyMap<number, HeldOut>,
  seed: number,
) {
  const latent = bodies.map(latentTerms);
  const model = trainLatent(termCountsOf(latent), { seed });
  const place = (counts: ReadonlyMap<number, number>) =>
    foldIn(model, [...counts.keys()], [...counts.values()]);
  const questions = new Map<number, Vector>();
  for (const [index, { question }] of held) questions.set(index, place(latentTerms(question)));
  return { texts: latent.map(place), questions };
}

function candidatesOf(
  ground: Ground,
  question: string,
  language: Language,
  vectors: readonly Vector[],
  place: Vector,
): Candidate[] {
  const asked = countTerms(analyseQuestion(question, language));
  const scores = new Scores(ground.chunks);
  const lists = [...asked.keys()].flatMap((term) => ground.lists.get(term) ?? []);
  addScores(scores, asked, lists, ground);
  return vectors.map((vector, chunk) => ({
    chunk,
    lexical: scores.of(chunk),
    vector: place && vector ? dot(place, vector) : 0,
  }));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function gainOf(candidates: readonly Candidate[], wanted: number, weight: number): number {
  const rank = fuse(candidates, weight).findIndex(({ chunk }) => chunk === wanted);
  return rank < 0 || rank >= depth ? 0 : 1 / Math.log2(rank + 2);
}

/** Gains of each question, one row a weight. */
function tryHeld(
  texts: readonly TrainingText[],
  held: ReadonlyMap<number, HeldOut>,
  placedOf: (bodies: readonly string[]) => Placed,
  weights: readonly number[],
): number[][] {
  const bodies = texts.map(({ title, text }, index) => held.get(index)?.rest ?? `${title} ${text}`);
  const ground = prepare(texts, bodies);
  const placed = placedOf(bodies);
  const gains: number[][] = weights.map(() => []);
  for (const [index, { question }] of held) {
    const language = texts[index]?.language ?? "other";
    const place = placed.questions.get(index) ?? null;
    const candidates = candidatesOf(ground, question, language, placed.texts, place);
    for (const [row, weight] of weights.entries()) {
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

function choiceOf(gains: readonly (readonly number[])[], weights: readonly number[]): WeightChoice {
  const means = gains.map(mean);
  const tried = weights.map((weight, row) => ({ weight, score: means[row] ?? 0 }));
  const questions = gains[0]?.length ?? 0;
  const [alone = [], usual = []] = [gains[0], gains.at(-1)];
  const lost = difference(alone, usual);
  const isWorse = questions >= leastQuestions && lost.mean > clearly * lost.error;
  const row = isWorse ? means.indexOf(Math.max(...means)) : weights.length - 1;
  return { weight: weights[row] ?? 0, questions, tried };
}

const weightsUpTo = (usual: number): number[] => triedShares.map((share) => share * usual);

/** For a sentence model, whose vectors are at hand. */
export function weighPlaced(
  texts: readonly TrainingText[],
  held: ReadonlyMap<number, HeldOut>,
  placed: Placed,
): WeightChoice {
  const weights = weightsUpTo(encoderWeight);
  return choiceOf(
    tryHeld(texts, held, () => placed, weights),
    weights,
  );
}

const mostQuestions = 300;

/**
 * For the latent model, which is learned from the texts.
 * @throws LearnFault as `trainLatent` does
 */
export function chooseWeight(texts: readonly TrainingText[], seed = 1): WeightChoice {
  const usual = mean(
    texts.map(({ language }) => (language === "zh" ? unspacedWeight : usualWeight)),
  );
  const weights = weightsUpTo(usual);
  const held = holdOut(texts, seed, Math.min(mostQuestions, Math.ceil(texts.length / 2)));
  const placedOf = (bodies: readonly string[]) => placedByModel(bodies, held, seed);
  return choiceOf(tryHeld(texts, held, placedOf, weights), weights);
}
