// The published surface of the client as a list of lines, one a member, so that two versions can be compared: made
// from the types of packages/sdk/dist, of what its door exports. `name?` is optional, `name()` a function's answer.
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

type Declared = Map<string, ts.Node>;

function declarationsIn(source: ts.SourceFile): [string, ts.Node][] {
  return source.statements.flatMap((node): [string, ts.Node][] => {
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.map((it) => [it.name.getText(), it]);
    }
    const { name } = node as ts.DeclarationStatement;
    return name ? [[name.getText(), node]] : [];
  });
}

interface SourceFile {
  source: ts.SourceFile;
  declared: Declared;
}

/** Names that a file hands out; `*` of a module stands for all that it declares or hands on by name. */
function exportedNames(door: ts.SourceFile, byFile: Map<string, SourceFile>): string[] {
  return door.statements.filter(ts.isExportDeclaration).flatMap((node) => {
    if (node.exportClause && ts.isNamedExports(node.exportClause)) {
      return node.exportClause.elements.map(({ name }) => name.text);
    }
    const file = (node.moduleSpecifier as ts.StringLiteral).text.replace(
      /^\.\/(.+)\.js$/,
      "$1.d.ts",
    );
    const found = byFile.get(file);
    return found ? [...found.declared.keys(), ...exportedNames(found.source, byFile)] : [];
  });
}

const text = (node: ts.Node): string =>
  oneLine(printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()));

function membersText(path: string, members: readonly ts.Node[]): string[] {
  return members.flatMap((member) => {
    const { name, type, questionToken } = member as ts.PropertySignature;
    if (!name) return [`${path} ${text(member)}`];
    const own = `${path}.${name.getText()}${questionToken ? "?" : ""}`;
    return type && !ts.isMethodSignature(member) && !ts.isAccessor(member)
      ? typeLines(own, type)
      : [`${own}: ${text(member)}`];
  });
}

function typeLines(path: string, node: ts.TypeNode): string[] {
  if (ts.isTypeLiteralNode(node)) return membersText(path, node.members);
  if (ts.isFunctionTypeNode(node) && ts.isTypeLiteralNode(node.type)) {
    const takes = node.parameters.map(text).join(", ");
    return [`${path}: (${takes})`, ...typeLines(`${path}()`, node.type)];
  }
  return [`${path}: ${text(node)}`];
}

function linesOf(name: string, node: ts.Node): string[] {
  if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
    const head = (node.heritageClauses ?? []).map(text).join(" ");
    return [`${name}${head ? ` ${head}` : ""}`, ...membersText(name, [...node.members])];
  }
  if (ts.isTypeAliasDeclaration(node)) return typeLines(name, node.type);
  if (ts.isVariableDeclaration(node) && node.type) return typeLines(name, node.type);
  return [`${name}: ${text(node)}`];
}

export function apiLines(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".d.ts"));
  const byFile = new Map(
    files.map((file) => {
      const code = readFileSync(`${folder}${file}`, "utf8");
      const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
      return [file, { source, declared: new Map(declarationsIn(source)) }];
    }),
  );
  const door = byFile.get("index.d.ts")?.source;
  if (!door) throw new Error(`${folder} has no index.d.ts; build the package first.`);
  const lookUp = (name: string) =>
    [...byFile.values()].map((it) => it.declared.get(name)).find((node) => node !== undefined);
  return [...new Set(exportedNames(door, byFile))].sort().flatMap((name) => {
    const node = lookUp(name);
    return node ? linesOf(name, node) : [];
  });
}

/** What users of the old surface would miss: lines that are gone, by the name that they are about. */
export function brokenLines(old: readonly string[], now: readonly string[]): string[] {
  const kept = new Set(now);
  const names = new Set(now.map(nameOfLine));
  return old
    .filter((line) => !kept.has(line))
    .map((line) => (names.has(nameOfLine(line)) ? `changed ${line}` : `removed ${line}`));
}

const nameOfLine = (line: string): string => (line.split(/[ :]/)[0] ?? "").replaceAll("?", "");
