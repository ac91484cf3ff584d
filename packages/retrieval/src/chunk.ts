// Markdown into passages. A passage stays under one heading path, keeps a table, a list or a code block whole where it
// fits, and names the headings above it; a table that does not fit is cut between rows, each part with its head row.
import { closesFence, openedFence } from "./fences.ts";
import { headingOf } from "./headings.ts";
import { joinLines } from "./join-lines.ts";
import { inOneForm, isTableLine } from "./tables.ts";

export interface Passage {
  headings: string[];
  text: string;
}

/** In characters; about 200 words. */
const wanted = 1200;
const longest = 2400;

interface Block {
  headings: string[];
  text: string;
  kind: "text" | "table" | "code";
}

/** Under a line of text, it makes a heading of it. */
const isUnderline = (line: string): boolean => /^ {0,3}(?:=+|-{2,})\s*$/.test(line);

/** Blank lines part blocks; a heading, a table and a fence are blocks of their own. */
class Blocks {
  readonly found: Block[] = [];
  #path: { depth: number; title: string }[] = [];
  #lines: string[] = [];
  #kind: Block["kind"] = "text";
  #fence = "";

  close(): void {
    const lines = this.#kind === "text" ? joinLines(this.#lines) : this.#lines;
    const text = lines.join("\n").trim();
    const headings = this.#path.map(({ title }) => title);
    if (text !== "") this.found.push({ headings, text, kind: this.#kind });
    this.#lines = [];
    this.#kind = "text";
  }

  take(line: string): void {
    if (this.#kind === "code") this.#takeCode(line);
    else if (this.#isHeading(line)) return;
    else if (isUnderline(line) && this.#isOneLine()) this.#takeUnderline(line);
    else this.#takeText(line);
  }

  /** A paragraph of one line, which is no point of a list and no quotation. */
  #isOneLine(): boolean {
    const [line = "", ...more] = this.#lines;
    const isPlain = line !== "" && !/^\s*(?:[-*+>]|\d+[.)])/.test(line);
    return this.#kind === "text" && isPlain && more.length === 0;
  }

  #takeUnderline(line: string): void {
    const [title = ""] = this.#lines;
    this.#lines = [];
    this.#enter(line.trim().startsWith("=") ? 1 : 2, title.trim());
  }

  #enter(depth: number, title: string): void {
    this.#path = [...this.#path.filter((above) => above.depth < depth), { depth, title }];
  }

  #takeCode(line: string): void {
    this.#lines.push(line);
    if (closesFence(line, this.#fence)) this.close();
  }

  /** Whether it was one; then it is taken. */
  #isHeading(line: string): boolean {
    const heading = headingOf(line);
    if (heading === null) return false;
    this.close();
    this.#enter(heading.depth, heading.title);
    return true;
  }

  #takeText(line: string): void {
    const isTable = isTableLine(line);
    const fence = openedFence(line);
    const isNew = line.trim() === "" || fence !== null || isTable !== (this.#kind === "table");
    if (isNew) this.close();
    if (fence !== null) [this.#kind, this.#fence] = ["code", fence];
    else if (isTable) this.#kind = "table";
    if (line.trim() !== "") this.#lines.push(line);
  }
}

function blocksOf(markdown: string): Block[] {
  const blocks = new Blocks();
  for (const line of inOneForm(markdown.split(/\r?\n/))) blocks.take(line);
  blocks.close();
  return blocks.found;
}

function cutTable(text: string): string[] {
  const lines = text.split("\n");
  const hasHead = /^[\s|:-]+$/.test(lines[1] ?? "");
  const head = hasHead ? lines.slice(0, 2) : [];
  return gathered(lines.slice(head.length), "\n", (rows) => [...head, rows].join("\n"));
}

function gathered(
  parts: readonly string[],
  glue: string,
  wrap: (text: string) => string,
): string[] {
  const out: string[] = [];
  let current = "";
  for (const part of parts) {
    if (current !== "" && current.length + part.length > wanted) {
      out.push(wrap(current));
      current = "";
    }
    current = current === "" ? part : current + glue + part;
  }
  if (current !== "") out.push(wrap(current));
  return out;
}

const cutHard = (text: string): string[] => {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    // A character of two units is not cut in two.
    const isCut = /[\ud800-\udbff]/.test(text.charAt(at + longest - 1));
    const end = at + longest - (isCut ? 1 : 0);
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
};

function cutBlock({ kind, text }: Block): string[] {
  if (text.length <= longest) return [text];
  if (kind === "table") return cutTable(text).flatMap(cutHard);
  const glue = kind === "code" ? "\n" : " ";
  const parts = kind === "code" ? text.split("\n") : sentencesOf(text);
  return gathered(parts.flatMap(cutHard), glue, (part) => part);
}

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((title, index) => title === b[index]);

export function cutPassages(markdown: string): Passage[] {
  const passages: Passage[] = [];
  for (const block of blocksOf(markdown)) {
    for (const text of cutBlock(block)) {
      const last = passages.at(-1);
      const fits =
        last && samePath(last.headings, block.headings) && last.text.length + text.length <= wanted;
      if (last && fits) last.text += `\n\n${text}`;
      else passages.push({ headings: block.headings, text });
    }
  }
  return passages;
}

/**
 * Ends of sentences: not after an initial, a number's point or a common short form. Of marks that close or open, four at
 * most: what nobody bounds, a run of them in a customer's message keeps busy for minutes.
 */
const sentenceEnd =
  /(?<=[.!?…؟]["'”’»)\]]{0,4})\s+(?=["'“‘«([]{0,4}[\p{Lu}\p{Lo}\p{N}])|(?<=[。！？]["”’」』）]{0,4})|\n+/u;
const shortForm =
  /(?:^|[\s(])(?:\p{Lu}|[Dd]r|[Mm]rs?|[Mm]s|[Ss]t|[Nn]o|[Vv]s|e\.g|i\.e|z\.B|etc|ca|[Bb]zw|Sr|Sra|[Pp]rof|[Jj]r|vol|pp?|им|г|т\.д|т\.п)\.$/u;

export function sentencesOf(text: string): string[] {
  const sentences: string[][] = [];
  let goesOn = false;
  for (const part of text.split(sentenceEnd)) {
    const piece = (part ?? "").trim();
    if (piece === "") continue;
    if (goesOn) sentences.at(-1)?.push(piece);
    else sentences.push([piece]);
    // Of the piece alone: looking through all that it ends would take a text of initials the square of its length.
    goesOn = shortForm.test(piece);
  }
  return sentences.map((pieces) => pieces.join(" "));
}
