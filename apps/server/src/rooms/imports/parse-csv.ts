// CSV text to rows, streaming, over csv-parse: tolerant of stray quotes and uneven rows, strict about a
// quote that is never closed, since that would swallow the rest of the file in silence. Each row knows
// the physical line it starts on. Does not know what the cells mean.
import { type CsvError, type Options, type Parser, parse } from "csv-parse";
import { type FileLayout, ImportFileFault, type ParsedRow, type RowBatch } from "./cells.rules.ts";
import type { TextChunk } from "./parse-bytes.ts";
import { type CsvRecord, createPlainReader, type Handover } from "./plain-csv.rules.ts";

/** Longest record in bytes; it bounds the memory that an unclosed quote can take. */
export const maxRecordBytes = 1024 * 1024;

type CsvLayout = Pick<FileLayout, "delimiter" | "mixedNewlines">;

/** Every record of the text, the header too, batched as the text arrives. */
export async function* parseCsvRecords(
  text: AsyncIterable<TextChunk>,
  layout: CsvLayout,
): AsyncGenerator<{ records: CsvRecord[]; bytesRead: number }> {
  const reader = createReader(layout);
  let bytesRead = 0;
  try {
    for await (const chunk of text) {
      bytesRead = chunk.bytesRead;
      const records = await reader.read(chunk.text);
      if (records.length > 0) yield { records, bytesRead };
    }
    const records = await reader.end();
    if (records.length > 0) yield { records, bytesRead };
  } finally {
    reader.destroy();
  }
}

/** Reads line by line while the file is plain, and from there on with the parser. */
function createReader(layout: CsvLayout) {
  const plain = createPlainReader(layout.delimiter);
  const start: Handover = { text: "", lines: 0, newline: null };
  const isSimple = !layout.mixedNewlines && layout.delimiter.length === 1;
  let sink = isSimple ? undefined : createRecordSink(layout, start);
  return {
    async read(text: string): Promise<CsvRecord[]> {
      if (sink) return sink.read(text);
      const { records, handover } = plain.read(text);
      if (!handover) return records;
      sink = createRecordSink(layout, handover);
      return sink.read(handover.text);
    },
    end: async (): Promise<CsvRecord[]> => (sink ? sink.end() : plain.end()),
    destroy: () => sink?.destroy(),
  };
}

function createRecordSink(layout: CsvLayout, { lines, newline }: Handover) {
  let records: CsvRecord[] = [];
  let failure: Error | undefined;
  const counter = createLineCounter(lines);
  const parser = parse({
    ...optionsFor(layout),
    ...(newline === null ? {} : { record_delimiter: newline }),
    on_record: (cells: string[], context) => {
      records.push({ line: counter.startOf(context.lines, cells), cells });
      return null;
    },
  });
  parser.resume();
  parser.on("error", (error) => {
    failure = error;
  });
  const settle = async (work: (done: (error?: Error | null) => void) => void) => {
    await new Promise<void>((resolve) => work(() => resolve()));
    if (failure) throw explain(failure, counter.lastLine());
  };
  const take = () => {
    const taken = records;
    records = [];
    return taken;
  };
  return {
    async read(text: string): Promise<CsvRecord[]> {
      await settle((done) => parser.write(text, done));
      return take();
    },
    async end(): Promise<CsvRecord[]> {
      await settle((done) => endOf(parser, done));
      return take();
    },
    destroy: () => parser.destroy(),
  };
}

function endOf(parser: Parser, done: () => void): void {
  parser.once("end", done);
  parser.once("error", done);
  parser.end();
}

function optionsFor(layout: CsvLayout): Options {
  return {
    delimiter: layout.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    // Telling the parser all three costs a quarter of its speed, so only where it makes a difference.
    ...(layout.mixedNewlines ? { record_delimiter: ["\r\n", "\n", "\r"] } : {}),
  };
}

