// Search on the sets under RAPPORT_BENCH_DATA (/work/shared/data unless told), beside the figures of Lucene's BM25 that
// their README gives, through the code that a workspace's pages go through: `npm run bench:retrieval [set …]`. Answers:
// of XQuAD's documents every second one is taken away; the questions about these have no answer.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  type AskedQuestion,
  type CorpusLine,
  type Judgements,
  loadCorpus,
  measureAnswers,
  measureSearch,
} from "../apps/server/src/flows/evaluate-knowledge.ts";
import { openEvaluation } from "../apps/server/src/operations/evaluate-knowledge.ts";

const folder = process.env.RAPPORT_BENCH_DATA ?? "/work/shared/data";

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

function linesOf(path: string): string[] {
  const text = existsSync(path)
    ? readFileSync(path, "utf8")
    : gunzipSync(readFileSync(`${path}.gz`)).toString("utf8");
  return text.split("\n").filter((line) => line !== "");
}

interface Line {
  _id: string | number;
  title?: string;
  text: string;
}

const jsonOf = (path: string): Line[] => linesOf(path).map((line) => JSON.parse(line) as Line);

function readSet(name: string): { corpus: CorpusLine[]; judgements: Judgements } {
  const at = `${folder}/retrieval-${name}`;
  const corpus = jsonOf(`${at}/corpus.jsonl`).map(({ _id, title = "", text }) => ({
    id: String(_id),
    title,
    text,
  }));
  const questions = new Map(
    jsonOf(`${at}/queries.jsonl`).map(({ _id, text }) => [String(_id), text]),
  );
  const judged = new Map<string, Map<string, number>>();
  for (const line of linesOf(`${at}/qrels.tsv`).slice(1)) {
    const [query = "", document = "", grade = "0"] = line.split("\t");
    const known = judged.get(query) ?? new Map<string, number>();
    judged.set(query, known.set(document, Number(grade)));
  }
  return { corpus, judgements: { questions, judged } };
}

async function benchSearch(name: string) {
  const { corpus, judgements } = readSet(name);
  const evaluation = await openEvaluation();
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

/** Every second article (five paragraphs) of the half on which nothing was fitted keeps its even documents. */
async function benchAnswers(language: string) {
  const { corpus, judgements } = readSet(`xquad/${language}`);
  const kept = corpus.filter((_, index) => index % 2 === 0);
  const texts = new Map(kept.map(({ id, text }) => [id, text]));
  const questions: AskedQuestion[] = [];
  for (const [id, wanted] of judgements.judged) {
    const [document = ""] = wanted.keys();
    const wasFitted = Math.floor(Number(document.slice(1)) / 5) % 2 === 0;
    const question = judgements.questions.get(id);
    if (wasFitted || question === undefined) continue;
    const text = texts.get(document);
    const answers = text === undefined ? [] : [text];
    questions.push({ question, answers, answerable: text !== undefined });
  }
  const evaluation = await openEvaluation();
  try {
    const loaded = await loadCorpus(evaluation, kept);
    const result = {
      answers: language,
      ...(await measureAnswers(evaluation, loaded, questions, 0.9)),
    };
    console.log(JSON.stringify(result));
  } finally {
    await evaluation.close();
  }
}

const wanted = process.argv.slice(2);
const sets = wanted.length > 0 ? wanted.filter((name) => name in lucene) : Object.keys(lucene);
if (!existsSync(`${folder}/retrieval-cisi`)) {
  console.log(`skipped: the sets are not under ${folder}`);
} else {
  const results = [];
  for (const name of sets) results.push(await benchSearch(name));
  const gained = results.reduce(
    (sum, { lexical, hybrid }) => sum + hybrid.ndcg10 - lexical.ndcg10,
    0,
  );
  console.log(
    JSON.stringify({ sets: results.length, hybridAboveLexical: gained / results.length }),
  );
  if (wanted.length === 0 || wanted.includes("answers")) {
    for (const language of ["en", "de", "es", "ru", "zh", "ar"]) await benchAnswers(language);
  }
}
