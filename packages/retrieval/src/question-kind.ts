// What kind of thing a question asks for, by its question words, and whether a sentence holds one.

export type AskedFor = "number" | "time" | "name" | "anything";

const patterns: readonly (readonly [AskedFor, RegExp])[] = [
  [
    "time",
    /\b(?:when|what (?:year|day|date|month|time)|which year|how (?:long|soon|often)|wann|welche[ms]? jahr|wie lange|cuándo|qué año|en qué año|cuánto tiempo|quand|quelle année)\b|когда|в каком году|متى|أي عام|何时|什么时候|哪一年|多久|哪年/iu,
  ],
  [
    "number",
    /\b(?:how (?:many|much|large|big|far|tall|old)|what (?:percentage|percent|number|amount)|wie ?viele?|wie (?:hoch|groß|weit)|cuánt[oa]s?|qué (?:porcentaje|cantidad)|combien)\b|сколько|какой процент|كم |多少|几|百分之/iu,
  ],
  [
    "name",
    /\b(?:who|whom|whose|wer|wen|wem|wessen|quién|quiénes|qui)\b|^кто|^кого|кому|من (?:هو|هي|كان)|谁/iu,
  ],
];

/** What is said of a time beside the words that ask for it: "how long does it take". */
const lasting =
  /\b(?:takes?|took|lasts?|dauer[nt]|gedauert|tardan?|duran?|prend|prennent|dure|durent|until|bis|hasta|jusqu)\b/giu;

/** Words of a question that only say which kind of thing it asks for: a passage holds the thing instead of them. */
export function wordsOfKind(question: string): string {
  const [wanted, pattern] = patterns.find(([, one]) => one.test(question)) ?? [];
  if (!pattern) return "";
  const asking = question.match(pattern)?.[0] ?? "";
  return [asking, ...(wanted === "time" ? (question.match(lasting) ?? []) : [])].join(" ");
}

export function askedFor(question: string): AskedFor {
  return patterns.find(([, pattern]) => pattern.test(question))?.[0] ?? "anything";
}

const numbers =
  /\p{N}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|half|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|deux|trois|quatre|cinq)\b|два|три|четыр|пять|шесть|семь|восемь|девять|десять|[一二两三四五六七八九十百千万]/iu;
const times =
  /\p{N}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|day|days|week|weeks|month|months|year|years|hour|hours|minutes|daily|weekly|monthly|century|tage?|wochen?|monate?|jahre?|stunden?|días?|semanas?|mes|meses|años?|horas?|siglo|jours?|semaines?|mois|ans?|heures?)\b|год|век|день|месяц|недел|час|世纪|年|月|日|عام|سنة|قرن/iu;
const capital = /\p{Lu}\p{Ll}+/gu;

/** 1: it does; 0: it does not; ½: nothing of a kind was asked for. */
export function holdsAskedFor(sentence: string, wanted: AskedFor, question: string): number {
  if (wanted === "anything") return 0.5;
  if (wanted === "number") return numbers.test(sentence) ? 1 : 0;
  if (wanted === "time") return times.test(sentence) ? 1 : 0;
  const known = new Set(question.match(capital) ?? []);
  const names = (sentence.match(capital) ?? []).filter((name) => !known.has(name));
  return names.length > 1 || !/\p{Lu}/u.test(sentence) ? 1 : 0;
}
