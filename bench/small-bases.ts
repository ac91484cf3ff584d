// Answers on small knowledge bases, where no vectors are learned: XQuAD's articles in groups of 2, 4 and 6 (10 to 30
// documents), every second document taken away, so that half of the questions have no answer; once as they are, once with
// a second page beside each that says the same in another order. `npm run bench:small-bases [language …]`. Odd articles only: the
// confidence was fitted on the even ones (bench/fit-answers.ts).
import { existsSync } from "node:fs";
import {
  type AnswerResult,
  type CorpusLine,
  loadCorpus,
  measureAnswers,
} from "../apps/server/src/flows/evaluate-knowledge.ts";
import { openEvaluation } from "../apps/server/src/operations/evaluate-knowledge.ts";
import { sentencesOf } from "../packages/retrieval/src/index.ts";
import { folder, readSet, smallBases, xquadLanguages } from "./retrieval-sets.ts";

const wanted = process.argv.slice(2);
const languages = xquadLanguages.filter((one) => wanted.length === 0 || wanted.includes(one));

const twinOf = ({ id, title, text }: CorpusLine): CorpusLine => ({
  id: `${id} again`,
  title,
  text: sentencesOf(text).reverse().join(" "),
});

function summed(results: readonly AnswerResult[]) {
  const sum = (of: (result: AnswerResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const right = sum(({ contained, answerable }) => contained * answerable);
  const given = sum(({ contained, answerable, rightOfAnswered }) =>
    rightOfAnswered > 0 ? (contained * answerable) / rightOfAnswered : 0,
  );
  const share = (part: number, of: number) => Number((of === 0 ? 0 : part / of).toFixed(4));
  const unanswerable = sum((result) => result.unanswerable);
  return {
    questions: sum(({ questions }) => questions),
    contained: share(
      right,
      sum(({ answerable }) => answerable),
    ),
    abstained: share(
      sum((result) => result.abstained * result.unanswerable),
      unanswerable,
    ),
    rightOfAnswered: share(right, given),
  };
}

async function measure(language: string, articles: number, hasTwins: boolean) {
  const evaluation = await openEvaluation();
  const results: AnswerResult[] = [];
  try {
    for (const { corpus, questions } of smallBases(readSet(`xquad/${language}`), "odd", articles)) {
      const texts = new Map(corpus.map(({ id, text }) => [id, text]));
      const documents = hasTwins ? corpus.flatMap((one) => [one, twinOf(one)]) : corpus;
      const loaded = await loadCorpus(evaluation, documents, language);
      const asked = questions.map(({ question, document }) => {
        const text = texts.get(document);
        const answers = text === undefined ? [] : [text];
        const alike = text === undefined ? [] : [sentencesOf(text).reverse().join(" ")];
        return { question, answers: [...answers, ...alike], answerable: text !== undefined };
      });
      results.push(await measureAnswers(evaluation, loaded, asked, 0.9));
    }
    return results;
  } finally {
    await evaluation.close();
  }
}

async function measureAll(hasTwins: boolean): Promise<void> {
  const all: AnswerResult[] = [];
  for (const articles of [2, 4, 6]) {
    const results: AnswerResult[] = [];
    for (const language of languages) {
      results.push(...(await measure(language, articles, hasTwins)));
    }
    console.log(JSON.stringify({ articles, hasTwins, ...summed(results) }));
    all.push(...results);
  }
  console.log(JSON.stringify({ articles: "all", hasTwins, precision: 0.9, ...summed(all) }));
}

if (existsSync(`${folder}/retrieval-xquad`)) {
  await measureAll(false);
  await measureAll(true);
} else {
  console.log(`skipped: the sets are not under ${folder}`);
}
