// Words that stand for "nothing was entered".

const everywhere = new Set([
  "",
  "na",
  "n/a",
  "#n/a",
  "#na",
  "n.a.",
  "nan",
  "-nan",
  "null",
  "nil",
  "select",
  "select one",
  "select...",
  "please select",
  "-",
  "--",
  "—",
  "?",
  "<na>",
  "(blank)",
  "(empty)",
  "undefined",
  "missing",
  "nat",
  "\\n",
  "1.#ind",
  "-1.#ind",
  "1.#qnan",
  "#value!",
  "#ref!",
  "#div/0!",
]);
/** Answers in a column of categories, but nothing in a column of numbers or dates. */
const amongNumbers = new Set([
  "none",
  "unknown",
  "not available",
  "not applicable",
  "n.v.",
  "k.a.",
  "tbd",
  "not set",
  "inf",
  "-inf",
  "+inf",
  "infinity",
  "-infinity",
  "+infinity",
  ".",
]);

export const isMissing = (text: string): boolean => everywhere.has(text.toLowerCase());

export const isNoNumber = (text: string): boolean =>
  isMissing(text) || amongNumbers.has(text.toLowerCase());
