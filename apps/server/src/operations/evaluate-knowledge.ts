// `rapport knowledge eval`: search and answers measured on files. It needs no installation: a database in memory takes the
// texts, through the rooms that a workspace's pages go through.
import { languages } from "@rapport/retrieval";
import {
  type AnswerResult,
  type AskedQuestion,
  countQueries,
  type EvaluationDeps,
  loadCorpus,
  type ModeResult,
  measureAnswers,
  measureSearch,
  missingOfEncoder,
  type QueryCounts,
} from "../flows/evaluate-knowledge.ts";
import { makeKnowledge } from "../flows/make-knowledge.ts";
import { createActs } from "../platform/acts.ts";
import { systemClock } from "../platform/clock.ts";
import {
  type DatabaseServer,
  embeddedServer,
  migrateAll,
  openDatabase,
  startEmbedded,
} from "../platform/db/index.ts";
import { silentLogger } from "../platform/logger.ts";
import { readCorpus, readJudgements, readQuestions, usage } from "./evaluation-texts.ts";

type Input = Readonly<Record<string, unknown>>;

export interface KnowledgeEvaluation {
  ok: boolean;
  /** What was demanded and not reached. */
  failed: string[];
  passages: number;
  /** Documents without title and text, which nothing finds. */
  emptyPassages: number;
  language: string;
  indexSeconds: number;
  learnSeconds: number;
  vectorWeight: number;
  triedQuestions: number;
  queries: QueryCounts | null;
  search: Record<"lexical" | "vector" | "hybrid", ModeResult> | null;
  answers: AnswerResult | null;
}

const textOf = (input: Input, name: string): string | undefined => {
  const value = input[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

function shareOf(input: Input, name: string, least = 0, most = 1): number | undefined {
  const text = textOf(input, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= least && value <= most))
    throw usage(`--${name} is a number from ${least} to ${most}; it is "${text}".`);
  return value;
}

function languageIn(input: Input): string | undefined {
  const wanted = textOf(input, "language");
  if (wanted === undefined || languages.some((known) => known === wanted)) return wanted;
  throw usage(`--language is one of ${languages.join(", ")}; it is "${wanted}".`);
}

/** The rooms over an empty database; `server` unless told is one in memory. */
export async function openEvaluation(
  server?: DatabaseServer,
  encoderDir = "",
): Promise<EvaluationDeps & { close(): Promise<void> }> {
  const opened = server ?? embeddedServer(await startEmbedded("memory://"));
  await migrateAll(opened);
  const db = openDatabase(opened, 4);
  const clock = systemClock;
  const acts = createActs({ db, clock, listeners: [] });
  const workspaceIds = async () => [];
  const config = { encoderDir };
  const rooms = makeKnowledge({ db, clock, logger: silentLogger, acts, workspaceIds, config });
  return {
    db,
    ...rooms,
    close: async () => {
      await rooms.passages.upkeep.stop();
      await db.close();
      await opened.stop();
    },
  };
}

function encoderIn(input: Input): string | undefined {
  const folder = textOf(input, "encoder");
  const missing = folder === undefined ? null : missingOfEncoder(folder);
  if (missing !== null) throw usage(`--encoder: ${missing}`);
  return folder;
}

type Measured = Pick<KnowledgeEvaluation, "search" | "answers">;

/** What may be demanded, by the option that demands it. */
const demands: readonly [name: string, of: (measured: Measured) => number | undefined][] = [
  ["min-ndcg", ({ search }) => search?.hybrid.ndcg10],
  ["min-recall", ({ search }) => search?.hybrid.recall100],
  ["min-contained", ({ answers }) => answers?.contained],
  ["min-abstained", ({ answers }) => answers?.abstained],
  ["min-right", ({ answers }) => answers?.rightOfAnswered],
];
const searchDemands = new Set(["min-ndcg", "min-recall"]);

/** Demands that the files given allow to be measured. */
function demandedIn(input: Input): Map<string, number> {
  const demanded = new Map<string, number>();
  for (const [name] of demands) {
    const least = shareOf(input, name);
    if (least === undefined) continue;
    const needed = searchDemands.has(name) ? "queries" : "answers";
    if (textOf(input, needed) === undefined)
      throw usage(`--${name} cannot be measured without --${needed}.`);
    demanded.set(name, least);
  }
  return demanded;
}

/** A share of nothing is none. */
function requireMeasurable(
  demanded: ReadonlyMap<string, number>,
  questions: readonly AskedQuestion[],
): void {
  const lacks = (answerable: boolean) => questions.every((one) => one.answerable !== answerable);
  if (demanded.has("min-contained") && lacks(true))
    throw usage("--min-contained cannot be measured: no line of --answers is answerable.");
  if (demanded.has("min-abstained") && lacks(false))
    throw usage("--min-abstained cannot be measured: every line of --answers is answerable.");
}

/** What falls short of what is demanded is told, and the exit code says so. */
const missed = (measured: Measured, demanded: ReadonlyMap<string, number>): string[] =>
  demands.flatMap(([name, of]) => {
    const [least = 0, value = 0] = [demanded.get(name), of(measured)];
    return least > value ? [`${name.slice(4)} is ${value}, below ${least}`] : [];
  });

/** All that was asked for, read and checked. */
async function prepare(input: Input) {
  const [corpusFile, queries, qrels, answersFile] = ["corpus", "queries", "qrels", "answers"].map(
    (name) => textOf(input, name),
  );
  if (corpusFile === undefined) throw usage("--corpus is missing.");
  if ((queries === undefined) !== (qrels === undefined))
    throw usage("--queries and --qrels go together.");
  if (queries === undefined && answersFile === undefined) {
    throw usage("Say --queries and --qrels, or --answers, or both.");
  }
  const settings = {
    precision: shareOf(input, "precision", 0.5, 0.99) ?? 0.9,
    language: languageIn(input),
    encoder: encoderIn(input),
    demanded: demandedIn(input),
  };
  const corpus = await readCorpus(corpusFile);
  const judgements = queries && qrels ? await readJudgements({ queries, qrels }, corpus) : null;
  const questions = answersFile ? await readQuestions(answersFile) : null;
  requireMeasurable(settings.demanded, questions ?? []);
  return { ...settings, corpus, judgements, questions };
}

const isEmpty = ({ title, text }: { title: string; text: string }): boolean =>
  `${title}${text}`.trim() === "";

export async function evaluateKnowledge(
  input: Input,
  tell: (what: string) => void,
): Promise<KnowledgeEvaluation> {
  const asked = await prepare(input);
  const { corpus, judgements, questions, precision } = asked;
  const evaluation = await openEvaluation(undefined, asked.encoder);
  try {
    tell(`Indexing ${corpus.length} passages …`);
    const loaded = await loadCorpus(evaluation, corpus, asked.language);
    tell(`Indexed in ${loaded.indexSeconds} s, learned in ${loaded.learnSeconds} s; asking …`);
    const search = judgements ? await measureSearch(evaluation, loaded, judgements) : null;
    const answers = questions
      ? await measureAnswers(evaluation, loaded, questions, precision)
      : null;
    const failed = missed({ search, answers }, asked.demanded);
    const { language, indexSeconds, learnSeconds, vectorWeight, triedQuestions } = loaded;
    return {
      ...{ ok: failed.length === 0, failed },
      ...{ passages: corpus.length, emptyPassages: corpus.filter(isEmpty).length },
      ...{ language, indexSeconds, learnSeconds },
      queries: judgements && countQueries(judgements),
      ...{ vectorWeight, triedQuestions, search, answers },
    };
  } finally {
    await evaluation.close();
  }
}
