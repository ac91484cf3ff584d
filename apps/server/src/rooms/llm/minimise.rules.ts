// Takes personal data out of what a model is sent, and puts it back into what it answers. E-mail addresses, phone,
// card and account numbers are known by their shape; names by our own records, or by whoever asks. Each becomes a mark
// such as [PERSON_1], the same wherever it comes again, so that the model can still tell people apart.
// A minimised text keeps its data class: marks make a leak smaller, they do not make text public.
export interface KnownPerson {
  names: readonly string[];
}

export interface Minimised {
  texts: readonly string[];
  /** From a mark to what stood there. */
  marks: ReadonlyMap<string, string>;
}

type Kind = "PERSON" | "EMAIL" | "PHONE" | "NUMBER";

const emailShape =
  /[\p{L}\p{N}._%+-]{1,64}(?:['’][\p{L}\p{N}._%+-]{1,64}){0,2}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
const ibanShape =
  /\b[A-Z]{2}\d{2}(?:(?:[^\S\r\n]|-)?[A-Z0-9]{4}){2,7}(?:(?:[^\S\r\n]|-)?[A-Z0-9]{1,4})?\b/gi;
const cardShape =
  /\b(?:\d(?:[^\S\r\n]|[-\u2010-\u2015]){0,2}){12,18}\d\b|\b\d{4}([./])\d{4}\1\d{4}\1\d{1,7}\b/g;
const phoneShape =
  /(?<![\p{L}\p{N}])\+?\(?\d(?:[\d()./-]|[\u2010-\u2015]|[^\S\r\n]){6,18}\d(?![\p{L}\p{N}])/gu;
/** Dates look like phone numbers too; these stay. */
const dateShape = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})$/;
const dateBefore = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?!\d)\s*/;
const dateInOne = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/;
/** Also as models write them that escape Markdown or like small letters. */
const markShape = /\\?\[(PERSON|EMAIL|PHONE|NUMBER)\\?_(\d{1,4})\\?\]/gi;

const digitsIn = (text: string) => text.replace(/\D/g, "").length;

/** From nine digits on; eight are the number of an account where nothing parts them. */
function isPhone(text: string): boolean {
  const digits = digitsIn(text);
  if (text.trimStart().startsWith("+")) return digits >= 7;
  if (digits === 8) return /^\d{8}$/.test(text) && !dateInOne.test(text);
  return digits >= 9 && digits <= 15;
}

