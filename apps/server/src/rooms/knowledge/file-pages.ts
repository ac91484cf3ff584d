// A file into pages of Markdown: by its ending, and never by what it says it is. Nothing in it is run or fetched. It
// runs in a thread with limits (read-file.ts), for a file can be made to take any time and memory.
import { parse } from "csv-parse/sync";
import { textOfBytes } from "./file-text.ts";
import { headOfMarkdown } from "./markdown-head.ts";
import { markdownOfHtml } from "./markdown-of-html.ts";
import type { CameAs } from "./pages.store.ts";

/** Why a file gives no pages: its PDF has no text, or what is wrong with it, in words. */
export class FileFault extends Error {
  override name = "FileFault";
  readonly kind: "no-text" | "unreadable";

  constructor(kind: "no-text" | "unreadable", message = "") {
    super(message);
    this.kind = kind;
  }
}

const unreadable = (why: string) => new FileFault("unreadable", why);

export interface ReadPage {
  /** Within the file: a table of questions has a page a row. */
  part: string;
  title: string;
  body: string;
  cameAs: CameAs;
}

const maxTitleLength = 200;
const maxRows = 5000;

const tidyTitle = (title: string): string =>
  title
    .replace(/\p{Cc}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, maxTitleLength)
    .toWellFormed();

const tidyBody = (body: string): string =>
  body
    .replaceAll("\r\n", "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .toWellFormed()
    .trim();

const nameOf = (path: string): string =>
  (path.split("/").at(-1) ?? path).replace(/\.[^.]+$/, "").replace(/[-_]+/g, " ");

function textOf(bytes: Uint8Array, isHtml: boolean): string {
  const read = textOfBytes(bytes, { isHtml });
  if (!read) throw unreadable("it is no text, whatever its name says.");
  if ("unknown" in read) throw unreadable(`it is ${read.unknown}. Save it as UTF-8.`);
  return read.text;
}

function markdownPage(path: string, markdown: string, cameAs: CameAs, other?: string): ReadPage {
  const { title, body } = headOfMarkdown(markdown, cameAs === "markdown");
  const named = [title, other, nameOf(path)].map((one) => tidyTitle(one ?? ""));
  const shown = named.find((one) => one !== "") ?? "Untitled";
  return { part: "", title: shown, body: tidyBody(body), cameAs };
}

/** A title stands at the beginning, or there is none. */
const headLength = 20_000;

async function htmlPage(path: string, html: string): Promise<ReadPage> {
  const { parse: parseHtml } = await import("node-html-parser");
  const title = /<title[^>]{0,200}>([^<]*)<\/title>/i.exec(html.slice(0, headLength))?.[1] ?? "";
  return markdownPage(path, await markdownOfHtml(html), "html", parseHtml(title).text);
}

async function pdfPage(path: string, bytes: Uint8Array): Promise<ReadPage> {
  const text = await pdfText(bytes).catch((error: unknown) => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const isLocked = name === "PasswordException";
    throw unreadable(isLocked ? "it is locked with a password. Save it without one." : message);
  });
  if (text.replace(/\s/g, "").length < 20) throw new FileFault("no-text");
  return {
    part: "",
    title: tidyTitle(nameOf(path)) || "Untitled",
    body: tidyBody(text),
    cameAs: "pdf",
  };
}

async function pdfText(bytes: Uint8Array): Promise<string> {
  const { extractText, getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(bytes, { isEvalSupported: false });
  try {
    const { text } = await extractText(document, { mergePages: false });
    return text.join("\n\n");
  } finally {
    await document.cleanup();
  }
}

const questionNames = ["question", "frage", "q", "title"];
const answerNames = ["answer", "antwort", "a", "body", "text"];

/** The column with the first of these names that is there; below 0: none is. */
const columnOf = (names: readonly string[], wanted: readonly string[]): number =>
  names.indexOf(wanted.find((name) => names.includes(name)) ?? wanted[0] ?? "");

function csvPages(text: string): ReadPage[] {
  const [head = [], ...rows] = csvRows(text);
  const names = head.map((name) => name.trim().toLowerCase());
  const [question, answer] = [columnOf(names, questionNames), columnOf(names, answerNames)];
  if (question < 0 || answer < 0) {
    throw unreadable('it needs a column "question" and a column "answer".');
  }
  if (rows.length > maxRows) throw unreadable(`it has more than ${maxRows} rows.`);
  const pairs = rows
    .map((row): [string, string] => [tidyTitle(row[question] ?? ""), tidyBody(row[answer] ?? "")])
    .filter(([title, body]) => title !== "" && body !== "");
  if (pairs.length === 0) throw unreadable("no row has both a question and an answer.");
  return pagesOfPairs(pairs);
}

/** Another answer to the same question is another page, under a name that no question has. */
function pagesOfPairs(pairs: readonly (readonly [string, string])[]): ReadPage[] {
  const byTitle = Map.groupBy(pairs, ([title]) => title);
  return [...byTitle].flatMap(([title, same]) => {
    let number = 1;
    return [...new Set(same.map(([, body]) => body))].map((body, at): ReadPage => {
      const numbered = () => (number === 1 ? title : `${title} (${number})`);
      if (at > 0) number += 1;
      while (at > 0 && byTitle.has(numbered())) number += 1;
      return { part: `#${numbered()}`, title, body, cameAs: "csv" };
    });
  });
}

/** The one that splits the line of names into most. */
const delimiterOf = (head: string): string => {
  const count = (delimiter: string) => head.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
};

function csvRows(whole: string): string[][] {
  // Spreadsheets write the delimiter into a line above the names.
  const text = whole.replace(/^\uFEFF?sep=.\r?\n/i, "");
  const delimiter = delimiterOf(/^[^\r\n]*/.exec(text)?.[0] ?? "");
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** Throws FileFault. */
export async function pagesOfFile(
  path: string,
  kind: CameAs,
  bytes: Uint8Array,
): Promise<ReadPage[]> {
  if (kind === "pdf") return [await pdfPage(path, bytes)];
  const text = textOf(bytes, kind === "html");
  if (kind === "csv") return csvPages(text);
  const page = kind === "html" ? await htmlPage(path, text) : markdownPage(path, text, kind);
  if (page.body === "") throw unreadable("there is no text in it.");
  return [page];
}
