// The learner for few examples: Bayesian logistic regression for two classes. What is known beforehand goes in as a
// prior (a base rate worth so many rows, a column's usual effect); what the rows leave open comes out as intervals.
import { quantileOf } from "../calibration/bootstrap.ts";
import { LearnFault } from "../fault.ts";
import { readModelFile, writeModelFile } from "../file.ts";
import { checkTable, type Encoding } from "../linear/encode.ts";
import { checkTarget } from "../linear/linear.ts";
import { sigmoid } from "../linear/newton.ts";
import { createRandom } from "../random.ts";
import type { BinaryTarget, Model, Table } from "../table.ts";
import { samplePosterior } from "./posterior.ts";
import { type BayesSettings, designOf, entriesOf, priorOf, smallEncoding } from "./prior.ts";

export interface BayesPrediction {
  /** Posterior predictive probability of code 1. */
  readonly probability: Float64Array;
  /** Interval in which the true probability lies, as far as model and prior hold. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface CountInterval {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

export interface BayesModel extends Model {
  readonly kind: "bayes";
  readonly classes: readonly string[];
  /** @param level share of the posterior inside the interval, such as 0.9 */
  predict(table: Table, level: number): BayesPrediction;
  /**
   * How many of the rows will turn out as code 1: the posterior predictive interval, with the chance of each outcome in
   * it.
   */
  predictCount(table: Table, level: number): CountInterval;
  /** Shares of the raw score, `rows × columns`; with the base of each row they sum to it. */
  attributions(table: Table): { readonly base: Float64Array; readonly shares: Float64Array };
  toFile(): Uint8Array;
}

interface Parts {
  readonly classes: readonly string[];
  readonly encoding: Encoding;
  readonly seed: number;
  /** `draws × (features + 1)`, the intercept last. */
  readonly samples: Float64Array;
  /** Mean contribution of each column over the training rows, under the mean coefficients. */
  readonly means: Float64Array;
}

const VERSION = 1;
function meanCoefficients(samples: Float64Array, size: number): Float64Array {
  const means = new Float64Array(size);
  const draws = samples.length / size;
  samples.forEach((value, at) => {
    means[at % size] = (means[at % size] as number) + value / draws;
  });
  return means;
}

/** The score of each row under each draw, given row by row. */
function eachRow(
  { encoding, samples }: Parts,
  table: Table,
  take: (row: number, scores: Float64Array) => void,
): void {
  const { features, values, width } = entriesOf(encoding, table);
  const size = encoding.features + 1;
  const scores = new Float64Array(samples.length / size);
  for (let row = 0; row < table.rows; row += 1) {
    for (let draw = 0; draw < scores.length; draw += 1) {
      let sum = samples[draw * size + size - 1] as number;
      for (let at = row * width; at < (row + 1) * width; at += 1)
        sum += (samples[draw * size + (features[at] as number)] as number) * (values[at] as number);
      scores[draw] = sum;
    }
    take(row, scores);
  }
}

/**
 * The mean score, and by what its doubt draws it towards 0: 1 / √(1 + π σ² / 8), with which the logistic function gives
 * the mean probability (MacKay 1992).
 */
function momentsOf(scores: Float64Array): { mean: number; damping: number } {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  return { mean, damping: 1 / Math.sqrt(1 + (Math.PI * variance) / 8) };
}

function rawOf(parts: Parts, table: Table): Float64Array {
  const raw = new Float64Array(table.rows);
  eachRow(parts, table, (row, scores) => {
    const { mean, damping } = momentsOf(scores);
    raw[row] = mean * damping;
  });
  return raw;
}

function checkLevel(level: number): number {
  if (level > 0 && level < 1) return (1 - level) / 2;
  throw new LearnFault("bad_setting", "A level lies between 0 and 1, such as 0.9.");
}

function predict(parts: Parts, table: Table, level: number): BayesPrediction {
  const tail = checkLevel(level);
  const probability = new Float64Array(table.rows);
  const low = new Float64Array(table.rows);
  const high = new Float64Array(table.rows);
  eachRow(parts, table, (row, scores) => {
    const { mean, damping } = momentsOf(scores);
    probability[row] = sigmoid(mean * damping);
    scores.sort();
    low[row] = sigmoid(quantileOf(scores, tail));
    high[row] = sigmoid(quantileOf(scores, 1 - tail));
  });
  return { probability, low, high };
}

