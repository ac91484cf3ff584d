/**
 * Rules over one source file that Biome cannot express: length, names, clock and chance,
 * reasons of suppressions, and which SQL may stand where.
 */
import ts from "typescript";
import { isCode, isTest, roomOf } from "./source-tree.ts";
import { commentsOf, lineOf, literalsOf, nodesOf, parse } from "./syntax.ts";
import type { TextFile, Violation } from "./violation.ts";

const MAX_LINES = 300;

/** Files that may be longer, each with its reason. Empty is best. */
const LONG_FILES: ReadonlyMap<string, string> = new Map();

export function checkLength({ path, text }: TextFile): Violation[] {
  const lines = text.trimEnd().split("\n").length;
  if (path.endsWith(".md") || lines <= MAX_LINES || LONG_FILES.has(path)) return [];
  const message = `${lines} lines; the limit is ${MAX_LINES}: split it by what it does`;
  return [{ rule: "file-length", file: path, line: MAX_LINES + 1, message }];
}

const VAGUE = new Set(
  "util utils helper helpers common manager managers processor processors base misc".split(" "),
);

export function checkName({ path }: TextFile): Violation[] {
  const word = path.split(/[/.-]/).find((part) => VAGUE.has(part));
  if (word === undefined) return [];
  const message = `"${word}" says nothing: name the file after what it does`;
  return [{ rule: "file-name", file: path, line: 1, message }];
}

const MAX_NESTING = 3;

/** Blocks inside blocks: if, loops, switch and try; an else-if chain counts once. */
export function checkNesting(file: TextFile): Violation[] {
  if (!isCode(file.path)) return [];
  const source = parse(file);
  const found: Violation[] = [];
  const visit = (node: ts.Node, depth: number): void => {
    const inner = isNestingBlock(node) ? depth + 1 : depth;
    if (inner > MAX_NESTING && inner > depth) {
      const message = `${inner} blocks deep; the limit is ${MAX_NESTING}: return early, or name a part`;
      found.push({
        rule: "nesting",
        file: file.path,
        line: lineOf(source, node.getStart()),
        message,
      });
      return;
    }
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, 0);
  return found;
}

function isNestingBlock(node: ts.Node): boolean {
  if (ts.isIfStatement(node))
    return !(ts.isIfStatement(node.parent) && node.parent.elseStatement === node);
  return (
    ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) || ts.isTryStatement(node)
  );
}

/** Time and chance come from platform/clock and platform/ids, so that tests can hold them still. */
export function checkClockAndChance(file: TextFile): Violation[] {
  if (!mustTakeTimeFromPlatform(file.path)) return [];
  const source = parse(file);
  return nodesOf(source).flatMap((node) => {
    const found = readsClockOrChance(node);
    if (found === undefined) return [];
    const message = `${found}: take it from platform/clock or platform/ids, or as an argument`;
    return [
      { rule: "clock-and-chance", file: file.path, line: lineOf(source, node.getStart()), message },
    ];
  });
}

function mustTakeTimeFromPlatform(path: string): boolean {
  if (!isCode(path) || !/^(apps|packages)\//.test(path)) return false;
  const mayTell =
    /^apps\/(server|web|widget)\/src\/platform\/|^apps\/server\/test\/|^packages\/sdk\/examples\//;
  return !mayTell.test(path);
}

const FORBIDDEN_CALLS = new Set(["Date.now", "Math.random", "performance.timeOrigin"]);

function readsClockOrChance(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/^globalThis\./, "");
    return FORBIDDEN_CALLS.has(text) ? text : undefined;
  }
  const isDate =
    (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === "Date";
  if (!isDate) return undefined;
  if (ts.isCallExpression(node)) return "Date()";
  return (node.arguments?.length ?? 0) === 0 ? "new Date()" : undefined;
}

const SUPPRESSION =
  /biome-ignore(?:-all|-start|-end)?[^:\n]*|@ts-(?:expect-error|ignore|nocheck)|(?:eslint|oxlint)-disable\S*|(?:c8|v8|istanbul) ignore\S*|depcruise-(?:ignore|disable)\S*/;
const NEVER = /@ts-ignore|@ts-nocheck|biome-ignore-all/;
const MIN_REASON_WORDS = 3;

export function checkSuppressions(file: TextFile): Violation[] {
  if (!isCode(file.path)) return [];
  return commentsOf(parse(file)).flatMap(({ text, line }) => {
    const message = suppressionFault(text);
    return message === undefined
      ? []
      : [{ rule: "suppression-reason", file: file.path, line, message }];
  });
}

function suppressionFault(comment: string): string | undefined {
  const found = SUPPRESSION.exec(comment);
  if (!found) return undefined;
  if (NEVER.test(found[0])) return `${found[0].trim()} hides too much: suppress one rule, one line`;
  const reason = comment
    .slice(found.index + found[0].length)
    .replace(/\*\/|<explanation>|[:{}-]/g, " ")
    .trim();
  const isGiven = reason.split(/\s+/).filter(Boolean).length >= MIN_REASON_WORDS;
  return isGiven ? undefined : `${found[0].trim()} needs its reason, in words, on the same line`;
}

/** SQL lives in stores, and a store names the tables of its own room's schema only. */
export function checkSql(file: TextFile, schemas: readonly string[]): Violation[] {
  const isInside = /^apps\/server\/src\/(rooms|flows)\//.test(file.path);
  if (!isInside || !isCode(file.path) || isTest(file.path)) return [];
  const literals = literalsOf(parse(file));
  return file.path.endsWith(".store.ts")
    ? foreignTables(file.path, literals, schemas)
    : sqlOutsideStore(file.path, literals, schemas);
}

type Literals = ReturnType<typeof literalsOf>;

function foreignTables(path: string, literals: Literals, schemas: readonly string[]): Violation[] {
  const own = roomOf(path);
  const others = schemas.filter((schema) => schema !== own);
  // Functions of the platform schema may be called; anything else of another schema is not named.
  const names = `(?<![\\w.'])"?(?:${others.join("|")})"?\\."?\\w+"?`;
  const platformCall = "(?<!\\binto\\s+)platform\\.\\w+\\s*\\(";
  const table = new RegExp(`(?!${platformCall})${names}`, "gi");
  const sql = /\b(select|insert|update|delete|from|join|into|with|references)\b/i;
  return literals
    .filter(({ text }) => sql.test(text))
    .flatMap(({ text, line }) =>
      [...text.matchAll(table)].map(([name]) => ({
        rule: "store-names-its-own-tables",
        file: path,
        line,
        message: `names ${name}: ask the door of that room instead`,
      })),
    );
}

function sqlOutsideStore(
  path: string,
  literals: Literals,
  schemas: readonly string[],
): Violation[] {
  const pattern = `\\b(from|join|into|update|table)\\s+(only\\s+)?"?(${schemas.join("|")})"?\\."?\\w`;
  const statement = new RegExp(pattern, "i");
  return literals
    .filter(({ text }) => statement.test(text))
    .map(({ line }) => ({
      rule: "sql-only-in-stores",
      file: path,
      line,
      message: "SQL outside of a store: move it into a *.store.ts of this room",
    }));
}
