// The score and how sure it is. Pure.
import type { NpsScore } from "@rapport/contracts";

const z95 = 1.959964;
/** Three answers more, spread as if nothing were known: keeps the interval honest where few answered. */
const added = { all: 3, each: 0.75 };

const sum = (counts: readonly number[], from: number, to: number): number =>
  counts.slice(from, to + 1).reduce((total, count) => total + count, 0);

const inPoints = (share: number): number =>
  Math.round(Math.max(-1, Math.min(1, share)) * 1000) / 10;

/**
 * Adjusted Wald interval for the difference of two shares of one sample: of promoters and of detractors. `scores`: how
 * many answered 0, 1, … 10.
 */
export function scoreOf(scores: readonly number[], sent: number): NpsScore {
  const detractors = sum(scores, 0, 6);
  const passives = sum(scores, 7, 8);
  const promoters = sum(scores, 9, 10);
  const answers = detractors + passives + promoters;
  const counts = { sent, answers, promoters, passives, detractors, scores: [...scores] };
  if (answers === 0) return { ...counts, value: null, low: null, high: null };
  const n = answers + added.all;
  const up = (promoters + added.each) / n;
  const down = (detractors + added.each) / n;
  const middle = up - down;
  const half = z95 * Math.sqrt(Math.max(0, up + down - middle * middle) / n);
  const value = inPoints((promoters - detractors) / answers);
  return {
    ...counts,
    value,
    low: Math.min(value, inPoints(middle - half)),
    high: Math.max(value, inPoints(middle + half)),
  };
}
