// What a message is about, how urgent it is, in which language and mood: by words, each guess with the words that made
// it. The lowest rung: it needs no model and knows no customer. Pure.
import type { ConversationPriority, TriageField, TriageGuess } from "@rapport/contracts";

export type Triage = Partial<Record<TriageField, TriageGuess>>;

const list = (words: string): readonly string[] => words.split("|");

type Words = Readonly<Record<string, readonly string[]>>;

const categories: Words = {
  Billing: list(
    "invoice|invoices|billing|refund|charged|payment|credit card|receipt|vat|rechnung|zahlung|facture|factura|fattura",
  ),
  Access: list(
    "sign in|sign-in|log in|login|password|two-factor|locked out|sso|account access|permission|anmelden|passwort|mot de passe|contraseña",
  ),
  Outage: list(
    "is down|outage|not working at all|503|500 error|nothing loads|unreachable|blocked|ausfall|en panne",
  ),
  Performance: list("slow|slowly|hangs|timeout|times out|takes minutes|freezes|laggy|langsam|lent"),
  Integration: list("api|webhook|integration|sync|connector|endpoint|schnittstelle"),
  Data: list("import|export|duplicate|missing records|wrong data|csv|lost data|migration"),
  Training: list(
    "how do i|how can i|how to|where do i|where can i find|tutorial|training|wie kann ich|comment puis-je",
  ),
  "Feature request": list(
    "feature request|would be great|could you add|please add|wish|suggestion|roadmap",
  ),
  Sales: list(
    "pricing|price|quote|upgrade|more seats|licence|license|demo|contract|renewal|preis|angebot",
  ),
  Cancellation: list(
    "cancel|cancellation|terminate|unsubscribe|close my account|kündigen|kündigung|résilier",
  ),
};

const urgent: readonly string[] = list(
  "urgent|asap|immediately|emergency|critical|is down|outage|nothing loads|whole team|all our sites|data loss|lost data|security|breach|cannot work|blocked|dringend|sofort",
);
const high: readonly string[] = list(
  "cannot|can't|unable|error|fails|failed|broken|not working|deadline|today|waiting|third time|still",
);
const low: readonly string[] = list(
  "no hurry|no rush|whenever|suggestion|feature request|would be nice|just wondering",
);
const negative: readonly string[] = list(
  "angry|unacceptable|terrible|awful|disappointed|frustrated|frustrating|annoyed|ridiculous|worst|complaint|fed up|useless|enttäuscht|unmöglich",
);
const positive: readonly string[] = list(
  "thank you|thanks|great|love|perfect|excellent|happy|wonderful|danke|merci|gracias",
);

/** Words that a language has often and its neighbours seldom. */
const languages: Words = {
  en: list(
    "the|and|is|you|to|we|us|our|it|have|with|not|can|of|for|my|please|how|do|are|this|was|cannot",
  ),
  de: list("der|die|das|und|ist|nicht|wir|ich|sie|mit|ein|eine|für|auf|haben"),
  fr: list("le|la|les|et|est|nous|vous|je|pas|une|des|pour|avec|dans|bonjour"),
  es: list("el|los|las|y|es|no|que|una|para|con|por|hola|mi|nuestro|está"),
  it: list("il|gli|che|è|non|una|per|con|ciao|sono|nostro|della|abbiamo|buongiorno"),
  pt: list("o|os|que|não|uma|para|com|olá|nosso|está|você|temos|obrigado|dos"),
  nl: list("de|het|een|en|niet|wij|ik|met|voor|op|van|kan|onze|hallo|zijn"),
};

const maxLength = 4000;

/** Spaces around words, so that a word is never found within another. */
const spaced = (text: string): string =>
  ` ${text
    .slice(0, maxLength)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'-]+/gu, " ")
    .trim()} `;

const found = (text: string, words: readonly string[]): string[] =>
  words.filter((word) => text.includes(` ${word} `));

const quoted = (words: readonly string[]): string =>
  words
    .slice(0, 3)
    .map((word) => `“${word}”`)
    .join(", ");

const sure = (hits: number, from = 0.45): number => Math.min(0.9, from + 0.15 * hits);

function guess(
  value: string,
  hits: readonly string[],
  confidence = sure(hits.length),
): TriageGuess {
  return { value, confidence, rung: "rules", reasons: [`It says ${quoted(hits)}`] };
}

/** The one with the most words; the subject counts twice. */
function best(text: string, subject: string, words: Words): { key: string; hits: string[] } | null {
  const scored = Object.entries(words)
    .map(([key, own]) => {
      const hits = found(text, own);
      return { key, hits, score: hits.length + found(subject, own).length };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  return scored[0] ?? null;
}

function priorityOf(text: string): TriageGuess {
  const levels: [ConversationPriority, readonly string[]][] = [
    ["urgent", urgent],
    ["high", high],
    ["low", low],
  ];
  for (const [value, words] of levels) {
    const hits = found(text, words);
    if (hits.length > 0)
      return guess(value, hits, sure(hits.length, value === "high" ? 0.35 : 0.45));
  }
  return { value: "normal", confidence: 0.5, rung: "rules", reasons: ["Nothing in it is urgent"] };
}

function languageOf(text: string): TriageGuess | null {
  const scored = Object.entries(languages)
    .map(([key, words]) => ({ key, hits: found(text, words) }))
    .sort((a, b) => b.hits.length - a.hits.length);
  const [first, second] = scored;
  if (!first || first.hits.length < 2 || first.hits.length === second?.hits.length) return null;
  const lead = first.hits.length - (second?.hits.length ?? 0);
  return guess(first.key, first.hits, Math.min(0.98, 0.5 + 0.1 * lead));
}

function sentimentOf(text: string): TriageGuess | null {
  const [bad, good] = [found(text, negative), found(text, positive)];
  if (bad.length > 0) return guess("negative", bad);
  return good.length > 0 ? guess("positive", good) : null;
}

export function triage(subject: string | null, text: string): Triage {
  const about = spaced(subject ?? "");
  const all = spaced(`${subject ?? ""} ${text}`);
  const category = best(all, about, categories);
  const [language, sentiment] = [languageOf(all), sentimentOf(all)];
  return {
    ...(category ? { category: guess(category.key, category.hits) } : {}),
    priority: priorityOf(all),
    ...(language ? { language } : {}),
    ...(sentiment ? { sentiment } : {}),
  };
}

/** What a person said stays; what was learned stays before what rules say. */
export function withTriage(before: Triage, fresh: Triage): Triage {
  const next: Triage = { ...fresh };
  for (const [field, known] of Object.entries(before) as [TriageField, TriageGuess][])
    if (known.rung !== "rules" || next[field] === undefined) next[field] = known;
  return next;
}
