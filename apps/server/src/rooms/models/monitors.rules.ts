// Monitors: drift, skew and calibration, each with a threshold that chance alone hardly passes.
//
// Drift is the population stability index over the bins of training, PSI = Σ (p − q) ln(p / q). Under no change, PSI is
// about (1/N + 1/M) times a chi-square of B − 1 degrees of freedom (Yurdakul and Naranjo 2020), so that the threshold
// follows from the numbers of rows: with N = M = 500, ten bins and p = 0.001 it is 0.1115. Small samples get a wide one.
import { normalQuantile } from "@rapport/learn";
import type { ArtefactHeader, ReferenceColumn, Row } from "./artefact.ts";
import { countBins } from "./reference.rules.ts";
import type { TrainingOutcome } from "./training-data.ts";

export interface Check {
  readonly kind: string;
  readonly subject: string;
  readonly value: number;
  readonly threshold: number;
  readonly alarm: boolean;
  readonly words: string;
}

const floor = 1e-4;

/** Population stability index of two counts over the same bins; empty bins count as a ten-thousandth. */
export function psi(before: readonly number[], after: readonly number[]): number {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) || 1;
  const [n, m] = [total(before), total(after)];
  return before.reduce((sum, count, bin) => {
    const p = Math.max(floor, count / n);
    const q = Math.max(floor, (after[bin] ?? 0) / m);
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

/** Lanczos' approximation. */
function lnGamma(x: number): number {
  const parts = [
    76.1800917294715, -86.5053203294168, 24.0140982408309, -1.23173957245016, 0.00120865097386618,
    -0.000005395239384953,
  ];
  const base = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const series = parts.reduce((sum, part, at) => sum + part / (x + 1 + at), 1.00000000019001);
  return -base + Math.log((Math.sqrt(2 * Math.PI) * series) / x);
}

/** Regularised lower incomplete gamma function, by its series or continued fraction (Numerical Recipes 6.2). */
function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  const head = Math.exp(-x + a * Math.log(x) - lnGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < 500 && Math.abs(term) > Math.abs(sum) * 1e-14; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return head * sum;
  }
  let [b, c] = [x + 1 - a, 1e300];
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 500; n += 1) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b || 1e-300);
    c = b + factor / c || 1e-300;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return 1 - head * h;
}

