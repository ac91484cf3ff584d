// What an action adds, from a trial: on average, and for a unit of which something is known. A best linear prediction of
// doubly robust scores (Semenova and Chernozhukov 2021; Kennedy 2023) under a prior that draws differences between units
// in (see spread.ts). The interval is for one unit: it holds the doubt about units like it, and that a unit has more to it
// than is known. If the unknown moves its log-odds by u, its effect differs from that of its like by about
// u (m₁(1 − m₁) − m₀(1 − m₀)), to first order; u is taken to have the deviation 1, which no data of one look a unit tell.
import { normalCdf, normalQuantile } from "../calibration/normal.ts";
import { LearnFault } from "../fault.ts";
import type { Encoding } from "../linear/encode.ts";
import { sigmoid } from "../linear/newton.ts";
import type { Table } from "../table.ts";
import { type Design, designRows, encodingOf } from "./design.ts";
import { effectScores, fitChances } from "./scores.ts";
import { type Posterior, spreadPosterior } from "./spread.ts";
import { checkTrial, type Trial } from "./trial.ts";

export interface EffectSettings {
  readonly seed?: number;
  /** How far an average effect is believed to reach, as a difference of chances. */
  readonly average?: number;
  /** How far effects are believed to differ by one standard deviation of a column, or by a level. */
  readonly width?: number;
}

export interface Effect {
  /** By how much the action raises the chance of the outcome. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Posterior probability that the action helps. */
  readonly helps: number;
  /** The chance without the action. */
  readonly without: number;
  /** What each column adds to the average effect or takes from it; with the average they sum to `value`. */
  readonly shares: readonly { readonly column: string; readonly share: number }[];
}

/** Plain data, so that it is kept as JSON. */
export interface EffectModel {
  readonly version: 1;
  readonly encoding: Encoding;
  /** Mean of each entry of the design over the trial. */
  readonly means: readonly number[];
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
  /** Coefficients of the chance without the action, on the log-odds. */
  readonly without: readonly number[];
  readonly units: number;
}

function centred({ values, rows, size }: Design, means: readonly number[]): Design {
  const moved = values.map((entry, at) => entry - (means[at % size] as number));
  return { values: moved, rows, size };
}

function meansOf({ values, rows, size }: Design): number[] {
  const means = new Array<number>(size).fill(0);
  values.forEach((entry, at) => {
    means[at % size] = (means[at % size] as number) + entry / rows;
  });
  // The ones stay: they carry the average.
  means[size - 1] = 0;
  return means;
}

const along = (design: Design, row: number, vector: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < design.size; at += 1)
    sum += (design.values[row * design.size + at] as number) * (vector[at] as number);
  return sum;
};

/** By how much the scores vary more than their arms' chances say. */
function excess(design: Design, { mean }: Posterior, scores: Float64Array, vars: Float64Array) {
  let sum = 0;
  for (let row = 0; row < design.rows; row += 1)
    sum += ((scores[row] as number) - along(design, row, mean)) ** 2 / (vars[row] as number);
  return sum / design.rows;
}

/**
 * @throws LearnFault on an empty table, a probability of 0 or 1, or when one of the arms is empty
 */
export function estimateEffects(trial: Trial, settings: EffectSettings = {}): EffectModel {
  checkTrial(trial);
  if (new Set(trial.treated).size < 2)
    throw new LearnFault("bad_target", "Nobody got the action, or everybody: nothing to compare.");
  const { seed = 1, average = 0.2, width = 0.1 } = settings;
  const encoding = encodingOf(trial.table);
  const plain = designRows(encoding, trial.table);
  const means = meansOf(plain);
  const design = centred(plain, means);
  const { scores, variances } = effectScores(trial, seed);
  const columns = encoding.columns.map(({ feature, missing }) => [feature, missing + 1] as const);
  const prior = { average, width, columns, seed };
  const first = spreadPosterior(design, scores, variances, prior);
  const more = Math.max(1, excess(design, first, scores, variances));
  const posterior = spreadPosterior(
    design,
    scores,
    variances.map((variance) => variance * more),
    prior,
  );
  const untreated = Int32Array.from(trial.treated.keys()).filter((row) => trial.treated[row] === 0);
  return {
    version: 1,
    encoding,
    means,
    mean: [...posterior.mean],
    covariance: [...posterior.covariance],
    without: [...fitChances(plain, trial.outcome, untreated)],
    units: trial.table.rows,
  };
}

function deviationAt({ covariance }: EffectModel, design: Design, row: number): number {
  const { size } = design;
  const entries = design.values.subarray(row * size, row * size + size);
  let sum = 0;
  for (let a = 0; a < size; a += 1)
    for (let b = 0; b < size; b += 1)
      sum += (entries[a] as number) * (covariance[a * size + b] as number) * (entries[b] as number);
  return Math.sqrt(Math.max(0, sum));
}

/** How far single units lie from their like; see above. */
const unknownDeviation = 1;

function singleDeviation(value: number, without: number): number {
  const treated = Math.min(1, Math.max(0, without + value));
  return unknownDeviation * Math.abs(treated * (1 - treated) - without * (1 - without));
}

function effectOf(value: number, deviation: number, level: number, single = 0) {
  const reach = normalQuantile((1 + level) / 2) * Math.hypot(deviation, single);
  return {
    value,
    low: Math.max(-1, value - reach),
    high: Math.min(1, value + reach),
    helps: deviation > 0 ? normalCdf(value / deviation) : Number(value > 0),
  };
}

/** The effect on units of which this is known. @param level such as 0.9 */
export function effectsAt(model: EffectModel, table: Table, level: number): Effect[] {
  const { encoding, means, mean, without } = model;
  const plain = designRows(encoding, table);
  const design = centred(plain, means);
  const { size } = design;
  return Array.from({ length: table.rows }, (_, row): Effect => {
    const shares = encoding.columns.map(({ name, feature, missing }) => {
      let share = 0;
      for (let at = feature; at <= missing; at += 1)
        share += (design.values[row * size + at] as number) * (mean[at] as number);
      return { column: name, share };
    });
    const value = along(design, row, mean);
    const chance = sigmoid(along(plain, row, without));
    const single = singleDeviation(value, chance);
    return {
      ...effectOf(value, deviationAt(model, design, row), level, single),
      without: chance,
      shares,
    };
  });
}

/** The average over the units of the trial. */
export function averageEffect({ mean, covariance }: EffectModel, level: number) {
  const last = mean.length - 1;
  const deviation = Math.sqrt(covariance[last * mean.length + last] as number);
  return effectOf(mean[last] as number, deviation, level);
}
