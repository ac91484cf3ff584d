/** The few questions that the checks ask of a TypeScript syntax tree. */
import ts from "typescript";
import type { TextFile } from "./violation.ts";

export type Span = { text: string; line: number };

export function parse({ path, text }: TextFile): ts.SourceFile {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
}

export function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

export function nodesOf(source: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}

/** Text of string and template literals; `${…}` in a template becomes a blank. */
export function literalsOf(source: ts.SourceFile): Span[] {
  return nodesOf(source).flatMap((node) => {
    const line = lineOf(source, node.getStart());
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      return [{ text: node.text, line }];
    }
    if (!ts.isTemplateExpression(node)) return [];
    const rest = node.templateSpans.map((span) => span.literal.text);
    return [{ text: [node.head.text, ...rest].join(" "), line }];
  });
}

/** Every comment of the file, once; text inside strings and JSX is no comment. */
export function commentsOf(source: ts.SourceFile): Span[] {
  const text = source.text;
  const found = new Map<number, Span>();
  const add = (ranges: ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) {
      found.set(pos, { text: text.slice(pos, end), line: lineOf(source, pos) });
    }
  };
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.JsxText) return;
    add(ts.getLeadingCommentRanges(text, node.getFullStart()));
    add(ts.getTrailingCommentRanges(text, node.getEnd()));
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...found.values()].sort((a, b) => a.line - b.line);
}
