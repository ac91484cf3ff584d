// Learning what members make of conversations: from the earlier ones, judged on the later ones beside the rules, and
// beside saying the commonest always. What is
// served is what was judged: the learned guess where it is sure enough, else the rules'. Pure.
import {
  LearnFault,
  readTextModel,
  type TextColumn,
  type TextModel,
  trainTextModel,
} from "@rapport/learn";
import { triage } from "./triage.rules.ts";

export const learnedFields = ["category", "priority"] as const;
export type LearnedField = (typeof learnedFields)[number];

export interface Example {
  subject: string | null;
  text: string;
  /** What it was in the end. */
  label: string;
}

export interface Learned {
  isUsed: boolean;
  words: string;
  examples: number;
  tested: number;
  learnedRight: number;
  rulesRight: number;
  file: Uint8Array | null;
}

export const fewestExamples = 60;
const fewestOfClass = 5;
const mostClasses = 40;
const trainedShare = 0.75;
/** Below it the rules' guess stands. */
export const sureEnough = 0.5;

export const learnedText = (subject: string | null, text: string): string =>
  `${subject ?? ""}\n${text.slice(0, 4000)}`;

export interface LearnedGuess {
  value: string;
  confidence: number;
  /** Words of the message that spoke for it, the weightiest first. */
  words: string[];
}

/** Null: it is not sure enough. */
export function learnedGuess(
  model: TextModel,
  subject: string | null,
  text: string,
): LearnedGuess | null {
  const whole = learnedText(subject, text);
  const { code, probabilities } = model.predict(whole);
  const value = model.classes[code];
  const confidence = probabilities[code] ?? 0;
  if (value === undefined || confidence < sureEnough) return null;
  const isBinary = model.classes.length === 2;
  const sign = isBinary && code === 0 ? -1 : 1;
  const said = whole.toLowerCase();
  const words = model
    .explain(whole, isBinary ? 0 : code)
    .shares.filter(
      ({ kind, ngram, share }) => kind === "words" && sign * share > 0 && said.includes(ngram),
    )
    .slice(0, 3)
    .map(({ ngram }) => ngram);
  return { value, confidence: Math.min(confidence, 0.99), words };
}

const rulesOnly = (examples: number, words: string): Learned => ({
  ...{ isUsed: false, words, examples, tested: 0, learnedRight: 0, rulesRight: 0, file: null },
});

function withEnough(examples: readonly Example[]): { kept: Example[]; classes: string[] } {
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  const classes = [...counts]
    .filter(([, count]) => count >= fewestOfClass)
    .sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
    .slice(0, mostClasses)
    .map(([label]) => label)
    .sort();
  return { kept: examples.filter(({ label }) => classes.includes(label)), classes };
}

function trained(examples: readonly Example[], classes: readonly string[]): TextModel {
  const values = examples.map(({ subject, text }) => learnedText(subject, text));
  const column: TextColumn = { name: "message", kind: "text", values };
  const codes = Int32Array.from(examples, ({ label }) => classes.indexOf(label));
  const [first = "", second = ""] = classes;
  const target =
    classes.length === 2
      ? ({ kind: "binary", codes, classes: [first, second] } as const)
      : ({ kind: "classes", codes, classes } as const);
  return trainTextModel({ rows: values.length, columns: [column] }, target, { seed: 1 });
}

function commonest(examples: readonly Example[]): string {
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([, many], [, few]) => few - many)[0]?.[0] ?? "";
}

/** By chance alone one would be ahead this far once in six times or less. */
const isAhead = (won: number, lost: number): boolean =>
  won > lost && (won - lost) / Math.sqrt(won + lost) >= 1;

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;

function judged(field: LearnedField, all: readonly Example[]): Learned {
  const { kept, classes } = withEnough(all);
  if (kept.length < fewestExamples)
    return rulesOnly(
      kept.length,
      `${kept.length} settled conversations tell; it takes ${fewestExamples}.`,
    );
  if (classes.length < 2)
    return rulesOnly(kept.length, "All of them were settled alike: there is nothing to learn.");
  const cut = Math.floor(kept.length * trainedShare);
  const [earlier, later] = [kept.slice(0, cut), kept.slice(cut)];
  const present = classes.filter((one) => earlier.some(({ label }) => label === one));
  if (present.length < 2)
    return rulesOnly(kept.length, "The earlier ones were all settled alike: it is learned later.");
  const known = earlier.filter(({ label }) => present.includes(label));
  const model = trained(known, present);
  let [learnedRight, rulesRight, won, lost] = [0, 0, 0, 0];
  for (const { subject, text, label } of later) {
    const byRules = triage(subject, text)[field]?.value ?? null;
    const isRules = byRules === label;
    const isLearned = (learnedGuess(model, subject, text)?.value ?? byRules) === label;
    learnedRight += Number(isLearned);
    rulesRight += Number(isRules);
    won += Number(isLearned && !isRules);
    lost += Number(isRules && !isLearned);
  }
  const always = commonest(known);
  const isTrivial = learnedRight <= later.filter(({ label }) => label === always).length;
  const isUsed = isAhead(won, lost) && !isTrivial;
  const tested = later.length;
  const scores = `right on ${percent(learnedRight, tested)} of ${tested} later ones, the rules on ${percent(rulesRight, tested)}`;
  return {
    isUsed,
    words: isUsed
      ? `Learned from ${known.length} settled conversations: ${scores}.`
      : `Learned from ${known.length}, but not better: ${scores}. The rules stay.`,
    examples: kept.length,
    ...{ tested, learnedRight, rulesRight },
    file: isUsed ? model.toFile() : null,
  };
}

/** `examples`: in the order of time. */
export function learnTriage(field: LearnedField, examples: readonly Example[]): Learned {
  try {
    return judged(field, examples);
  } catch (error) {
    if (error instanceof LearnFault) return rulesOnly(examples.length, error.message);
    throw error;
  }
}

export const modelOfFile = (file: Uint8Array): TextModel => readTextModel(file);
