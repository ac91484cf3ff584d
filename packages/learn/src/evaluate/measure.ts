// The metrics of an evaluation: what each kind of target is measured by, each with its interval.
import { accuracy, confusionMatrix, macroF1, numberMetrics } from "../metrics/classes.ts";
import { type GainsRow, gainsTable } from "../metrics/gains.ts";
import type { Estimate } from "../metrics/interval.ts";
import {
  brier,
  type CalibrationBin,
  calibrationBins,
  calibrationError,
  chanceError,
  logLoss,
} from "../metrics/probability.ts";
import { averagePrecision, rocAuc } from "../metrics/ranking.ts";
import type { Target } from "../table.ts";

export interface Measured {
  /** By name; 95 % intervals. */
  readonly metrics: Readonly<Record<string, Estimate>>;
  readonly calibration: {
    readonly bins: readonly CalibrationBin[];
    /** What perfectly calibrated probabilities would show on so many rows, by chance. */
    readonly byChance: number;
  } | null;
  readonly gains: readonly GainsRow[] | null;
  /** Rows by true (down) and predicted class (across); null with more than 30 classes. */
  readonly confusion: {
    readonly classes: readonly string[];
    readonly rows: readonly (readonly number[])[];
  } | null;
}

const mostShown = 30;

/** The likeliest class of each row. */
export function decide(chances: Float64Array, classes: number): Int32Array {
  if (classes === 2) return Int32Array.from(chances, (chance) => Number(chance >= 0.5));
  return Int32Array.from({ length: chances.length / classes }, (_, row) => {
    let best = 0;
    for (let one = 1; one < classes; one += 1)
      if ((chances[row * classes + one] as number) > (chances[row * classes + best] as number))
        best = one;
    return best;
  });
}

function confusionOf(codes: Int32Array, decided: Int32Array, classes: readonly string[]) {
  if (classes.length > mostShown) return null;
  const matrix = confusionMatrix(codes, decided, classes.length);
  const rows = classes.map((_, at) => [
    ...matrix.slice(at * classes.length, (at + 1) * classes.length),
  ]);
  return { classes, rows };
}

/** For all classes at once: whether the likeliest class was right, by how likely it was called. */
function confidences(
  codes: Int32Array,
  chances: Float64Array,
  decided: Int32Array,
  classes: number,
) {
  const right = Int32Array.from(codes, (code, row) => Number(code === decided[row]));
  const said = Float64Array.from(decided, (one, row) => chances[row * classes + one] as number);
  return { right, said };
}

/**
 * @param predicted probabilities (for two classes one a row, for more `rows × classes`) or numbers.
 * @param scores what the rows are ranked by, for two classes.
 */
export function measure(target: Target, predicted: Float64Array, scores: Float64Array): Measured {
  const rows = target.kind === "number" ? target.values.length : target.codes.length;
  const options = { rounds: Math.max(40, Math.min(200, Math.floor(2e7 / Math.max(1, rows)))) };
  if (target.kind === "number") {
    const { mae, rmse, r2 } = numberMetrics(target.values, predicted, undefined, options);
    return {
      metrics: { rmse, mae, ...(r2 ? { r2 } : {}) },
      calibration: null,
      gains: null,
      confusion: null,
    };
  }
  const { codes, classes } = target;
  const width = classes.length;
  const decided = decide(predicted, width);
  const shared = {
    accuracy: accuracy(codes, decided),
    macroF1: macroF1(
      codes,
      decided,
      width,
      undefined,
      width > mostShown ? { rounds: 40 } : options,
    ),
  };
  const confusion = confusionOf(codes, decided, classes);
  if (target.kind === "classes") {
    const { right, said } = confidences(codes, predicted, decided, width);
    const metrics = {
      ...shared,
      logLoss: logLoss(codes, predicted, undefined, width),
      brier: brier(codes, predicted, undefined, width),
      calibrationError: calibrationError(right, said, undefined, options),
    };
    const calibration = { bins: calibrationBins(right, said), byChance: chanceError(said) };
    return { metrics, calibration, gains: null, confusion };
  }
  const hasBoth = codes.includes(0) && codes.includes(1);
  const metrics = {
    ...(hasBoth ? { rocAuc: rocAuc(codes, scores) } : {}),
    ...(hasBoth ? { prAuc: averagePrecision(codes, scores, undefined, options) } : {}),
    logLoss: logLoss(codes, predicted),
    brier: brier(codes, predicted),
    calibrationError: calibrationError(codes, predicted, undefined, options),
    ...shared,
  };
  const calibration = { bins: calibrationBins(codes, predicted), byChance: chanceError(predicted) };
  return { metrics, calibration, gains: hasBoth ? gainsTable(codes, scores) : null, confusion };
}
