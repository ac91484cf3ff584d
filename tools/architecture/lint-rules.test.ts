// Runs the linter with the repository's own configuration over files that break its rules: a rule
// that was switched off, or renamed by an update, fails here.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = new URL("../..", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "rapport-lint-"));

const BROKEN: readonly [rule: string, path: string, text: string][] = [
  ["noExplicitAny", "apps/server/src/a.ts", "export const a: any = 1;"],
  ["noDefaultExport", "apps/server/src/b.ts", "export default 1;"],
  ["noEnum", "apps/server/src/c.ts", 'export enum A { B = "b" }'],
  ["noNamespace", "apps/server/src/d.ts", "export namespace A { export const b = 1; }"],
  [
    "noParameterProperties",
    "apps/server/src/e.ts",
    "export class A { constructor(readonly b: number) {} }",
  ],
  ["noNonNullAssertion", "apps/server/src/f.ts", "export const a = (b?: string): string => b!;"],
  ["noProcessEnv", "apps/server/src/g.ts", "export const a = process.env.HOME;"],
  ["noConsole", "apps/server/src/h.ts", 'console.log("a");'],
  ["noRestrictedGlobals", "apps/server/src/i.ts", 'export const a = fetch("https://a.example");'],
  ["noRestrictedGlobals", "apps/web/src/i.ts", 'export const a = fetch("/api/v1/people");'],
  [
    "noNestedTernary",
    "apps/server/src/j.ts",
    "export const a = (b: number) => b > 1 ? 1 : b > 0 ? 2 : 3;",
  ],
  ["noReExportAll", "apps/server/src/k.ts", 'export * from "./a.ts";'],
  ["useImportExtensions", "apps/server/src/l.ts", 'import { a } from "./a";\nexport const b = a;'],
  ["useImportType", "apps/server/src/m.ts", 'import { A } from "./c.ts";\nexport type B = A;'],
  ["useFilenamingConvention", "apps/server/src/createPerson.ts", "export const a = 1;"],
  [
    "noFloatingPromises",
    "apps/server/src/n.ts",
    "const b = async (): Promise<number> => 1;\nexport const a = (): void => {\n  b();\n};",
  ],
  [
    "noFocusedTests",
    "apps/server/src/o.test.ts",
    'import { test } from "vitest";\ntest.only("a", () => {});',
  ],
  [
    "noSkippedTests",
    "apps/server/src/p.test.ts",
    'import { test } from "vitest";\ntest.skip("a", () => {});',
  ],
  ["noExcessiveCognitiveComplexity", "apps/server/src/r.ts", branching()],
];

function branching(): string {
  const ifs = Array.from({ length: 13 }, (_, i) => `  if (b === ${i} && c) return ${i};`);
  return `export function a(b: number, c: boolean): number {\n${ifs.join("\n")}\n  return -1;\n}`;
}

const found = new Map<string, string>();

beforeAll(() => {
  cpSync(`${repository}/biome.json`, join(root, "biome.json"));
  for (const [, path, text] of BROKEN) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  const options = ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
  for (const { category, location } of diagnosticsOf(options)) {
    found.set(location.path, `${found.get(location.path) ?? ""} ${category}`);
  }
});

afterAll(() => rmSync(root, { recursive: true }));

type Diagnostic = { category: string; location: { path: string } };

function diagnosticsOf(options: string[]): Diagnostic[] {
  const biome = `${repository}/node_modules/.bin/biome`;
  try {
    execFileSync(biome, options, { cwd: root, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout } = error as { stdout: string };
    return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  }
  throw new Error("the linter found nothing at all");
}

test.each(BROKEN)("%s fires in %s", (rule, path) => {
  expect(found.get(path)).toMatch(new RegExp(`/${rule}\\b`));
});
