// Builds packages/sdk/dist, the package as it is published to npm: plain JavaScript and types, a file a module, with
// no dependency at all. What the client takes from the contracts is written out: values as they are, types in full
// (see sdk/contract-types.ts), so that nobody who installs it needs zod or this repository.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import ts from "typescript";
import * as contracts from "../packages/contracts/src/index.ts";
import { contractTypes } from "./sdk/contract-types.ts";

const root = new URL("..", import.meta.url).pathname;
const sdk = `${root}packages/sdk/`;
const contractsDoor = `${root}packages/contracts/src/index.ts`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: false,
  declaration: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  allowImportingTsExtensions: false,
  skipLibCheck: true,
  newLine: ts.NewLineKind.LineFeed,
};

/** Relative imports end in .js, and the contracts are a file beside. */
function published(text: string): string {
  return text
    .replaceAll(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"')
    .replaceAll('"@rapport/contracts"', '"./contracts.js"');
}

interface Names {
  types: Set<string>;
  values: Set<string>;
}

function elementsOf(node: ts.Node): readonly (ts.ImportSpecifier | ts.ExportSpecifier)[] {
  if (ts.isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  }
  if (!ts.isExportDeclaration(node) || !node.exportClause) return [];
  return ts.isNamedExports(node.exportClause) ? [...node.exportClause.elements] : [];
}

const isTypeOnly = (node: ts.Node): boolean =>
  (ts.isImportDeclaration(node) &&
    node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly);

/** What the client takes from the contracts. */
function takenNames(sources: readonly ts.SourceFile[]): Names {
  const names: Names = { types: new Set(), values: new Set() };
  for (const node of sources.flatMap(({ statements }) => [...statements])) {
    const from = (node as ts.ImportDeclaration).moduleSpecifier as ts.StringLiteral | undefined;
    if (from?.text !== "@rapport/contracts") continue;
    for (const element of elementsOf(node)) {
      const isType = isTypeOnly(node) || element.isTypeOnly;
      names[isType ? "types" : "values"].add((element.propertyName ?? element.name).text);
    }
  }
  return names;
}

function valuesModule(values: Set<string>): string {
  const lines = [...values].sort().map((name) => {
    const value = (contracts as Record<string, unknown>)[name];
    return `export const ${name} = ${JSON.stringify(value)};`;
  });
  return `// Written when the package was built.\n${lines.join("\n")}\n`;
}

function valueTypes(values: Set<string>): string {
  const lines = [...values].sort().map((name) => {
    const value = (contracts as Record<string, unknown>)[name];
    const type = Array.isArray(value) ? "readonly string[]" : typeof value;
    return `export declare const ${name}: ${type};`;
  });
  return lines.join("\n");
}

function manifest(): string {
  const {
    private: _private,
    scripts: _scripts,
    dependencies: _none,
    ...own
  } = JSON.parse(readFileSync(`${sdk}package.json`, "utf8")) as Record<string, unknown>;
  return `${JSON.stringify(
    {
      ...own,
      engines: { node: ">=20" },
      exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
      types: "./index.d.ts",
      main: "./index.js",
    },
    null,
    2,
  )}\n`;
}

/** Builds into `folder`; answers the names of the files. */
export function buildSdk(folder = `${sdk}dist/`): string[] {
  const program = ts.createProgram([`${sdk}src/index.ts`, contractsDoor], options);
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${sdk}src/`));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    writeFileSync(`${folder}${name}`, text);
    written.push(name);
  };
  for (const source of own) {
    program.emit(source, (path, text) => write(basename(path), published(text)));
  }
  const { types, values } = takenNames(own);
  write("contracts.js", valuesModule(values));
  const declared = contractTypes(program, contractsDoor, types);
  write("contracts.d.ts", `${declared}\n${valueTypes(values)}\n`);
  write("package.json", manifest());
  cpSync(`${sdk}README.md`, `${folder}README.md`);
  cpSync(`${root}LICENSE`, `${folder}LICENSE`);
  return [...written, "README.md", "LICENSE"].sort();
}

if (process.argv[1]?.endsWith("build-sdk.ts")) {
  const files = buildSdk();
  console.log(
    `packages/sdk/dist: ${files.length} files. Publish with \`npm publish packages/sdk/dist\`.`,
  );
}
