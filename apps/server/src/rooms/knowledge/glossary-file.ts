// The glossary as a file of CSV: what is written is read again as the same.
import {
  lineText,
  maxGlossaryEntries,
  maxGlossaryText,
  maxGlossaryWords,
} from "@rapport/contracts";
import { parse } from "csv-parse/sync";
import { entryKey } from "./glossary.store.ts";

export interface FileEntry {
  /** For people: where in the file it stands. */
  line: number;
  term: string;
  words: string[];
  /** Name of a member; null: the file does not say. */
  owner: string | null;
  isOn: boolean | null;
}

export type ReadGlossary = { entries: FileEntry[] } | { problem: string };

const between = /\s*;\s*/;
/** What a spreadsheet would take for a formula is written behind an apostrophe, and read without it. */
const formula = /^[=+\-@\t\r]/;
const guarded = /^'(?=[=+\-@\t\r])/;
const offWords = new Set(["off", "no", "false", "0"]);
const onWords = new Set(["on", "yes", "true", "1", ""]);
const text = lineText(maxGlossaryText);

const cell = (value: string): string => {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export interface WrittenEntry {
  term: string;
  words: readonly string[];
  owner: string | null;
  isOn: boolean;
}

export function writeGlossary(entries: readonly WrittenEntry[]): string {
  const lines = entries.map(({ term, words, owner, isOn }) =>
    [term, words.join("; "), owner ?? "", isOn ? "on" : "off"].map(cell).join(","),
  );
  return `${["term,words,owner,on", ...lines].join("\n")}\n`;
}

interface Row {
  record: string[];
  info: { lines: number };
}

const namesOf = { term: "term", words: "words", owner: "owner", on: "on" } as const;

function readRows(csv: string): Row[] | string {
  try {
    const asked = { bom: true, relax_column_count: true, skip_empty_lines: true, info: true };
    return parse(csv, asked) as unknown as Row[];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `It is not CSV: ${message.replace(/\s+/g, " ").slice(0, 200)}`;
  }
}

function readRow(record: readonly string[], line: number, at: Record<string, number>) {
  const value = (name: keyof typeof namesOf): string | null => {
    const index = at[name] ?? -1;
    return index < 0 ? null : (record[index] ?? "").trim().replace(guarded, "");
  };
  const term = text.safeParse(value("term") ?? "");
  if (!term.success) {
    return `Line ${line}: the term needs 1 to ${maxGlossaryText} characters on one line.`;
  }
  const parts = (value("words") ?? "").split(between).filter((part) => part !== "");
  const words = parts.map((part) => text.safeParse(part));
  if (parts.length === 0 || parts.length > maxGlossaryWords || words.some((one) => !one.success)) {
    return `Line ${line}: "${term.data}" needs 1 to ${maxGlossaryWords} other words of at most ${maxGlossaryText} characters, with semicolons between them.`;
  }
  const own = entryKey(term.data);
  if (words.every(({ data = "" }) => entryKey(data) === own)) {
    return `Line ${line}: nothing but "${term.data}" itself is said for "${term.data}".`;
  }
  const on = value("on")?.toLowerCase() ?? null;
  if (on !== null && !onWords.has(on) && !offWords.has(on)) {
    return `Line ${line}: the column "on" says on or off.`;
  }
  return {
    line,
    term: term.data,
    words: words.flatMap((one) => one.data ?? []),
    owner: value("owner") || null,
    isOn: on === null || on === "" ? null : onWords.has(on),
  };
}

/** All of the file, or the first thing that is wrong with it. */
export function readGlossary(csv: string): ReadGlossary {
  const rows = readRows(csv);
  if (typeof rows === "string") return { problem: rows };
  const [head, ...rest] = rows;
  const names = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const at = Object.fromEntries(Object.keys(namesOf).map((name) => [name, names.indexOf(name)]));
  if ((at.term ?? -1) < 0 || (at.words ?? -1) < 0) {
    return { problem: 'It needs a column "term" and a column "words".' };
  }
  if (rest.length > maxGlossaryEntries) {
    return { problem: `It has more than ${maxGlossaryEntries} entries.` };
  }
  const entries: FileEntry[] = [];
  for (const { record, info } of rest) {
    const read = readRow(record, info.lines, at);
    if (typeof read === "string") return { problem: read };
    entries.push(read);
  }
  return { entries };
}
