// Text → words, the same way for documents and for queries: no accents, no case, no punctuation.
// Invariants: a word is 1–64 letters and digits; scripts that are written without spaces give pairs of
// neighbouring characters; hostile text (controls, lone surrogates, megabytes) gives few words or none.
import { inPlainLetters } from "@rapport/contracts";

const maxWordLength = 64;

const nonAscii = /[\u0080-\uffff]/;
const marks = /\p{M}+/gu;

/** Lower case, compatibility forms and accents removed; punctuation and spaces stay. */
export function fold(text: string): string {
  if (!nonAscii.test(text)) return text.toLowerCase();
  return inPlainLetters(text.normalize("NFKD").replace(marks, "").toLowerCase().replace(marks, ""));
}

const anyWord = /[\p{L}\p{N}]+/gu;
const oneWordCharacter = /[\p{L}\p{N}]/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Words of folded text, in order, at most `limit` of them. */
export function wordsOf(folded: string, limit = 100): string[] {
  return nonAscii.test(folded) ? unicodeWords(folded, limit) : asciiWords(folded, limit);
}

function isAsciiWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

function asciiWords(folded: string, limit: number): string[] {
  const words: string[] = [];
  let start = -1;
  for (let index = 0; index <= folded.length && words.length < limit; index += 1) {
    const isWord = index < folded.length && isAsciiWordCode(folded.charCodeAt(index));
    if (isWord && start < 0) start = index;
    if (isWord || start < 0) continue;
    words.push(folded.slice(start, Math.min(index, start + maxWordLength)));
    start = -1;
  }
  return words;
}

function unicodeWords(folded: string, limit: number): string[] {
  const words: string[] = [];
  for (const [run] of folded.matchAll(anyWord)) {
    if (words.length >= limit) break;
    if (unspaced.test(run)) words.push(...pairsOf(run).slice(0, limit - words.length));
    else
      words.push(
        Array.from(run.slice(0, maxWordLength * 2))
          .slice(0, maxWordLength)
          .join(""),
      );
  }
  return words;
}

function pairsOf(run: string): string[] {
  const characters = Array.from(run.slice(0, 400));
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** Whether the character at this place continues a word that began before it. */
export function isInsideWord(folded: string, index: number): boolean {
  if (index < 0 || index >= folded.length) return false;
  const code = folded.charCodeAt(index);
  if (code < 128) return isAsciiWordCode(code);
  const character = String.fromCodePoint(folded.codePointAt(index) ?? 0);
  if (code >= 0xdc00 && code <= 0xdfff) return true;
  return oneWordCharacter.test(character) && !unspaced.test(character);
}

const hostShape = /^(?:https?:\/\/)?(?:[^\s@/]*@)?[^\s@/.]+(?:\.[^\s@/.]+)+(?:[/?#]\S*)?$/;
const noise = new Set(["www", "http", "https"]);
/** Last labels of addresses that half of all addresses share; finding them would find everything. */
const commonEndings = new Set(
  "com net org info biz edu gov io co ai app dev eu uk us ca au nz de at ch fr es pt it nl be lu ie se no dk fi is pl cz sk hu ro bg gr tr ru ua br mx ar cl in cn jp kr sg za test example invalid localhost".split(
    " ",
  ),
);

/** Words of `jane.doe@mail.acme.com`, `acme.com` and web addresses, less what all addresses share. */
export function addressWords(folded: string, limit = 100): string[] | null {
  if (!folded.includes(".") || folded.length > 2048 || !hostShape.test(folded)) return null;
  const bare = folded.replace(/^https?:\/\//, "");
  const end = bare.search(/[/?#]/);
  const host = end < 0 ? bare : bare.slice(0, end);
  const rest = end < 0 ? "" : bare.slice(end);
  const lastDot = host.lastIndexOf(".");
  const kept = commonEndings.has(host.slice(lastDot + 1)) ? host.slice(0, lastDot) : host;
  return wordsOf(`${kept} ${rest}`, limit).filter((word) => !noise.has(word));
}

/** Digits only, without the zeros that stand before a national or international number. */
export function phoneDigits(text: string): string {
  return text.replaceAll("(0)", "").replace(/\D+/g, "").replace(/^0+/, "").slice(0, 32);
}
