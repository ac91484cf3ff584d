/**
 * Rules over the plain SQL of the migrations: whose table it is, that its rows are
 * protected even from their owner, and that its personal data has an answer.
 * The text is read, not run; dynamic SQL inside a DO block cannot protect a table here.
 */
import ts from "typescript";
import { nodesOf, parse } from "./syntax.ts";
import type { TextFile, Violation } from "./violation.ts";

type Table = { name: string; file: string; line: number };

const FOLDER = "apps/server/migrations/";
const NAME = '"?([a-z_][a-z0-9_]*(?:"?\\."?[a-z_][a-z0-9_]*)?)"?';

export function checkMigrations(files: readonly TextFile[]): Violation[] {
  const migrations = files.filter(({ path }) => path.startsWith(FOLDER) && path.endsWith(".sql"));
  const statements = migrations.flatMap(({ text }) => statementsOf(text));
  const dropped = migrations.flatMap(dropsOf);
  const tables = migrations
    .flatMap(tablesOf)
    .filter((table) => !dropped.some(({ name, file }) => name === table.name && file > table.file));
  return [
    ...migrations.flatMap(nameFaults),
    ...repeatedNumbers(migrations),
    ...tables.flatMap((table) => [
      ...ownerFaults(table),
      ...protectionFaults(table, statements),
      ...personalDataFaults(table, files),
    ]),
    ...staleAnswers(tables, files),
  ];
}

/** Comments, strings and function bodies become blanks; line breaks stay. */
function bare(sql: string): string {
  const skipped = /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'/g;
  return sql.replace(skipped, (part) => part.replace(/[^\n]/g, " "));
}

function statementsOf(sql: string): string[] {
  return bare(sql)
    .toLowerCase()
    .split(";")
    .map((statement) => statement.replaceAll('"', "").replace(/\s+/g, " ").trim());
}

/** Tables that a later migration takes away need no answers any more. */
function dropsOf({ path, text }: TextFile): { name: string; file: string }[] {
  return statementsOf(text).flatMap((statement) => {
    const name = /^drop table (?:if exists )?([a-z_.]+)$/.exec(statement)?.[1];
    return name === undefined ? [] : [{ name, file: path }];
  });
}

function tablesOf({ path, text }: TextFile): Table[] {
  const sql = bare(text).toLowerCase();
  const create = new RegExp(
    `create\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}`,
    "g",
  );
  return [...sql.matchAll(create)].map((match) => ({
    name: (match[1] ?? "").replaceAll('"', ""),
    file: path,
    line: sql.slice(0, match.index).split("\n").length,
  }));
}

function schemaOf(path: string): string | undefined {
  return /^\d{4}_([a-z]+)_[a-z0-9_]+\.sql$/.exec(path.slice(FOLDER.length))?.[1];
}

function nameFaults({ path }: TextFile): Violation[] {
  if (schemaOf(path)) return [];
  const message = "name it NNNN_room_what.sql: it says whose tables it makes";
  return [{ rule: "migration-name", file: path, line: 1, message }];
}

/** One room may spread a number over several files; two rooms may not share it. */
function repeatedNumbers(migrations: readonly TextFile[]): Violation[] {
  const first = new Map<string, string>();
  return migrations.flatMap(({ path }) => {
    const number = path.slice(FOLDER.length, FOLDER.length + 4);
    const other = first.get(number) ?? path;
    first.set(number, other);
    if (schemaOf(other) === schemaOf(path)) return [];
    const message = `number ${number} is taken by ${other}`;
    return [{ rule: "migration-number", file: path, line: 1, message }];
  });
}

function ownerFaults({ name, file, line }: Table): Violation[] {
  const schema = schemaOf(file);
  if (schema === undefined || name.startsWith(`${schema}.`)) return [];
  const message = `${name} is not in the schema "${schema}" that the file's name announces`;
  return [{ rule: "table-owner", file, line, message }];
}

function protectionFaults({ name, file, line }: Table, statements: readonly string[]): Violation[] {
  const changes = statements.filter((statement) =>
    new RegExp(`^alter table (if exists )?(only )?${name.replace(".", "\\.")} `).test(statement),
  );
  const policy = new RegExp(`^create policy \\S+ on ${name.replace(".", "\\.")}( |$)`);
  const missing: string[] = [];
  if (!changes.some((change) => /(^|[^o] )enable row level security/.test(change))) {
    missing.push(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
  }
  if (!changes.some((change) => /(?<!no )force row level security/.test(change))) {
    missing.push(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  }
  if (!statements.some((statement) => policy.test(statement))) {
    missing.push(`CREATE POLICY … ON ${name}`);
  }
  return missing.map((statement) => ({
    rule: "table-row-security",
    file,
    line,
    message: `${name} lacks: ${statement}`,
  }));
}

function answerFileOf(schema: string): string {
  return schema === "platform"
    ? "apps/server/src/platform/personal-data.ts"
    : `apps/server/src/rooms/${schema}/personal-data.ts`;
}

function personalDataFaults({ name, file, line }: Table, files: readonly TextFile[]): Violation[] {
  const answers = answerFileOf(name.split(".")[0] ?? "");
  if (answeredTables(answers, files).includes(name)) return [];
  const message = `${name} has no answer in ${answers}: say what personal data it keeps, or "none"`;
  return [{ rule: "table-personal-data", file, line, message }];
}

function staleAnswers(tables: readonly Table[], files: readonly TextFile[]): Violation[] {
  const known = new Set(tables.map(({ name }) => name));
  const answers = files.filter(({ path }) => path.endsWith("/personal-data.ts"));
  return answers.flatMap(({ path }) =>
    answeredTables(path, files)
      .filter((name) => !known.has(name))
      .map((name) => ({
        rule: "table-personal-data",
        file: path,
        line: 1,
        message: `answers for ${name}, which no migration creates`,
      })),
  );
}

/** Keys like "records.people" of the object literals in a personal-data.ts. */
function answeredTables(path: string, files: readonly TextFile[]): string[] {
  const file = files.find((candidate) => candidate.path === path);
  if (!file) return [];
  return nodesOf(parse(file)).flatMap((node) =>
    ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && node.name.text.includes(".")
      ? [node.name.text]
      : [],
  );
}
