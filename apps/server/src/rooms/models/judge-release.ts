// How a fitted model did on the later rows: against the champion, the base rate and the rules, with its plots.
import type { ModelEvaluation } from "@rapport/contracts";
import {
  type Answer,
  answerDrift,
  type BaseDrift,
  baseDrift,
  calibratedProbabilities,
  calibrationError,
  chanceError,
  checkSignal,
  fitPlatt,
  rocAuc,
} from "@rapport/learn";
import {
  type ArtefactHeader,
  artefactFromBytes,
  attributionsOf,
  type ColumnShape,
  chancesOf,
  type Row,
  tableOf,
} from "./artefact.ts";
import type { FitChoice } from "./fit-chance.ts";
import { type Ground, pickRows, targetOf } from "./lay-ground.ts";
import { chanceMetrics, hasBoth, type Judged, plots, segmentsOf } from "./measure-model.ts";
import type { TrainingSet, TrainingTask } from "./training-data.ts";

const isoOf = (ms: number): string | null =>
  Number.isFinite(ms) && ms > 0 ? new Date(ms).toISOString() : null;

const mean = (codes: Int32Array): number =>
  codes.length === 0 ? 0 : codes.reduce((sum, code) => sum + code, 0) / codes.length;

/** The champion on the same rows, by the values that it reads itself. */
function championOf(task: TrainingTask, rows: Int32Array, judged: Judged) {
  if (!task.champion) return null;
  const { header, model } = artefactFromBytes(task.champion.artefact);
  const own = task.champion.rows;
  const table = tableOf(
    header.columns,
    Array.from(rows, (row) => own[row] as Row),
  );
  const scores = model.raw(table);
  const chances = chancesOf(header, scores);
  const metrics = chanceMetrics({ ...judged, scores, chances }, "short");
  return { release: task.champion.release, metrics };
}

function importanceOf(shapes: readonly ColumnShape[], shares: Float64Array) {
  const sums = shapes.map(() => 0);
  for (let at = 0; at < shares.length; at += 1)
    sums[at % shapes.length] = (sums[at % shapes.length] ?? 0) + Math.abs(shares[at] as number);
  const total = sums.reduce((sum, one) => sum + one, 0) || 1;
  return shapes
    .map(({ key, title }, at) => ({ feature: key, title, share: (sums[at] ?? 0) / total }))
    .sort((a, b) => b.share - a.share);
}

const pick = (values: Float64Array, rows: Int32Array) =>
  Float64Array.from(rows, (row) => values[row] as number);

/**
 * A base rate that moved since the records are others now (older leads, say) is in the features already: then the chances
 * hold as they are, and correcting them would do harm.
 */
function driftAnswer(drift: BaseDrift, chances: Float64Array, codes: Int32Array): Answer {
  const error = calibrationError(codes, chances, undefined, { rounds: 0 }).value;
  const holds = error <= 0.03 + chanceError(chances);
  return drift.alarm && holds
    ? { status: "served", words: "The base rate moved, and the features account for it." }
    : answerDrift(drift, chances, codes);
}

function segmentColumns({ segments }: TrainingTask, set: TrainingSet, rows: Int32Array) {
  return set.columns.flatMap(({ key, title }, at) =>
    segments.includes(key)
      ? [
          {
            feature: key,
            title,
            values: Array.from(rows, (row) => String(set.rows[row]?.[at] ?? "(missing)")),
          },
        ]
      : [],
  );
}

export interface Verdict {
  readonly evaluation: ModelEvaluation;
  readonly probabilities: ArtefactHeader["probabilities"];
  readonly scores: Float64Array;
  readonly errorByChance: number;
  readonly rulesAuc: number | null;
  readonly drift: BaseDrift;
}

/** What becomes of the chances: served, corrected for a base rate that moved, or withdrawn. */
function serve(plain: Float64Array, trainCodes: Int32Array, testCodes: Int32Array) {
  const from = mean(trainCodes);
  const drift = baseDrift(trainCodes, testCodes);
  const { status, words, correct } = driftAnswer(drift, plain, testCodes);
  const corrected = correct?.(plain);
  const to = corrected ? corrected.reduce((sum, one) => sum + one, 0) / corrected.length : from;
  const chances = status === "withdrawn" ? null : (corrected ?? plain);
  return { chances, words, drift, probabilities: { status, from, to } };
}

export function judgeRelease(
  task: TrainingTask,
  { set, split, shapes, leftOut, leaks }: Ground,
  { fitted, calibrator, why }: FitChoice,
  header: ArtefactHeader,
): Verdict {
  const learned = Int32Array.from([...split.fit, ...split.tune]);
  const [train, test] = [targetOf(set, learned), targetOf(set, split.test)];
  const table = tableOf(shapes, pickRows(set, split.test));
  const scores = fitted.model.raw(table);
  const plain = chancesOf(header, scores) ?? scores;
  const { chances, words, drift, probabilities } = serve(plain, train.codes, test.codes);
  const groups = Int32Array.from(split.test, (row) => set.groups[row] as number);
  const judged: Judged = { codes: test.codes, groups, scores, chances };
  const points = pick(set.points, split.test);
  const base = new Float64Array(scores.length).fill(probabilities.from);
  // How much an order tells is another question than how frequent the outcome has become.
  const known = drift.alarm ? calibratedProbabilities(fitPlatt(scores, test.codes), scores) : plain;
  const signal = checkSignal(test, known, task.seed);
  const evaluation: ModelEvaluation = {
    rows: {
      train: learned.length,
      test: split.test.length,
      trainRate: probabilities.from,
      testRate: mean(test.codes),
      trainUntil: isoOf(split.trainUntilMs),
      testFrom: isoOf(split.testFromMs),
    },
    learner: { name: fitted.learner, why },
    used: shapes.map(({ key }) => key),
    leftOut,
    leaks,
    signal: { found: signal.found, words: signal.words },
    probabilities: {
      status: probabilities.status,
      method: calibrator ? `${calibrator.kind} calibration` : "the learner's own",
      words,
    },
    metrics: chanceMetrics(judged),
    baseline: {
      words: "The base rate for everyone (log loss), and the rules (AUC).",
      metrics: chanceMetrics({ ...judged, scores: points, chances: base }, "short"),
    },
    champion: championOf(task, split.test, judged),
    ...plots(judged),
    segments: segmentsOf(segmentColumns(task, set, split.test), judged),
    importance: importanceOf(shapes, attributionsOf({ header, model: fitted.model }, table).shares),
  };
  const rulesAuc = hasBoth(judged.codes) ? rocAuc(judged.codes, points).value : null;
  const errorByChance = chances ? chanceError(chances) : 0;
  return { evaluation, probabilities, scores, errorByChance, rulesAuc, drift };
}
