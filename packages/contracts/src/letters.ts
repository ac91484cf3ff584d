// Letters of Latin script that taking accents off does not make plain.

const plain: Partial<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ħ: "h",
  ı: "i",
  þ: "th",
};

/** A text in lower case as those write it who have none of these letters on their keyboard. What was stored by it must be made anew when it changes. */
export const inPlainLetters = (text: string): string =>
  text.replace(/[ßæœøđðłħıþ]/g, (letter) => plain[letter] ?? letter);
