// Tells how a file is laid out from its first text: CSV or JSON lines, which delimiter, whether there
// is a header row. A suggestion made from a sample; the person who imports may overrule each part.
import { type FileFormat, ImportFileFault } from "./cells.rules.ts";

export const delimiters = [",", ";", "\t", "|"] as const;

const sampledRecords = 200;
const sniffedChars = 256 * 1024;

export function detectFormat(text: string): FileFormat {
  const start = text.trimStart();
  if (start === "") {
    throw new ImportFileFault("empty_file", "The file is empty. Upload one with at least one row.");
  }
  if (start.startsWith("[") && /^\[\s*[{[]/.test(start)) {
    throw new ImportFileFault(
      "json_array",
      "The file is one JSON array. Write one JSON object a line instead (for example with jq -c '.[]').",
    );
  }
  return start.startsWith("{") ? "jsonl" : "csv";
}

export function hasMixedNewlines(text: string): boolean {
  return /\r\n/.test(text) && /(?:^|[^\r])\n/.test(text);
}

/** The delimiter that splits the sampled records most evenly, and into most columns. */
export function sniffDelimiter(text: string): string {
  const declared = /^sep=(.)\r?\n/i.exec(text)?.[1];
  if (declared) return declared;
  let best = ",";
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const score = evenness(countPerRecord(text.slice(0, sniffedChars), delimiter));
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** How often the delimiter stands outside quotes in each of the first records. */
function countPerRecord(text: string, delimiter: string): number[] {
  const lines = text.replaceAll(/"[^"]*(?:"|$)/g, '""').split(/\r\n|\n|\r/);
  const records = lines.slice(0, sampledRecords).filter((line) => line.trim() !== "");
  // The last line is used only when it is the only one: a sample may end in its middle.
  const whole =
    records.length > 1 && records.length === lines.length ? records.slice(0, -1) : records;
  return whole.map((line) => line.split(delimiter).length - 1);
}

function evenness(counts: readonly number[]): number {
  const frequency = new Map<number, number>();
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  let commonest = 0;
  let times = 0;
  for (const [count, n] of frequency) {
    if (count > 0 && n > times) {
      commonest = count;
      times = n;
    }
  }
  const headerAgrees = counts[0] === commonest ? 1 : 0.5;
  return (times / counts.length) ** 2 * headerAgrees * Math.log2(2 + commonest);
}

/**
 * A header names things: short, distinct texts without values in them. Read as data only when a cell of
 * the first row plainly is a value.
 */
export function looksLikeHeader(first: readonly string[]): boolean {
  const named = first.filter((cell) => cell.trim() !== "");
  if (named.length === 0) return false;
  return !named.some(isPlainlyAValue);
}

function isPlainlyAValue(cell: string): boolean {
  const text = cell.trim();
  if (text.length > 120) return true;
  return (
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ||
    /^[-+]?\d+(?:[.,]\d+)*$/.test(text) ||
    /^\d{4}-\d\d-\d\d/.test(text) ||
    /^https?:\/\//i.test(text)
  );
}
