// Folding: the form of a text by which people expect it to be found and sorted (no case, no accents).

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point: all of ASCII
const asciiOnly = /^[\u0000-\u007f]*$/;
const marks = /\p{M}+/gu;

export function fold(text: string): string {
  if (asciiOnly.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(marks, "").toLowerCase().replaceAll("ς", "σ");
}

/** The folded text as index rows hold it: no longer than a B-tree page allows. */
export function foldKey(text: string): string {
  return cutText(fold(text), maxIndexedLength);
}

/** The beginning of a text, never with half a character at its end. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const isSplit = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, isSplit ? length - 1 : length);
}

/** Longest text that an index row holds, in UTF-16 code units: four bytes each still fit a B-tree page. */
export const maxIndexedLength = 500;
