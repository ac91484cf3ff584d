// The leak check: names the columns that know the outcome since they are written with it or after it. Three kinds of
// evidence: near-perfect alone while the others are far from it; states that only one outcome has; and a name that says so
// together with more knowledge than the name's rule asks. A column that is merely strong is left in peace.

import type { Feature } from "../prepare/preparation.ts";
import type { Column, Table, Target } from "../table.ts";
import { type Alone, aloneOf } from "./alone.ts";
import { isComputedScore, nameEvidence } from "./leak-names.ts";
import { pureShare, pureStates } from "./leak-states.ts";

export interface Leak {
  /** The column of the file. */
  readonly column: string;
  /** In words, for people. */
  readonly reasons: readonly string[];
  /** How well it predicts alone, 0 … 1 (see `Alone`). */
  readonly strength: number;
}

export interface LeakQuestion {
  readonly table: Table;
  readonly target: Target;
  readonly features: readonly Feature[];
  /** How well a quick model predicts without these columns of the file, 0 … 1, on rows that it did not learn from. */
  strengthWithout(sources: readonly string[]): number | Promise<number>;
}

export interface LeakCheck {
  readonly leaks: readonly Leak[];
  /** What each column of the file knows alone, strongest first. */
  readonly alone: readonly { readonly column: string; readonly strength: number }[];
}

interface Suspect {
  readonly source: string;
  readonly columns: readonly Column[];
  readonly alone: Alone;
}

/** Strength from which a column alone is near-perfect. */
const perfect = { any: 0.97, alone: 0.94, discrete: 0.86 };
/** How much weaker the others must be for a near-perfect column to be a leak. */
const margin = 0.08;

function suspectsOf({ table, target, features }: LeakQuestion): Suspect[] {
  const bySource = new Map<string, Column[]>();
  for (const [at, feature] of features.entries()) {
    const column = table.columns[at] as Column;
    // Days between two dates point at the later one.
    bySource.set(feature.source, [...(bySource.get(feature.source) ?? []), column]);
  }
  const suspects = [...bySource].map(([source, columns]): Suspect => {
    const each = columns.map((column) => aloneOf(column, target));
    const alone = each.reduce((best, one) => (one.strength > best.strength ? one : best));
    return { source, columns, alone };
  });
  return suspects.sort((a, b) => b.alone.strength - a.alone.strength);
}

const percent = (share: number): string => {
  const rounded = (share * 100).toFixed(1);
  return `${rounded.replace(/\.0$/, "")} %`;
};

function stateReasons({ columns }: Suspect, target: Target): string[] {
  if (target.kind !== "binary") return [];
  const [column] = columns;
  if (!column) return [];
  const reasons = pureStates(column, target)
    .slice(0, 2)
    .map(
      ({ state, outcome, purity, coverage }) =>
        `where it is ${state}, the outcome is "${outcome}" in ${percent(purity)} of the rows, which hold ${percent(coverage)} of that outcome`,
    );
  if (reasons.length > 0) return reasons;
  const { rows, ofEach } = pureShare(column, target);
  if (rows < 0.5 || Math.min(...ofEach) < 0.4) return [];
  return [`${percent(rows)} of the rows have a value that tells the outcome nearly for sure`];
}

const isPerfect = ({ alone }: Suspect): boolean =>
  alone.strength >= (alone.discrete ? perfect.discrete : perfect.alone);

function namedReason(suspect: Suspect, all: readonly Suspect[]): string | null {
  const { source, alone } = suspect;
  // Chance alone is no evidence: for two classes the lower bound counts.
  const sure = alone.auc ? Math.max(0, 2 * alone.auc.low - 1) : alone.strength;
  if (sure < 0.02) return null;
  const strongest = Math.max(
    0,
    ...all.filter((one) => one !== suspect).map((one) => one.alone.strength),
  );
  const says = nameEvidence(source, alone.strength, { strongest });
  return says && `by its name ${says}, and it knows the outcome (${words(alone)})`;
}

const words = ({ auc, strength }: Alone): string =>
  auc ? `AUC ${auc.value.toFixed(2)} alone` : `${percent(strength)} explained alone`;

/** Rows in which the column has no value, as a key to compare columns by; null where none or few are missing. */
function missingPattern(column: Column): string | null {
  const rows = column.kind === "category" ? column.codes.length : column.values.length;
  let missing = 0;
  let hash = 0;
  for (let row = 0; row < rows; row += 1) {
    if (!isMissingAt(column, row)) continue;
    missing += 1;
    hash = (Math.imul(hash, 31) + row) | 0;
  }
  return missing >= 0.05 * rows && missing < rows ? `${missing}:${hash}` : null;
}

function isMissingAt(column: Column, row: number): boolean {
  if (column.kind === "category") return (column.codes[row] as number) < 0;
  if (column.kind === "number") return Number.isNaN(column.values[row]);
  return column.values[row] === "";
}

/** Computed scores that are missing in exactly the same rows come from one system, which rated some of the rows. */
function scoreFamilies(suspects: readonly Suspect[]): Map<string, string> {
  const scores = suspects.filter(({ source }) => isComputedScore(source));
  const families = Map.groupBy(scores, ({ columns: [column] }) => column && missingPattern(column));
  const reasons = new Map<string, string>();
  for (const [pattern, family] of families) {
    const isTelling = family.some(({ alone }) => alone.strength >= 0.08);
    if (!pattern || family.length < 2 || !isTelling) continue;
    const reason = `one of ${family.length} scores that a system gave to the same part of the rows`;
    for (const { source } of family) reasons.set(source, reason);
  }
  return reasons;
}

async function perfectReasons(
  question: LeakQuestion,
  suspects: readonly Suspect[],
): Promise<Map<string, string>> {
  const candidates = suspects.filter(isPerfect);
  const reasons = new Map<string, string>();
  if (candidates.length === 0) return reasons;
  const rest = await question.strengthWithout(candidates.map(({ source }) => source));
  for (const { source, alone } of candidates) {
    if (rest > alone.strength - margin || rest > perfect.any) continue;
    reasons.set(
      source,
      `near-perfect alone (${words(alone)}), while all the others together are far from it`,
    );
  }
  return reasons;
}

/** Names the columns that know the outcome. Deterministic; asks for a quick model only where a column is near-perfect. */
export async function checkLeaks(question: LeakQuestion): Promise<LeakCheck> {
  const suspects = suspectsOf(question);
  const perfectOnes = await perfectReasons(question, suspects);
  const families = scoreFamilies(suspects);
  const leaks = suspects.flatMap((suspect): Leak[] => {
    const { source, alone } = suspect;
    const reasons = [
      perfectOnes.get(source),
      ...stateReasons(suspect, question.target),
      namedReason(suspect, suspects),
      families.get(source),
    ].filter((reason) => typeof reason === "string");
    return reasons.length > 0 ? [{ column: source, reasons, strength: alone.strength }] : [];
  });
  const alone = suspects.map(({ source, alone: { strength } }) => ({ column: source, strength }));
  return { leaks, alone };
}
