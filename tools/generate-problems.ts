// Collects the code of every problem that the server can answer from where it is thrown, and writes them as
// packages/contracts/src/problem-codes.ts (for programs) and docs/problems.md (for people). With --check it
// only compares, and says so when they differ. Codes that are put together at run time cannot be seen here.
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { type ErrorKind, statusOfKind } from "../apps/server/src/platform/http/problem.ts";
import { isCode, isTest, readTree } from "./architecture/source-tree.ts";
import { nodesOf, parse } from "./architecture/syntax.ts";

interface Found {
  code: string;
  kind: ErrorKind;
  message: string;
}

/** A function that makes an error of one kind, with a code that its first argument is a part of. */
interface Maker {
  kind: ErrorKind;
  prefix: string;
}

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const codesFile = `${root}/packages/contracts/src/problem-codes`;
const documentFile = `${root}/docs/problems.md`;

/** Only while starting, in commands, or in background work: no request is answered with these. */
const unseen =
  /^access\.nobody_behind$|^platform\.(blobs_url|broken_key|call_in_transaction|dump_failed|durable_late|edited_migration|embedded_failed|mail_in_transaction|migration_failed|nested_transaction|newer_database|unknown_act|unknown_workflow|outcome_unknown|blob_key|sealed_elsewhere|outbound_(?!refused)\w+)$/;

const commonMakers: Record<string, Maker> = { invalid: { kind: "invalid", prefix: "" } };

function textOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join("");
}

function argumentsOf(node: ts.Node, className: string): readonly ts.Expression[] | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== className) return undefined;
  return node.arguments ?? [];
}

function descendantsOf(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  node.forEachChild((child) => void found.push(child, ...descendantsOf(child)));
  return found;
}

/** `AppError(kind, \`room.${code}\`, message)` inside a function whose first parameter is `code`. */
function makerOf(fn: ts.FunctionDeclaration): Maker | undefined {
  const parameter = fn.parameters[0]?.name.getText();
  for (const node of descendantsOf(fn)) {
    const [kind, code] = argumentsOf(node, "AppError") ?? [];
    if (!code || !ts.isTemplateExpression(code)) continue;
    const [span] = code.templateSpans;
    const isMade = span?.expression.getText() === parameter && span?.literal.text === "";
    const kindText = textOf(kind);
    if (isMade && kindText) return { kind: kindText as ErrorKind, prefix: code.head.text };
  }
  return undefined;
}

function makersIn(sources: readonly ts.SourceFile[]): Record<string, Maker> {
  const makers: Record<string, Maker> = {};
  for (const node of sources.flatMap((source) => nodesOf(source))) {
    if (!ts.isFunctionDeclaration(node) || !node.name) continue;
    const maker = makerOf(node);
    if (maker) makers[node.name.text] = maker;
  }
  return makers;
}

