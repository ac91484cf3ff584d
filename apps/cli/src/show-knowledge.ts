// The report of `knowledge eval`, search hits and answers as text for people.
import type { KnowledgeAnswer, KnowledgePassage, KnowledgeSearchResult } from "@rapport/sdk";

interface Mode {
  ndcg10: number;
  recall100: number;
  p50Ms: number;
  p95Ms: number;
}

interface Evaluation {
  ok: boolean;
  failed: string[];
  passages: number;
  emptyPassages: number;
  queries: { measured: number; unjudged: number; withoutRelevant: number } | null;
  language: string;
  vectorWeight: number;
  triedQuestions: number;
  search: Record<"lexical" | "vector" | "hybrid", Mode> | null;
  answers: {
    answerable: number;
    unanswerable: number;
    precision: number;
    contained: number;
    exact: number;
    abstained: number;
    rightOfAnswered: number;
    p95Ms: number;
  } | null;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const modeLine = (name: string, { ndcg10, recall100, p50Ms, p95Ms }: Mode): string =>
  `${name.padEnd(8)}  nDCG@10 ${ndcg10.toFixed(4)}  recall@100 ${recall100.toFixed(4)}  p50 ${p50Ms} ms  p95 ${p95Ms} ms`;

/** What the figures are the mean of, and what they leave out. */
function countLines({ emptyPassages, queries }: Evaluation): string[] {
  const lines = emptyPassages === 0 ? [] : [`${emptyPassages} of the passages have no text.`];
  if (!queries) return lines;
  const { measured, unjudged, withoutRelevant } = queries;
  const out = [
    ...(unjudged === 0 ? [] : [`${unjudged} without a judgement`]),
    ...(withoutRelevant === 0 ? [] : [`${withoutRelevant} for which no document is right`]),
  ];
  const left = out.length === 0 ? "" : `; left out: ${out.join(", ")}`;
  return [...lines, `Queries measured: ${measured}${left}.`];
}

export function knowledgeEvaluated(result: Evaluation): string {
  const { search, answers } = result;
  const lines = [
    `${result.passages} passages (${result.language}); the vector side has ${percent(result.vectorWeight)} of the ranking, chosen on ${result.triedQuestions} questions made of the passages.`,
    ...countLines(result),
  ];
  if (search) {
    const { lexical, vector, hybrid } = search;
    lines.push(
      modeLine("lexical", lexical),
      modeLine("vector", vector),
      modeLine("hybrid", hybrid),
    );
  }
  if (answers) {
    lines.push(
      `Answers at a precision of ${answers.precision}: of ${answers.answerable} answerable ones ${percent(answers.contained)} have their answer in a cited passage, ${percent(answers.exact)} in the answer itself; of ${answers.unanswerable} unanswerable ones ${percent(answers.abstained)} got none; ${percent(answers.rightOfAnswered)} of the given answers are right. p95 ${answers.p95Ms} ms`,
    );
  }
  lines.push(...result.failed.map((what) => `Not met: ${what}.`));
  return lines.join("\n");
}

/** What was found, and which words the glossary added. */
export function foundText({ data, added }: KnowledgeSearchResult): string {
  const words = added.map(
    ({ asked, term, added: also }) => `"${asked}" also as ${also.join(", ")} (glossary: ${term})`,
  );
  return [...words, passagesText(data)].join("\n");
}

function passagesText(passages: readonly KnowledgePassage[]): string {
  if (passages.length === 0) return "Nothing was found.";
  return passages
    .map(({ title, headings, text, score, words, added }, index) => {
      const where = [title, ...headings].join(" › ");
      const why = words.length + added.length > 0 ? ` [${[...words, ...added].join(", ")}]` : "";
      return `${index + 1}. ${where}  ${score.toFixed(3)}${why}\n   ${text.replace(/\s+/g, " ").slice(0, 200)}`;
    })
    .join("\n");
}

export function answerText(answer: KnowledgeAnswer): string {
  const sure = `confidence ${answer.confidence.toFixed(2)}, needed ${answer.threshold.toFixed(2)}`;
  const list = answer.kind === "answered" ? answer.citations : answer.nearest;
  const sources = list.map(({ title, quote }) => `- ${title}: ${quote}`).join("\n");
  if (answer.kind === "answered") return `${answer.text}\n(${sure}; extractive)\n${sources}`;
  return `No answer (${sure}).${sources === "" ? "" : ` Nearest:\n${sources}`}`;
}
