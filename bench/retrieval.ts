// Search on the sets under RAPPORT_BENCH_DATA (../shared/data unless told), beside the figures of Lucene's BM25 that
// their README gives, through the code that a workspace's pages go through: `npm run bench:retrieval [set …] [answers [language …]]`.
// RAPPORT_ENCODER_DIR: with the sentence model of that folder.
import { existsSync } from "node:fs";
import {
  type AnswerResult,
  type AskedQuestion,
  loadCorpus,
  measureAnswers,
  measureSearch,
} from "../apps/server/src/flows/evaluate-knowledge.ts";
import { openEvaluation } from "../apps/server/src/operations/evaluate-knowledge.ts";
import { folder, readSet, splitQuestions, xquadLanguages } from "./retrieval-sets.ts";

/** nDCG@10 of Lucene's BM25 with k1 0.9 and b 0.4. */
const lucene: Record<string, number> = {
  scifact: 0.678,
  cisi: 0.363,
  cacm: 0.433,
  "xquad/en": 0.966,
  "xquad/de": 0.941,
  "xquad/es": 0.962,
  "xquad/ru": 0.953,
  "xquad/zh": 0.967,
  "xquad/ar": 0.934,
};

async function benchSearch(name: string) {
  const { corpus, judgements } = readSet(name);
  const evaluation = await openEvaluation(undefined, process.env.RAPPORT_ENCODER_DIR);
  try {
    const loaded = await loadCorpus(evaluation, corpus);
    const { lexical, vector, hybrid } = await measureSearch(evaluation, loaded, judgements);
    const better = Math.max(lexical.ndcg10, vector.ndcg10);
    const { vectorWeight, indexSeconds, learnSeconds, language } = loaded;
    const result = {
      set: name,
      ...{ passages: corpus.length, language, vectorWeight, indexSeconds, learnSeconds },
      lucene: lucene[name],
      ...{ lexical, vector, hybrid },
      lexicalIsNear: lexical.ndcg10 >= (lucene[name] ?? 0) - 0.005,
      hybridIsNoWorse: hybrid.ndcg10 >= better,
    };
    console.log(JSON.stringify(result));
    return result;
  } finally {
    await evaluation.close();
  }
}

/** On the articles on which nothing was fitted; half of the questions have no answer. */
async function benchAnswers(language: string, kept: 0 | 1): Promise<AnswerResult> {
  const { corpus, questions } = splitQuestions(readSet(`xquad/${language}`), "odd", kept);
  const texts = new Map(corpus.map(({ id, text }) => [id, text]));
  const asked = questions.map(({ question, document }): AskedQuestion => {
    const text = texts.get(document);
    return { question, answers: text === undefined ? [] : [text], answerable: text !== undefined };
  });
  const evaluation = await openEvaluation();
  try {
    const loaded = await loadCorpus(evaluation, corpus);
    const result = await measureAnswers(evaluation, loaded, asked, 0.9);
    console.log(JSON.stringify({ answers: language, kept, ...result }));
    return result;
  } finally {
    await evaluation.close();
  }
}

/** Shares over all questions of both halves, of the languages asked for; of all, where none is. */
async function benchAllAnswers(): Promise<void> {
  const named = xquadLanguages.filter((language) => wanted.includes(language));
  const asked = named.length > 0 ? named : xquadLanguages;
  const results: AnswerResult[] = [];
  for (const language of asked) {
    results.push(await benchAnswers(language, 0), await benchAnswers(language, 1));
  }
  const sum = (of: (result: AnswerResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const right = sum(({ contained, answerable }) => contained * answerable);
  const given = sum(({ contained, answerable, rightOfAnswered }) =>
    rightOfAnswered > 0 ? (contained * answerable) / rightOfAnswered : 0,
  );
  const figures = {
    questions: sum(({ questions }) => questions),
    contained: right / sum(({ answerable }) => answerable),
    abstained:
      sum(({ abstained, unanswerable }) => abstained * unanswerable) /
      sum(({ unanswerable }) => unanswerable),
    rightOfAnswered: right / given,
  };
  console.log(JSON.stringify({ answers: asked.join(" "), precision: 0.9, ...figures }));
}

const wanted = process.argv.slice(2);
const sets = wanted.length > 0 ? wanted.filter((name) => name in lucene) : Object.keys(lucene);
if (!existsSync(`${folder}/retrieval-cisi`)) {
  console.log(`skipped: the sets are not under ${folder}`);
} else {
  const results: Awaited<ReturnType<typeof benchSearch>>[] = [];
  for (const name of sets) results.push(await benchSearch(name));
  if (results.length > 0) {
    const over = (of: (result: (typeof results)[number]) => number) =>
      Number((results.reduce((sum, one) => sum + of(one), 0) / results.length).toFixed(4));
    const summary = {
      sets: results.length,
      lexicalIsNear: results.every(({ lexicalIsNear }) => lexicalIsNear),
      hybridIsNoWorse: results.every(({ hybridIsNoWorse }) => hybridIsNoWorse),
      hybridAboveBm25: over(({ hybrid, lucene: figure = 0 }) => hybrid.ndcg10 - figure),
      hybridAboveOwnWords: over(({ hybrid, lexical }) => hybrid.ndcg10 - lexical.ndcg10),
    };
    console.log(JSON.stringify(summary));
  }
  if (wanted.length === 0 || wanted.includes("answers")) await benchAllAnswers();
}
