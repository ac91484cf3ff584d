// What this version publishes, as files in which a reviewer sees it change: the OpenAPI document (docs/openapi.json),
// the client's surface (packages/sdk/api-report.md), and the codes of problems (docs/problems.md and the contracts'
// problem-codes.ts). `--write` renews them; without it they are compared, and the lint fails when one is out of date.
// Either way, what breaks users of the API is named: then it belongs into CHANGELOG.md, under "Breaking".
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSdk } from "./build-sdk.ts";
import { renewProblems } from "./generate-problems.ts";
import { currentDocument, type Json } from "./openapi-document.ts";
import { apiLines, brokenLines } from "./sdk/api-lines.ts";
import { documentChanges } from "./sdk/document-changes.ts";

const root = new URL("..", import.meta.url).pathname;
const documentFile = "docs/openapi.json";
const reportFile = "packages/sdk/api-report.md";

const read = (file: string): string => {
  try {
    return readFileSync(`${root}${file}`, "utf8");
  } catch {
    return "";
  }
};

/** Keys in order and one operation or schema a line, so that a change shows as one line. */
function normalised(document: Json): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
  };
  const lines = (value: unknown, depth: number): string => {
    if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value))
      return JSON.stringify(value);
    const members = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}:${lines(item, depth - 1)}`,
    );
    return `{\n${members.join(",\n")}\n}`;
  };
  return `${lines(sorted(document), 3)}\n`;
}

const head = [
  "# What the client publishes",
  "",
  "One line a member, from the types that are published. Written by `npm run api-report -- --write`.",
  "",
  "```",
].join("\n");

function sdkReport(): string {
  const folder = `${mkdtempSync(join(tmpdir(), "rapport-sdk-"))}/`;
  try {
    buildSdk(folder);
    return `${head}\n${apiLines(folder).join("\n")}\n\`\`\`\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const linesIn = (report: string): string[] => report.split("```")[1]?.trim().split("\n") ?? [];

function named(title: string, texts: readonly string[], most: number): void {
  if (texts.length === 0) return;
  console.error(`${title}:`);
  for (const text of texts.slice(0, most)) console.error(`  ${text}`);
  if (texts.length > most) console.error(`  … and ${texts.length - most} more`);
}

const isWriting = process.argv.includes("--write");
const stale = renewProblems(isWriting ? "write" : "check");

const document = await currentDocument();
const documentText = normalised(document);
const oldDocument = read(documentFile);
if (oldDocument !== documentText) {
  stale.push(documentFile);
  if (oldDocument !== "") {
    const { breaking, other } = documentChanges(JSON.parse(oldDocument) as Json, document);
    named("BREAKING for users of the API", breaking, 40);
    named("new in the API", other, 20);
  }
  if (isWriting) writeFileSync(`${root}${documentFile}`, documentText);
}

const report = sdkReport();
const oldReport = read(reportFile);
if (oldReport !== report) {
  stale.push(reportFile);
  if (oldReport !== "")
    named("may BREAK users of the client", brokenLines(linesIn(oldReport), linesIn(report)), 40);
  if (isWriting) writeFileSync(`${root}${reportFile}`, report);
}

for (const file of stale) console.error(`${file} ${isWriting ? "renewed" : "is out of date"}`);
if (stale.length === 0) console.error("api report: up to date");
if (!isWriting && stale.length > 0) {
  console.error("Run `npm run api-report -- --write`, look at what changed, and commit it.");
}
process.exit(!isWriting && stale.length > 0 ? 1 : 0);
