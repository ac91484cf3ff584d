// Evidence → one number and its words. Rules that speak for a pair combine as independent chances (each
// leaves its rest: 1 − (1 − a)(1 − b)); rules that speak against it scale the result down. A company or a city
// in common says nothing by itself, it only makes alike names weigh more. The weights were set by hand and are
// measured by `node bench/duplicates.ts`.
import type { DuplicateBand } from "@rapport/contracts";
import { type LikenessRule, ruleFields } from "./likeness.rules.ts";

/** Pairs below this are not kept. */
export const leastScore = 500;

const bandFrom: readonly (readonly [DuplicateBand, number])[] = [
  ["high", 900],
  ["medium", 700],
  ["low", leastScore],
];

const nameWeight: Partial<Record<LikenessRule, number>> = {
  "name-swapped": 0.25,
  "name-nickname": 0.2,
  "name-similar": 0.15,
};

interface Weights {
  alone: number;
  withName: number;
  againstName: number;
}

const same = (weight: number): Weights => ({
  alone: weight,
  withName: weight,
  againstName: weight,
});

/** `withName`: where names agree; `againstName`: where they differ. */
const weights: Partial<Record<LikenessRule, Weights>> = {
  "email-same": same(0.97),
  "email-tag": same(0.93),
  "email-dots": same(0.85),
  "email-shared": { alone: 0.5, withName: 0.7, againstName: 0.2 },
  "phone-same": { alone: 0.55, withName: 0.8, againstName: 0.3 },
  "phone-national": { alone: 0.5, withName: 0.75, againstName: 0.25 },
  "domain-same": same(0.9),
  "domain-sub": { alone: 0.6, withName: 0.75, againstName: 0.4 },
  "company-same": { alone: 0, withName: 0.714, againstName: 0 },
  "city-same": { alone: 0, withName: 0.43, againstName: 0 },
};

/** Between 0 and 1000. */
export function scoreOf(object: string, rules: readonly LikenessRule[]): number {
  const hasName = rules.some((rule) => rule in nameWeight || rule === "name-same");
  const isOther = rules.includes("names-differ");
  let rest = 1;
  for (const rule of rules) rest *= 1 - weightOf(object, rule, hasName, isOther);
  return Math.round((1 - rest) * against(object, rules) * 1000);
}

function weightOf(object: string, rule: LikenessRule, hasName: boolean, isOther: boolean): number {
  // A company's name is much more its own than a person's.
  if (rule === "name-same") return object === "companies" ? 0.55 : 0.3;
  if (rule === "name-similar" && object === "companies") return 0.3;
  const weight = weights[rule];
  if (!weight) return nameWeight[rule] ?? 0;
  if (isOther) return weight.againstName;
  return hasName ? weight.withName : weight.alone;
}

function against(object: string, rules: readonly LikenessRule[]): number {
  let factor = 1;
  if (rules.includes("names-differ")) factor *= object === "companies" ? 0.75 : 0.55;
  if (rules.includes("emails-differ")) factor *= 0.9;
  if (rules.includes("domains-differ")) factor *= 0.6;
  return factor;
}

export function bandOf(score: number): DuplicateBand | null {
  return bandFrom.find(([, from]) => score >= from)?.[0] ?? null;
}

/** The scores of a band: from, and below. */
export function rangeOf(band: DuplicateBand | undefined): { from: number; below: number } {
  if (band === undefined) return { from: leastScore, below: 1001 };
  const at = bandFrom.findIndex(([name]) => name === band);
  return { from: bandFrom[at]?.[1] ?? 0, below: bandFrom[at - 1]?.[1] ?? 1001 };
}

const words: Record<LikenessRule, string> = {
  "email-same": "Same e-mail",
  "email-shared": "Same e-mail, of a mailbox that several people share",
  "email-tag": "Same e-mail but for what follows the plus sign",
  "email-dots": "Same Gmail mailbox, written with other dots",
  "emails-differ": "Different e-mail",
  "phone-same": "Same phone number",
  "phone-national": "Same phone number but for the country prefix",
  "domain-same": "Same web domain",
  "domain-sub": "Web domains of the same owner",
  "domains-differ": "Different web domains",
  "name-same": "Same name",
  "name-swapped": "Same name, first and last swapped",
  "name-nickname": "Same name in a short form",
  "name-similar": "Similar name",
  "names-differ": "Different names",
  "company-same": "Same company",
  "city-same": "Same city",
};

export interface Reason {
  rule: LikenessRule;
  text: string;
}

/** What speaks for the pair first. A place in common is told only beside a name that it strengthens. */
export function reasonsOf(rules: readonly LikenessRule[]): Reason[] {
  const hasName = rules.some((rule) => rule in nameWeight || rule === "name-same");
  const isAgainst = (rule: LikenessRule) => rule.endsWith("-differ");
  const isIdle = (rule: LikenessRule) =>
    !hasName && (rule === "company-same" || rule === "city-same");
  const told = rules.filter((rule) => !isIdle(rule));
  const sorted = [...told].sort((a, b) => Number(isAgainst(a)) - Number(isAgainst(b)));
  return sorted.map((rule) => ({ rule, text: words[rule] }));
}

/** Of what was found, what may count for a reader who may read only some fields. */
export function readableRules(
  rules: readonly LikenessRule[],
  mayRead: (field: string) => boolean,
): LikenessRule[] {
  return rules.filter((rule) => ruleFields[rule].every(mayRead));
}
