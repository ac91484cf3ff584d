// Whether the share of the class has moved between the rows that were learned from and those that are scored, and what to
// do about the probabilities.
import { calibrationError, chanceError } from "../metrics/probability.ts";

export interface BaseDrift {
  readonly alarm: boolean;
  readonly trainRate: number;
  readonly testRate: number;
  /** Standard errors between the two rates. */
  readonly z: number;
  /** Odds of the test rows by the odds of the training rows. */
  readonly oddsRatio: number;
}

const leastErrors = 4;
const leastRatio = 1.5;

/** Two-proportion z-test, and how much the odds moved: both must be large for an alarm. Rates are smoothed by half a row. */
export function baseDrift(train: ArrayLike<number>, test: ArrayLike<number>): BaseDrift {
  const [trainHits, testHits] = [hits(train), hits(test)];
  const trainRate = trainHits / train.length;
  const testRate = testHits / test.length;
  const pooled = (trainHits + testHits) / (train.length + test.length);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / train.length + 1 / test.length));
  const z = error > 0 ? (testRate - trainRate) / error : 0;
  const oddsRatio = odds(testHits, test.length) / odds(trainHits, train.length);
  const ratio = Math.max(oddsRatio, 1 / oddsRatio);
  return {
    alarm: Math.abs(z) >= leastErrors && ratio >= leastRatio,
    trainRate,
    testRate,
    z,
    oddsRatio,
  };
}

function hits(codes: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < codes.length; row += 1) sum += codes[row] === 1 ? 1 : 0;
  return sum;
}

const odds = (hit: number, rows: number): number => (hit + 0.5) / (rows - hit + 0.5);

/** Probabilities under another base rate: the odds times the ratio of the odds of the rates. */
export function withBaseRate(probabilities: Float64Array, from: number, to: number): Float64Array {
  const up = to / from;
  const down = (1 - to) / (1 - from);
  return probabilities.map((chance) => (chance * up) / (chance * up + (1 - chance) * down));
}

/**
 * The base rate of unlabelled rows by expectation-maximisation (Saerens, Latinne and Decaestecker 2002). Right where only
 * the share of the classes moved, not what the columns mean.
 */
export function estimateBaseRate(probabilities: Float64Array, trainRate: number): number {
  const from = Math.min(1 - 1e-9, Math.max(1e-9, trainRate));
  let rate = from;
  for (let round = 0; round < 1000; round += 1) {
    const moved = withBaseRate(probabilities, from, rate);
    const next = moved.reduce((sum, chance) => sum + chance, 0) / Math.max(1, moved.length);
    const bounded = Math.min(1 - 1e-6, Math.max(1e-6, next));
    if (Math.abs(bounded - rate) < 1e-7) return bounded;
    rate = bounded;
  }
  return rate;
}

export interface Answer {
  readonly status: "served" | "corrected" | "withdrawn";
  readonly words: string;
  /** Where corrected. */
  correct?(probabilities: Float64Array): Float64Array;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** Calibration error, beyond chance, up to which corrected probabilities are served. */
const mostError = 0.03;

/**
 * Corrects probabilities for a base rate that moved, without a look at the outcomes; where the outcomes then show that the
 * correction does not hold, the probabilities are withdrawn and only the ranking stays.
 */
export function answerDrift(
  drift: BaseDrift,
  probabilities: Float64Array,
  outcomes: ArrayLike<number>,
): Answer {
  const { alarm, trainRate, testRate } = drift;
  if (!alarm) return { status: "served", words: "" };
  const told = `The base rate moved from ${percent(trainRate)} in the training rows to ${percent(testRate)} in the test rows.`;
  const rate = estimateBaseRate(probabilities, trainRate);
  const corrected = withBaseRate(probabilities, trainRate, rate);
  const error = calibrationError(outcomes, corrected, undefined, { rounds: 0 }).value;
  if (error <= mostError + chanceError(corrected)) {
    const words = `${told} Probabilities are corrected to a base rate of ${percent(rate)}, estimated from the columns alone.`;
    const correct = (values: Float64Array) => withBaseRate(values, trainRate, rate);
    return { status: "corrected", words, correct };
  }
  const words = `${told} Correcting the probabilities does not hold up (calibration error ${error.toFixed(3)}), so they are withdrawn: use the ranking only, and train on newer rows.`;
  return { status: "withdrawn", words };
}
