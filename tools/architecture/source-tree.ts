/** Reads the text files that the checks look at; what git ignores is left out by name. */
import { globSync, readFileSync } from "node:fs";
import type { TextFile } from "./violation.ts";

const PATTERN = "{apps,packages,tools,bench,e2e,deploy,docs,.ci}/**/*.{ts,tsx,mjs,sql,sh,css,md}";
const IGNORED = /(^|\/)(node_modules|dist|coverage|results)(\/|$)/;

export function readTree(root: string): TextFile[] {
  return globSync(PATTERN, { cwd: root, exclude: (path) => IGNORED.test(path) })
    .sort()
    .map((path) => ({ path, text: readFileSync(`${root}/${path}`, "utf8") }));
}

export function isCode(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** The room that a path belongs to, or undefined outside of rooms. */
export function roomOf(path: string): string | undefined {
  return /^apps\/server\/src\/rooms\/([^/]+)\//.exec(path)?.[1];
}
