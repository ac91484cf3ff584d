// What a parsed file consists of, before any value is understood: cells, rows with the physical line
// they start on, and the faults a file can have. Every other file of the import reads these types.

/** One value as the file has it; CSV gives text only, JSON lines keeps its own types. */
export type Cell = string | number | boolean | null | undefined | readonly string[];

export interface ParsedRow {
  /** Physical line, counted from 1 and including the header, on which the row starts. */
  line: number;
  /** Counts data rows from 0; a restarted run skips to it. */
  ordinal: number;
  /** Aligned with the file's columns. */
  cells: Cell[];
  /** Columns in whose place this row has an object, which is no value; JSON lines only. */
  nested?: readonly number[];
  /** Names with a value that are no column of the file; JSON lines only. */
  unknown?: readonly string[];
  fault?: RowFault;
}

export interface RowFault {
  code: "too_many_cells" | "too_few_cells" | "not_json" | "not_an_object" | "empty_row";
  message: string;
}

export interface RowBatch {
  rows: ParsedRow[];
  /** Bytes of the stored file (still compressed, if it is) read so far: the measure of progress. */
  bytesRead: number;
}

export interface FileColumn {
  /** Position in each row's cells. */
  index: number;
  /** Unique within the file and never empty. */
  name: string;
  /** What had to be changed in the file's own header, for the person who maps it. */
  warning?: string;
}

export type FileFaultCode =
  | "empty_file"
  | "unknown_compression"
  | "unsupported_encoding"
  | "binary_file"
  | "json_array"
  | "quote_never_closed"
  | "row_too_long"
  | "too_large"
  | "damaged_gzip";

/** The file as a whole cannot be read on; rows before `line` are good. */
export class ImportFileFault extends Error {
  readonly code: FileFaultCode;
  readonly line: number | undefined;

  constructor(code: FileFaultCode, message: string, line?: number) {
    super(message);
    this.name = "ImportFileFault";
    this.code = code;
    this.line = line;
  }
}

export type FileFormat = "csv" | "jsonl";

/** How to read one file; detected from its beginning, each part may be overruled by a person. */
export interface FileLayout {
  format: FileFormat;
  gzip: boolean;
  encoding: string;
  /** CSV only. */
  delimiter: string;
  /** CSV only: false makes columns named "Column 1", "Column 2"… */
  hasHeader: boolean;
  /** Some lines end in CRLF and some in LF: counted more carefully, at some cost in speed. */
  mixedNewlines: boolean;
}

export function isBlank(cell: Cell): boolean {
  if (cell === null || cell === undefined) return true;
  if (typeof cell === "string") return cell.trim() === "";
  return Array.isArray(cell) && cell.length === 0;
}
