// English endings by Porter's algorithm (1980), as Lucene's PorterStemFilter takes them off.

const isConsonant = (word: string, at: number): boolean => {
  const letter = word[at];
  if (letter === "y") return at === 0 || !isConsonant(word, at - 1);
  return !"aeiou".includes(letter ?? "");
};

/** How often a vowel is followed by a consonant: Porter's m. */
function measure(stem: string): number {
  let count = 0;
  let wasVowel = false;
  for (let at = 0; at < stem.length; at += 1) {
    const isVowel = !isConsonant(stem, at);
    if (wasVowel && !isVowel) count += 1;
    wasVowel = isVowel;
  }
  return count;
}

function hasVowel(stem: string): boolean {
  for (let at = 0; at < stem.length; at += 1) if (!isConsonant(stem, at)) return true;
  return false;
}

const endsDouble = (word: string): boolean =>
  word.length > 1 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);

function endsShort(word: string): boolean {
  const last = word.length - 1;
  if (last < 2) return false;
  const fits =
    isConsonant(word, last) && !isConsonant(word, last - 1) && isConsonant(word, last - 2);
  return fits && !"wxy".includes(word[last] ?? "");
}

function plural(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  if (word.endsWith("ss") || !word.endsWith("s")) return word;
  return word.slice(0, -1);
}

function past(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = ["ed", "ing"].find((end) => word.endsWith(end));
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  if (!hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

type Endings = readonly (readonly [ending: string, becomes: string])[];

const second: Endings = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["bli", "ble"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
  ["logi", "log"],
];
const third: Endings = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];
const fourth = [
  ..."ement,ance,ence,able,ible,ment,ant,ent,ism,ate,iti,ous,ive,ize,al,er,ic,ou".split(","),
];

function replaced(word: string, endings: Endings): string {
  for (const [ending, becomes] of endings) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    return measure(stem) > 0 ? stem + becomes : word;
  }
  return word;
}

function dropped(word: string): string {
  if (/[st]ion$/.test(word) && measure(word.slice(0, -3)) > 1) return word.slice(0, -3);
  const ending = fourth.find((end) => word.endsWith(end));
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  return measure(stem) > 1 ? stem : word;
}

function tidied(word: string): string {
  let stem = word;
  if (stem.endsWith("e")) {
    const before = stem.slice(0, -1);
    const size = measure(before);
    if (size > 1 || (size === 1 && !endsShort(before))) stem = before;
  }
  return stem.endsWith("ll") && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}

/** Porter's first step: plurals, past, "-ing". */
function withoutInflection(word: string): string {
  const stem = past(plural(word));
  return stem.endsWith("y") && hasVowel(stem.slice(0, -1)) ? `${stem.slice(0, -1)}i` : stem;
}

/** What the forms of one word share: endings that make another word of it (busy, business) stay. */
export const inflectionStem = (word: string): string =>
  word.length < 3 ? word : withoutInflection(word).replace(/e$/, "");

export function stemEnglish(word: string): string {
  if (word.length < 3) return word;
  const stem = withoutInflection(word);
  return tidied(dropped(replaced(replaced(stem, second), third)));
}
