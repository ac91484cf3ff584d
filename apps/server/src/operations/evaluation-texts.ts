// The files of `rapport knowledge eval`, in BEIR's layout. All of them are read and checked before anything is indexed: what
// is wrong is said with its file and its line, and nothing is measured on a part.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { AskedQuestion, CorpusLine, Judgements } from "../flows/evaluate-knowledge.ts";
import { AppError } from "../platform/errors.ts";

export const usage = (message: string): AppError =>
  new AppError("invalid", "operations.usage", message);

/** A file that an option names. */
interface Source {
  option: string;
  path: string;
}

interface Numbered<T> {
  /** From 1, as editors count. */
  line: number;
  value: T;
}

type Json = Readonly<Record<string, unknown>>;

const wrong = ({ option, path }: Source, what: string): AppError =>
  usage(`--${option} ${path}: ${what}`);
const wrongLine = (source: Source, line: number, what: string): AppError =>
  wrong(source, `Line ${line} ${what}`);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  EISDIR: "It is a folder, not a file.",
  EACCES: "It may not be read.",
};

async function bytesOf(source: Source): Promise<Buffer> {
  const bytes = await readFile(source.path).catch((error: NodeJS.ErrnoException) => {
    throw wrong(source, reasons[error.code ?? ""] ?? `It cannot be read (${error.code}).`);
  });
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    throw wrong(source, "It begins like a gzip file, but cannot be unpacked.");
  }
}

/** Lines that say something. */
async function linesOf(source: Source): Promise<Numbered<string>[]> {
  const text = (await bytesOf(source)).toString("utf8").replace(/^\uFEFF/, "");
  return text
    .split(/\r?\n/)
    .map((value, index) => ({ line: index + 1, value }))
    .filter(({ value }) => value.trim() !== "");
}

function objectIn(source: Source, { line, value }: Numbered<string>): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw wrongLine(source, line, "is no JSON.");
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
    return parsed as Json;
  throw wrongLine(source, line, "is no JSON object.");
}

async function jsonLines(source: Source): Promise<Numbered<Json>[]> {
  const lines = await linesOf(source);
  return lines.map((one) => ({ line: one.line, value: objectIn(source, one) }));
}

const textIn = (value: unknown): string => (typeof value === "string" ? value : "");

interface Text {
  title: string;
  text: string;
}

/** By id, in the order of the file. A query is a text; of a document the title may be all. */
async function textsById(source: Source): Promise<Map<string, Text>> {
  const texts = new Map<string, Text>();
  for (const { line, value } of await jsonLines(source)) {
    const id = String(value._id ?? value.id ?? "");
    const [title, text] = [textIn(value.title), textIn(value.text)];
    if (id === "") throw wrongLine(source, line, "has no _id.");
    if (texts.has(id)) throw wrongLine(source, line, `has the _id "${id}" of an earlier line.`);
    if (source.option === "queries" && text.trim() === "")
      throw wrongLine(source, line, "has no text.");
    texts.set(id, { title, text });
  }
  return texts;
}

export async function readCorpus(path: string): Promise<CorpusLine[]> {
  const source = { option: "corpus", path };
  const texts = await textsById(source);
  const corpus = Array.from(texts, ([id, { title, text }]) => ({ id, title, text }));
  if (corpus.some(({ title, text }) => `${title}${text}`.trim() !== "")) return corpus;
  throw wrong(source, 'There is no text in it; its lines are {"_id", "title", "text"}.');
}

interface Judged {
  query: string;
  document: string;
  grade: number;
}

/** Null where the last cell is no number, as in a heading. */
function judgedIn(line: string): Judged | null {
  const cells = line.split("\t");
  // As trec_eval has them: the second of four says nothing.
  const [query = "", document = "", grade = ""] =
    cells.length === 4 ? [cells[0], cells[2], cells[3]] : cells;
  const value = Number(grade);
  return grade.trim() === "" || Number.isNaN(value) ? null : { query, document, grade: value };
}

export async function readJudgements(
  files: { queries: string; qrels: string },
  corpus: readonly CorpusLine[],
): Promise<Judgements> {
  const queries = { option: "queries", path: files.queries };
  const qrels = { option: "qrels", path: files.qrels };
  const questions = new Map(
    Array.from(await textsById(queries), ([id, { text }]) => [id, text] as const),
  );
  const documents = new Set(corpus.map(({ id }) => id));
  const judged = new Map<string, Map<string, number>>();
  for (const { line, value } of await linesOf(qrels)) {
    const one = judgedIn(value);
    if (!one && line === 1) continue;
    if (!one) throw wrongLine(qrels, line, "is not: query, document, grade, with tabs between.");
    const { query, document, grade } = one;
    if (!questions.has(query))
      throw wrongLine(qrels, line, `names the query "${query}", which --queries does not have.`);
    if (!documents.has(document))
      throw wrongLine(
        qrels,
        line,
        `names the document "${document}", which --corpus does not have.`,
      );
    const known = judged.get(query) ?? new Map<string, number>();
    judged.set(query, known.set(document, grade));
  }
  const isRelevant = (grades: Map<string, number>) => [...grades.values()].some((one) => one > 0);
  if ([...judged.values()].some(isRelevant)) return { questions, judged };
  throw wrong(qrels, "It says of no document that it answers a query.");
}

function questionIn(source: Source, { line, value }: Numbered<Json>): AskedQuestion {
  const question = textIn(value.question) || textIn(value.text);
  if (question.trim() === "") throw wrongLine(source, line, "has no question.");
  const answers = Array.isArray(value.answers) ? value.answers.map(String) : [];
  const answerable = typeof value.answerable === "boolean" ? value.answerable : answers.length > 0;
  if (answerable && answers.every((answer) => answer.trim() === ""))
    throw wrongLine(source, line, "is answerable and has no answers.");
  return { question, answers, answerable };
}

export async function readQuestions(path: string): Promise<AskedQuestion[]> {
  const source = { option: "answers", path };
  const lines = await jsonLines(source);
  if (lines.length === 0) throw wrong(source, "There is no question in it.");
  return lines.map((one) => questionIn(source, one));
}