/**
 * The parser tells the line a record ends on, but counts a CRLF inside quotes twice; the newlines
 * inside the cells tell where the record starts, and the surplus is carried along.
 */
function createLineCounter(linesBefore: number) {
  let last = linesBefore;
  let surplus = -linesBefore;
  return {
    lastLine: () => last,
    startOf(countedEnd: number, cells: readonly string[]): number {
      if (countedEnd - surplus === last + 1) return ++last;
      const inside = newlinesIn(cells);
      surplus += inside.crlf;
      const end = countedEnd - surplus;
      const start = Math.max(last + 1, end - inside.all);
      last = end;
      return start;
    },
  };
}

function newlinesIn(cells: readonly string[]): { all: number; crlf: number } {
  let all = 0;
  let crlf = 0;
  for (const cell of cells) {
    const found = cell.match(/\r\n|\n|\r/g) ?? [];
    all += found.length;
    crlf += found.filter((newline) => newline === "\r\n").length;
  }
  return { all, crlf };
}

function explain(error: Error, lastLine: number): Error {
  const code = (error as CsvError).code;
  const line = lastLine + 1;
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return new ImportFileFault(
      "quote_never_closed",
      `The row that starts on line ${line} opens a quote (") that is never closed. Close it, or double it to mean the character itself, and upload the file again.`,
      line,
    );
  }
  if (code === "CSV_MAX_RECORD_SIZE") {
    return new ImportFileFault(
      "row_too_long",
      `The row that starts on line ${line} is longer than ${maxRecordBytes} bytes; most often a quote (") on that line is never closed. Correct it and upload the file again.`,
      line,
    );
  }
  return error;
}

/** Data rows of a CSV file whose columns are known, from the given ordinal on. */
export async function* csvRows(
  text: AsyncIterable<TextChunk>,
  layout: CsvLayout & Pick<FileLayout, "hasHeader">,
  width: number,
  fromOrdinal = 0,
): AsyncGenerator<RowBatch> {
  let ordinal = layout.hasHeader ? -1 : 0;
  for await (const { records, bytesRead } of parseCsvRecords(text, layout)) {
    const rows: ParsedRow[] = [];
    for (const record of records.filter(isData)) {
      if (ordinal >= fromOrdinal) rows.push(toRow(record, ordinal, width));
      ordinal++;
    }
    yield { rows, bytesRead };
  }
}

export function isData(record: CsvRecord): boolean {
  return !isSeparatorLine(record) && !isEmptyRecord(record);
}

/** Excel's own hint, `sep=;`, is not data. */
function isSeparatorLine(record: CsvRecord): boolean {
  if (record.line !== 1) return false;
  const first = record.cells[0] ?? "";
  return /^sep=.?$/i.test(first) && record.cells.length <= 2;
}

/** Spreadsheets end a file with rows of nothing but delimiters. */
function isEmptyRecord(record: CsvRecord): boolean {
  return record.cells.every((cell) => cell === "" || cell.trim() === "");
}

function toRow(record: CsvRecord, ordinal: number, width: number): ParsedRow {
  const { line, cells } = record;
  if (cells.length === width) return { line, ordinal, cells };
  if (cells.length < width) {
    return {
      line,
      ordinal,
      cells,
      fault: {
        code: "too_few_cells",
        message: `The row has ${cells.length} cells, but the file has ${width} columns. Add the missing ${layoutHint}.`,
      },
    };
  }
  const extra = cells.slice(width);
  if (extra.every((cell) => cell.trim() === "")) {
    return { line, ordinal, cells: cells.slice(0, width) };
  }
  return {
    line,
    ordinal,
    cells,
    fault: {
      code: "too_many_cells",
      message: `The row has ${cells.length} cells, but the file has ${width} columns. Put a cell that contains the delimiter in quotes.`,
    },
  };
}

const layoutHint = "delimiters, or check the line before it for an unclosed quote";
