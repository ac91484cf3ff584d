// A file into pages of Markdown: by its ending, and never by what it says of itself. Nothing in it is run or fetched.
import { parse } from "csv-parse/sync";
import { NodeHtmlMarkdown } from "node-html-markdown";
import { extractText, getDocumentProxy } from "unpdf";
import { noText, unknownKind, unreadableFile } from "./errors.ts";
import type { CameAs } from "./pages.store.ts";

export interface ReadPage {
  /** Within the file: a table of questions has a page a row. */
  part: string;
  title: string;
  body: string;
  cameAs: CameAs;
}

const endings: Readonly<Record<string, CameAs>> = {
  md: "markdown",
  markdown: "markdown",
  txt: "markdown",
  html: "html",
  htm: "html",
  pdf: "pdf",
  csv: "csv",
};

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

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function markdownPage(path: string, markdown: string, cameAs: CameAs): ReadPage {
  const text = markdown.replace(/^---\n[\s\S]*?\n---\n/, "");
  const heading = /^#\s+(.+?)\s*#*\s*$/m.exec(text);
  const title = tidyTitle(heading?.[1] ?? nameOf(path));
  const body = heading ? text.replace(heading[0], "") : text;
  return { part: "", title: title === "" ? "Untitled" : title, body: tidyBody(body), cameAs };
}

function htmlPage(path: string, html: string): ReadPage {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1];
  const visible = html.replace(
    /<(script|style|noscript|template|head|nav|footer)\b[\s\S]*?<\/\1\s*>/gi,
    "",
  );
  const markdown = NodeHtmlMarkdown.translate(visible, { ignore: ["img", "iframe", "object"] });
  const page = markdownPage(path, markdown, "html");
  const isUntitled = page.title === tidyTitle(nameOf(path));
  return isUntitled && title ? { ...page, title: tidyTitle(title) || page.title } : page;
}

async function pdfPage(path: string, bytes: Buffer): Promise<ReadPage> {
  const text = await pdfText(bytes).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw unreadableFile(tidyTitle(why));
  });
  if (text.replace(/\s/g, "").length < 20) throw noText();
  return {
    part: "",
    title: tidyTitle(nameOf(path)) || "Untitled",
    body: tidyBody(text),
    cameAs: "pdf",
  };
}

async function pdfText(bytes: Buffer): Promise<string> {
  const document = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false });
  try {
    const { text } = await extractText(document, { mergePages: false });
    return text.join("\n\n");
  } finally {
    await document.cleanup();
  }
}

const questionNames = ["question", "frage", "title", "q"];
const answerNames = ["answer", "antwort", "body", "text", "a"];

function csvPages(text: string): ReadPage[] {
  const [head = [], ...rows] = csvRows(text);
  const names = head.map((name) => name.trim().toLowerCase());
  const question = names.findIndex((name) => questionNames.includes(name));
  const answer = names.findIndex((name) => answerNames.includes(name));
  if (question < 0 || answer < 0) {
    throw unreadableFile('it needs a column "question" and a column "answer".');
  }
  if (rows.length > maxRows) throw unreadableFile(`it has more than ${maxRows} rows.`);
  return rows.flatMap((row): ReadPage[] => {
    const title = tidyTitle(row[question] ?? "");
    const body = tidyBody(row[answer] ?? "");
    return title === "" || body === "" ? [] : [{ part: `#${title}`, title, body, cameAs: "csv" }];
  });
}

function csvRows(text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw unreadableFile(tidyTitle(error instanceof Error ? error.message : String(error)));
  }
}

export async function readFile(path: string, bytes: Buffer): Promise<ReadPage[]> {
  const kind = endings[path.split(".").at(-1)?.toLowerCase() ?? ""];
  if (kind === undefined) throw unknownKind();
  if (kind === "pdf") return [await pdfPage(path, bytes)];
  const text = textOf(bytes);
  if (kind === "csv") return csvPages(text);
  return [kind === "html" ? htmlPage(path, text) : markdownPage(path, text, kind)];
}
