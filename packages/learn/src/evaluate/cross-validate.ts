// Predictions for rows by models that did not learn from them.
import { takeTableRows } from "../prepare/preparation.ts";
import { takeTargetRows } from "../prepare/target.ts";
import type { Table, Target, Team } from "../table.ts";
import { foldsOf, type Split, splitsOf } from "./folds.ts";
import { boostedCandidates, type Candidate, type Data } from "./learners.ts";

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

/** What one split's model predicted for the rows that it had not seen. */
interface SplitAnswer {
  readonly raw: Float64Array;
  readonly outputs: number;
  readonly rounds: number | undefined;
  readonly cost: number | undefined;
}

async function answerSplit(
  candidate: Candidate,
  data: Data,
  { train, test }: Split,
  settings: { readonly seed: number; readonly cost?: number },
): Promise<SplitAnswer> {
  const own = takeData(data, train);
  const { model, rounds, cost } = candidate.stopsEarly
    ? await fitStopped(candidate, own, settings.seed)
    : await candidate.fit(own, settings);
  return { raw: model.raw(takeTableRows(data.table, test)), outputs: model.outputs, rounds, cost };
}

async function answerOneByOne(
  candidate: Candidate,
  data: Data,
  splits: readonly Split[],
  seed: number,
): Promise<SplitAnswer[]> {
  const answers: SplitAnswer[] = [];
  for (const [at, split] of splits.entries()) {
    const cost = answers.at(-1)?.cost;
    const settings = { seed: seed + at, ...(cost === undefined ? {} : { cost }) };
    answers.push(await answerSplit(candidate, data, split, settings));
  }
  return answers;
}

interface SplitsJob {
  readonly about: string;
  readonly data: Data;
  readonly splits: readonly Split[];
  readonly seed: number;
}

/** A member takes every so many-th split, each with a model of its own: nobody waits for anybody. */
async function answerShare(job: SplitsJob, index: number, size: number): Promise<SplitAnswer[]> {
  const { about, data, splits, seed } = job;
  const candidate = boostedCandidates(data.table.rows).find((one) => one.about === about);
  if (!candidate) throw new RangeError(`No boosted trees are "${about}".`);
  const answers: SplitAnswer[] = [];
  for (let at = index; at < splits.length; at += size)
    answers.push(await answerSplit(candidate, data, splits[at] as Split, { seed: seed + at }));
  return answers;
}

async function answerTogether(team: Team, job: SplitsJob): Promise<SplitAnswer[]> {
  const shares = (await team.run("evaluate.splits", job)) as SplitAnswer[][];
  return job.splits.map((_, at) => {
    const share = shares[at % team.size] as SplitAnswer[];
    return share[Math.floor(at / team.size)] as SplitAnswer;
  });
}

/** Tasks that a team's members run, by name. */
export const evaluateTasks = {
  "evaluate.splits": (input: unknown, index: number, size: number): unknown =>
    answerShare(input as SplitsJob, index, size),
};

/** Fewer rows are learned sooner than they are sent to another thread. */
const teamRows = 2000;

/** Fits on the training rows of each split and predicts its test rows; a team does the same side by side. */
export async function predictSplits(
  candidate: Candidate,
  data: Data,
  splits: readonly Split[],
  { seed, team }: { readonly seed: number; readonly team?: Team },
): Promise<CrossValidated> {
  const isShared =
    candidate.learner === "boosted" && splits.length > 1 && data.table.rows >= teamRows;
  const answers =
    team && isShared
      ? await answerTogether(team, { about: candidate.about, data, splits, seed })
      : await answerOneByOne(candidate, data, splits, seed);
  const outputs = answers.at(-1)?.outputs ?? 1;
  const rows = splits.flatMap(({ test }) => [...test]);
  const raw = new Float64Array(rows.length * outputs);
  let start = 0;
  for (const { raw: part } of answers) {
    raw.set(part, start);
    start += part.length;
  }
  const rounds = answers.flatMap((answer) => answer.rounds ?? []);
  const mean = rounds.reduce((sum, count) => sum + count, 0) / Math.max(1, rounds.length);
  return {
    candidate,
    rows: Int32Array.from(rows),
    raw,
    outputs,
    rounds: rounds.length > 0 ? Math.max(1, Math.round(mean)) : null,
    cost: answers.at(-1)?.cost ?? null,
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
