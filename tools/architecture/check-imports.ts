/**
 * Runs dependency-cruiser over the tree and answers its findings as violations.
 * It refuses to pass on silence: a cruise that saw fewer modules than there are files, or
 * no dependency at all, means that the parser is missing, not that the code is clean.
 */
import { globSync } from "node:fs";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { cruiseOptions } from "./import-rules.ts";
import type { Violation } from "./violation.ts";

const FOLDERS = ["apps", "packages", "tools", "bench", "e2e"];

export async function checkImports(root: string): Promise<Violation[]> {
  const sources = globSync(`{${FOLDERS.join(",")}}/**/*.{ts,tsx,mjs}`, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
  });
  const folders = [...new Set(sources.map((path) => path.split("/")[0] ?? ""))];
  const { output } = await cruise(folders, cruiseOptions(root));
  if (typeof output === "string") throw new Error(`dependency-cruiser answered text: ${output}`);
  refuseSilence(output, sources);
  return output.summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle ? cycle.map((step) => step.name).join(" → ") : to;
    const comment = commentOf(output, rule.name);
    return { rule: rule.name, file: from, line: 1, message: `imports ${way}: ${comment}` };
  });
}

function commentOf(result: ICruiseResult, name: string): string {
  const rule = result.summary.ruleSetUsed?.forbidden?.find((candidate) => candidate.name === name);
  return rule?.comment ?? "not allowed";
}

function refuseSilence(result: ICruiseResult, sources: readonly string[]): void {
  const seen = new Set(result.modules.map((module) => module.source));
  const missed = sources.filter((path) => !seen.has(path));
  if (missed.length > 0) {
    throw new Error(`dependency-cruiser did not read ${missed.length} files, first ${missed[0]}`);
  }
  if (result.summary.totalDependenciesCruised === 0) {
    throw new Error("dependency-cruiser found no import at all: is TypeScript's API there?");
  }
}
