// The files of `rapport knowledge eval`, in BEIR's layout. All of them are read and checked before anything is indexed: what
// is wrong is said with its file and its line, and nothing is measured on a part.
import { isUtf8 } from "node:buffer";
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

const newLine = 10;

/** Line by line, for all of a large file at once is more than a string holds. */
function* linesIn(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(newLine, at);
    const end = found < 0 ? bytes.length : found;
    yield bytes.toString("utf8", at, end).replace(/\r$/, "");
    at = end + 1;
  }
}

/** Lines that say something. */
async function linesOf(source: Source): Promise<Numbered<string>[]> {
  const bytes = await bytesOf(source);
  if (!isUtf8(bytes)) throw wrong(source, "It is no UTF-8. Save it as UTF-8.");
  return Array.from(linesIn(bytes), (value, index) => ({ line: index + 1, value }))
    .map(({ line, value }) => ({ line, value: line === 1 ? value.replace(/^\uFEFF/, "") : value }))
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

/** What is not there is empty; a list or a number is a mistake. No database keeps a zero character: it is a space. */
function textIn(source: Source, { line, value }: Numbered<Json>, name: string): string {
  const text = value[name] ?? "";
  if (typeof text !== "string") throw wrongLine(source, line, `has a "${name}" that is no text.`);
  return text.replaceAll("\0", " ");
}

interface Text {
  title: string;
  text: string;
}

/** By id, in the order of the file. A query is a text; of a document the title may be all. */
async function textsById(source: Source): Promise<Map<string, Text>> {
  const texts = new Map<string, Text>();
  for (const one of await jsonLines(source)) {
    const { line, value } = one;
    const id = String(value._id ?? value.id ?? "");
    const [title, text] = [textIn(source, one, "title"), textIn(source, one, "text")];
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

interface JudgedLine {
  query: string;
  document: string;
  grade: number;
}

const plainNumber = /^\s*[+-]?\d+(?:\.\d+)?\s*$/;

/** Null where the last cell is no number, as in a heading. */
function judgedIn(line: string): JudgedLine | null {
  const cells = line.split("\t");
  // As trec_eval has them: the second of four says nothing.
  const [query = "", document = "", grade = ""] =
    cells.length === 4 ? [cells[0], cells[2], cells[3]] : cells;
  return plainNumber.test(grade) ? { query, document, grade: Number(grade) } : null;
}

type Judged = Map<string, Map<string, number>>;

/** A pair has one grade, however often it stands there. */
function judge(qrels: Source, line: number, one: JudgedLine, into: Judged): void {
  const { query, document, grade } = one;
  const known = into.get(query) ?? new Map<string, number>();
  const before = known.get(document) ?? grade;
  if (before !== grade) {
    const twice = `grades "${document}" for "${query}" with ${grade}; an earlier line says ${before}.`;
    throw wrongLine(qrels, line, twice);
  }
  into.set(query, known.set(document, grade));
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
  const unknown = (what: string, id: string, option: string) =>
    `names the ${what} "${id}", which --${option} does not have.`;
  const judged: Judged = new Map();
  for (const [at, { line, value }] of (await linesOf(qrels)).entries()) {
    const one = judgedIn(value);
    if (!one && at === 0) continue;
    if (!one) throw wrongLine(qrels, line, "is not: query, document, grade, with tabs between.");
    if (!questions.has(one.query))
      throw wrongLine(qrels, line, unknown("query", one.query, "queries"));
    if (!documents.has(one.document))
      throw wrongLine(qrels, line, unknown("document", one.document, "corpus"));
    judge(qrels, line, one, judged);
  }
  const isRelevant = (grades: Map<string, number>) => [...grades.values()].some((one) => one > 0);
  if ([...judged.values()].some(isRelevant)) return { questions, judged };
  throw wrong(qrels, "It says of no document that it answers a query.");
}

function answersIn(source: Source, { line, value: { answers } }: Numbered<Json>): string[] {
  if (answers === undefined || answers === null) return [];
  const isText = (one: unknown) => typeof one === "string" || typeof one === "number";
  if (Array.isArray(answers) && answers.every(isText)) return answers.map(String);
  throw wrongLine(source, line, 'has "answers" that are no list of texts.');
}

function questionIn(source: Source, one: Numbered<Json>): AskedQuestion {
  const { line, value } = one;
  const question = textIn(source, one, "question") || textIn(source, one, "text");
  if (question.trim() === "") throw wrongLine(source, line, "has no question.");
  const answers = answersIn(source, one);
  const { answerable = answers.length > 0 } = value;
  if (typeof answerable !== "boolean")
    throw wrongLine(source, line, 'has an "answerable" that is neither true nor false.');
  if (value.answers === undefined && value.answerable === undefined)
    throw wrongLine(source, line, 'has neither "answers" nor "answerable".');
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
