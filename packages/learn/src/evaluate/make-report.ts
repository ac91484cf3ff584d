// The report from the parts of an evaluation.
import { calibrationError } from "../metrics/probability.ts";
import { sourcesOf } from "../prepare/preparation.ts";
import { takeTargetRows } from "../prepare/target.ts";
import type { Target } from "../table.ts";
import type { BaseDrift } from "./drift.ts";
import type { Ground } from "./ground.ts";
import { type Measured, measure } from "./measure.ts";
import { type Course, type Parts, pickRows, rowsOf, type Served } from "./parts.ts";
import { fitProbabilities } from "./probabilities.ts";
import type { Report, Warning } from "./report.ts";
import type { shiftedColumns } from "./shift.ts";
import type { Signal } from "./signal.ts";

function judgementWarnings(signal: Signal, served: Served, ground: Ground): Warning[] {
  const warnings: Warning[] = [];
  if (!signal.found) warnings.push({ code: "no_signal", message: signal.words });
  if (served.drift?.alarm)
    warnings.push({ code: "base_rate_drift", message: served.words || driftWords(served.drift) });
  const rows = rowsOf(ground.data.target);
  if (rows < 100)
    warnings.push({
      code: "few_rows",
      message: `${rows} training rows are few: look at the intervals, not at the values.`,
    });
  return warnings;
}

const driftWords = ({ trainRate, testRate }: BaseDrift): string =>
  `The base rate moved from ${(trainRate * 100).toFixed(1)} % in the training rows to ${(testRate * 100).toFixed(1)} % in the test rows.`;

function measureTest({ test, scored, served }: Parts): Measured | null {
  const { read } = test;
  if (!read || read.rows.length === 0) return null;
  const width = read.target.kind === "classes" ? read.target.classes.length : 1;
  // Without signal every row is the same, so nothing is ranked.
  const scores = served.status === "base_rate" ? served.predicted : scored.raw;
  const ranked =
    read.target.kind === "binary" ? pickRows(scores, read.rows, 1) : new Float64Array(0);
  return measure(read.target, pickRows(served.predicted, read.rows, width), ranked);
}

/** The calibration error on the folds of the training rows, each row scored by a model that did not see it. */
function heldOutError({ chosen, signal }: Parts): number | null {
  const { winner } = chosen.choice;
  const target = takeTargetRows(chosen.judged, winner.rows);
  if (target.kind !== "binary" || !signal.found) return null;
  return calibrationError(
    target.codes,
    fitProbabilities(winner.raw, target, winner.candidate.calibrated).of(winner.raw),
    undefined,
    { rounds: 0 },
  ).value;
}

export function reportOf(parts: Parts, course: Course, totalSeconds: number): Report {
  const { chosen, test, signal, final, scored, served, shifted } = parts;
  const { ground, choice } = chosen;
  const { plan, data } = ground;
  const measured = measureTest(parts);
  const classes = plan.kind === "number" ? null : plan.classes;
  const error = measured?.metrics.calibrationError?.value;
  return {
    target: {
      column: plan.name,
      kind: plan.kind,
      classes,
      positive: plan.kind === "binary" ? plan.classes[1] : null,
      why: plan.why,
    },
    rows: {
      train: rowsOf(data.target),
      test: course.request.test.rows,
      trainRate: rateOf(data.target),
      testRate: served.drift?.testRate ?? null,
    },
    learner: { name: choice.winner.candidate.learner, why: choice.why, tried: choice.tried },
    columns: { used: sourcesOf(ground.preparation), leftOut: ground.leftOut },
    leaks: ground.leaks,
    signal,
    probabilities: {
      status: served.status,
      method: final.probabilities.method,
      words: served.words,
    },
    metrics: measured?.metrics ?? null,
    calibration:
      measured?.calibration && error !== undefined
        ? { ...measured.calibration, error, onHeldOutFolds: heldOutError(parts) }
        : null,
    gains: measured?.gains ?? null,
    confusion: measured?.confusion ?? null,
    baseRateDrift: served.drift,
    columnDrift: shifted,
    trainingSeconds: final.seconds,
    totalSeconds,
    microsecondsPerRow: scored.microseconds,
    warnings: [
      ...ground.warnings,
      ...test.warnings,
      ...chosen.warnings,
      ...shiftWarning(shifted),
      ...judgementWarnings(signal, served, ground),
    ],
  };
}

function rateOf(target: Target): number | null {
  if (target.kind !== "binary") return null;
  return target.codes.reduce((sum, code) => sum + code, 0) / target.codes.length;
}

function shiftWarning(shifted: ReturnType<typeof shiftedColumns>): Warning[] {
  if (shifted.length === 0) return [];
  const columns = shifted.map(({ column }) => column);
  const message = `The test rows differ from the training rows in ${columns.slice(0, 8).join(", ")}: they seem to come from another time or place.`;
  return [{ code: "column_drift", message, columns }];
}
