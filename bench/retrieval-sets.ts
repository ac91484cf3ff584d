// The sets under RAPPORT_BENCH_DATA (../shared/data unless told): search in BEIR's layout, and questions with and
// without an answer made of XQuAD.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CorpusLine, Judgements } from "../apps/server/src/flows/evaluate-knowledge.ts";

export const folder =
  process.env.RAPPORT_BENCH_DATA ?? join(import.meta.dirname, "../../shared/data");
export const xquadLanguages = ["en", "de", "es", "ru", "zh", "ar"] as const;

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

export interface JudgedSet {
  corpus: CorpusLine[];
  judgements: Judgements;
}

export function readSet(name: string): JudgedSet {
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

/** Documents of one article of XQuAD, which follow each other. */
const perArticle = 5;

interface SplitQuestion {
  question: string;
  /** The document with the answer, there or taken away. */
  document: string;
}

/**
 * Every second document taken away, so that half of the questions have no answer; questions about every second article
 * (five documents) only: on the even ones something was fitted, on the odd ones it is measured.
 */
export function splitQuestions(
  { corpus, judgements }: JudgedSet,
  articles: "even" | "odd",
  keptRest: 0 | 1,
): { corpus: CorpusLine[]; questions: SplitQuestion[] } {
  const kept = corpus.filter((_, index) => index % 2 === keptRest);
  const questions: SplitQuestion[] = [];
  for (const [id, wanted] of judgements.judged) {
    const [document = ""] = wanted.keys();
    const isEven = Math.floor(Number(document.slice(1)) / perArticle) % 2 === 0;
    const question = judgements.questions.get(id);
    if (question === undefined || isEven !== (articles === "even")) continue;
    questions.push({ question, document });
  }
  return { corpus: kept, questions };
}

/**
 * Knowledge bases of a few articles each (five documents an article), every second document taken away; once these, once
 * the others. Questions about every second article only: on the even ones something was fitted, on the odd ones it is
 * measured.
 */
export function smallBases(
  { corpus, judgements }: JudgedSet,
  parity: "even" | "odd",
  articles: number,
): { corpus: CorpusLine[]; questions: SplitQuestion[] }[] {
  const articleOf = (index: number) => Math.floor(index / perArticle);
  const asked = [...judgements.judged].flatMap(([id, wanted]) => {
    const [document = ""] = wanted.keys();
    const article = articleOf(Number(document.slice(1)));
    const question = judgements.questions.get(id);
    const isAsked = question !== undefined && (article % 2 === 0) === (parity === "even");
    return isAsked ? [{ question, document, article }] : [];
  });
  const bases: { corpus: CorpusLine[]; questions: SplitQuestion[] }[] = [];
  for (let from = 0; from + articles <= articleOf(corpus.length); from += articles) {
    const isOwn = (article: number) => article >= from && article < from + articles;
    const questions = asked.filter(({ article }) => isOwn(article));
    for (const kept of [0, 1]) {
      const documents = corpus.filter((_, at) => isOwn(articleOf(at)) && at % 2 === kept);
      bases.push({ corpus: documents, questions });
    }
  }
  return bases;
}
