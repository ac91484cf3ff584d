// Texts of messages as this room needs them: clean, cut, as previews, as tokens of the index of words, and matched again
// by what a reader may see. A token is a hash of workspace and word: a collision adds a candidate and no more, since
// each hit is matched again.
import { inPlainLetters } from "@rapport/contracts";

export const maxTextLength = 200_000;
const maxTokens = 1500;
const longestBeginning = 4;

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are taken out
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** What a database and a screen can hold: no control characters, no halves of characters, not endless. */
export function cleanText(text: string, maxLength = maxTextLength): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  return cut.toWellFormed().replaceAll("\r\n", "\n").replace(controls, "");
}

export function cleanLine(text: string | null, maxLength: number): string | null {
  const line = cleanText(text ?? "", maxLength * 4)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, maxLength)
    .toWellFormed();
  return line === "" ? null : line;
}

const maxFiles = 50;

/** Files as they are kept: no more than fifty, their names and types in a line each. */
export function cleanFiles<F extends { name: string; mediaType: string }>(
  files: readonly F[],
): F[] {
  return files.slice(0, maxFiles).map((file) => ({
    ...file,
    name: cleanLine(file.name, 200) ?? "file",
    mediaType: cleanLine(file.mediaType, 120) ?? "application/octet-stream",
  }));
}

const previewLength = 160;

export function previewOf(text: string): string {
  const line = text
    .slice(0, previewLength * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > previewLength ? `${line.slice(0, previewLength - 1).toWellFormed()}…` : line;
}

/** What programs put before a subject that is answered or passed on, in the languages that they speak. */
const replyMarks =
  /^\s*(?:(?:re|r|aw|antw(?:ort)?|sv|vs|odp|ynt|rif|res|resp|r[ée]p|ré|fw|fwd|wg|tr|rv|enc|i|doorst|vl|回复|回覆|答复|答覆|转发|轉寄|返信|転送)\s*(?:\[\d+\]|\^\d+)?\s*[:：]\s*)+/iu;

/** Whether it says that it is the subject of an answer, or of a mail that was passed on. */
export const isAnswered = (subject: string | null): boolean => replyMarks.test(subject ?? "");

/** Under which mails of one sender are one thread, when nothing else says so; null: under none. */
export function subjectKeyOf(subject: string | null): string | null {
  if (subject === null) return null;
  const bare = subject.replace(replyMarks, "").replace(/\s+/g, " ").trim().toLowerCase();
  return bare.length < 4 ? null : bare.slice(0, 200).toWellFormed();
}

const marks = /\p{M}+/gu;
export const folded = (text: string): string =>
  text.normalize("NFKD").replace(marks, "").toLowerCase();

const word = /[\p{L}\p{N}]+/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Scripts that are written without spaces give pairs of neighbouring characters. */
function partsOf(one: string): string[] {
  if (!unspaced.test(one)) return [one.slice(0, 40)];
  const letters = [...one].slice(0, 200);
  if (letters.length === 1) return letters;
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

function asWritten(text: string): Set<string> {
  const found = new Set<string>();
  for (const [one] of folded(text).matchAll(word)) {
    for (const part of partsOf(one)) found.add(part);
    if (found.size >= maxTokens) break;
  }
  return found;
}

/** In which way words are told apart: what an earlier version kept is made anew. */
export const wordsVersion = 2;

/** What a text is found by: its words, each with how else it is written. */
export function wordsOf(text: string): string[] {
  const found = [...asWritten(text)];
  return [...new Set(found.flatMap((one) => [one, inPlainLetters(one)]))];
}

function hashOf(workspaceId: string, kind: string, text: string): number {
  let hash = 0x811c9dc5;
  for (const piece of [workspaceId, kind, text]) {
    for (let index = 0; index < piece.length; index += 1)
      hash = Math.imul(hash ^ piece.charCodeAt(index), 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) | 0;
}

const beginning = (one: string) => [...one].slice(0, longestBeginning).join("");

/** Of each word itself and its beginning, so that what is still being typed finds it. */
export function tokensOf(workspaceId: string, text: string): number[] {
  const tokens = new Set<number>();
  for (const one of wordsOf(text)) {
    if (tokens.size >= maxTokens) break;
    tokens.add(hashOf(workspaceId, "word", one));
    for (let length = 2; length <= longestBeginning; length += 1)
      if (one.length >= length) tokens.add(hashOf(workspaceId, "start", one.slice(0, length)));
  }
  return [...tokens];
}

const maxQueryWords = 8;

export interface WordQuery {
  words: string[];
  /** The last word may be half written. */
  last: string | null;
}

/** Asked by how words are written without the letters that not everybody has: every text is found by that, too. */
export function queryOf(q: string): WordQuery {
  const all = [...new Set([...asWritten(q)].map(inPlainLetters))].slice(0, maxQueryWords);
  const isOpen = !/[\s.,;:!?]$/.test(q);
  return isOpen
    ? { words: all.slice(0, -1), last: all.at(-1) ?? null }
    : { words: all, last: null };
}

/** Empty: nothing that could be looked up. */
export function queryTokens(workspaceId: string, { words, last }: WordQuery): number[] {
  const tokens = words.map((one) => hashOf(workspaceId, "word", one));
  if (last === null) return tokens;
  const isWhole = last.length < 2;
  return [
    ...tokens,
    isWhole
      ? hashOf(workspaceId, "word", last)
      : hashOf(workspaceId, "start", beginning(last).slice(0, longestBeginning)),
  ];
}

/** Whether a text that its reader may see really holds what was asked for. */
export function matches(text: string, { words, last }: WordQuery): boolean {
  const known = new Set(wordsOf(text));
  if (!words.every((one) => known.has(one))) return false;
  return last === null || [...known].some((one) => one.startsWith(last));
}

const around = 60;

/** Where the first of the words stands; -1: none does. */
function placeOf(plain: string, asked: readonly string[]): number {
  for (const found of plain.matchAll(word)) {
    const one = inPlainLetters(folded(found[0]));
    const places = asked.map((part) => one.indexOf(part)).filter((place) => place >= 0);
    if (places.length > 0) return found.index + Math.min(...places);
  }
  return -1;
}

/** The text around the first of the words. */
export function excerptOf(text: string, { words, last }: WordQuery): string {
  const plain = text.replace(/\s+/g, " ").normalize("NFC");
  const place = placeOf(plain, [...words, ...(last === null ? [] : [last])]);
  const start = Math.max(0, place - around);
  const piece = plain.slice(start, start + around * 4).toWellFormed();
  const isCut = start + around * 4 < plain.length;
  return `${start > 0 ? "…" : ""}${piece}${isCut ? "…" : ""}`;
}
