// Fits the confidence of extractive answers (packages/retrieval/src/answer.ts) and reads off the thresholds for stated
// precisions (knowledge/answer.rules.ts): `node bench/fit-answers.ts`. On XQuAD's even articles only; what it prints is
// measured on the odd ones by `npm run bench:retrieval answers` and `npm run bench:small-bases`. Half of the documents are
// taken away, once these, once the others, so that half of the questions have no answer. Two fits: with learned vectors,
// and on bases that are too small to learn from; the second one's constant is moved so that one threshold serves both.

import { evidenceOf, loadCorpus } from "../apps/server/src/flows/evaluate-knowledge.ts";
import { openEvaluation } from "../apps/server/src/operations/evaluate-knowledge.ts";
import { readSet, smallBases, splitQuestions, xquadLanguages } from "./retrieval-sets.ts";

interface Case {
  x: number[];
  isRight: boolean;
}

type Base = ReturnType<typeof splitQuestions>;

async function casesOf({ corpus, questions }: Base, language: string): Promise<Case[]> {
  const evaluation = await openEvaluation();
  try {
    const loaded = await loadCorpus(evaluation, corpus, language);
    const cases: Case[] = [];
    for (const { question, document } of questions) {
      const found = await evidenceOf(evaluation, loaded, question);
      if (found) cases.push({ x: found.numbers, isRight: found.cited.includes(document) });
    }
    return cases;
  } finally {
    await evaluation.close();
  }
}

const chance = (x: readonly number[], w: readonly number[]): number =>
  1 / (1 + Math.exp(-x.reduce((sum, value, k) => sum + value * (w[k] ?? 0), 0)));

/** Solves A · s = b by Gauss's elimination with pivots. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  const m = a.map((row, i) => [...row, b[i] ?? 0]);
  const at = (i: number, j: number) => m[i]?.[j] ?? 0;
  for (let k = 0; k < n; k += 1) {
    const pivot = Array.from({ length: n - k }, (_, i) => k + i).reduce((best, i) =>
      Math.abs(at(i, k)) > Math.abs(at(best, k)) ? i : best,
    );
    [m[k], m[pivot]] = [m[pivot] ?? [], m[k] ?? []];
    for (let i = 0; i < n; i += 1) {
      const factor = i === k ? 0 : at(i, k) / at(k, k);
      m[i] = (m[i] ?? []).map((value, j) => value - factor * at(k, j));
    }
  }
  return Array.from({ length: n }, (_, i) => at(i, n) / at(i, i));
}

/** Adds one case to the gradient and the curvature of the likelihood. */
function addCase(
  { x, isRight }: Case,
  w: readonly number[],
  gradient: number[],
  hessian: number[][],
) {
  const p = chance(x, w);
  for (const [i, row] of hessian.entries()) {
    (gradient[i] as number) += ((isRight ? 1 : 0) - p) * (x[i] as number);
    for (const [j, value] of x.entries()) {
      (row[j] as number) += p * (1 - p) * (x[i] as number) * value;
    }
  }
}

/** Newton's steps for the logistic function with a small ridge. */
function logistic(cases: readonly Case[], width: number): number[] {
  let w = new Array<number>(width).fill(0);
  for (let step = 0; step < 30; step += 1) {
    const gradient = w.map((value) => -0.5 * value);
    const hessian = w.map((_, i) => w.map((__, j) => (i === j ? 0.5 : 0)));
    for (const one of cases) addCase(one, w, gradient, hessian);
    const move = solve(hessian, gradient);
    w = w.map((value, k) => value + (move[k] ?? 0));
  }
  return w.map((value) => Number(value.toFixed(3)));
}

/** The lowest confidence from which on answers are right so often. */
function thresholdAt(cases: readonly Case[], w: readonly number[], precision: number): number {
  const scored = cases
    .map(({ x, isRight }) => ({ p: chance(x, w), isRight }))
    .sort((a, b) => b.p - a.p);
  let [right, found] = [0, 1];
  for (const [index, { p, isRight }] of scored.entries()) {
    if (isRight) right += 1;
    if (right / (index + 1) >= precision) found = p;
  }
  return Number(found.toFixed(3));
}

/** Index of closeness in `Evidence`, after the constant: it says nothing where no vectors were learned. */
const closeness = 5;
const stated = 0.9;
const logit = (p: number) => Math.log(p / (1 - p));

function report(name: string, cases: readonly Case[], weights: readonly number[]): void {
  console.log(JSON.stringify({ fit: name, cases: cases.length, weights }));
  for (const precision of [0.5, 0.8, stated, 0.92, 0.95, 0.99]) {
    const threshold = thresholdAt(cases, weights, precision);
    const given = cases.filter(({ x }) => chance(x, weights) >= threshold);
    const right = given.filter(({ isRight }) => isRight).length;
    console.log(JSON.stringify({ precision, threshold, given: given.length, right }));
  }
}

const [learned, words]: [Case[], Case[]] = [[], []];
for (const language of xquadLanguages) {
  const set = readSet(`xquad/${language}`);
  for (const kept of [0, 1] as const) {
    learned.push(...(await casesOf(splitQuestions(set, "even", kept), language)));
  }
  for (const base of [2, 6].flatMap((articles) => smallBases(set, "even", articles))) {
    for (const { x, isRight } of await casesOf(base, language)) {
      words.push({ x: x.map((value, at) => (at === closeness ? 0 : value)), isRight });
    }
  }
}
const width = learned[0]?.x.length ?? 0;
const weights = logistic(learned, width);
report("learned", learned, weights);
const [constant = 0, ...rest] = logistic(words, width);
const apart =
  logit(thresholdAt(learned, weights, stated)) -
  logit(thresholdAt(words, [constant, ...rest], stated));
report("words", words, [Number((constant + apart).toFixed(3)), ...rest]);
