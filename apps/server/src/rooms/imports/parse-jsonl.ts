// JSON lines to rows, streaming: one object a line, nested objects flattened to dotted names, so that
// {"custom":{"tier":"gold"}} fills the column "custom.tier". A line that is not an object is a faulty
// row, not the end of the file.

import { storableText } from "../../platform/storable-text.ts";
import {
  type Cell,
  type FileColumn,
  ImportFileFault,
  isBlank,
  type ParsedRow,
  type RowBatch,
  type RowFault,
} from "./cells.rules.ts";
import type { TextChunk } from "./parse-bytes.ts";

const maxLineChars = 1024 * 1024;
const maxDepth = 4;

interface Flattened {
  object: Map<string, Cell>;
  /** Names under which an object stands, whose parts have names of their own. */
  nested: Set<string>;
}

export async function* jsonLines(
  text: AsyncIterable<TextChunk>,
): AsyncGenerator<{ lines: { line: number; text: string }[]; bytesRead: number }> {
  let held = "";
  let line = 0;
  let bytesRead = 0;
  for await (const chunk of text) {
    bytesRead = chunk.bytesRead;
    const pieces = (held + chunk.text).split("\n");
    held = pieces.pop() ?? "";
    if (held.length > maxLineChars) throw tooLong(line + pieces.length + 1);
    const lines = pieces.map((piece) => ({ line: ++line, text: piece }));
    if (lines.length > 0) yield { lines, bytesRead };
  }
  if (held !== "") yield { lines: [{ line: line + 1, text: held }], bytesRead };
}

function tooLong(line: number): ImportFileFault {
  return new ImportFileFault(
    "row_too_long",
    `Line ${line} is longer than ${maxLineChars} characters. Write one JSON object a line.`,
    line,
  );
}

/** Data rows, from the given ordinal on; keys that are no column are named, if they have a value. */
export async function* jsonlRows(
  text: AsyncIterable<TextChunk>,
  columns: readonly FileColumn[],
  fromOrdinal = 0,
): AsyncGenerator<RowBatch> {
  const indexOf = new Map(columns.map((column) => [column.name, column.index]));
  let ordinal = 0;
  for await (const { lines, bytesRead } of jsonLines(text)) {
    const rows: ParsedRow[] = [];
    for (const { line, text: written } of lines) {
      if (written.trim() === "") continue;
      if (ordinal >= fromOrdinal) rows.push(toRow(written, { line, ordinal }, indexOf));
      ordinal++;
    }
    yield { rows, bytesRead };
  }
}

function toRow(
  written: string,
  place: { line: number; ordinal: number },
  indexOf: ReadonlyMap<string, number>,
): ParsedRow {
  const parsed = parseObject(written);
  const cells: Cell[] = new Array(indexOf.size).fill(undefined);
  if ("code" in parsed) return { ...place, cells, fault: parsed };
  const unknown: string[] = [];
  for (const [name, cell] of parsed.object) {
    const index = indexOf.get(name);
    if (index !== undefined) cells[index] = cell;
    else if (!isBlank(cell)) unknown.push(name);
  }
  const nested = [...parsed.nested].flatMap((name) => indexOf.get(name) ?? []);
  return {
    ...place,
    cells,
    ...(nested.length > 0 ? { nested } : {}),
    ...(unknown.length > 0 ? { unknown } : {}),
  };
}

export function parseObject(written: string): Flattened | RowFault {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    return {
      code: "not_json",
      message: "The line is not valid JSON. Each line must be one whole JSON object.",
    };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {
      code: "not_an_object",
      message: 'The line is JSON, but not an object like {"email": …}.',
    };
  }
  const flattened: Flattened = { object: new Map(), nested: new Set() };
  flatten(value, "", maxDepth, flattened);
  return flattened;
}

function flatten(value: object, prefix: string, depth: number, into: Flattened): void {
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix + storableText(key);
    if (isNested(inner) && depth > 1) {
      into.nested.add(name);
      flatten(inner, `${name}.`, depth - 1, into);
    } else into.object.set(name, toCell(inner));
  }
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== "object");
  return isPlainList ? value.map(String) : JSON.stringify(value);
}
