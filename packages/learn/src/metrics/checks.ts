// What every metric asks of its input: equal lengths, finite numbers, weights that are not negative.

import { LearnFault } from "../fault.ts";

export class MetricError extends LearnFault {
  constructor(message: string) {
    super("bad_table", message);
  }
}

export function checkRows(
  codes: ArrayLike<number>,
  scores: Float64Array,
  weights: Float64Array | undefined,
  width = 1,
): void {
  if (scores.length !== codes.length * width)
    throw new MetricError(`${codes.length} outcomes and ${scores.length} scores do not match.`);
  checkFinite(scores);
  checkWeights(codes.length, weights);
}

export function checkWeights(rows: number, weights: Float64Array | undefined): void {
  if (!weights) return;
  if (weights.length !== rows)
    throw new MetricError(`${rows} rows and ${weights.length} weights do not match.`);
  for (const weight of weights)
    if (!(weight >= 0 && weight < Infinity))
      throw new MetricError(`A weight is ${weight}; weights are finite and not negative.`);
}

function checkFinite(values: Float64Array): void {
  for (const value of values)
    if (!Number.isFinite(value))
      throw new MetricError(`A score is ${value}; metrics need finite scores.`);
}

/** Places of the rows in ascending order of their scores; equal scores keep the order of rows. */
export function orderOf(scores: Float64Array): Int32Array {
  return Int32Array.from(scores.keys()).sort((a, b) => {
    const difference = (scores[a] as number) - (scores[b] as number);
    return difference === 0 ? a - b : difference;
  });
}

/** Ends of the groups of equal scores, in the given order. */
export function tieEnds(scores: Float64Array, order: Int32Array): Int32Array {
  const ends: number[] = [];
  for (let at = 1; at <= order.length; at += 1) {
    const isLast = at === order.length;
    if (isLast || scores[order[at] as number] !== scores[order[at - 1] as number]) ends.push(at);
  }
  return Int32Array.from(ends);
}
