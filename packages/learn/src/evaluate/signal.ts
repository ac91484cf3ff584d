// Whether a model knows more than the base rate: its gain on rows that it did not learn from, with a lower bound, and how
// often shuffled outcomes would give as much.
import { type Estimate, meanInterval } from "../metrics/interval.ts";
import { rowLogLoss } from "../metrics/probability.ts";
import { rocAuc } from "../metrics/ranking.ts";
import { createRandom, shuffle } from "../random.ts";
import type { Target } from "../table.ts";

export interface Signal {
  readonly found: boolean;
  /** Gain over the base rate a row: nats of log loss, for numbers the share of the squared error. 98 % interval. */
  readonly gain: Estimate;
  /** Gain by the loss of the base rate, 0 … 1. */
  readonly share: number;
  /** AUC for two classes with its 98 % interval. */
  readonly auc: Estimate | null;
  /** Share of shuffles of the outcomes that gain as much. */
  readonly chance: number;
  /** In words, for people. */
  readonly words: string;
}

const level = 0.98;
const shuffles = 199;
/** Gains below this share of the base rate's loss are of no use, however sure. */
const leastShare = 0.002;
/** The lower bound of the AUC must be above this. */
const leastAuc = 0.505;

function baseLosses(target: Target): { losses: Float64Array; predicted: number } {
  if (target.kind === "number") {
    const mean = target.values.reduce((sum, value) => sum + value, 0) / target.values.length;
    return { losses: target.values.map((value) => (value - mean) ** 2), predicted: mean };
  }
  const counts = new Float64Array(target.classes.length);
  for (const code of target.codes) counts[code] = (counts[code] as number) + 1;
  const losses = Float64Array.from(
    target.codes,
    (code) => -Math.log((counts[code] as number) / target.codes.length),
  );
  return { losses, predicted: (counts[1] ?? 0) / target.codes.length };
}

function modelLosses(target: Target, predicted: Float64Array): Float64Array {
  if (target.kind === "number")
    return target.values.map((value, row) => (value - (predicted[row] as number)) ** 2);
  return rowLogLoss(target.codes, predicted, target.kind === "binary" ? 1 : target.classes.length);
}

function shuffled(target: Target, order: Int32Array): Target {
  if (target.kind === "number")
    return { ...target, values: Float64Array.from(order, (row) => target.values[row] as number) };
  return { ...target, codes: order.map((row) => target.codes[row] as number) };
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function chanceOf(target: Target, predicted: Float64Array, seed: number): number {
  const own = total(modelLosses(target, predicted));
  const order = Int32Array.from({ length: predictedRows(target) }, (_, row) => row);
  const random = createRandom(seed);
  let asGood = 0;
  for (let round = 0; round < shuffles; round += 1) {
    shuffle(order, random);
    if (total(modelLosses(shuffled(target, order), predicted)) <= own) asGood += 1;
  }
  return (asGood + 1) / (shuffles + 1);
}

const predictedRows = (target: Target): number =>
  target.kind === "number" ? target.values.length : target.codes.length;

/**
 * @param predicted for rows that the model did not learn from: probabilities (for two classes one a row, for more
 * `rows × classes`), or numbers.
 */
export function checkSignal(target: Target, predicted: Float64Array, seed = 1): Signal {
  const { losses } = baseLosses(target);
  const own = modelLosses(target, predicted);
  const gain = meanInterval(
    losses.map((loss, row) => loss - (own[row] as number)),
    undefined,
    level,
  );
  const base = total(losses) / losses.length;
  const share = base > 0 ? gain.value / base : 0;
  const auc = target.kind === "binary" ? rocAuc(target.codes, predicted, undefined, level) : null;
  const chance = chanceOf(target, predicted, seed);
  // A few rows that were called very likely and did not come make the gain unsure where the order is not.
  const isSure = auc === null ? gain.low > 0 : auc.low > leastAuc;
  const found = share >= leastShare && isSure && chance <= 0.01;
  return { found, gain, share, auc, chance, words: wordsOf(found, share, auc) };
}

function wordsOf(found: boolean, share: number, auc: Estimate | null): string {
  const ranked = auc
    ? `, AUC ${auc.value.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`
    : "";
  const gained = `${(share * 100).toFixed(1)} % of the base rate's loss${ranked}`;
  if (found) return `Better than the base rate on rows not learned from: it takes away ${gained}.`;
  return `No better than the base rate: on rows not learned from it takes away ${gained}, which may be chance or is of no use.`;
}
