// `rapport knowledge eval`: search and answers measured on files. It needs no installation: a database in memory takes the
// texts, through the rooms that a workspace's pages go through.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import {
  type AnswerResult,
  type AskedQuestion,
  type CorpusLine,
  type EvaluationDeps,
  type Judgements,
  loadCorpus,
  type ModeResult,
  measureAnswers,
  measureSearch,
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
import { AppError } from "../platform/errors.ts";
import { silentLogger } from "../platform/logger.ts";

type Input = Readonly<Record<string, unknown>>;

export interface KnowledgeEvaluation {
  ok: boolean;
  /** What was demanded and not reached. */
  failed: string[];
  passages: number;
  language: string;
  indexSeconds: number;
  learnSeconds: number;
  vectorWeight: number;
  triedQuestions: number;
  search: Record<"lexical" | "vector" | "hybrid", ModeResult> | null;
  answers: AnswerResult | null;
}

const usage = (message: string): AppError => new AppError("invalid", "operations.usage", message);

const textOf = (input: Input, name: string): string | undefined => {
  const value = input[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

function numberOf(input: Input, name: string, fallback: number): number {
  const text = textOf(input, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value >= 0 && value <= 1))
    throw usage(`--${name} is a number from 0 to 1; it is "${text}".`);
  return value;
}

async function linesOf(path: string, option: string): Promise<string[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === "ENOENT" ? "There is no such file" : `It cannot be read (${error.code})`;
    throw usage(`--${option} ${path}: ${why}.`);
  });
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isPacked ? gunzipSync(bytes) : bytes).toString("utf8");
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

async function jsonLines(path: string, option: string): Promise<Record<string, unknown>[]> {
  const lines = await linesOf(path, option);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch {
      throw usage(`--${option} ${path}: Line ${index + 1} is no JSON.`);
    }
  });
}

const idOf = (line: Record<string, unknown>): string => String(line._id ?? line.id ?? "");

async function readCorpus(path: string): Promise<CorpusLine[]> {
  const lines = await jsonLines(path, "corpus");
  return lines.map((line) => ({
    id: idOf(line),
    title: String(line.title ?? ""),
    text: String(line.text ?? ""),
  }));
}

async function readJudgements(queries: string, qrels: string): Promise<Judgements> {
  const asked = await jsonLines(queries, "queries");
  const questions = new Map(asked.map((line) => [idOf(line), String(line.text ?? "")]));
  const judged = new Map<string, Map<string, number>>();
  for (const line of await linesOf(qrels, "qrels")) {
    const cells = line.split("\t");
    const [query = "", document = "", grade = ""] =
      cells.length === 4 ? [cells[0], cells[2], cells[3]] : cells;
    const value = Number(grade);
    if (grade.trim() === "" || Number.isNaN(value)) continue;
    const known = judged.get(query) ?? new Map<string, number>();
    judged.set(query, known.set(document, value));
  }
  return { questions, judged };
}

async function readQuestions(path: string): Promise<AskedQuestion[]> {
  const lines = await jsonLines(path, "answers");
  return lines.map((line) => {
    const answers = Array.isArray(line.answers) ? line.answers.map(String) : [];
    const answerable = typeof line.answerable === "boolean" ? line.answerable : answers.length > 0;
    return { question: String(line.question ?? line.text ?? ""), answers, answerable };
  });
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

/** Measures that the caller demands; what falls short is told, and the exit code says so. */
function missed(result: Omit<KnowledgeEvaluation, "ok" | "failed">, input: Input): string[] {
  const { search, answers } = result;
  const demands: [string, number | undefined][] = [
    ["min-ndcg", search?.hybrid.ndcg10],
    ["min-recall", search?.hybrid.recall100],
    ["min-contained", answers?.contained],
    ["min-abstained", answers?.abstained],
    ["min-right", answers?.rightOfAnswered],
  ];
  return demands.flatMap(([name, value]) => {
    const least = numberOf(input, name, 0);
    return least > (value ?? 0)
      ? [`${name.slice(4)} is ${value ?? "not measured"}, below ${least}`]
      : [];
  });
}

export async function evaluateKnowledge(
  input: Input,
  tell: (what: string) => void,
): Promise<KnowledgeEvaluation> {
  const [corpusFile, queries, qrels, answersFile] = ["corpus", "queries", "qrels", "answers"].map(
    (name) => textOf(input, name),
  );
  if (corpusFile === undefined) throw usage("--corpus is missing.");
  if ((queries === undefined) !== (qrels === undefined))
    throw usage("--queries and --qrels go together.");
  if (queries === undefined && answersFile === undefined) {
    throw usage("Say --queries and --qrels, or --answers, or both.");
  }
  const precision = numberOf(input, "precision", 0.9);
  const corpus = await readCorpus(corpusFile);
  const judgements = queries && qrels ? await readJudgements(queries, qrels) : null;
  const questions = answersFile ? await readQuestions(answersFile) : null;
  const evaluation = await openEvaluation(undefined, textOf(input, "encoder"));
  try {
    tell(`Indexing ${corpus.length} passages …`);
    const loaded = await loadCorpus(evaluation, corpus, textOf(input, "language"));
    tell(`Indexed in ${loaded.indexSeconds} s, learned in ${loaded.learnSeconds} s; asking …`);
    const search = judgements ? await measureSearch(evaluation, loaded, judgements) : null;
    const answers = questions
      ? await measureAnswers(evaluation, loaded, questions, precision)
      : null;
    const { language, indexSeconds, learnSeconds, vectorWeight, triedQuestions } = loaded;
    const result = {
      ...{ passages: corpus.length, language, indexSeconds, learnSeconds },
      ...{ vectorWeight, triedQuestions, search, answers },
    };
    const failed = missed(result, input);
    return { ok: failed.length === 0, failed, ...result };
  } finally {
    await evaluation.close();
  }
}
