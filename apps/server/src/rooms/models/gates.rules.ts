// The gates: why a trained model may not be released, each reason in words. Nothing is refused silently.
import type { ModelEvaluation, ModelSegment } from "@rapport/contracts";
import type { Gates } from "./define-model.ts";

export interface Gated {
  readonly gates: Gates;
  readonly evaluation: ModelEvaluation;
  /** What perfect probabilities would show by chance on so many rows. */
  readonly errorByChance: number;
  /** AUC of the rules on the same rows. */
  readonly rulesAuc: number | null;
}

const points = (value: number): string => value.toFixed(3);

function signalRefusal({ evaluation: { signal } }: Gated): string | null {
  return signal.found ? null : signal.words;
}

function championRefusal({ gates, evaluation }: Gated): string | null {
  const now = evaluation.metrics.rocAuc ?? evaluation.metrics.accuracy;
  const before = evaluation.champion?.metrics.rocAuc ?? evaluation.champion?.metrics.accuracy;
  if (!now || !before || now.value >= before.value - gates.worseBy) return null;
  return `It is worse than the release in force (number ${evaluation.champion?.release}): ${points(now.value)} against ${points(before.value)} on the same later rows.`;
}

function baselineRefusal({ evaluation, rulesAuc }: Gated): string | null {
  const own = evaluation.metrics.logLoss;
  const base = evaluation.baseline.metrics.logLoss;
  const isServed = evaluation.probabilities.status !== "withdrawn";
  if (isServed && own && base && own.value > base.value)
    return `It is no better than saying the base rate for everyone: log loss ${points(own.value)} against ${points(base.value)}.`;
  const auc = evaluation.metrics.rocAuc;
  if (rulesAuc !== null && auc && auc.high < rulesAuc)
    return `It ranks worse than the rules that need no training: AUC ${points(auc.value)} against ${points(rulesAuc)}.`;
  return null;
}

function calibrationRefusal({ gates, evaluation, errorByChance }: Gated): string | null {
  const error = evaluation.metrics.calibrationError;
  const isServed = ["served", "corrected"].includes(evaluation.probabilities.status);
  if (!error || !isServed || error.low <= gates.maxCalibrationError + errorByChance) return null;
  return `Its chances are off by ${points(error.value)} on average (allowed: ${points(gates.maxCalibrationError)} beyond what chance explains).`;
}

/** Unfair: sure to rank the records of a segment much worse than all, or sure to say too much or too little of them. */
function segmentRefusals({ gates, evaluation }: Gated): string[] {
  const auc = evaluation.metrics.rocAuc?.value;
  if (auc === undefined) return [];
  const isWorse = ({ rocAuc }: ModelSegment) =>
    rocAuc !== null && rocAuc.high < auc - gates.maxSegmentGap;
  return evaluation.segments
    .filter(isWorse)
    .map(
      ({ title, segment, rocAuc }) =>
        `It is unfair to "${title}: ${segment}": AUC ${points(rocAuc?.value ?? 0)} there, ${points(auc)} over all.`,
    );
}

export function refusalsOf(gated: Gated): string[] {
  return [
    signalRefusal(gated),
    championRefusal(gated),
    baselineRefusal(gated),
    calibrationRefusal(gated),
    ...segmentRefusals(gated),
  ].filter((refusal) => refusal !== null);
}
