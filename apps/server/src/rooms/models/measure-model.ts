// How good a model is on rows that lie later than those it learned from: metrics whose intervals count records rather
// than rows, calibration, gains, and quality by segment.
import type { ModelEvaluation, ModelSegment } from "@rapport/contracts";
import {
  accuracy,
  averagePrecision,
  brier,
  calibrationBins,
  calibrationError,
  createRandom,
  type Estimate,
  gainsTable,
  logLoss,
  macroF1,
  quantileOf,
  rocAuc,
} from "@rapport/learn";

const rounds = 120;

/** Resamples whole records (Field and Welsh 2007): rows about one record stand and fall together. */
export function byRecords(
  groups: Int32Array,
  statistic: (weights: Float64Array | undefined) => number,
  seed = 1,
): Estimate {
  const value = statistic(undefined);
  const count = groups.reduce((most, group) => Math.max(most, group), -1) + 1;
  const random = createRandom(seed);
  const found: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const times = new Float64Array(count);
    for (let draw = 0; draw < count; draw += 1) {
      const drawn = random.below(count);
      times[drawn] = (times[drawn] as number) + 1;
    }
    const drawn = attempt(() => statistic(Float64Array.from(groups, (group) => times[group] ?? 0)));
    if (drawn !== null && Number.isFinite(drawn)) found.push(drawn);
  }
  if (found.length < rounds / 2) return { value, low: value, high: value };
  const sorted = Float64Array.from(found).sort();
  return {
    value,
    low: Math.min(value, quantileOf(sorted, 0.025)),
    high: Math.max(value, quantileOf(sorted, 0.975)),
  };
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Records by place from 0, so that resampling counts only those that are there. */
export function denseGroups(groups: Int32Array): Int32Array {
  const places = new Map<number, number>();
  return groups.map((group) => {
    const known = places.get(group) ?? places.size;
    places.set(group, known);
    return known;
  });
}

export interface Judged {
  readonly codes: Int32Array;
  readonly groups: Int32Array;
  readonly scores: Float64Array;
  /** Null where only the ranking is measured. */
  readonly chances: Float64Array | null;
}

export const hasBoth = (codes: Int32Array): boolean => codes.includes(0) && codes.includes(1);

export function chanceMetrics(judged: Judged, level: "full" | "short" = "full") {
  const { codes, scores, chances } = judged;
  const groups = denseGroups(judged.groups);
  const metrics: Record<string, Estimate> = {};
  if (hasBoth(codes))
    metrics.rocAuc = byRecords(groups, (weights) => rocAuc(codes, scores, weights).value);
  if (hasBoth(codes) && level === "full")
    metrics.prAuc = byRecords(
      groups,
      (weights) => averagePrecision(codes, scores, weights, { rounds: 0 }).value,
    );
  if (chances) {
    metrics.logLoss = byRecords(groups, (weights) => logLoss(codes, chances, weights).value);
    metrics.brier = byRecords(groups, (weights) => brier(codes, chances, weights).value);
    if (level === "full")
      metrics.calibrationError = calibrationError(codes, chances, undefined, { rounds: 60 });
  }
  return metrics;
}

export function classMetrics(codes: Int32Array, chances: Float64Array, classes: number) {
  const decided = Int32Array.from({ length: codes.length }, (_, row) => {
    let best = 0;
    for (let at = 1; at < classes; at += 1)
      if ((chances[row * classes + at] ?? 0) > (chances[row * classes + best] ?? 0)) best = at;
    return best;
  });
  return {
    decided,
    metrics: {
      accuracy: accuracy(codes, decided),
      macroF1: macroF1(codes, decided, classes, undefined, { rounds: 60 }),
      logLoss: logLoss(codes, chances, undefined, classes),
    },
  };
}

export function plots({
  codes,
  scores,
  chances,
}: Judged): Pick<ModelEvaluation, "calibration" | "gains"> {
  const gains = hasBoth(codes)
    ? gainsTable(codes, scores).map(({ depth, rows, positives, rate, lift, gain }) => ({
        depth,
        rows,
        positives,
        rate,
        lift,
        gain,
      }))
    : [];
  return { calibration: chances ? calibrationBins(codes, chances) : [], gains };
}

const fewestOfSegment = 30;

export interface SegmentColumn {
  readonly feature: string;
  readonly title: string;
  readonly values: readonly string[];
}

function segmentOf(
  { feature, title, values }: SegmentColumn,
  segment: string,
  { codes, groups, scores, chances }: Judged,
): ModelSegment {
  const rows = [...values.keys()].filter((row) => values[row] === segment);
  const own = Int32Array.from(rows, (row) => codes[row] as number);
  const part = {
    codes: own,
    groups: Int32Array.from(rows, (row) => groups[row] as number),
    scores: Float64Array.from(rows, (row) => scores[row] as number),
    chances: null,
  };
  const positives = own.reduce((sum, code) => sum + code, 0);
  const isMeasured = rows.length >= fewestOfSegment && hasBoth(own);
  const said = chances ? rows.reduce((sum, row) => sum + (chances[row] ?? 0), 0) : 0;
  return {
    feature,
    title,
    segment,
    rows: rows.length,
    positives,
    rocAuc: isMeasured ? (chanceMetrics(part, "short").rocAuc ?? null) : null,
    calibrationGap: chances && rows.length > 0 ? (said - positives) / rows.length : null,
  };
}

export function segmentsOf(columns: readonly SegmentColumn[], judged: Judged): ModelSegment[] {
  return columns.flatMap((column) =>
    [...new Set(column.values)].sort().map((segment) => segmentOf(column, segment, judged)),
  );
}
