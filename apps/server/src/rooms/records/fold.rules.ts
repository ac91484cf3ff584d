// Folding: the form of a text by which people expect it to be found and sorted (no case, no accents).

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point: all of ASCII
const asciiOnly = /^[\u0000-\u007f]*$/;
const marks = /\p{M}+/gu;

export function fold(text: string): string {
  if (asciiOnly.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(marks, "").toLowerCase();
}

/** Longest text that an index row holds, in UTF-16 code units: four bytes each still fit a B-tree page. */
export const maxIndexedLength = 500;