/** Quantile of the chi-square distribution: bisection between bounds around Wilson and Hilferty's guess. */
export function chiSquareQuantile(p: number, freedom: number): number {
  const z = normalQuantile(p);
  const guess = freedom * (1 - 2 / (9 * freedom) + z * Math.sqrt(2 / (9 * freedom))) ** 3;
  let [low, high] = [Math.max(0, guess * 0.5 - 1), guess * 2 + 10];
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (gammaP(freedom / 2, middle / 2) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** PSI that chance alone passes with probability `p`. */
export function psiThreshold(n: number, m: number, bins: number, p = 0.001): number {
  return chiSquareQuantile(1 - p, Math.max(1, bins - 1)) * (1 / n + 1 / m);
}

/** A shift below this matters to nobody, however sure. */
const leastPsi = 0.1;
const fewestRows = 50;
/** One false alarm in a thousand looks, over all columns of a model, is shared out between them. */
const chance = 0.001;

const columnOf = (header: ArtefactHeader, { key }: ReferenceColumn): number =>
  header.columns.findIndex((column) => column.key === key);

/** Rows of training repeat records, so that they count for less than they are: as many as the rows of today at most. */
const effective = (counts: readonly number[], rows: number): number =>
  Math.min(
    counts.reduce((sum, count) => sum + count, 0),
    rows,
  );

export function driftChecks(header: ArtefactHeader, rows: readonly Row[]): Check[] {
  if (rows.length < fewestRows) return [];
  const share = chance / Math.max(1, header.reference.length);
  return header.reference.flatMap((reference): Check[] => {
    const at = columnOf(header, reference);
    const shape = header.columns[at];
    if (!shape) return [];
    const counts = countBins(
      reference,
      shape,
      rows.map((row) => row[at]),
    );
    const bins = reference.counts.filter((count, bin) => count + (counts[bin] ?? 0) > 0).length;
    const n = effective(reference.counts, rows.length);
    const threshold = Math.max(leastPsi, psiThreshold(n, rows.length, bins, share));
    const value = psi(reference.counts, counts);
    const words = `"${shape.title}" moved away from what the model learned from (PSI ${value.toFixed(2)}, expected below ${threshold.toFixed(2)}).`;
    return [
      { kind: "drift", subject: shape.key, value, threshold, alarm: value > threshold, words },
    ];
  });
}

/** Skew: served values that training never had: missing where it never was, or levels that nobody knew. */
export function skewChecks(header: ArtefactHeader, rows: readonly Row[]): Check[] {
  if (rows.length < fewestRows) return [];
  return header.reference.flatMap((reference): Check[] => {
    const at = columnOf(header, reference);
    const shape = header.columns[at];
    if (!shape) return [];
    const total = reference.counts.reduce((sum, count) => sum + count, 0) || 1;
    const before = (reference.counts.at(-1) ?? 0) / total;
    const counts = countBins(
      reference,
      shape,
      rows.map((row) => row[at]),
    );
    const value = (counts.at(-1) ?? 0) / rows.length - before;
    const threshold = 0.1 + 3 * Math.sqrt((before * (1 - before) + 0.01) / rows.length);
    const words = `"${shape.title}" is not known for ${Math.round((value + before) * 100)} % of the records, and was not for ${Math.round(before * 100)} % of those that the model learned from.`;
    return [
      { kind: "skew", subject: shape.key, value, threshold, alarm: value > threshold, words },
    ];
  });
}

/** As in the learners' own test of two rates. */
const leastDriftErrors = 4;

type Drifted = Pick<TrainingOutcome, "drift" | "evaluation">;

/** What a training saw of the base rate, between the cases that it learned from and the later ones. */
export function driftCheck({ drift, evaluation }: Drifted): Check | null {
  if (!drift) return null;
  const [from, to] = [drift.trainRate, drift.testRate].map((rate) => (100 * rate).toFixed(1));
  const moved = `The share of records with the outcome is ${to} % among the later cases, and was ${from} % among those learned from.`;
  const { status = "served", words = "" } = evaluation?.probabilities ?? {};
  return {
    kind: "base-rate",
    subject: "outcome",
    value: Math.abs(drift.z),
    threshold: leastDriftErrors,
    // Where chances hold as they are, the features account for it.
    alarm: drift.alarm && status !== "served",
    words: drift.alarm ? `${moved} ${words}` : moved,
  };
}

export interface Came {
  readonly chance: number;
  readonly outcome: boolean;
}

/** Whether as many outcomes came as the chances said (Spiegelhalter's z on the sum), and whether the base rate moved. */
export function calibrationCheck(cases: readonly Came[], trainRate: number | null): Check[] {
  if (cases.length < fewestRows) return [];
  const expected = cases.reduce((sum, { chance: said }) => sum + said, 0);
  const came = cases.filter(({ outcome }) => outcome).length;
  const variance = cases.reduce((sum, { chance: said }) => sum + said * (1 - said), 0);
  const z = Math.abs(came - expected) / Math.sqrt(Math.max(variance, 1e-9));
  const gap = Math.abs(came - expected) / cases.length;
  const threshold = 3.5;
  const words = `The chances said ${expected.toFixed(0)} of ${cases.length}; ${came} came.`;
  const checks: Check[] = [
    {
      kind: "calibration",
      subject: "chances",
      value: z,
      threshold,
      alarm: z > threshold && gap > 0.01,
      words,
    },
  ];
  if (trainRate === null) return checks;
  const rate = came / cases.length;
  const error = Math.sqrt((trainRate * (1 - trainRate)) / cases.length);
  const moved = Math.abs(rate - trainRate) / Math.max(error, 1e-9);
  const odds = (one: number) => (one + 1e-3) / (1 - one + 1e-3);
  const ratio = Math.max(odds(rate) / odds(trainRate), odds(trainRate) / odds(rate));
  checks.push({
    kind: "base-rate",
    subject: "outcome",
    value: moved,
    threshold: 4,
    alarm: moved > 4 && ratio > 1.5,
    words: `The share of records with the outcome moved from ${(trainRate * 100).toFixed(1)} % to ${(rate * 100).toFixed(1)} %. Train anew.`,
  });
  return checks;
}