function predictCount(parts: Parts, table: Table, level: number): CountInterval {
  const tail = checkLevel(level);
  const random = createRandom(parts.seed + 1);
  const counts = new Float64Array(parts.samples.length / (parts.encoding.features + 1));
  let expected = 0;
  eachRow(parts, table, (_, scores) => {
    scores.forEach((score, draw) => {
      const p = sigmoid(score);
      expected += p / scores.length;
      if (random.unit() < p) counts[draw] = (counts[draw] as number) + 1;
    });
  });
  counts.sort();
  const low = Math.floor(quantileOf(counts, tail));
  return { expected, low, high: Math.ceil(quantileOf(counts, 1 - tail)) };
}

function attribute(parts: Parts, table: Table): { base: Float64Array; shares: Float64Array } {
  const { encoding, samples, means } = parts;
  const { features, values, width } = entriesOf(encoding, table);
  const coefficients = meanCoefficients(samples, encoding.features + 1);
  const centre = means.reduce((sum, mean) => sum + mean, coefficients.at(-1) as number);
  const base = new Float64Array(table.rows);
  const shares = new Float64Array(table.rows * width);
  eachRow(parts, table, (row, scores) => {
    const { damping } = momentsOf(scores);
    base[row] = centre * damping;
    for (let column = 0; column < width; column += 1) {
      const at = row * width + column;
      const given = (coefficients[features[at] as number] as number) * (values[at] as number);
      shares[at] = (given - (means[column] as number)) * damping;
    }
  });
  return { base, shares };
}

function columnMeans(encoding: Encoding, table: Table, samples: Float64Array): Float64Array {
  const { features, values, width } = entriesOf(encoding, table);
  const coefficients = meanCoefficients(samples, encoding.features + 1);
  const means = new Float64Array(width);
  values.forEach((value, at) => {
    const given = (coefficients[features[at] as number] as number) * value;
    means[at % width] = (means[at % width] as number) + given / table.rows;
  });
  return means;
}

function modelOf(parts: Parts): BayesModel {
  const { classes, encoding, seed, samples, means } = parts;
  return {
    kind: "bayes",
    classes,
    columns: encoding.columns.map(({ name }) => name),
    outputs: 1,
    raw: (table) => rawOf(parts, table),
    predict: (table, level) => predict(parts, table, level),
    predictCount: (table, level) => predictCount(parts, table, level),
    attributions: (table) => attribute(parts, table),
    toFile: () =>
      writeModelFile({
        kind: "bayes",
        version: VERSION,
        info: { classes, encoding, seed },
        arrays: { samples, means },
      }),
  };
}

/**
 * One outcome only is no fault here: the prior keeps the answer away from 0 and 1.
 * @throws LearnFault on an empty table, columns of one name, an outcome that is missing, a setting out of range
 */
export function trainBayesModel(
  table: Table,
  target: BinaryTarget,
  settings: BayesSettings = {},
): BayesModel {
  checkTable(table);
  checkTarget(target, table.rows, { mayBeOneClass: true });
  const { seed = 1, draws = 500 } = settings;
  if (!(Number.isInteger(draws) && draws >= 50 && draws <= 100_000))
    throw new LearnFault("bad_setting", "Take from 50 to 100,000 draws.");
  const encoding = smallEncoding(table);
  const problem = {
    design: designOf(encoding, table),
    size: encoding.features + 1,
    targets: Float64Array.from(target.codes),
  };
  const prior = priorOf(encoding, settings);
  const samples = samplePosterior(problem, prior, draws, createRandom(seed));
  const means = columnMeans(encoding, table, samples);
  return modelOf({ classes: target.classes, encoding, seed, samples, means });
}

/** @throws LearnFault `bad_file` */
export function readBayesModel(bytes: Uint8Array): BayesModel {
  const { info, arrays } = readModelFile(bytes, "bayes", VERSION);
  const { samples, means } = arrays as Record<string, Float64Array>;
  if (!samples || !means) throw new LearnFault("bad_file", "The file lacks its numbers.");
  return modelOf({ ...(info as Omit<Parts, "samples" | "means">), samples, means });
}
