// A workspace's own words: terms and what else people say for them. Finds in a question what the glossary knows and says
// which words may stand in for it. One step only: what was added is not looked up again, so that entries in a circle
// add nothing more. Texts of entries are compared word by word and never read as patterns; what one question can add is
// bounded, however many entries there are.
import { analyse, type Language } from "./analyse/analyse.ts";
import { guessLanguage } from "./analyse/guess-language.ts";

export interface GlossaryEntry {
  id: string;
  term: string;
  /** What else is said for it, in any language. */
  words: readonly string[];
}

/** What a question's own words may be replaced by. */
export interface Related {
  /** As the question has it. */
  asked: string;
  entryId: string;
  term: string;
  added: readonly string[];
}

interface Phrase {
  entry: GlossaryEntry;
  /** Which of the entry's texts it is. */
  text: string;
}

interface Phrases {
  byKey: Map<string, Phrase[]>;
  /** Of plain words only (IT, US), which are meant when they are written so. */
  asWritten: Map<string, Phrase[]>;
}

interface Match extends Phrase {
  from: number;
  length: number;
  asked: string;
}

const longestPhrase = 8;
const mostAskedWords = 300;
const mostEntries = 6;
const mostAdded = 8;

const written = /[\p{L}\p{M}\p{N}]+/gu;
const keyOf = (stems: readonly string[]): string => stems.join(" ");
const textsOf = ({ term, words }: GlossaryEntry): string[] => [term, ...words];

export class Glossary {
  readonly #entries: readonly GlossaryEntry[];
  readonly #phrases = new Map<Language, Phrases>();

  constructor(entries: readonly GlossaryEntry[]) {
    this.#entries = entries;
  }

  /** What of a question it knows, in the question's order; empty for most questions. */
  related(question: string): Related[] {
    if (this.#entries.length === 0) return [];
    const language = guessLanguage(question);
    const { byKey, asWritten } = this.#phrasesIn(language);
    const terms = analyse(question, language).slice(0, mostAskedWords);
    const stems = terms.map(({ stem }) => stem);
    const matches: Match[] = [];
    for (let from = 0; from < stems.length; from += 1) {
      for (let length = Math.min(longestPhrase, stems.length - from); length > 0; length -= 1) {
        const phrases = byKey.get(keyOf(stems.slice(from, from + length))) ?? [];
        const words = terms.slice(from, from + length).map(({ word }) => word);
        for (const phrase of phrases.slice(0, mostEntries)) {
          matches.push({ ...phrase, from, length, asked: words.join(" ") });
        }
      }
    }
    const plain = matchesAsWritten(question, asWritten);
    return relatedOf([...withoutParts(matches), ...plain], new Set(stems), language);
  }

  #phrasesIn(language: Language): Phrases {
    const known = this.#phrases.get(language);
    if (known) return known;
    const made: Phrases = { byKey: new Map(), asWritten: new Map() };
    this.#phrases.set(language, made);
    for (const entry of this.#entries) {
      for (const text of textsOf(entry)) {
        const stems = analyse(text, language).map(({ stem }) => stem);
        const isPlain = stems.length === 0 && text !== text.toLowerCase();
        if (isPlain) note(made.asWritten, text.trim(), { entry, text });
        if (stems.length > 0 && stems.length <= longestPhrase) {
          note(made.byKey, keyOf(stems), { entry, text });
        }
      }
    }
    return made;
  }
}

function matchesAsWritten(question: string, known: Phrases["asWritten"]): Match[] {
  const words = new Set((question.match(written) ?? []).slice(0, mostAskedWords));
  return [...words].flatMap((word) =>
    (known.get(word) ?? [])
      .slice(0, mostEntries)
      .map((phrase) => ({ ...phrase, from: -1, length: 0, asked: word })),
  );
}

function note(phrases: Map<string, Phrase[]>, key: string, phrase: Phrase): void {
  const same = phrases.get(key);
  if (same) same.push(phrase);
  else phrases.set(key, [phrase]);
}

/** What stands within a longer match is not meant by itself: "credit" in "credit note". */
function withoutParts(matches: readonly Match[]): Match[] {
  const byLength = [...matches].sort((x, y) => y.length - x.length || x.from - y.from);
  const covered = new Map<number, number>();
  return byLength
    .filter(({ from, length }) => {
      for (let at = from; at < from + length; at += 1) {
        if ((covered.get(at) ?? length) > length) return false;
      }
      for (let at = from; at < from + length; at += 1) covered.set(at, length);
      return true;
    })
    .sort((x, y) => x.from - y.from);
}

/** One for each entry, with what the question does not say already. */
function relatedOf(
  matches: readonly Match[],
  asked: ReadonlySet<string>,
  language: Language,
): Related[] {
  const found = new Map<string, Related>();
  for (const { entry, text, asked: words } of matches) {
    if (found.has(entry.id)) continue;
    const others = textsOf(entry).filter((one) => one !== text && isNew(one, asked, language));
    const added = [...new Set(others)].slice(0, mostAdded);
    if (added.length === 0) continue;
    found.set(entry.id, { asked: words, entryId: entry.id, term: entry.term, added });
    if (found.size === mostEntries) break;
  }
  return [...found.values()];
}

function isNew(text: string, asked: ReadonlySet<string>, language: Language): boolean {
  const stems = analyse(text, language);
  return stems.length === 0 || stems.some(({ stem }) => !asked.has(stem));
}
