// Keeps of a model's draft only the sentences that a source carries (the one that they name, where they name one): most of their telling words, every
// number, address and negation, and no word besides that is not a plain one of a short list, so that nothing can be
// slipped in between what is carried. It looks at words, not at meaning: what it lets through stands in the source's own
// terms, and what is put quite differently is lost. A draft with a link, markup or a picture is dropped whole.
import { sentencesOf } from "./chunk.ts";
import { asRead } from "./hosts.ts";
import { numbersIn, numberWords } from "./numbers-in.ts";

export interface DraftSource {
  text: string;
}

export interface VerifiedDraft {
  /** Whole sentences, without the marks of sources. */
  text: string;
  /** Places of the sources that carry them, rising. */
  used: readonly number[];
}

const wordsIn = (list: string): ReadonlySet<string> => new Set(list.split(" "));

const commonWords = wordsIn(
  "a an and are as at be been but by can do does for from has have how if in into is it its may more of on or our so such than that the their them then there these they this to was we were what when which who will with you your der die das und ist sind sie ein eine mit für auf von zu den dem wird kann ihr ihre le la les des et est sont une un pour dans que qui vous votre sur el los las una por con para del se su es",
);
/** What a sentence may have that its source has not: words that connect, and name nobody and nothing. */
const plainWords = wordsIn(
  "about above after again all along already also always am any anything because before below best both by could did during each either else even every everything find first get give go happen her here his however i into just keep know last least let like look made make many me might more most much must my need new next now off once only other out over own part per please same see set she should show simply since some something soon still take tell thank thanks then think those through together too under until up us use used using usually want way well where whether which while within would yes yet yourself auch aber alle alles also am an aus bei bis bitte da dabei damit dann danach daher dass dazu deren dessen diese dieser dieses doch dort durch eben einem einen einer eines erst etwas falls finden gern gibt haben hat hier ihm ihn ihnen ihrer immer im in innerhalb ja jede jeder jedes jetzt können machen man mehr meist mich mir mit müssen nach noch nun nur ob oder schon sehr sein seit sich sobald sollte sonst soll sowie über um unser unsere uns unter vom vor wann was weil weiter welche wenn werden wie wieder wo wurde zum zur zwischen à afin ai alors après au aussi autre aux avant avec avez avoir bien ça car ce cela ces cet cette chaque comme comment de déjà depuis deux donc du elle en encore ensuite entre être faire fait il ils je jusqu leur lors lorsque là mais même mes moi mon notre nous ont ou où par peut plus pouvez puis quand sa se selon ses si soit son sous sur ta toujours tous tout toute toutes très trouver un voici y a además ahora al algo antes aquí así aunque bien cada como cómo cuando de desde después donde durante ella ellos en entre era eres esa ese eso esta está este esto hacer hasta hay la le les lo más me mi mientras misma mismo mucho muy nos nosotros nuestra nuestro o otra otro pero puede poder porque pues que qué quien sea ser si sí siempre sobre solo son su sus también tan te tener tiene todo todos tu tus un usted ustedes y ya",
);
const negations = wordsIn(
  "not no never none nothing cannot without neither nor nicht kein keine keinen keiner keinem nie niemals ohne weder pas jamais aucun aucune sans ni nunca jamás ningún ninguna sin tampoco",
);
/** Words that turn what a sentence says: each must stand in what carries it. */
const turningWords = wordsIn(
  "least most before after above below under over more less fewer only until since minimum maximum mindestens höchstens vor nach über unter mehr weniger nur bis seit moins plus avant après seulement jusqu depuis menos más antes después solo hasta",
);
/** Of a sentence's words that tell something, how many its source must have. */
const leastShare = 0.7;

const allWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Short forms (don't, l'eau) tell nothing by themselves. */
const shortForms = /\p{L}+n['’]t\b|\b\p{L}{1,2}['’]/giu;
const tellingWords = (text: string): string[] =>
  allWords(text.replace(shortForms, " ")).filter(
    (word) => word.length > 2 && !commonWords.has(word) && !negations.has(word),
  );

/** Endings differ between a question and its source. */
const stem = (word: string): string => (word.length > 5 ? word.slice(0, 5) : word);
const stemsOf = (text: string): Set<string> => new Set(tellingWords(text).map(stem));

/** Names of hosts, bare or in a mail address, and names of files. */
const dottedIn = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}@_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}{2,}/gu) ?? [];

