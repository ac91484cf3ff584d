// Files that become pages: which pages a file of the same name would replace, and what became of it, in words. Pure.
import type { KnowledgePageSummary } from "@rapport/sdk";
import { readersWords } from "./knowledge-words.rules.ts";

export interface Named {
  /** Under which it is kept among the uploads. */
  path: string;
  file: File;
}

export interface Replaced {
  path: string;
  pages: readonly KnowledgePageSummary[];
}

/** A table's pages stand under its name, one a row. */
const isOf = (path: string, { path: found }: Pick<KnowledgePageSummary, "path">): boolean =>
  found === path || found.startsWith(`${path}#`);

export const replacedBy = (
  names: readonly string[],
  uploads: readonly KnowledgePageSummary[],
): Replaced[] =>
  names
    .map((path) => ({ path, pages: uploads.filter((page) => isOf(path, page)) }))
    .filter(({ pages }) => pages.length > 0);

/** As the file's, with the first number that makes it one of its own. */
export const freeName = (name: string, isTaken: (name: string) => boolean): string => {
  const [, stem = name, ending = ""] = /^(.*?)(\.[^.]*)?$/su.exec(name) ?? [];
  let free = name;
  for (let number = 2; isTaken(free); number += 1) free = `${stem} (${number})${ending}`;
  return free;
};

/** All of them beside what is there. */
export const besides = (
  files: readonly File[],
  uploads: readonly KnowledgePageSummary[],
): Named[] => {
  const own = new Set<string>();
  return files.map((file) => {
    const isTaken = (name: string) => own.has(name) || uploads.some((page) => isOf(name, page));
    const path = freeName(file.name, isTaken);
    own.add(path);
    return { path, file };
  });
};

const allReaders = (pages: readonly KnowledgePageSummary[]): string =>
  [...new Set(pages.map(({ readers }) => readersWords(readers)))].join("; ");

const countWords = (count: number): string => (count === 1 ? "1 page" : `${count} pages`);

export const replacedWords = ({ path, pages }: Replaced): string => {
  const [first] = pages;
  const what = pages.length === 1 && first ? `“${first.title}”` : countWords(pages.length);
  return `${path}: ${what}. Who may read: ${allReaders(pages)}.`;
};

/** `pages`: of the files, as the server has them by now. */
export const loadedWords = (
  { created, updated, unchanged }: { created: number; updated: number; unchanged: number },
  pages: readonly KnowledgePageSummary[],
): string => {
  const done = [
    `${countWords(created)} made`,
    `${updated} changed`,
    ...(unchanged > 0 ? [`${unchanged} as before`] : []),
  ].join(", ");
  return pages.length === 0 ? `${done}.` : `${done}. Who may read: ${allReaders(pages)}.`;
};
