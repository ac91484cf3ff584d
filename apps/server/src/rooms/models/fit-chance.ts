// Fits a model of two outcomes: chooses the learner on later rows than it learned from, calibrates on rows that it did
// not learn from. Pure; the same rows and seed give the same bytes.
import {
  type BinaryTarget,
  type BoostedModel,
  type BoostedOptions,
  boostedToBytes,
  type Calibrator,
  calibratedProbabilities,
  fitPlatt,
  logLoss,
  type Model,
  type Table,
  trainBayesModel,
  trainBoosted,
  trainLinearModel,
} from "@rapport/learn";
import type { LearnerName } from "./artefact.ts";
import type { Belief } from "./define-model.ts";

export interface Fitted {
  readonly learner: LearnerName;
  readonly model: Model;
  readonly bytes: Uint8Array;
}

export interface FitChoice {
  readonly fitted: Fitted;
  readonly calibrator: Calibrator | null;
  readonly why: string;
}

export interface FitInput {
  readonly fit: { readonly table: Table; readonly target: BinaryTarget };
  readonly tune: { readonly table: Table; readonly target: BinaryTarget };
  /** Both together. */
  readonly all: { readonly table: Table; readonly target: BinaryTarget };
  /** Records of the rarer outcome. */
  readonly rarer: number;
  readonly seed: number;
  readonly beliefs: Readonly<Record<string, Belief>>;
}

/** Under so many records of the rarer outcome priors do what rows cannot. */
const fewPositives = 30;
/** The same where something is believed beforehand, which more rows are needed to outdo. */
const fewBelieved = 150;
const mostBayesRows = 4000;

const shapes: readonly (BoostedOptions & { about: string })[] = [
  {
    about: "small trees",
    learningRate: 0.05,
    maxLeaves: 4,
    maxDepth: 2,
    minRows: 20,
    rowShare: 0.8,
    columnShare: 0.8,
    l2: 3,
  },
  {
    about: "deeper trees",
    learningRate: 0.05,
    maxLeaves: 10,
    maxDepth: 4,
    minRows: 25,
    rowShare: 0.8,
    columnShare: 0.7,
    l2: 3,
  },
];

const rarerOf = ({ codes }: BinaryTarget): number => {
  const hits = codes.reduce((sum, code) => sum + code, 0);
  return Math.min(hits, codes.length - hits);
};

const hasBoth = (target: BinaryTarget): boolean => rarerOf(target) > 0;

/** Loss of a raw score after a line through the tune rows. */
function tunedLoss(raw: Float64Array, target: BinaryTarget): number {
  const chances = calibratedProbabilities(fitPlatt(raw, target.codes), raw);
  return logLoss(target.codes, chances).value;
}

/** How far columns are believed to reach of which nothing is said, where something is said of others. */
const little = 0.03;

/** Beliefs of the columns that are there. */
function beliefsOf({ columns }: Table, beliefs: FitInput["beliefs"]) {
  if (Object.keys(beliefs).length === 0) return {};
  const known = Object.entries(beliefs).filter(([key]) =>
    columns.some(({ name, kind }) =>
      kind === "category" ? key.startsWith(`${name}=`) : key === name,
    ),
  );
  return { effects: Object.fromEntries(known), others: little };
}

function bayes({ all, seed, beliefs }: FitInput): Fitted {
  const known = beliefsOf(all.table, beliefs);
  const model = trainBayesModel(all.table, all.target, { seed, ...known });
  return { learner: "bayes", model, bytes: model.toFile() };
}

interface Candidate {
  readonly learner: LearnerName;
  readonly about: string;
  readonly loss: number;
  /** Raw scores of the tune rows by what learned from the earlier ones. */
  readonly tuned: Float64Array;
  refit(): Fitted;
}

function linearCandidate({ fit, tune, all, seed }: FitInput): Candidate {
  const model = trainLinearModel(fit.table, fit.target, { seed });
  const tuned = model.raw(tune.table);
  return {
    learner: "linear",
    about: "a weighted sum",
    loss: tunedLoss(tuned, tune.target),
    tuned,
    refit: () => {
      const whole = trainLinearModel(all.table, all.target, { seed, cost: model.cost });
      return { learner: "linear", model: whole, bytes: whole.toFile() };
    },
  };
}

function boostedCandidates({ fit, tune, all, seed }: FitInput): Candidate[] {
  return shapes.map(({ about, ...shape }) => {
    const model = trainBoosted(fit.table, fit.target, {
      ...shape,
      seed,
      rounds: 400,
      validation: tune,
    });
    const tuned = model.raw(tune.table);
    return {
      learner: "boosted",
      about,
      loss: tunedLoss(tuned, tune.target),
      tuned,
      refit: () => {
        const rounds = Math.max(10, Math.round(model.trees * 1.15));
        const whole: BoostedModel = trainBoosted(all.table, all.target, { ...shape, seed, rounds });
        return { learner: "boosted", model: whole, bytes: boostedToBytes(whole) };
      },
    };
  });
}

/**
 * Calibrates on the tune rows what learned from the rows before them. The refit on all keeps that line: its own scores of
 * rows that it learned from would be too sure.
 */
export function fitChance(input: FitInput): FitChoice {
  const { all, fit, tune, rarer: rare } = input;
  const isSplit = hasBoth(fit.target) && hasBoth(tune.target);
  const few = Object.keys(input.beliefs).length > 0 ? fewBelieved : fewPositives;
  if ((rare < few || !isSplit) && all.table.rows <= mostBayesRows) {
    const why = `the rarer outcome is known of ${rare} records (under ${few}), so that priors do what rows cannot, and it says how sure it is`;
    return { fitted: bayes(input), calibrator: null, why };
  }
  const candidates = [linearCandidate(input), ...boostedCandidates(input)];
  const best = candidates.reduce((one, other) => (other.loss < one.loss * 0.999 ? other : one));
  const tried = candidates
    .map(({ learner, about, loss }) => `${learner} with ${about} ${loss.toFixed(4)}`)
    .join(", ");
  const why = `least log loss on later rows than it learned from (${tried})`;
  return { fitted: best.refit(), calibrator: fitPlatt(best.tuned, tune.target.codes), why };
}
