// Which learner a table deserves, and why in words. Where it is a matter of trial, the candidates predict the same rows
// that none of them learned from, and the least loss wins.
import { LearnFault } from "../fault.ts";
import { rowLogLoss } from "../metrics/probability.ts";
import { rocAuc } from "../metrics/ranking.ts";
import { takeTargetRows } from "../prepare/target.ts";
import type { BinaryTarget, Target, Team } from "../table.ts";
import { type CrossValidated, predictSplits, splitsFor } from "./cross-validate.ts";
import type { Split } from "./folds.ts";
import type { Candidate, Data, LearnerName } from "./learners.ts";
import { bayesCandidate, boostedCandidates, linearCandidates, textCandidate } from "./learners.ts";
import { fitProbabilities, softmax } from "./probabilities.ts";
import { laterBlocks } from "./shift.ts";

export interface Tried {
  readonly learner: LearnerName;
  readonly about: string;
  /** Log loss in nats, for numbers the root of the mean squared error. */
  readonly loss: number;
}

export interface Choice {
  readonly winner: CrossValidated;
  /** In words, for people. */
  readonly why: string;
  readonly tried: readonly Tried[];
}

export type Wish = "auto" | LearnerName;

/** Under so many rows the Bayesian model is taken, whose priors do the work that rows cannot. */
export const smallRows = 300;

export interface Question {
  readonly data: Data;
  readonly wish: Wish;
  /** Whether the table's columns are texts that a text model reads. */
  readonly isText: boolean;
  /** Whether the rows stand in order of time and those to be scored come from elsewhere: then later rows judge. */
  readonly isOrdered: boolean;
  readonly seed: number;
  readonly team?: Team;
  tell(what: string): void;
}

const rowsOf = (target: Target): number =>
  target.kind === "number" ? target.values.length : target.codes.length;

interface Plan {
  readonly candidates: readonly Candidate[];
  readonly why: string;
}

function refuse(message: string): never {
  throw new LearnFault("bad_setting", message);
}

function textPlan({ data, wish, isText }: Question): Plan {
  if (!isText) refuse("The text learner needs a column of free text; name it with --text.");
  if (data.target.kind === "number")
    refuse("The text learner tells classes apart; the target is a number.");
  return { candidates: [textCandidate], why: wish === "text" ? asked : "free text is to be read" };
}

function bayesPlan({ data, wish }: Question): Plan {
  if (data.target.kind !== "binary")
    refuse(
      "The Bayesian learner tells two classes apart; choose one with --positive, or another learner.",
    );
  const few = `${rowsOf(data.target)} rows are few (under ${smallRows}): priors do what rows cannot, and it says how sure it is`;
  return { candidates: [bayesCandidate], why: wish === "bayes" ? asked : few };
}

const asked = "asked for with --learner";

function planOf(question: Question): Plan {
  const { data, wish, isText, team } = question;
  const rows = rowsOf(data.target);
  const learner = wish === "auto" ? autoOf(data.target, rows, isText) : wish;
  if (learner === "text") return textPlan(question);
  if (learner === "bayes") return bayesPlan(question);
  if (learner === "linear") return { candidates: linearCandidates, why: asked };
  if (learner === "boosted") return { candidates: boostedCandidates(rows, team), why: asked };
  return { candidates: [...linearCandidates, ...boostedCandidates(rows, team)], why: "" };
}

function autoOf(target: Target, rows: number, isText: boolean): Wish {
  if (isText && target.kind !== "number") return "text";
  return rows < smallRows && target.kind === "binary" ? "bayes" : "auto";
}

/** Mean loss of cross-validated scores after calibration. */
export function lossOf({ raw, rows, candidate }: CrossValidated, target: Target): number {
  const own = takeTargetRows(target, rows);
  if (own.kind === "number") {
    const squares = own.values.map((value, row) => (value - (raw[row] as number)) ** 2);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  }
  const chances =
    own.kind === "binary"
      ? fitProbabilities(raw, own, candidate.calibrated).of(raw)
      : softmax(raw, own.classes.length);
  const losses = rowLogLoss(own.codes, chances, own.kind === "binary" ? 1 : own.classes.length);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

async function tryAll(
  candidates: readonly Candidate[],
  question: Question,
  splits: readonly Split[],
): Promise<{ tried: Tried[]; all: CrossValidated[] }> {
  const { data, tell } = question;
  const tried: Tried[] = [];
  const all: CrossValidated[] = [];
  for (const candidate of candidates) {
    tell(`trying ${candidate.learner} (${candidate.about}) on ${splits.length} folds`);
    const predicted = await predictSplits(candidate, data, splits, question);
    all.push(predicted);
    tried.push({
      learner: candidate.learner,
      about: candidate.about,
      loss: lossOf(predicted, data.target),
    });
  }
  return { tried, all };
}

/** By how the later rows are ranked, where the rows stand in order of time; the winner then predicts all folds. */
async function chooseForward(plan: Plan, question: Question): Promise<Choice> {
  const { data, seed, tell } = question;
  const tried: Tried[] = [];
  for (const candidate of plan.candidates) {
    tell(`trying ${candidate.learner} (${candidate.about}) on later rows`);
    let lost = 0;
    const splits = laterBlocks(data.table.rows);
    for (const split of splits) {
      const { raw, rows } = await predictSplits(candidate, data, [split], { seed });
      const { codes } = takeTargetRows(data.target, rows) as BinaryTarget;
      lost += (1 - rocAuc(codes, raw).value) / splits.length;
    }
    tried.push({ learner: candidate.learner, about: candidate.about, loss: lost });
  }
  const at = bestOf(tried);
  const candidate = plan.candidates[at] as Candidate;
  const winner = await predictSplits(candidate, data, splitsFor(data.target, seed), question);
  const compared = tried.map(
    ({ learner, about, loss }) => `${learner} with ${about} ${(1 - loss).toFixed(3)}`,
  );
  const why = `the rows stand in order of time and the test rows come from another time, so the candidates were tried on later rows than they learned from; best AUC there (${compared.join(", ")})`;
  return { winner, why, tried };
}

function bestOf(tried: readonly Tried[]): number {
  let best = 0;
  for (const [at, { loss }] of tried.entries()) if (loss < (tried[best] as Tried).loss) best = at;
  return best;
}

/** Chooses the learner and its settings by trial on the training rows. */
export async function chooseLearner(question: Question): Promise<Choice> {
  const { data, seed } = question;
  const plan = planOf(question);
  if (question.isOrdered && plan.candidates.length > 1) return chooseForward(plan, question);
  const { candidates, why } = plan;
  const { tried, all } = await tryAll(candidates, question, splitsFor(data.target, seed));
  const winner = all[bestOf(tried)] as CrossValidated;
  if (tried.length === 1) return { winner, why, tried };
  const measure = data.target.kind === "number" ? "RMSE" : "log loss";
  const compared = tried.map(
    ({ learner, about, loss }) => `${learner} with ${about} ${loss.toPrecision(4)}`,
  );
  const byTrial = `least ${measure} by cross-validation on the training rows (${compared.join(", ")})`;
  return { winner, why: why === "" ? byTrial : `${why}; ${byTrial}`, tried };
}
