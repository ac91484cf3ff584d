// Whether the rows that judge are rows that were learned from: a file tried on itself, or parts that overlap, flatter any
// learner. Rows are compared by a hash of 53 bits over the texts of the columns that both files have.
import { findColumn, type RawColumn, type RawTable } from "../prepare/raw-table.ts";
import { murmur3 } from "../text/murmur.ts";
import type { Warning } from "./report.ts";

const encoder = new TextEncoder();

/** Two hashes of each distinct text. */
function hashesOf({ texts }: RawColumn) {
  const [high, low] = [new Int32Array(texts.length), new Int32Array(texts.length)];
  for (const [at, text] of texts.entries()) {
    const bytes = encoder.encode(text);
    high[at] = murmur3(bytes, 0, bytes.length, 1);
    low[at] = murmur3(bytes, 0, bytes.length, 2);
  }
  return { high, low };
}

const mix = (hash: number, next: number): number =>
  Math.imul(((hash << 13) | (hash >>> 19)) ^ next, 0x9e3779b1) | 0;

function keysOf(columns: readonly RawColumn[], rows: number): Float64Array {
  const [high, low] = [new Int32Array(rows), new Int32Array(rows)];
  for (const column of columns) {
    const hashes = hashesOf(column);
    for (let row = 0; row < rows; row += 1) {
      const code = column.codes[row] as number;
      high[row] = mix(high[row] as number, hashes.high[code] as number);
      low[row] = mix(low[row] as number, hashes.low[code] as number);
    }
  }
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1)
    keys[row] = ((high[row] as number) >>> 11) * 2 ** 32 + ((low[row] as number) >>> 0);
  return keys;
}

/** Beyond what repeats within the training file already: few and coarse columns repeat by themselves. */
const tooMany = 0.1;

export function sharedRows(train: RawTable, test: RawTable): Warning[] {
  const pairs = train.columns.flatMap((column) => {
    const other = findColumn(test, column.name);
    return other ? [[column, other] as const] : [];
  });
  if (pairs.length < 2 || test.rows === 0 || train.rows === 0) return [];
  const own = keysOf(
    pairs.map(([column]) => column),
    train.rows,
  );
  const known = new Set(own);
  const repeated = 1 - known.size / train.rows;
  const keys = keysOf(
    pairs.map(([, column]) => column),
    test.rows,
  );
  const shared = keys.reduce((sum, key) => sum + (known.has(key) ? 1 : 0), 0);
  if (shared / test.rows <= repeated + tooMany) return [];
  const message = `${shared} of the ${test.rows} test rows stand in the training file too, so that the metrics tell of rows that were learned from: try it on rows of their own.`;
  return [{ code: "shared_rows", message }];
}
