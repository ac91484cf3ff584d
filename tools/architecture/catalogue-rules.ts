/**
 * Names that are given once: an act and an event start with the room that owns them, and an
 * event has one publisher. Names that are put together at run time cannot be seen here.
 */
import ts from "typescript";
import { isCode, isTest, roomOf } from "./source-tree.ts";
import { lineOf, nodesOf, parse } from "./syntax.ts";
import type { TextFile, Violation } from "./violation.ts";

type Named = { kind: "act" | "event"; name: string; file: string; line: number };

export function checkCatalogue(files: readonly TextFile[]): Violation[] {
  const named = files
    .filter(({ path }) => path.startsWith("apps/server/src/") && isCode(path) && !isTest(path))
    .flatMap(namesIn);
  return [...foreignNames(named), ...secondOwners(named)];
}

function namesIn(file: TextFile): Named[] {
  if (!/\b(defineAct|publish)\b/.test(file.text)) return [];
  const source = parse(file);
  return nodesOf(source).flatMap((node) => {
    const found = ts.isCallExpression(node) ? (actName(node) ?? eventName(node)) : undefined;
    if (found === undefined) return [];
    return [{ ...found, file: file.path, line: lineOf(source, node.getStart()) }];
  });
}

function actName(call: ts.CallExpression): Pick<Named, "kind" | "name"> | undefined {
  const [definition] = call.arguments;
  if (call.expression.getText() !== "defineAct") return undefined;
  if (definition === undefined || !ts.isObjectLiteralExpression(definition)) return undefined;
  for (const property of definition.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText() !== "name") continue;
    const { initializer } = property;
    return ts.isStringLiteral(initializer) ? { kind: "act", name: initializer.text } : undefined;
  }
  return undefined;
}

function eventName(call: ts.CallExpression): Pick<Named, "kind" | "name"> | undefined {
  const topic = call.arguments[1];
  if (!/(^|\.)publish$/.test(call.expression.getText())) return undefined;
  if (topic === undefined || !ts.isStringLiteral(topic)) return undefined;
  return { kind: "event", name: topic.text };
}

function foreignNames(named: readonly Named[]): Violation[] {
  return named
    .filter(({ file, name }) => {
      const room = roomOf(file);
      return room !== undefined && !name.startsWith(`${room}.`);
    })
    .map(({ kind, name, file, line }) => ({
      rule: `${kind}-name`,
      file,
      line,
      message: `the ${kind} "${name}" does not start with its room: "${roomOf(file)}.…"`,
    }));
}

function secondOwners(named: readonly Named[]): Violation[] {
  const first = new Map<string, Named>();
  return named.flatMap((it) => {
    const key = `${it.kind} ${it.name}`;
    const other = first.get(key);
    first.set(key, other ?? it);
    if (other === undefined) return [];
    const message = `the ${key} has its place already: ${other.file}:${other.line}`;
    return [{ rule: `${it.kind}-has-one-place`, file: it.file, line: it.line, message }];
  });
}
