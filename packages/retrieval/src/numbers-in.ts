// The numbers of a text, in digits, whether they are written in digits or as words.

/** Words for numbers, as digits; not those that are articles too. */
export const numberWords: ReadonlyMap<string, string> = new Map(
  [
    "two three four five six seven eight nine ten eleven twelve",
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "deux trois quatre cinq six sept huit neuf dix onze douze",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
  ].flatMap((row) => row.split(" ").map((word, at) => [word, String(at + 2)] as const)),
);

export function numbersIn(text: string): string[] {
  const digits = text.match(/\d+(?:[.,:]\d+)*/g) ?? [];
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...digits, ...words.flatMap((word) => numberWords.get(word) ?? [])];
}
