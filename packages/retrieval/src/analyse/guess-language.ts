// The language of a text: by its script, else by its plain words and letters, each by how much it speaks for one language
// alone. Where none leads clearly, nothing is guessed: the default holds.
import { type Language, wordsOf } from "./analyse.ts";
import { type Shares, type Spelled, spelled, wordShares } from "./language-words.ts";

const scripts: readonly (readonly [RegExp, Language])[] = [
  [/[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]/gu, "zh"],
  [/[\u0600-\u06ff]/gu, "ar"],
  [/[\u0400-\u04ff]/gu, "ru"],
];
const sampleLength = 4000;

function byScript(sample: string, letters: number): Language | undefined {
  const found = scripts.find(([script, language]) => {
    const share = (sample.match(script)?.length ?? 0) / letters;
    return share > (language === "zh" ? 0.15 : 0.4);
  });
  return found?.[1];
}

/** Texts of so many words have plain words, if they are in a language that is known. */
const longText = 40;
const leastShare = 0.06;

/** Letters and short forms that one of the languages has. */
const spellings: readonly (readonly [RegExp, Spelled, number])[] = [
  [/ß/u, "de", 1],
  [/[äöü]/u, "de", 0.5],
  [/[ñáíóú]/u, "es", 0.5],
  [/[çœèêâîû]/u, "fr", 0.5],
  [/^(?:[cdjlmnst]|qu)['’]\p{L}/u, "fr", 1],
  [/\p{L}(?:['’](?:re|ve|ll|m|d|s)|n['’]t)$/u, "en", 1],
];

/** A word says what it is itself; one that is not known, by its letters, unless there are words enough. */
const sharesOf = (word: string, isLong: boolean): Shares => {
  const known = wordShares.get(word);
  if (known || isLong) return known ?? {};
  const [, language, share] = spellings.find(([letters]) => letters.test(word)) ?? [];
  return language ? { [language]: share } : {};
};

/** A word that is nearly one language's own; and so much more than for the next one. */
const least = 0.9;
const lead = 0.55;

interface Sum {
  language: Spelled;
  sum: number;
}

function sumsOf(words: readonly string[], sample: string): Sum[] {
  const sums = { en: 0, de: 0, es: /[¿¡]/u.test(sample) ? 1 : 0, fr: 0 };
  for (const word of words) {
    const shares = sharesOf(word, words.length > longText);
    for (const language of spelled) sums[language] += shares[language] ?? 0;
  }
  return spelled
    .map((language) => ({ language, sum: sums[language] }))
    .sort((a, b) => b.sum - a.sum);
}

/** `fallback` where nothing tells clearly. */
export function guessLanguage(text: string, fallback: Language = "en"): Language {
  const sample = text.slice(0, sampleLength);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return fallback;
  const script = byScript(sample, letters);
  if (script) return script;
  const words = wordsOf(sample);
  const [best, next] = sumsOf(words, sample);
  if (!best || !next) return fallback;
  if (words.length > longText && best.sum / words.length < leastShare) return "other";
  return best.sum >= least && best.sum - next.sum >= lead ? best.language : fallback;
}
