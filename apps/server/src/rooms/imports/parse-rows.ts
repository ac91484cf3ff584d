// The door of parsing: look at a stored file once to learn its layout and columns, then read its rows
// in batches, as often as needed and from any row on. A batch is about one chunk of the file, so memory
// stays bounded whatever the file's size, and a slow reader slows the reading.
import type { Readable } from "node:stream";
import {
  type FileColumn,
  type FileLayout,
  ImportFileFault,
  type ParsedRow,
  type RowBatch,
} from "./cells.rules.ts";
import {
  detectFormat,
  hasMixedNewlines,
  looksLikeHeader,
  sniffDelimiter,
} from "./detect-layout.rules.ts";
import { maxColumns, numberedColumns, toColumns } from "./headers.rules.ts";
import {
  decoderFor,
  decodeText,
  detectSampleEncoding,
  readSample,
  type TextChunk,
} from "./parse-bytes.ts";
import { csvRows, isData, parseCsvRecords } from "./parse-csv.ts";
import { jsonLines, jsonlRows, parseObject } from "./parse-jsonl.ts";
import type { CsvRecord } from "./plain-csv.rules.ts";

export interface FileAnalysis {
  layout: FileLayout;
  columns: FileColumn[];
  /** The first rows, to suggest a mapping from and to show. */
  sample: ParsedRow[];
}

const sampleRows = 500;

/** What a person may overrule of what was detected. */
export type LayoutOverrides = Partial<Pick<FileLayout, "encoding" | "delimiter" | "hasHeader">>;

export async function analyseFile(
  source: Readable,
  overrides: LayoutOverrides = {},
): Promise<FileAnalysis> {
  const { sample, gzip, isWholeFile } = await readSample(source);
  if (sample.length === 0) {
    throw new ImportFileFault("empty_file", "The file is empty. Upload one with at least one row.");
  }
  const { encoding, text } = overrides.encoding
    ? { encoding: overrides.encoding, text: decoderFor(overrides.encoding)(sample) }
    : detectSampleEncoding(sample);
  const base = { gzip, encoding, format: detectFormat(text) };
  if (base.format === "jsonl") return analyseJsonl(text, base, isWholeFile);
  return analyseCsv(text, base, isWholeFile, overrides);
}

export async function* readRows(
  source: Readable,
  file: { layout: FileLayout; columns: readonly FileColumn[] },
  fromOrdinal = 0,
): AsyncGenerator<RowBatch> {
  const text = decodeText(source, file.layout);
  if (file.layout.format === "jsonl") yield* jsonlRows(text, file.columns, fromOrdinal);
  else yield* csvRows(text, file.layout, file.columns.length, fromOrdinal);
}

type Base = Pick<FileLayout, "gzip" | "encoding" | "format">;
type CsvLayout = Pick<FileLayout, "delimiter" | "mixedNewlines">;

async function analyseCsv(
  text: string,
  base: Base,
  isWholeFile: boolean,
  overrides: LayoutOverrides,
): Promise<FileAnalysis> {
  const csv = {
    delimiter: overrides.delimiter ?? sniffDelimiter(text),
    mixedNewlines: hasMixedNewlines(text),
  };
  const first = await firstRecord(text, csv);
  if (!first) {
    throw new ImportFileFault(
      "empty_file",
      "The file has no rows. Upload one with at least one row.",
    );
  }
  const hasHeader = overrides.hasHeader ?? looksLikeHeader(first.cells);
  const columns = hasHeader ? toColumns(first.cells) : numberedColumns(first.cells.length);
  refuseTooManyColumns(columns);
  const layout = { ...base, ...csv, hasHeader };
  const sample = await firstRows(csvRows(pieces(text), layout, columns.length), isWholeFile);
  return { layout, columns, sample };
}

function refuseTooManyColumns(columns: readonly FileColumn[]): void {
  if (columns.length <= maxColumns) return;
  throw new ImportFileFault(
    "row_too_long",
    `The file has ${columns.length} columns, more than ${maxColumns}. Check the delimiter.`,
  );
}

async function firstRecord(text: string, layout: CsvLayout): Promise<CsvRecord | undefined> {
  for await (const { records } of parseCsvRecords(pieces(text), layout)) {
    const found = records.find(isData);
    if (found) return found;
  }
  return undefined;
}

/** Small pieces, so that looking at the first rows does not parse the whole sample. */
async function* pieces(text: string): AsyncGenerator<TextChunk> {
  for (let at = 0; at < text.length; at += 65_536) {
    yield { text: text.slice(at, at + 65_536), bytesRead: 0 };
  }
}

async function firstRows(
  batches: AsyncIterable<RowBatch>,
  isWholeFile: boolean,
): Promise<ParsedRow[]> {
  const sample: ParsedRow[] = [];
  try {
    for await (const { rows } of batches) {
      sample.push(...rows.slice(0, sampleRows - sample.length));
      if (sample.length >= sampleRows) break;
    }
  } catch (error) {
    // A sample may end inside a quoted cell; the whole file must not.
    const isCut = error instanceof ImportFileFault && error.code === "quote_never_closed";
    if (isWholeFile || !isCut) throw error;
  }
  return sample;
}

async function analyseJsonl(text: string, base: Base, isWholeFile: boolean): Promise<FileAnalysis> {
  const columns = await jsonlColumns(wholeLines(text, isWholeFile));
  refuseTooManyColumns(columns);
  const layout = { ...base, delimiter: ",", hasHeader: true, mixedNewlines: false };
  const sample = await firstRows(
    jsonlRows(pieces(wholeLines(text, isWholeFile)), columns),
    isWholeFile,
  );
  return { layout, columns, sample };
}

function wholeLines(text: string, isWholeFile: boolean): string {
  return isWholeFile ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}

async function jsonlColumns(text: string): Promise<FileColumn[]> {
  const names = new Set<string>();
  for await (const { lines } of jsonLines(pieces(text))) {
    for (const line of lines) collectNames(line.text, names);
  }
  return [...names].map((name, index) => ({ index, name }));
}

function collectNames(line: string, names: Set<string>): void {
  const parsed = parseObject(line);
  if ("code" in parsed) return;
  for (const name of parsed.object.keys()) names.add(name);
}
