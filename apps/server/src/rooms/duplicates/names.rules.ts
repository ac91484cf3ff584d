// Names of people and companies: how alike two are, in steps that can be said in words.
import { wholeName } from "./nicknames.rules.ts";
import { jaroWinkler } from "./similarity.rules.ts";
import { wordsOf } from "./text.rules.ts";

/** By Jaro-Winkler; below these a difference is more likely another name than a slip. */
const similarWhole = 0.92;
const similarPart = 0.84;
const otherPart = 0.75;

export interface PersonName {
  first: string;
  last: string;
}

/** Folded; null without both parts, since one alone tells too little. */
export function personName(first: unknown, last: unknown): PersonName | null {
  const parts = [first, last].map((part) => (typeof part === "string" ? wordsOf(part) : []));
  const [firstWords = [], lastWords = []] = parts;
  if (firstWords.length === 0 || lastWords.length === 0) return null;
  return { first: firstWords.join(" "), last: lastWords.join(" ") };
}

export type NameLikeness = "name-same" | "name-swapped" | "name-nickname" | "name-similar";

export function comparePeopleNames(
  a: PersonName | null,
  b: PersonName | null,
): NameLikeness | "names-differ" | null {
  if (!a || !b) return null;
  if (a.first === b.first && a.last === b.last) return "name-same";
  if (a.first === b.last && a.last === b.first) return "name-swapped";
  return compareSpellings(a, b);
}

function compareSpellings(a: PersonName, b: PersonName): NameLikeness | "names-differ" | null {
  const lastAlike = jaroWinkler(a.last, b.last);
  if (lastAlike >= similarPart && isNickname(a.first, b.first)) return "name-nickname";
  if (a.last === b.last && isInitial(a.first, b.first)) return "name-similar";
  const least = Math.min(jaroWinkler(a.first, b.first), lastAlike);
  const whole = jaroWinkler(`${a.first} ${a.last}`, `${b.first} ${b.last}`);
  if (whole >= similarWhole && least >= similarPart) return "name-similar";
  return least < otherPart ? "names-differ" : null;
}

function isNickname(a: string, b: string): boolean {
  return a !== b && wholeName(a) === wholeName(b);
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 || b.length === 1) && a[0] === b[0];
}

/** What stands in a company's name for its legal form, not for the company. */
const legalForms = new Set(
  "ab ag as asa bv co company corp corporation gmbh group holding inc incorporated kg kk limited llc llp lp ltd nv oy oyj plc pte pty sa sarl sas se spa srl the ug und and".split(
    " ",
  ),
);

/** Words that tell the company; all of them where nothing else is there. */
export function companyWords(name: unknown): string[] {
  if (typeof name !== "string") return [];
  const words = wordsOf(name.replaceAll(/(\p{L})\.(?=\p{L}(\.|\b))/gu, "$1"));
  const telling = words.filter((word) => !legalForms.has(word));
  return telling.length > 0 ? telling : words;
}

export function compareCompanyNames(
  a: unknown,
  b: unknown,
): "name-same" | "name-similar" | "names-differ" | null {
  const [one, other] = [companyWords(a).join(" "), companyWords(b).join(" ")];
  if (one === "" || other === "") return null;
  if (one.replaceAll(" ", "") === other.replaceAll(" ", "")) return "name-same";
  const alike = jaroWinkler(one, other);
  if (alike >= similarWhole && !differsByNumber(one, other)) return "name-similar";
  return alike < otherPart ? "names-differ" : null;
}

/** "Unit 4" and "Unit 5" look alike and are not. */
function differsByNumber(a: string, b: string): boolean {
  const numbers = (text: string) => text.replace(/\D+/g, " ").trim();
  return numbers(a) !== numbers(b);
}

/** What most misspellings of a word keep: its first letter and the consonants after it. */
export function skeleton(word: string): string {
  const [first = "", ...rest] = [...wholeName(word).replaceAll("ph", "f")];
  const consonants = rest.filter((letter) => !/[aeiouyhw]/.test(letter));
  const kept = consonants.filter(
    (letter, at) => letter !== (at === 0 ? first : consonants[at - 1]),
  );
  return (first + kept.join("")).slice(0, 4);
}
