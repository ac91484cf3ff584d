// Whether two sentences say the same thing, so that one bears the other out rather than competes with it: the shorter one's
// telling words are nearly all in the longer one, and what they count or name by number is the same.
import { analyse, type Language } from "./analyse/analyse.ts";

/** Of the terms of the shorter sentence, how many the longer one must have. */
const leastShared = 0.7;
const fewestTerms = 3;
const numbers = /\p{N}+(?:[.,:]\p{N}+)*/gu;

const termsOf = (text: string, language: Language): Set<number> =>
  new Set(analyse(text, language).map(({ term }) => term));

/** Numbers of one that the other has not are something else said; where one has none at all, nothing is. */
function agreesInNumbers(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => new Set(text.match(numbers) ?? []));
  if (!a || !b || a.size === 0 || b.size === 0) return true;
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  return [...few].every((number) => many.has(number));
}

export function saysTheSame(one: string, other: string, language: Language): boolean {
  const [a, b] = [termsOf(one, language), termsOf(other, language)];
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  if (few.size < fewestTerms) return false;
  const shared = [...few].filter((term) => many.has(term)).length;
  return shared / few.size >= leastShared && agreesInNumbers(one, other);
}
