// How good search and answers are on a set of files (the layout of BEIR): the texts go into the same index, and the
// questions through the same search and answers, as in a workspace. Nothing is measured on a copy of the code.
import { performance } from "node:perf_hooks";
import { evidenceNumbers, guessLanguage, ndcg, recall } from "@rapport/retrieval";
import { systemContext } from "../platform/context.ts";
import type { Database } from "../platform/db/index.ts";
import { newId } from "../platform/ids.ts";
import { extractFrom, type Knowledge } from "../rooms/knowledge/index.ts";
import { missingInEncoder, type Passages, type RelatedWords } from "../rooms/passages/index.ts";

/** What a folder lacks of a sentence model, in words; null when all is there. */
export const missingOfEncoder = (folder: string): string | null => missingInEncoder(folder);

export interface CorpusLine {
  id: string;
  title: string;
  text: string;
}

export interface Judgements {
  questions: ReadonlyMap<string, string>;
  judged: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** How many queries the figures are the mean of, and how many are left out, since nothing says what is right for them. */
export interface QueryCounts {
  measured: number;
  /** No line of the judgements names them. */
  unjudged: number;
  /** They are judged, and no document is above 0. */
  withoutRelevant: number;
}

const hasRelevant = (wanted: ReadonlyMap<string, number> | undefined): boolean =>
  [...(wanted?.values() ?? [])].some((grade) => grade > 0);

export function countQueries({ questions, judged }: Judgements): QueryCounts {
  const ids = [...questions.keys()];
  const known = ids.filter((id) => judged.has(id));
  const measured = known.filter((id) => hasRelevant(judged.get(id))).length;
  return {
    measured,
    unjudged: ids.length - known.length,
    withoutRelevant: known.length - measured,
  };
}

export interface AskedQuestion {
  question: string;
  answers: readonly string[];
  answerable: boolean;
}

export const modes = ["lexical", "vector", "hybrid"] as const;
type Mode = (typeof modes)[number];

export interface ModeResult {
  ndcg10: number;
  recall100: number;
  p50Ms: number;
  p95Ms: number;
}

export interface AnswerResult {
  questions: number;
  answerable: number;
  unanswerable: number;
  precision: number;
  /** Shares of the answerable ones. */
  contained: number;
  exact: number;
  /** Share of the unanswerable ones without an answer. */
  abstained: number;
  /** Share of the given answers whose cited passages hold one of the answers wanted. */
  rightOfAnswered: number;
  p50Ms: number;
  p95Ms: number;
}

export interface EvaluationDeps {
  db: Database;
  passages: Passages;
  knowledge: Knowledge;
}

export interface Loaded {
  workspaceId: string;
  /** What the set calls a document. */
  nameOf: ReadonlyMap<string, string>;
  language: string;
  indexSeconds: number;
  learnSeconds: number;
  vectorWeight: number;
  triedQuestions: number;
}

const batch = 512;
const languageSample = 200;

const round = (value: number, digits = 4): number => Number(value.toFixed(digits));

const secondsSince = (startMs: number): number => round((performance.now() - startMs) / 1000, 1);

export async function loadCorpus(
  { db, passages }: EvaluationDeps,
  corpus: readonly CorpusLine[],
  language?: string,
): Promise<Loaded> {
  const workspaceId = newId();
  const sample = corpus.slice(0, languageSample).map(({ text }) => text.slice(0, 200));
  const chosen = language ?? guessLanguage(sample.join("\n"));
  const nameOf = new Map<string, string>();
  const startMs = performance.now();
  for (let from = 0; from < corpus.length; from += batch) {
    const documents = corpus.slice(from, from + batch).map(({ id, title, text }) => {
      const pageId = newId();
      nameOf.set(pageId, id);
      const parts = [{ headings: [], text }];
      return { id: pageId, title, language: chosen, readers: ["public"], passages: parts };
    });
    await db.tenant({ workspaceId }, (tx) => passages.write(tx, documents));
  }
  const indexSeconds = secondsSince(startMs);
  const learnMs = performance.now();
  await passages.train(workspaceId);
  const { index } = await passages.state({ workspaceId });
  const questions = Number((index.choice as { questions?: number }).questions ?? 0);
  return {
    ...{ workspaceId, nameOf, indexSeconds, language: chosen },
    learnSeconds: secondsSince(learnMs),
    vectorWeight: round(index.vectorWeight, 2),
    triedQuestions: questions,
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

async function measureMode(
  { passages }: EvaluationDeps,
  { workspaceId, nameOf }: Loaded,
  { questions, judged }: Judgements,
  mode: Mode,
): Promise<ModeResult> {
  const [gains, found, times]: [number[], number[], number[]] = [[], [], []];
  for (const [id, wanted] of judged) {
    const query = questions.get(id);
    if (query === undefined || !hasRelevant(wanted)) continue;
    const startMs = performance.now();
    const ranking = await passages.rank(
      { workspaceId },
      { query, readers: ["public"], limit: 100, mode },
    );
    times.push(performance.now() - startMs);
    const ranked = ranking.passages.map(({ pageId }) => nameOf.get(pageId) ?? "");
    gains.push(ndcg(ranked, wanted, 10));
    found.push(recall(ranked, wanted, 100));
  }
  return {
    ndcg10: round(mean(gains)),
    recall100: round(mean(found)),
    p50Ms: round(quantile(times, 0.5), 1),
    p95Ms: round(quantile(times, 0.95), 1),
  };
}

export async function measureSearch(
  deps: EvaluationDeps,
  loaded: Loaded,
  judgements: Judgements,
): Promise<Record<Mode, ModeResult>> {
  // The first search reads the vectors; it is not what a search costs.
  const warm = { query: "warm", readers: ["public"], limit: 1, mode: "hybrid" as const };
  await deps.passages.rank(loaded, warm);
  const lexical = await measureMode(deps, loaded, judgements, "lexical");
  const vector = await measureMode(deps, loaded, judgements, "vector");
  const hybrid = await measureMode(deps, loaded, judgements, "hybrid");
  return { lexical, vector, hybrid };
}

/** As answers are compared elsewhere (SQuAD): case, punctuation, articles and spaces say nothing. */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, " ")
    .replace(/\b(?:a|an|the)\b/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** What the confidence of an answer is made of, and what the answer would cite; null where nothing is found. */
export async function evidenceOf(
  { passages }: EvaluationDeps,
  { workspaceId, nameOf }: Loaded,
  question: string,
  related: readonly RelatedWords[] = [],
): Promise<{ numbers: number[]; cited: string[]; confidence: number } | null> {
  const found = await extractFrom(passages, { workspaceId }, question, ["public"], related);
  if (!found.extract) return null;
  const cited = found.cited.map(({ pageId }) => nameOf.get(pageId) ?? "");
  const { evidence, confidence } = found.extract;
  return { numbers: evidenceNumbers(evidence), cited, confidence };
}

export async function measureAnswers(
  { knowledge }: EvaluationDeps,
  { workspaceId }: Loaded,
  asked: readonly AskedQuestion[],
  precision: number,
): Promise<AnswerResult> {
  const ctx = systemContext(workspaceId, "evaluation");
  const times: number[] = [];
  const counts = { given: 0, right: 0, exact: 0, abstained: 0 };
  for (const { question, answers, answerable } of asked) {
    const startMs = performance.now();
    const answer = await knowledge.answer(ctx, { question, audience: "public", precision });
    times.push(performance.now() - startMs);
    if (answer.kind === "abstained") {
      if (!answerable) counts.abstained += 1;
      continue;
    }
    counts.given += 1;
    const wanted = answerable ? answers.map(plain).filter((text) => text !== "") : [];
    const cited = answer.citations.map(({ text }) => plain(text));
    if (wanted.some((text) => cited.some((passage) => passage.includes(text)))) counts.right += 1;
    if (wanted.some((text) => plain(answer.text).includes(text))) counts.exact += 1;
  }
  const answerable = asked.filter((one) => one.answerable).length;
  const unanswerable = asked.length - answerable;
  const share = (count: number, of: number) => round(of === 0 ? 0 : count / of);
  return {
    ...{ questions: asked.length, answerable, unanswerable, precision },
    contained: share(counts.right, answerable),
    exact: share(counts.exact, answerable),
    abstained: share(counts.abstained, unanswerable),
    rightOfAnswered: share(counts.right, counts.given),
    p50Ms: round(quantile(times, 0.5), 1),
    p95Ms: round(quantile(times, 0.95), 1),
  };
}
