/**
 * Documents must not promise what is not there: a relative link leads to a file, and a
 * script that is named exists.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TextFile, Violation } from "./violation.ts";

export function readDocuments(root: string): TextFile[] {
  const ignored = /(^|\/)(node_modules|dist|data)(\/|$)/;
  return globSync("{*.md,{apps,packages,docs,bench,e2e,deploy,tools}/**/*.md}", {
    cwd: root,
    exclude: (path) => ignored.test(path),
  }).map((path) => ({ path, text: readFileSync(`${root}/${path}`, "utf8") }));
}

export function checkDocuments(root: string, documents: readonly TextFile[]): Violation[] {
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
    scripts: Record<string, string>;
  };
  return documents.flatMap(({ path, text }) =>
    text.split("\n").flatMap((lineText, index) => {
      const faults = [
        ...brokenLinks(root, path, lineText),
        ...unknownScripts(lineText, manifest.scripts),
      ];
      return faults.map((message) => ({ rule: "document", file: path, line: index + 1, message }));
    }),
  );
}

function brokenLinks(root: string, path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^([a-z]+:|\/)/.test(target))
    .filter((target) => !existsSync(join(root, dirname(path), target)))
    .map((target) => `links to ${target}, which does not exist`);
}

function unknownScripts(text: string, scripts: Record<string, string>): string[] {
  return [...text.matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !(name in scripts))
    .map((name) => `names npm run ${name}, which package.json does not have`);
}
