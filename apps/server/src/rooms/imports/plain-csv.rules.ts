// The plain part of a CSV file: from its beginning for as long as no quote comes and all lines end alike. There
// a line is a record and nothing needs a parser of quotes, which reads at a fraction of this speed. At the
// first text that is not plain it hands over, for good, at the beginning of a record. Pure, but for what
// it holds between two pieces of text.

export interface CsvRecord {
  /** Physical line on which it starts. */
  line: number;
  cells: string[];
}

/** A line as long as this is the parser's to judge. */
const longestLine = 100_000;

export type Newline = "\n" | "\r\n";

/** Where the parser of quotes begins. */
export interface Handover {
  text: string;
  /** Lines before it. */
  lines: number;
  newline: Newline | null;
}

export type PlainStep = { records: CsvRecord[]; handover: Handover | null };

export function createPlainReader(delimiter: string) {
  let held = "";
  let lines = 0;
  let newline: Newline | null = null;

  const handOver = (text: string): PlainStep => ({
    records: [],
    handover: { text, lines, newline },
  });

  const recordsOf = (text: string, ending: Newline): CsvRecord[] => {
    const records: CsvRecord[] = [];
    for (const line of text.split(ending)) {
      lines += 1;
      if (line !== "") records.push({ line: lines, cells: line.split(delimiter) });
    }
    return records;
  };

  return {
    /** The whole records of the text so far. */
    read(piece: string): PlainStep {
      const text = held + piece;
      newline ??= newlineIn(text);
      const end = newline === null ? -1 : text.lastIndexOf(newline);
      if (!isPlain(text, newline) || text.length - end > longestLine) return handOver(text);
      if (newline === null || end < 0) {
        held = text;
        return { records: [], handover: null };
      }
      held = text.slice(end + newline.length);
      return { records: recordsOf(text.slice(0, end), newline), handover: null };
    },
    /** What is left at the end of the file. */
    end(): CsvRecord[] {
      if (held === "") return [];
      lines += 1;
      return [{ line: lines, cells: held.split(delimiter) }];
    },
  };
}

/** Null as long as it cannot be told: a lone \r at the end may be half of one. */
function newlineIn(text: string): Newline | null {
  const at = text.indexOf("\n");
  if (at < 0) return null;
  return text[at - 1] === "\r" ? "\r\n" : "\n";
}

const looseNewline = /\r(?!\n)|(?<!\r)\n/;

function isPlain(text: string, newline: Newline | null): boolean {
  if (text.includes('"')) return false;
  if (newline !== "\r\n") return !text.slice(0, -1).includes("\r") && !endsLoosely(text, newline);
  // The last \r may have its \n in the next piece.
  return !looseNewline.test(text.endsWith("\r") ? text.slice(0, -1) : text);
}

const endsLoosely = (text: string, newline: Newline | null) =>
  newline === "\n" && text.endsWith("\r");
