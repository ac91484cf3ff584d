// N-grams of a message: words, pairs of words that stand near each other, and pieces of some characters that do not
// cross the borders of words. Pieces survive typing errors and endings of words, and serve scripts that write no
// spaces. A run of other signs counts as a word of its own for them. Each n-gram is hashed into a bucket, so nothing
// has to be kept of a text but numbers.
import { murmur3 } from "./murmur.ts";

export interface NgramSettings {
  /** How far apart two words may stand to count as a pair: 1 for neighbours only, 0 for no pairs. */
  readonly pairs: number;
  /** Shortest and longest piece in characters; a longest of 0 for none. */
  readonly pieceFrom: number;
  readonly pieceTo: number;
  /** Buckets of each of the two sorts are `2 ** bits`. */
  readonly bits: number;
  readonly seed: number;
  /** Messages are read up to here (in UTF-16 units), so that time and memory stay bounded. */
  readonly characters: number;
}

export interface Ngrams {
  /** Buckets in the order of appearance, words first; those of pieces begin at `2 ** bits`. */
  readonly buckets: Int32Array;
  readonly count: number;
  /** Where each n-gram's bytes begin and end. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly bytes: Uint8Array;
}

/** Reads messages one after another; what it returns is overwritten by the next call. */
export interface NgramReader {
  read(text: string): Ngrams;
}

interface Writing extends Ngrams {
  buckets: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
  bytes: Uint8Array;
  count: number;
  used: number;
}

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;
const runPattern = /[\p{L}\p{N}\p{M}]+|[^\s\p{C}\p{L}\p{N}\p{M}]+/gu;

const normalised = (text: string, characters: number): string =>
  text.slice(0, characters).normalize("NFKC").toLowerCase();

function grown<A extends Int32Array | Uint8Array>(array: A, wanted: number): A {
  if (wanted <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(wanted * 2);
  larger.set(array);
  return larger;
}

/** Appends UTF-8; a lone surrogate becomes three bytes like any other unit of its size. */
function writeCharacter(to: Writing, code: number): void {
  let at = to.used;
  const { bytes } = to;
  if (code < 0x80) bytes[at++] = code;
  else if (code < 0x800) {
    bytes[at++] = 0xc0 | (code >> 6);
    bytes[at++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    bytes[at++] = 0xe0 | (code >> 12);
    bytes[at++] = 0x80 | ((code >> 6) & 63);
    bytes[at++] = 0x80 | (code & 63);
  } else {
    bytes[at++] = 0xf0 | (code >> 18);
    bytes[at++] = 0x80 | ((code >> 12) & 63);
    bytes[at++] = 0x80 | ((code >> 6) & 63);
    bytes[at++] = 0x80 | (code & 63);
  }
  to.used = at;
}

function writeText(to: Writing, text: string, places?: number[]): void {
  to.bytes = grown(to.bytes, to.used + text.length * 3 + 4);
  for (const character of text) {
    places?.push(to.used);
    writeCharacter(to, character.codePointAt(0) as number);
  }
}

function add(to: Writing, start: number, end: number, bucket: number): void {
  to.buckets = grown(to.buckets, to.count + 1);
  to.starts = grown(to.starts, to.count + 1);
  to.ends = grown(to.ends, to.count + 1);
  to.buckets[to.count] = bucket;
  to.starts[to.count] = start;
  to.ends[to.count] = end;
  to.count += 1;
}

function addWords(to: Writing, text: string, { pairs, bits, seed }: NgramSettings): void {
  const starts: number[] = [];
  const ends: number[] = [];
  const mask = 2 ** bits - 1;
  for (const [word] of text.matchAll(wordPattern)) {
    const start = to.used;
    writeText(to, word);
    add(to, start, to.used, murmur3(to.bytes, start, to.used, seed) & mask);
    starts.push(start);
    ends.push(to.used);
    writeText(to, " ");
  }
  for (let first = 0; first < starts.length; first += 1) {
    for (let other = first + 1; other < starts.length && other <= first + pairs; other += 1) {
      const start = to.used;
      copyBytes(to, starts[first] as number, (ends[first] as number) + 1);
      copyBytes(to, starts[other] as number, ends[other] as number);
      add(to, start, to.used, murmur3(to.bytes, start, to.used, seed) & mask);
    }
  }
}

/** Appends bytes that were written before. */
function copyBytes(to: Writing, start: number, end: number): void {
  to.bytes = grown(to.bytes, to.used + end - start);
  to.bytes.copyWithin(to.used, start, end);
  to.used += end - start;
}

/** Pieces of one word with a space at each side. A word that is shorter than a piece counts whole, once. */
function addPieces(to: Writing, word: string, settings: NgramSettings): void {
  const { pieceFrom, pieceTo, bits, seed } = settings;
  const places: number[] = [];
  writeText(to, ` ${word} `, places);
  places.push(to.used);
  const characters = places.length - 1;
  const mask = 2 ** bits - 1;
  for (let length = pieceFrom; length <= pieceTo; length += 1) {
    for (let first = 0; first === 0 || first + length <= characters; first += 1) {
      const start = places[first] as number;
      const end = places[Math.min(first + length, characters)] as number;
      add(to, start, end, (murmur3(to.bytes, start, end, seed + 1) & mask) + mask + 1);
    }
    if (length >= characters) return;
  }
}

export function createNgramReader(settings: NgramSettings): NgramReader {
  const to: Writing = {
    buckets: new Int32Array(1024),
    starts: new Int32Array(1024),
    ends: new Int32Array(1024),
    bytes: new Uint8Array(4096),
    count: 0,
    used: 0,
  };
  return {
    read: (text) => {
      to.count = 0;
      to.used = 0;
      const plain = normalised(text, settings.characters);
      addWords(to, plain, settings);
      if (settings.pieceTo > 0)
        for (const [word] of plain.matchAll(runPattern)) addPieces(to, word, settings);
      return to;
    },
  };
}