const isNegated = (text: string): boolean =>
  /n['’]t\b/i.test(text) || allWords(text).some((word) => negations.has(word));

function shareHeld(words: readonly string[], held: ReadonlySet<string>): number {
  if (words.length === 0) return 0;
  return words.filter((word) => held.has(stem(word))).length / words.length;
}

/** The sentence of the source that says it alone, if one does. */
function alikeIn(sentence: string, source: string): string | null {
  const words = tellingWords(sentence);
  const [alike] = sentencesOf(source)
    .map((one) => ({ one, share: shareHeld(words, stemsOf(one)) }))
    .sort((a, b) => b.share - a.share);
  return alike && alike.share >= leastShare ? alike.one : null;
}

/** The source says it of the same things with the same sign. */
function hasSameSign(sentence: string, source: string, alike: string | null): boolean {
  if (alike !== null) return isNegated(alike) === isNegated(sentence);
  return !isNegated(sentence) || isNegated(source);
}

/** "At least" is not "at most", nor "before" "after". */
function turnsNothing(sentence: string, carrier: string): boolean {
  const held = new Set(allWords(carrier));
  return allWords(sentence).every((word) => !turningWords.has(word) || held.has(word));
}

/** Fewer words may stand in any order. */
const orderedWords = 4;
/** Of words that follow each other, how many must do so where they come from, with at most one between them. */
const leastOrdered = 0.4;

/** Who does what to whom is told by which words stand beside each other. */
function keepsOrder(sentence: string, carrier: string): boolean {
  const there = tellingWords(carrier).map(stem);
  const known = new Set(there);
  const near = new Set(
    there.flatMap((word, at) => there.slice(at + 1, at + 3).map((next) => `${word} ${next}`)),
  );
  const words = tellingWords(sentence)
    .map(stem)
    .filter((word) => known.has(word));
  if (words.length < orderedWords) return true;
  const pairs = words.slice(1).map((next, at) => `${words[at]} ${next}`);
  return pairs.filter((pair) => near.has(pair)).length >= leastOrdered * pairs.length;
}

/** A word that is neither the source's nor plain: a name, a code, a word spelt letter by letter. */
function bringsIn(sentence: string, source: string): boolean {
  const held = new Set(allWords(source));
  const stems = new Set([...held].map(stem));
  const isKnown = (word: string) =>
    held.has(word) ||
    commonWords.has(word) ||
    plainWords.has(word) ||
    negations.has(word) ||
    numberWords.has(word) ||
    (word.length > 5 && stems.has(stem(word)));
  const words = allWords(sentence.replace(shortForms, " "));
  return words.some((word) => !isKnown(word) && !/^\d+$/.test(word));
}

function isCarried(sentence: string, source: string): boolean {
  if (bringsIn(sentence, source)) return false;
  if (shareHeld(tellingWords(sentence), stemsOf(source)) < leastShare) return false;
  const numbers = new Set(numbersIn(source));
  if (!numbersIn(sentence).every((number) => numbers.has(number))) return false;
  const dotted = new Set(dottedIn(source));
  if (!dottedIn(sentence).every((name) => dotted.has(name))) return false;
  const alike = alikeIn(sentence, source);
  return (
    hasSameSign(sentence, source, alike) &&
    turnsNothing(sentence, alike ?? source) &&
    (alike === null || keepsOrder(sentence, alike))
  );
}

/** So many are named of a sentence that names none itself. */
const mostFound = 3;

/** Those of the named sources that carry a sentence; of one that names none, those that do: small models forget marks. */
function carriersOf(
  sentence: string,
  named: readonly number[],
  sources: readonly DraftSource[],
): number[] {
  const isNamed = named.length > 0;
  const carriers = (isNamed ? [...named] : [...sources.keys()]).filter((place) => {
    const source = sources[place];
    return source !== undefined && isCarried(sentence, source.text);
  });
  return isNamed ? carriers : carriers.slice(0, mostFound);
}

const mark = /\[(\d{1,2})\]/g;
const foreign = /[a-z]{2,}:\/\/|www\.|mailto:|javascript:|<\/?[a-z!]|!\[|\]\s*\(|\]\s*:/i;

/**
 * A draft names its sources by `[1]`, `[2]` … after its sentences. Null when nothing of it is carried, or when it says
 * `NO ANSWER`.
 */
export function verifyDraft(draft: string, sources: readonly DraftSource[]): VerifiedDraft | null {
  const plain = asRead(draft);
  if (/\bNO ANSWER\b/.test(plain) || foreign.test(plain)) return null;
  // A mark may stand before the full stop or after it.
  const sentences = plain
    .replace(/([.!?])\s*((?:\[\d{1,2}\]\s*)+)/g, " $2$1 ")
    .split(/\n+|(?<=[.!?])\s+/);
  const kept: string[] = [];
  const used = new Set<number>();
  for (const sentence of sentences) {
    const places = [...sentence.matchAll(mark)].map(([, place]) => Number(place) - 1);
    const bare = sentence
      .replace(mark, "")
      .replace(/\s+/g, " ")
      .replace(/\s+([.!?,;])/g, "$1")
      .trim();
    const carriers = carriersOf(bare, places, sources);
    if (carriers.length === 0) continue;
    kept.push(bare);
    for (const place of places.length > 0 ? carriers : carriers.slice(0, mostFound))
      used.add(place);
  }
  return kept.length === 0 ? null : { text: kept.join(" "), used: [...used].sort((a, b) => a - b) };
}
