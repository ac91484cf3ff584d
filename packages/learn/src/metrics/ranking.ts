// How well scores rank two classes: area under the ROC curve with DeLong's interval, and average precision with
// a bootstrap interval. Ties count exactly (half a pair; one point of the curve). Code 1 is the class looked for.

import { normalQuantile } from "../calibration/normal.ts";
import { checkRows, MetricError, orderOf, tieEnds } from "./checks.ts";
import { type BootstrapOptions, bootstrapInterval, type Estimate } from "./interval.ts";

interface Ranked {
  readonly order: Int32Array;
  readonly ends: Int32Array;
}

function rank(codes: ArrayLike<number>, scores: Float64Array, weights?: Float64Array): Ranked {
  checkRows(codes, scores, weights);
  const order = orderOf(scores);
  return { order, ends: tieEnds(scores, order) };
}

function needBoth(positive: number, negative: number): void {
  if (positive > 0 && negative > 0) return;
  throw new MetricError("Ranking needs rows of both classes; there is only one.");
}

/**
 * For each row the weight of the rows of the other class that it outranks, ties half: the structural components of
 * DeLong, DeLong and Clarke-Pearson (1988), by the sorted pass of Sun and Xu (2014).
 */
function outranked(
  codes: ArrayLike<number>,
  weightOf: (row: number) => number,
  { order, ends }: Ranked,
): { beaten: Float64Array; positive: number; negative: number } {
  const beaten = new Float64Array(order.length);
  let positive = 0;
  let negative = 0;
  let start = 0;
  for (const end of ends) {
    let tiedPositive = 0;
    let tiedNegative = 0;
    for (let at = start; at < end; at += 1) {
      const row = order[at] as number;
      if (codes[row] === 1) tiedPositive += weightOf(row);
      else tiedNegative += weightOf(row);
    }
    for (let at = start; at < end; at += 1) {
      const row = order[at] as number;
      beaten[row] = codes[row] === 1 ? negative + tiedNegative / 2 : positive + tiedPositive / 2;
    }
    positive += tiedPositive;
    negative += tiedNegative;
    start = end;
  }
  return { beaten, positive, negative };
}

/**
 * Area under the ROC curve with DeLong's interval (normal, cut at 0 and 1). Where all pairs are ranked right or all
 * wrong the variance says nothing; the bound is then the one that as many even trials as the rarer class would give.
 *
 * @param codes 1 for the class that is looked for, else 0. @param scores any finite numbers, higher for likelier.
 * @throws MetricError with one class only, with lengths that differ, with a score that is not finite.
 */
export function rocAuc(
  codes: ArrayLike<number>,
  scores: Float64Array,
  weights?: Float64Array,
  level = 0.95,
): Estimate {
  const weightOf = (row: number) => (weights ? (weights[row] as number) : 1);
  const found = outranked(codes, weightOf, rank(codes, scores, weights));
  const { beaten, positive, negative } = found;
  needBoth(positive, negative);
  let area = 0;
  for (let row = 0; row < scores.length; row += 1)
    if (codes[row] === 1) area += (weightOf(row) * (beaten[row] as number)) / negative;
  area /= positive;
  const spread = spreadOf(codes, weightOf, found, area);
  const [ofNegative, ofPositive] = spread.squares;
  const variance =
    share(ofPositive, spread.counts[1], positive) + share(ofNegative, spread.counts[0], negative);
  if (!(variance > 0)) return certain(area, Math.min(...spread.counts), level);
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  return { value: area, low: Math.max(0, area - reach), high: Math.min(1, area + reach) };
}

/** Squared weighted distances of the components from the area, and how many rows, by class. */
function spreadOf(
  codes: ArrayLike<number>,
  weightOf: (row: number) => number,
  { beaten, positive, negative }: ReturnType<typeof outranked>,
  area: number,
) {
  const squares: [number, number] = [0, 0];
  const counts: [number, number] = [0, 0];
  for (let row = 0; row < beaten.length; row += 1) {
    const weight = weightOf(row);
    if (weight === 0) continue;
    const side = codes[row] === 1 ? 1 : 0;
    const outranks = (beaten[row] as number) / (side === 1 ? negative : positive);
    const part = weight * ((side === 1 ? outranks : 1 - outranks) - area);
    squares[side] += part * part;
    counts[side] += 1;
  }
  return { squares, counts };
}

function share(squares: number, count: number, total: number): number {
  return count < 2 ? 0 : (squares / total / total) * (count / (count - 1));
}

function certain(area: number, trials: number, level: number): Estimate {
  const slack = 1 - ((1 - level) / 2) ** (1 / Math.max(1, trials));
  return { value: area, low: Math.max(0, area - slack), high: Math.min(1, area + slack) };
}

/**
 * Average precision: Σ (recallₖ − recallₖ₋₁) · precisionₖ over the distinct scores from the highest down, the area
 * under the precision-recall curve without interpolation. Its interval is a bootstrap over rows.
 *
 * @throws MetricError without a row of the class that is looked for.
 */
export function averagePrecision(
  codes: ArrayLike<number>,
  scores: Float64Array,
  weights?: Float64Array,
  options?: BootstrapOptions,
): Estimate {
  const ranked = rank(codes, scores, weights);
  const found = bootstrapInterval(
    scores.length,
    (times) =>
      precisionArea(codes, (row) => (times[row] as number) * weightAt(weights, row), ranked),
    options,
  );
  if (Number.isNaN(found.value))
    throw new MetricError("Average precision needs a row of the class that is looked for.");
  return found;
}

const weightAt = (weights: Float64Array | undefined, row: number): number =>
  weights ? (weights[row] as number) : 1;

function precisionArea(
  codes: ArrayLike<number>,
  weightOf: (row: number) => number,
  { order, ends }: Ranked,
): number {
  let area = 0;
  let hits = 0;
  let taken = 0;
  let end = order.length;
  for (let group = ends.length - 1; group >= 0; group -= 1) {
    const start = group === 0 ? 0 : (ends[group - 1] as number);
    let more = 0;
    for (let at = start; at < end; at += 1) {
      const row = order[at] as number;
      taken += weightOf(row);
      if (codes[row] === 1) more += weightOf(row);
    }
    hits += more;
    if (more > 0) area += (more * hits) / taken;
    end = start;
  }
  return area / hits;
}
