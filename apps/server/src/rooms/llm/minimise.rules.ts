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

const emailShape = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
const ibanShape = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const cardShape = /\b(?:\d[ -]?){13,19}\b/g;
const phoneShape = /(?<![\p{L}\p{N}])\+?\(?\d[\d ()./-]{6,18}\d(?![\p{L}\p{N}])/gu;
/** Dates and amounts look like phone numbers too; these stay. */
const dateShape = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}|^\d{1,2}[-./]\d{1,2}[-./]\d{2,4}$/;
const markShape = /\[(?:PERSON|EMAIL|PHONE|NUMBER)_\d{1,4}\]/g;

const digitsIn = (text: string) => text.replace(/\D/g, "").length;

function isPhone(text: string): boolean {
  if (dateShape.test(text.trim())) return false;
  const digits = digitsIn(text);
  return text.trimStart().startsWith("+") ? digits >= 7 : digits >= 9 && digits <= 15;
}

/** Words that could be names: capital letters at the start, or script without capitals. For a look into our records. */
export function nameCandidates(texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(/\p{Lu}[\p{L}'’-]{1,39}|[\p{Lo}]{2,12}/gu)) {
      found.add(word.replace(/['’]s$/u, ""));
      if (found.size >= 300) return [...found];
    }
  }
  return [...found];
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whole names first, so that "Ada King" is one person and not two. */
function nameShape(people: readonly KnownPerson[]): RegExp | null {
  const names = [...new Set(people.flatMap((one) => one.names.map((name) => name.trim())))]
    .filter((name) => name.length >= 2)
    .sort((a, b) => b.length - a.length)
    .slice(0, 500);
  if (names.length === 0) return null;
  const words = names.map((name) => escaped(name).replace(/\s+/g, "\\s+")).join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, "giu");
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
  const take = (text: string): string => {
    // What already looks like a mark was not made here: it must not turn into somebody's name on the way back.
    let rest = text.replace(markShape, (mark) => mark.replace("[", "(").replace("]", ")"));
    rest = rest.replace(emailShape, (value) => markOf("EMAIL", value));
    rest = rest.replace(ibanShape, (value) => markOf("NUMBER", value));
    rest = rest.replace(cardShape, (value) =>
      digitsIn(value) >= 13
        ? `${markOf("NUMBER", value.trim())}${/\s$/.test(value) ? " " : ""}`
        : value,
    );
    rest = rest.replace(phoneShape, (value) => (isPhone(value) ? markOf("PHONE", value) : value));
    return names ? rest.replace(names, (value) => markOf("PERSON", value)) : rest;
  };
  return { texts: texts.map(take), marks };
}

export function restore(text: string, marks: ReadonlyMap<string, string>): string {
  if (marks.size === 0) return text;
  return text.replace(markShape, (mark) => marks.get(mark) ?? mark);
}

const longestMark = 13;

/** For streams: what can be shown of the text so far, and what may still be the start of a mark. */
export function splitAtMark(text: string): { ready: string; held: string } {
  const at = text.lastIndexOf("[");
  const isOpen = at >= 0 && text.length - at <= longestMark && !text.slice(at).includes("]");
  return isOpen ? { ready: text.slice(0, at), held: text.slice(at) } : { ready: text, held: "" };
}