function foundIn(node: ts.Node, makers: Record<string, Maker>): Found | undefined {
  const thrown = argumentsOf(node, "AppError");
  if (thrown) {
    const [kind, code, message] = thrown.map(textOf);
    const isPlain = kind !== undefined && code !== undefined && !code.includes("…");
    return isPlain ? { kind: kind as ErrorKind, code, message: message ?? "" } : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const maker = makers[node.expression.getText()];
  const [code, message] = node.arguments.map(textOf);
  if (!maker || code === undefined || code.includes("…")) return undefined;
  return { kind: maker.kind, code: `${maker.prefix}${code}`, message: message ?? "" };
}

const roomOf = (path: string) => /^apps\/server\/src\/(?:rooms\/)?([\w-]+)/.exec(path)?.[1] ?? "";

function collect(): Found[] {
  const files = readTree(root).filter(
    ({ path }) =>
      /^apps\/server\/src\/(platform|rooms|flows)\//.test(path) && isCode(path) && !isTest(path),
  );
  const rooms = Map.groupBy(files, ({ path }) => roomOf(path));
  return [...rooms.values()].flatMap((roomFiles) => {
    const sources = roomFiles.map(parse);
    const makers = { ...commonMakers, ...makersIn(sources) };
    return sources.flatMap((source) =>
      nodesOf(source).flatMap((node) => foundIn(node, makers) ?? []),
    );
  });
}

interface Entry {
  code: string;
  kind: ErrorKind;
  status: number;
  messages: string[];
}

/** Faults of the server itself all reach the caller as one. */
const isAnswered = ({ code, kind }: Found) =>
  /^[a-z-]+\.[a-z_]+$/.test(code) &&
  !unseen.test(code) &&
  (kind !== "internal" || code === "platform.internal");

function entries(): Entry[] {
  const byCode = Map.groupBy(collect().filter(isAnswered), ({ code }) => code);
  const all = [...byCode].map(([code, found]) => {
    const kind = found[0]?.kind ?? "invalid";
    const messages = [
      ...new Set(found.map(({ message }) => message).filter((text) => text !== "")),
    ];
    return { code, kind, status: statusOfKind(kind, code), messages: messages.sort() };
  });
  return all.sort((a, b) => (a.code < b.code ? -1 : 1));
}

const generated =
  "Written by `npm run api-report -- --write`; do not edit by hand.\n\n// biome-ignore format: one line a code, as it is generated";

/** Codes before `n`, and from there: one file of all would be too long to be read. */
function partText(name: string, all: readonly Entry[]): string {
  const rows = all.map(({ code, status, messages }) => {
    const says = messages.map((message) => JSON.stringify(message)).join(", ");
    return `  ${JSON.stringify(code)}: { status: ${status}, says: [${says}] },`;
  });
  return [
    `// Problems by their code, a part of problem-codes.ts. ${generated}`,
    `export const ${name} = {`,
    ...rows,
    "} as const;",
    "",
  ].join("\n");
}

const codesText = `// Every problem that the server answers, by its stable code: its HTTP status, and what its \`detail\` says (\`…\`
// stands for what is put in). The codes stand in two files that are made from the server's own text.
import { problemCodesToM } from "./problem-codes-a-m.ts";
import { problemCodesFromN } from "./problem-codes-n-z.ts";

export interface ProblemKind {
  status: number;
  says: readonly string[];
}

export const problemCodes = {
  ...problemCodesToM,
  ...problemCodesFromN,
} as const satisfies Record<string, ProblemKind>;

/** A code of a problem that this version knows. */
export type ProblemCode = keyof typeof problemCodes;
`;

const advice: Record<ErrorKind, string> = {
  invalid: "Correct the request; the same one will be refused again.",
  unauthenticated: "Sign in, or send a key that holds.",
  forbidden: "Ask an administrator for the right, or use another key.",
  "not-found": "Check the id or the address; you may also lack the right to see it.",
  gone: "Use the record that `mergedInto` names.",
  conflict: "Look at what is there, then decide.",
  precondition: "Look at `current`, then send again with its version.",
  "too-large": "Split it.",
  "rate-limited": "Wait as long as `Retry-After` says, then send it again.",
  unavailable: "Wait as long as `Retry-After` says, then send it again.",
  internal: "Quote the `requestId` to your administrator.",
};

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function documentText(all: readonly Entry[]): string {
  const section = ({ code, kind, status, messages }: Entry) => [
    `### ${code}`,
    "",
    `HTTP ${status}. ${advice[kind]}`,
    ...(messages.length > 0 ? ["", ...messages.map((message) => `> ${cell(message)}`)] : []),
    "",
  ];
  const byRoom = Map.groupBy(all, ({ code }) => code.split(".")[0] ?? "");
  return [
    "# Problems",
    "",
    "Every error that the API answers is `application/problem+json` (RFC 9457). Its `code` is stable, its `type` is `/docs/problems#<code>` on your server, where this list can be read too, and its `detail` says in words what to do. Branch on `code` or on the HTTP status, never on the words. `…` stands for what is put in.",
    "",
    "This page is written by `npm run api-report -- --write` from the places where the server throws them.",
    "",
    ...[...byRoom].flatMap(([room, list]) => [`## ${room}`, "", ...list.flatMap(section)]),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

/** Writes the files, or answers which of them are out of date. */
export function renewProblems(mode: "write" | "check"): string[] {
  const all = entries();
  const isEarly = ({ code }: Entry) => code < "n";
  const files: [string, string][] = [
    [`${codesFile}.ts`, codesText],
    [`${codesFile}-a-m.ts`, partText("problemCodesToM", all.filter(isEarly))],
    [
      `${codesFile}-n-z.ts`,
      partText(
        "problemCodesFromN",
        all.filter((one) => !isEarly(one)),
      ),
    ],
    [documentFile, documentText(all)],
  ];
  const old = files.filter(([file, text]) => readOr(file) !== text);
  if (mode === "write") for (const [file, text] of old) writeFileSync(file, text);
  return old.map(([file]) => file.slice(root.length + 1));
}

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
