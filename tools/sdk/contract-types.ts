// Types of the contracts package written out in full: what is inferred from a Zod schema becomes the plain type that
// it stands for, so that it can be read and published without Zod. Names that are exported stay names; generic types
// are copied as they are written.
import ts from "typescript";

interface Printer {
  checker: ts.TypeChecker;
  /** Exported names, by their symbol. */
  names: Map<ts.Symbol, string>;
  /** What has been named and is still to be written. */
  wanted: Set<string>;
}

const indent = (text: string): string => text.replaceAll("\n", "\n  ");

function commentOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  return text === "" ? "" : `/** ${text.replaceAll("\n", "\n * ")} */\n`;
}

function nameOf(printer: Printer, type: ts.Type): string | undefined {
  const symbol = type.aliasSymbol ?? (type.isClassOrInterface() ? type.symbol : undefined);
  const name = symbol && printer.names.get(symbol);
  if (name === undefined || (type.aliasTypeArguments?.length ?? 0) > 0) return undefined;
  printer.wanted.add(name);
  return name;
}

const isWord = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

function memberText(printer: Printer, property: ts.Symbol): string {
  const { checker } = printer;
  const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
  const type = checker.getTypeOfSymbol(property);
  const shown = isOptional ? withoutUndefined(printer, type) : print(printer, type);
  const name = isWord(property.name) ? property.name : JSON.stringify(property.name);
  const text = `${name}${isOptional ? "?" : ""}: ${shown}${isOptional ? " | undefined" : ""};`;
  return `${commentOf(property, checker)}${text}`;
}

function withoutUndefined(printer: Printer, type: ts.Type): string {
  if (!type.isUnion()) return print(printer, type);
  const rest = type.types.filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0);
  return rest.length === type.types.length ? print(printer, type) : unionText(printer, rest);
}

function unionText(printer: Printer, types: readonly ts.Type[]): string {
  const { checker } = printer;
  const texts = types.map((type) => {
    const text = print(printer, type);
    return /[|&]|=>/.test(text) && !/^["'{(]/.test(text) ? `(${text})` : text;
  });
  const isBoolean = texts.includes("true") && texts.includes("false");
  const all = isBoolean
    ? [...texts.filter((text) => text !== "true" && text !== "false"), "boolean"]
    : texts;
  const last = all.filter((text) => text === "null");
  const ordered = [...all.filter((text) => text !== "null"), ...last];
  return [...new Set(ordered)].join(" | ") || checker.typeToString(checker.getNeverType());
}

function objectText(printer: Printer, type: ts.Type): string {
  const { checker } = printer;
  const members = checker.getPropertiesOfType(type).map((it) => memberText(printer, it));
  const indexes = checker.getIndexInfosOfType(type).map(({ keyType, type: value }) => {
    const key = checker.typeToString(keyType);
    return `[key: ${key}]: ${print(printer, value)};`;
  });
  const all = [...members, ...indexes];
  return all.length === 0 ? "{}" : indent(`{\n${all.join("\n")}`).concat("\n}");
}

function print(printer: Printer, type: ts.Type): string {
  return nameOf(printer, type) ?? structure(printer, type);
}

function structure(printer: Printer, type: ts.Type): string {
  const { checker } = printer;
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    const text = item ? print(printer, item) : "unknown";
    return /^\w+$/.test(text) ? `${text}[]` : `(${text})[]`;
  }
  if (type.isUnion()) return unionText(printer, type.types);
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  if (isObject && checker.getSignaturesOfType(type, ts.SignatureKind.Call).length === 0) {
    return objectText(printer, type);
  }
  return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

function isDeclaration(node: ts.Node): node is Declaration {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** Generic, or a table of names: as it stands in the source, with the names in it. */
function copied(printer: Printer, declaration: Declaration): string {
  const note = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const name = (ts.isTypeReferenceNode(node) ? node.typeName : node.expression).getText();
      if ([...printer.names.values()].includes(name)) printer.wanted.add(name);
    }
    node.forEachChild(note);
  };
  note(declaration);
  return declaration.getText();
}

function declarationText(printer: Printer, name: string, symbol: ts.Symbol): string {
  const { checker } = printer;
  const declaration = symbol.declarations?.find(isDeclaration);
  if (!declaration) throw new Error(`The contracts export no type ${name}.`);
  const comment = commentOf(symbol, checker);
  if (declaration.typeParameters || ts.isInterfaceDeclaration(declaration)) {
    return `${comment}${copied(printer, declaration)}`;
  }
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return `${comment}export type ${name} = ${structure(printer, type)};`;
}

/** The declarations of the wanted types and of all that they name. */
export function contractTypes(
  program: ts.Program,
  door: string,
  wanted: ReadonlySet<string>,
): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(door);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${door} is no module.`);
  const symbols = new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      return [symbol.name, isAlias ? checker.getAliasedSymbol(symbol) : symbol];
    }),
  );
  const names = new Map([...symbols].map(([name, symbol]) => [symbol, name]));
  const printer: Printer = { checker, names, wanted: new Set(wanted) };
  const done = new Map<string, string>();
  // The set grows while it is gone through.
  for (const name of printer.wanted) {
    const symbol = symbols.get(name);
    if (symbol) done.set(name, declarationText(printer, name, symbol));
  }
  return [...done]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join("\n\n");
}