/** ISO 7064: what a mistyped word or number hardly ever has. */
function hasCheckDigits(compact: string): boolean {
  const turned = compact.slice(4) + compact.slice(0, 4);
  const rest = [...turned].reduce((left, letter) => {
    const value = Number.parseInt(letter, 36);
    return (left * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return rest === 1;
}

/** In capitals also when a digit is wrong; else words that happen to look like one would be taken. */
function isIban(text: string): boolean {
  const compact = text.replace(/[^A-Za-z0-9]/g, "");
  const isCapital = text === text.toUpperCase() && compact.length >= 16;
  return isCapital || hasCheckDigits(compact);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point: all of ASCII
const asciiOnly = /^[\u0000-\u007f]*$/;

/** Letters as they are compared: no case, no accents, one apostrophe. */
export function foldName(text: string): string {
  if (asciiOnly.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[‘’ʼ]/g, "'")
    .toLowerCase();
}

const wordShape = /\p{Lo}[\p{Lo}\p{M}]{1,12}|\p{L}[\p{L}\p{M}'‘’ʼ‐-]{1,39}/gu;
/** Has a capital letter at its start, or is in script without capitals. */
export const isNameLike = (word: string) => /^[\p{Lu}\p{Lo}]/u.test(word);
/** von, der, de la, van. */
const isParticle = (word: string) => word.length <= 4;

/** Last names of more than one word that end here: "van Gogh", "García Márquez". */
function namesEndingAt(words: readonly string[], end: number): string[] {
  const names: string[] = [];
  let name = words[end] ?? "";
  for (let at = end - 1; at >= Math.max(0, end - 3); at -= 1) {
    const word = words[at] ?? "";
    if (!isNameLike(word) && !isParticle(word)) break;
    name = `${word} ${name}`;
    names.push(name);
    if (at === end - 1) names.push(name.replace(" ", "-"));
  }
  return names;
}

/** How a name may be written in our records, whichever apostrophe and hyphen the text has. */
function spellingsOf(word: string): string[] {
  const bare = word.replace(/(?:['‘’ʼ]s|['‘’ʼ‐-]+)$/u, "").replaceAll("‐", "-");
  if (!/['‘’ʼ]/.test(bare)) return bare.includes("-") ? [bare, bare.replaceAll("-", " ")] : [bare];
  return ["'", "’"].map((mark) => bare.replace(/['‘’ʼ]/g, mark));
}

/**
 * Words that could be names, for a look into our records, each once: of the last text first, which is what somebody asks
 * now; those with a capital letter or in script without capitals, then all others, since many write without capitals,
 * then names of several words. None is left out: a name that is not looked for would be sent. With `most` it stops soon
 * after so many, for who refuses a text that has more.
 */
export function nameCandidates(
  texts: readonly string[],
  most = Number.POSITIVE_INFINITY,
): string[] {
  const found = { names: new Set<string>(), others: new Set<string>(), joined: new Set<string>() };
  for (const text of texts.toReversed()) takeCandidates(text, found, most);
  return [...new Set([...found.names, ...found.others, ...found.joined])];
}

function takeCandidates(
  text: string,
  { names, others, joined }: Record<"names" | "others" | "joined", Set<string>>,
  most: number,
): void {
  const add = (found: Set<string>, word: string) => {
    for (const spelling of spellingsOf(word)) found.add(spelling);
  };
  const words = text.normalize("NFC").match(wordShape) ?? [];
  for (const [at, word] of words.entries()) {
    // A word may be in two of them.
    if (names.size + others.size + joined.size > most * 2) return;
    add(isNameLike(word) ? names : others, word);
    if (isNameLike(word)) for (const name of namesEndingAt(words, at)) add(joined, name);
  }
}

const mostNames = 1_000;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Over folded text. Whole names first, so that "Ada King" is one person and not two. */
function nameShape(people: readonly KnownPerson[]): RegExp | null {
  const names = people.flatMap((one) => one.names.map((name) => foldName(name).match(/[^\s‐-]+/g)));
  const shapes = names
    .filter((words) => words !== null)
    .filter((words) => words.join("").length >= 2)
    .map((words) => words.map(escaped).join("[\\s‐-]+"));
  if (shapes.length === 0) return null;
  const longestFirst = [...new Set(shapes)].sort((a, b) => b.length - a.length).slice(0, mostNames);
  const words = longestFirst.join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, "gu");
}

/** A folded text, and of each of its letters the place where it stood before. */
function foldedWithPlaces(text: string): { folded: string; placeOf: (at: number) => number } {
  if (asciiOnly.test(text)) return { folded: text.toLowerCase(), placeOf: (at) => at };
  let folded = "";
  const places: number[] = [];
  let place = 0;
  for (const letter of text) {
    const one = foldName(letter);
    for (let at = 0; at < one.length; at += 1) places.push(place);
    folded += one;
    place += letter.length;
  }
  return { folded, placeOf: (at) => places[at] ?? text.length };
}

/** Replaces what the shape finds in the folded text, by what stood there before it was folded. */
function replaceFolded(text: string, shape: RegExp, make: (value: string) => string): string {
  const { folded, placeOf } = foldedWithPlaces(text);
  let [made, done] = ["", 0];
  for (const { 0: found, index } of folded.matchAll(shape)) {
    const end = placeOf(index + found.length);
    made += text.slice(done, placeOf(index)) + make(text.slice(placeOf(index), end));
    done = end;
  }
  return made + text.slice(done);
}

function createMarks() {
  const marks = new Map<string, string>();
  const byValue = new Map<string, string>();
  const counts: Record<Kind, number> = { PERSON: 0, EMAIL: 0, PHONE: 0, NUMBER: 0 };
  return {
    marks,
    markOf: (kind: Kind, value: string): string => {
      const known = byValue.get(`${kind} ${value.toLowerCase()}`);
      if (known) return known;
      counts[kind] += 1;
      const mark = `[${kind}_${counts[kind]}]`;
      byValue.set(`${kind} ${value.toLowerCase()}`, mark);
      marks.set(mark, value);
      return mark;
    },
  };
}

export function minimise(texts: readonly string[], people: readonly KnownPerson[]): Minimised {
  const { marks, markOf } = createMarks();
  const names = nameShape(people);
  /** A date at the beginning stays. */
  const afterDate = (value: string, make: (rest: string) => string): string => {
    const date = dateBefore.exec(value)?.[0] ?? "";
    const rest = value.slice(date.length);
    return dateShape.test(rest) ? value : date + make(rest);
  };
  const withoutPhone = (value: string) =>
    afterDate(value, (rest) => (isPhone(rest) ? markOf("PHONE", rest) : rest));
  const withoutCard = (value: string) => afterDate(value, (rest) => markOf("NUMBER", rest));
  const take = (text: string): string => {
    // What already looks like a mark was not made here: it must not turn into somebody's name on the way back.
    let rest = text.normalize("NFC");
    rest = rest.replace(markShape, "($1_$2)");
    rest = rest.replace(emailShape, (value) => markOf("EMAIL", value));
    rest = rest.replace(ibanShape, (value) => (isIban(value) ? markOf("NUMBER", value) : value));
    rest = rest.replace(cardShape, withoutCard);
    rest = rest.replace(phoneShape, withoutPhone);
    return names ? replaceFolded(rest, names, (value) => markOf("PERSON", value)) : rest;
  };
  return { texts: texts.map(take), marks };
}

export function restore(text: string, marks: ReadonlyMap<string, string>): string {
  if (marks.size === 0) return text;
  const made = (found: string, kind: string, count: string) =>
    marks.get(`[${kind.toUpperCase()}_${count}]`) ?? found;
  return text.replace(markShape, made);
}

const longestMark = 16;

/** For streams: what can be shown of the text so far, and what may still be the start of a mark. */
export function splitAtMark(text: string): { ready: string; held: string } {
  const at = text.lastIndexOf("[");
  const isOpen = at >= 0 && text.length - at <= longestMark && !text.slice(at).includes("]");
  return isOpen ? { ready: text.slice(0, at), held: text.slice(at) } : { ready: text, held: "" };
}
