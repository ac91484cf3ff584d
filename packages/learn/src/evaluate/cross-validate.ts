// Predictions for rows by models that did not learn from them.
import { takeTableRows } from "../prepare/preparation.ts";
import { takeTargetRows } from "../prepare/target.ts";
import type { Table, Target } from "../table.ts";
import { foldsOf, type Split, splitsOf } from "./folds.ts";
import type { Candidate, Data } from "./learners.ts";

export interface CrossValidated {
  readonly candidate: Candidate;
  /** Rows that were predicted, in the order of `raw`. */
  readonly rows: Int32Array;
  /** Raw scores, `rows × outputs`. */
  readonly raw: Float64Array;
  readonly outputs: number;
  /** Mean rounds that learning took, for learners that have some. */
  readonly rounds: number | null;
  /** The penalty that the first fold chose and the others took over, for learners that have one. */
  readonly cost: number | null;
}

export const dataOf = (table: Table, target: Target): Data => ({ table, target });

export function takeData({ table, target }: Data, rows: Int32Array): Data {
  return { table: takeTableRows(table, rows), target: takeTargetRows(target, rows) };
}

/** Which rows stop the training early; never those that judge. */
function innerSplit(data: Data, seed: number): { learn: Data; stop: Data } {
  const fold = foldsOf(data.target, 8, seed);
  const [split] = splitsOf(fold, 8) as [Split];
  return { learn: takeData(data, split.train), stop: takeData(data, split.test) };
}

/** Fits on the training rows of each split and predicts its test rows. */
export async function predictSplits(
  candidate: Candidate,
  data: Data,
  splits: readonly Split[],
  seed: number,
): Promise<CrossValidated> {
  const parts: Float64Array[] = [];
  const rows: number[] = [];
  const rounds: number[] = [];
  let outputs = 1;
  let cost: number | undefined;
  for (const [at, { train, test }] of splits.entries()) {
    const own = takeData(data, train);
    const settings = { seed: seed + at, ...(cost === undefined ? {} : { cost }) };
    const fitted = candidate.stopsEarly
      ? await fitStopped(candidate, own, settings.seed)
      : await candidate.fit(own, settings);
    outputs = fitted.model.outputs;
    cost = fitted.cost;
    if (fitted.rounds !== undefined) rounds.push(fitted.rounds);
    parts.push(fitted.model.raw(takeTableRows(data.table, test)));
    for (const row of test) rows.push(row);
  }
  const raw = new Float64Array(rows.length * outputs);
  let start = 0;
  for (const part of parts) {
    raw.set(part, start);
    start += part.length;
  }
  const mean = rounds.reduce((sum, count) => sum + count, 0) / Math.max(1, rounds.length);
  return {
    candidate,
    rows: Int32Array.from(rows),
    raw,
    outputs,
    rounds: rounds.length > 0 ? Math.max(1, Math.round(mean)) : null,
    cost: cost ?? null,
  };
}

async function fitStopped(candidate: Candidate, data: Data, seed: number) {
  const { learn, stop } = innerSplit(data, seed);
  return candidate.fit(learn, { seed, stop });
}

/** Rows from which cross-validation takes a sample. */
export const mostJudged = 60_000;

/** The splits that a set of this size deserves: five folds, three where it is large or has many classes. */
export function splitsFor(target: Target, seed: number): Split[] {
  const rows = target.kind === "number" ? target.values.length : target.codes.length;
  const outputs = target.kind === "classes" ? target.classes.length : 1;
  const count = rows * Math.max(1, outputs / 4) > 40_000 ? 3 : 5;
  const folds = Math.min(count, Math.max(2, Math.floor(rows / 4)));
  return splitsOf(foldsOf(target, folds, seed), folds).filter(({ test }) => test.length > 0);
}
