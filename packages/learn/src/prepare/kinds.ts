// Decides from the training rows what a column of texts is: numbers, dates, categories, free text, or nothing to learn
// from (an id, a constant). The reason is kept in words, since people are told.
import { type DateFormat, dateFormatOf, parseDate } from "./dates.ts";
import { isMissing, isNoNumber } from "./missing.ts";
import { formatOf, type NumberFormat, parseNumber } from "./numbers.ts";
import { countTexts, type RawColumn } from "./raw-table.ts";

export type ColumnKind = "number" | "category" | "text" | "date" | "id" | "constant";

export interface ColumnDecision {
  readonly name: string;
  readonly kind: ColumnKind;
  /** In words, for people. */
  readonly why: string;
  readonly number?: NumberFormat;
  readonly date?: DateFormat;
}

interface Look {
  readonly column: RawColumn;
  /** Rows of each text; 0 for texts that mean missing. */
  readonly counts: Float64Array;
  readonly filled: number;
  readonly distinct: number;
}

function lookAt(column: RawColumn, isNothing: (text: string) => boolean): Look {
  const counts = countTexts(column);
  let filled = 0;
  let distinct = 0;
  for (const [at, text] of column.texts.entries()) {
    if (isNothing(text)) counts[at] = 0;
    filled += counts[at] as number;
    if ((counts[at] as number) > 0) distinct += 1;
  }
  return { column, counts, filled, distinct };
}

/** Rows that the reader understands, and how many texts it does not. */
function understood({ column, counts }: Look, read: (text: string) => number) {
  let rows = 0;
  let values = 0;
  let others = 0;
  for (const [at, text] of column.texts.entries()) {
    const count = counts[at] as number;
    if (count === 0) continue;
    if (Number.isNaN(read(text))) {
      others += 1;
      continue;
    }
    rows += count;
    values += 1;
  }
  return { rows, values, others };
}

const enough = 0.95;
/** Up to so many words between the numbers ("never", "over 90") do not make a column of categories. */
const fewWords = 3;

function asDate(look: Look): ColumnDecision | null {
  const { name } = look.column;
  if (!look.column.texts.some((text) => /\d/.test(text))) return null;
  const date = dateFormatOf(look.column.texts, look.counts);
  const { rows } = understood(look, (text) => parseDate(text, date));
  if (rows < enough * look.filled) return null;
  return { name, kind: "date", why: "dates", date };
}

/** 01234: the zero in front means something, so it is a code and no amount. */
const leadingZero = /^0\d+$/;

function asNumber(look: Look): ColumnDecision | null {
  const { column, counts, filled } = look;
  const number = formatOf(column.texts, counts);
  const { rows, values, others } = understood(look, (text) => parseNumber(text, number));
  const isMostly =
    rows >= enough * filled || (others <= fewWords && values > 10 && rows * 2 > filled);
  if (!isMostly) return null;
  const codes = column.texts.filter(
    (text, at) => (counts[at] as number) > 0 && leadingZero.test(text),
  );
  if (codes.length > 0.02 * values) return null;
  const left =
    others > 0 ? `, with ${others} other ${others === 1 ? "text" : "texts"} taken as missing` : "";
  const sign = number.decimal === "," ? ", with a decimal comma" : "";
  return { name: column.name, kind: "number", why: `numbers${sign}${left}`, number };
}

const idWord =
  /(?:^|[\s_.-])(?:id|ids|uuid|guid|key|no|nr|num|number|index|row|ref|reference|serial)$|^unnamed: \d+$/i;
const idEnding = /[a-z](?:Id|ID|Number|No|Key)$/;
const isNamedId = (name: string): boolean => idWord.test(name) || idEnding.test(name);

function isWhole({ column, counts }: Look): boolean {
  return column.texts.every(
    (text, at) => (counts[at] as number) === 0 || /^-?\d+(?:\.0+)?$/.test(text),
  );
}

/** Whether the rows are numbered in the order of the file. */
function isCounter({ column }: Look): boolean {
  const { texts, codes } = column;
  const value = (row: number) => Number(texts[codes[row] as number]);
  const step = value(1) - value(0);
  if (step === 0 || codes.length < 3) return false;
  for (let row = 1; row < codes.length; row += 1)
    if (value(row) - value(row - 1) !== step) return false;
  return true;
}

function numberAsId(look: Look): boolean {
  const { column, filled, distinct } = look;
  if (filled < 20 || distinct < 0.98 * filled || !isWhole(look)) return false;
  return isNamedId(column.name) || (filled === column.codes.length && isCounter(look));
}

function wordsOf({ column, counts, filled }: Look): { words: number; length: number } {
  let words = 0;
  let length = 0;
  for (const [at, text] of column.texts.entries()) {
    const count = counts[at] as number;
    if (count === 0) continue;
    words += count * (text.match(/\S+/g)?.length ?? 0);
    length += count * text.length;
  }
  return { words: words / filled, length: length / filled };
}

function asWords(look: Look): ColumnDecision {
  const { column, filled, distinct } = look;
  const { name } = column;
  const { words, length } = wordsOf(look);
  const isVaried = distinct > 0.2 * filled && distinct > 20;
  if (isVaried && words >= 3 && length >= 18) {
    return { name, kind: "text", why: `free text of ${Math.round(words)} words on average` };
  }
  if (distinct > 0.5 * filled && distinct > 20) {
    const why = `an id or a name: ${distinct} different values in ${filled} rows`;
    return { name, kind: "id", why };
  }
  return { name, kind: "category", why: `${distinct} categories` };
}

/** What the column is, decided from the rows given; they are to be training rows. */
export function decideColumn(column: RawColumn): ColumnDecision {
  const { name } = column;
  const words = lookAt(column, isMissing);
  if (words.filled === 0) return { name, kind: "constant", why: "nothing but missing values" };
  const isComplete = words.filled === column.codes.length;
  if (words.distinct === 1 && isComplete)
    return { name, kind: "constant", why: "the same value in every row" };
  if (words.distinct === 1) return asWords(words);
  const look = lookAt(column, isNoNumber);
  if (look.filled * 2 < words.filled) return asWords(words);
  const number = asNumber(look);
  if (number && numberAsId(look))
    return {
      name,
      kind: "id",
      why: `an id: ${look.distinct} different whole numbers in ${look.filled} rows`,
    };
  return number ?? asDate(look) ?? asWords(words);
}
