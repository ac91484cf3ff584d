// Tells the encoding of a file from its first bytes: a byte order mark decides; then the zero bytes of
// UTF-16; then whether the sample is valid UTF-8; else the letters decide among the single-byte
// encodings that spreadsheets and editors write. A guess: where a person is at hand, they may overrule it.
import { isUtf8 } from "node:buffer";

export interface DetectedEncoding {
  /** A label of the WHATWG Encoding Standard, or utf-32le and utf-32be, which it lacks. */
  encoding: string;
  /** Length of the byte order mark, to be skipped. */
  markBytes: number;
  certain: boolean;
}

const marks: readonly { encoding: string; bytes: readonly number[] }[] = [
  { encoding: "utf-32le", bytes: [0xff, 0xfe, 0, 0] },
  { encoding: "utf-32be", bytes: [0, 0, 0xfe, 0xff] },
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
];

/** Candidates for bytes that are not UTF-8, the likeliest first; equal scores keep this order. */
const singleByteEncodings = ["windows-1252", "windows-1251", "macintosh", "windows-1250"];

/** Null: these are no letters at all (zero bytes outside UTF-16 and UTF-32). */
export function detectEncoding(sample: Uint8Array): DetectedEncoding | null {
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => sample[at] === byte));
  if (mark) return { encoding: mark.encoding, markBytes: mark.bytes.length, certain: true };
  const wide = detectUtf16(sample);
  if (wide) return { encoding: wide, markBytes: 0, certain: false };
  if (sample.subarray(0, 8192).includes(0)) return null;
  if (isUtf8(withoutCutCharacter(sample))) {
    return { encoding: "utf-8", markBytes: 0, certain: true };
  }
  return { encoding: likeliestSingleByte(sample), markBytes: 0, certain: false };
}

/** Drops the last, possibly cut-off, character so that a sample of UTF-8 stays valid. */
function withoutCutCharacter(sample: Uint8Array): Uint8Array {
  const earliest = Math.max(0, sample.length - 4);
  for (let at = sample.length - 1; at >= earliest; at--) {
    const byte = sample[at] ?? 0;
    if (byte < 0x80) return sample;
    if (byte >= 0xc0) return sample.subarray(0, at);
  }
  return sample;
}

function detectUtf16(sample: Uint8Array): string | undefined {
  const checked = Math.min(sample.length, 4096) & ~1;
  if (checked < 4) return undefined;
  let zerosAtEven = 0;
  let zerosAtOdd = 0;
  for (let at = 0; at < checked; at += 2) {
    if (sample[at] === 0) zerosAtEven++;
    if (sample[at + 1] === 0) zerosAtOdd++;
  }
  const pairs = checked / 2;
  if (zerosAtOdd > pairs * 0.4 && zerosAtEven < pairs * 0.05) return "utf-16le";
  if (zerosAtEven > pairs * 0.4 && zerosAtOdd < pairs * 0.05) return "utf-16be";
  return undefined;
}

function likeliestSingleByte(sample: Uint8Array): string {
  let best = "windows-1252";
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const encoding of singleByteEncodings) {
    const prior = encoding === "windows-1252" ? 1 : 0;
    const score = prior + plausibility(decodeSample(sample, encoding));
    if (score > bestScore) {
      best = encoding;
      bestScore = score;
    }
  }
  return best;
}

/**
 * Whether bytes that are not UTF-8 throughout are still meant so: they have at least as many whole
 * characters beyond ASCII as broken ones. In other encodings such characters come about by chance, and
 * then mostly mix alphabets within a word (ÓŁ in windows-1250 is one Cyrillic letter).
 */
export function isDamagedUtf8(sample: Uint8Array): boolean {
  const text = decodeSample(sample, "utf-8").slice(0, 200_000);
  const broken = text.split(lost).length - 1;
  const beyondAscii = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  const whole = beyondAscii - broken;
  if (broken === 0 || whole < broken) return false;
  const words = foreignWords(text).filter((word) => !word.includes(lost));
  const mixed = words.filter((word) => wordPlausibility(word) <= -3).length;
  return mixed * 2 <= words.length;
}

const lost = "\ufffd";

function foreignWords(text: string): string[] {
  const found = text.matchAll(/[\p{L}\p{S}\u0080-\u009f]*[^\p{ASCII}][\p{L}\p{S}]*/gu);
  return Array.from(found, ([word]) => word);
}

function decodeSample(sample: Uint8Array, encoding: string): string {
  // `stream` matters: without it Node 24 decodes windows-1252 as Latin-1 and loses € and quotes.
  return new TextDecoder(encoding).decode(sample, { stream: true });
}

/**
 * Words of one alphabet in one case pattern are plausible; a foreign letter or a capital inside a word
 * is what a wrong encoding looks like.
 */
function plausibility(text: string): number {
  let score = 0;
  for (const word of foreignWords(text.slice(0, 200_000))) score += wordPlausibility(word);
  return score;
}

function wordPlausibility(word: string): number {
  if (/[\u0080-\u009f\ufffd]/.test(word)) return -4;
  const isCyrillic = /\p{Script=Cyrillic}/u.test(word);
  const isLatin = /\p{Script=Latin}/u.test(word);
  if (isCyrillic && isLatin) return -3;
  if (/\p{S}/u.test(word) && /\p{L}/u.test(word)) return -2;
  if (/^[ªº]$/.test(word)) return 0.4;
  const isOneCase = /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(word);
  if (!isOneCase) return -1;
  if (isCyrillic) return word.length >= 4 ? 1.5 : -0.5;
  // Western words have few accents; a run of them is another alphabet read wrongly.
  if (/[^\p{ASCII}]{3}/u.test(word)) return -1;
  return frequentLatin.test(word) ? 1 : 0.4;
}

const frequentLatin = /[äöüßéèêëàâçñíóúáãõøåæîïôûùœÄÖÜÉÅØÑ]/;
