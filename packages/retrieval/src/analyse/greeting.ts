// Greetings at the beginning of a message: what follows them is the question.
import { askingWords, stopWords } from "./stop-words.ts";

const greetings = [
  "h(?:i+|ey+|ello|iya|owdy)|greetings|good (?:morning|afternoon|evening|day)",
  "hallo|moin|servus|gr(?:ü|ue)(?:ß|ss) (?:gott|dich)|guten (?:tag|morgen|abend)",
  "bonjour|bonsoir|salut|coucou|hola|buen[oa]s (?:d[ií]as|tardes|noches)",
  "привет|здравствуйте|здравствуй|добрый (?:день|вечер)|доброе утро|مرحبا|أهلا|السلام عليكم",
];
const company = "there|all|everyone|team|zusammen|nochmal|again|à tous";
const opening = new RegExp(
  `^[\\s\\p{P}]*(?:(?:${greetings.join("|")})(?: (?:${company}))?(?![\\p{L}\\p{N}]|-\\p{L})|[你您]好(?=请|\\P{L}|$))`,
  "iu",
);
const firstWord = /^[\p{L}\p{M}\p{N}]+/u;

const listed = (word: string, lists: Readonly<Record<string, ReadonlySet<string>>>): boolean =>
  Object.values(lists).some((list) => list.has(word));
const isPlain = (word: string): boolean => listed(word, stopWords) || listed(word, askingWords);

/** A greeting goes with a sentence of its own, or with plain words: "hello message" is the name of something. */
export function withoutGreeting(text: string): string {
  const greeting = opening.exec(text)?.[0];
  if (greeting === undefined) return text;
  const rest = text.slice(greeting.length);
  const next = rest.trimStart();
  const following = firstWord.exec(next)?.[0].toLowerCase();
  const isApart = following === undefined || /^\s*[\p{P}\n]/u.test(rest);
  return isApart || isPlain(following) ? next.replace(/^[\s\p{P}]+(?=[\p{L}\p{N}])/u, "") : text;
}
