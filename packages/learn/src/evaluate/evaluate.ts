// The whole judgement of a table: prepares, checks for leaks, chooses a learner, checks for signal, calibrates, fits, scores
// the test rows and measures. The host reads files, knows the clock and shows the report.
import { calibrationError } from "../metrics/probability.ts";
import { sourcesOf, takeTableRows } from "../prepare/preparation.ts";
import { takeTargetRows } from "../prepare/target.ts";
import type { Table, Target } from "../table.ts";
import { type Choice, chooseLearner } from "./choose.ts";
import { mostJudged, takeData } from "./cross-validate.ts";
import { answerDrift, type BaseDrift, baseDrift } from "./drift.ts";
import type { Evaluation, EvaluationHost, EvaluationRequest, Predictions } from "./evaluation.ts";
import { foldsOf, sampleRows, splitsOf } from "./folds.ts";
import { checkForward } from "./forward.ts";
import { type Ground, layGround, layTestGround, leaveOut, type TestGround } from "./ground.ts";
import type { Data, Fitted } from "./learners.ts";
import { decide, type Measured, measure } from "./measure.ts";
import { baseProbabilities, fitProbabilities, type Probabilities } from "./probabilities.ts";
import type { Report, Warning } from "./report.ts";
import { followsOrder, shiftedColumns } from "./shift.ts";
import { checkSignal, type Signal } from "./signal.ts";

const rowsOf = (target: Target): number =>
  target.kind === "number" ? target.values.length : target.codes.length;

interface Course {
  readonly request: EvaluationRequest;
  readonly seed: number;
  tell(what: string): void;
  now(): number;
}

interface Chosen {
  readonly ground: Ground;
  readonly choice: Choice;
  readonly warnings: readonly Warning[];
}

/** Chooses; and chooses again without the dates where what they tell does not hold for later rows. */
async function choose(ground: Ground, isOrdered: boolean, course: Course): Promise<Chosen> {
  const { request, seed, tell } = course;
  const ask = (on: Ground) => {
    const rows = sampleRows(on.data.target, mostJudged, seed);
    const data = rows.length === rowsOf(on.data.target) ? on.data : takeData(on.data, rows);
    const question = {
      data,
      wish: request.learner ?? "auto",
      isText: on.isText,
      isOrdered,
      seed,
      tell,
    } as const;
    return chooseLearner(question).then((choice) => ({ choice, data }));
  };
  const first = await ask(ground);
  const forward = ground.isText
    ? null
    : await checkForward(
        first.choice.winner.candidate,
        first.data,
        ground.preparation.features,
        seed,
      );
  const less = forward && !forward.holds ? leaveOut(ground, forward.columns) : null;
  if (!forward || !less || less.preparation.features.length === 0)
    return { ground, choice: first.choice, warnings: [] };
  tell("choosing again without the calendar");
  const why = "it tells when rows happened, which does not carry over to later rows";
  const leftOut = forward.columns.map((column) => ({ column, kind: "calendar" as const, why }));
  const warning: Warning = {
    code: "calendar_does_not_hold",
    message: `What the dates tell does not hold for later rows: a model of the earlier rows ranks the later ones no better than chance. Left out: ${forward.columns.join(", ")}.`,
    columns: forward.columns,
  };
  const next = { ...less, leftOut: [...ground.leftOut, ...leftOut] };
  return { ground: next, choice: (await ask(next)).choice, warnings: [warning] };
}

interface Final {
  readonly fitted: Fitted;
  readonly probabilities: Probabilities;
  readonly seconds: number;
}

/** More rows than the folds had bear a few more rounds. */
const moreRounds = 1.15;

/** Fits on all training rows. A large set keeps a tenth aside, which stops the training and calibrates. */
async function fitFinal({ data }: Ground, { winner }: Choice, course: Course): Promise<Final> {
  const { candidate, rounds } = winner;
  const { seed, now, tell } = course;
  tell(`fitting ${candidate.learner} on ${rowsOf(data.target)} rows`);
  if (winner.rows.length < rowsOf(data.target)) return fitLarge(data, { winner }, course);
  const started = now();
  const settings =
    rounds === null ? { seed } : { seed, rounds: Math.max(1, Math.round(rounds * moreRounds)) };
  const fitted = await candidate.fit(data, settings);
  const seconds = (now() - started) / 1000;
  const own = takeTargetRows(data.target, winner.rows);
  const probabilities = fitProbabilities(winner.raw, own, candidate.calibrated);
  return { fitted, probabilities, seconds };
}

async function fitLarge(
  data: Data,
  { winner }: Pick<Choice, "winner">,
  course: Course,
): Promise<Final> {
  const { seed, now } = course;
  const [split] = splitsOf(foldsOf(data.target, 10, seed), 10);
  if (!split) throw new Error("A large set has folds.");
  const aside = takeData(data, split.test);
  const started = now();
  const fitted = await winner.candidate.fit(takeData(data, split.train), { seed, stop: aside });
  const seconds = (now() - started) / 1000;
  return {
    fitted,
    probabilities: fitProbabilities(
      fitted.model.raw(aside.table),
      aside.target,
      winner.candidate.calibrated,
    ),
    seconds,
  };
}

function signalOf({ winner }: Choice, target: Target, course: Course): Signal {
  const own = takeTargetRows(target, winner.rows);
  const chances = fitProbabilities(winner.raw, own, winner.candidate.calibrated).of(winner.raw);
  return checkSignal(own, chances, course.seed);
}

interface Scored {
  readonly raw: Float64Array;
  readonly outputs: number;
  readonly predicted: Float64Array;
  readonly microseconds: number;
}

function score({ fitted, probabilities }: Final, table: Table, now: () => number): Scored {
  const started = now();
  const raw = fitted.model.raw(table);
  const predicted = probabilities.of(raw);
  const microseconds = ((now() - started) * 1000) / Math.max(1, table.rows);
  return { raw, outputs: fitted.model.outputs, predicted, microseconds };
}

const pickRows = (values: Float64Array, rows: Int32Array, width: number): Float64Array =>
  Float64Array.from({ length: rows.length * width }, (_, at) => {
    const row = rows[Math.floor(at / width)] as number;
    return values[row * width + (at % width)] as number;
  });

interface Served {
  readonly status: Report["probabilities"]["status"];
  readonly predicted: Float64Array;
  readonly drift: BaseDrift | null;
  readonly words: string;
}

function serve(ground: Ground, test: TestGround, scored: Scored, signal: Signal): Served {
  const { target } = ground.data;
  const rows = test.table.rows;
  const read = test.read;
  const codes = read && read.target.kind === "binary" ? read.target.codes : null;
  const drift =
    target.kind === "binary" && codes && codes.length > 0 ? baseDrift(target.codes, codes) : null;
  if (!signal.found) {
    const words =
      target.kind === "number"
        ? "the mean of the training rows"
        : "the base rate of the training rows";
    return {
      status: "base_rate",
      predicted: baseProbabilities(target, rows),
      drift,
      words: `Every row gets ${words}.`,
    };
  }
  if (!drift || !codes || !read)
    return { status: "served", predicted: scored.predicted, drift, words: "" };
  const answer = answerDrift(drift, pickRows(scored.predicted, read.rows, 1), codes);
  const correct = answer.correct ?? ((values: Float64Array) => values);
  return {
    status: answer.status,
    predicted: correct(scored.predicted),
    drift,
    words: answer.words,
  };
}

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

interface Parts {
  readonly chosen: Chosen;
  readonly test: TestGround;
  readonly signal: Signal;
  readonly final: Final;
  readonly scored: Scored;
  readonly served: Served;
  readonly shifted: ReturnType<typeof shiftedColumns>;
}

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
  const target = takeTargetRows(chosen.ground.data.target, winner.rows);
  if (target.kind !== "binary" || !signal.found) return null;
  return calibrationError(
    target.codes,
    fitProbabilities(winner.raw, target, winner.candidate.calibrated).of(winner.raw),
    undefined,
    { rounds: 0 },
  ).value;
}

function reportOf(parts: Parts, course: Course, totalSeconds: number): Report {
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

function predictionsOf({ chosen, scored, served }: Parts): Predictions {
  const { target } = chosen.ground.data;
  const decided = target.kind === "number" ? null : decide(served.predicted, target.classes.length);
  return {
    outputs: scored.outputs,
    raw: scored.raw,
    served: served.status === "withdrawn" ? null : served.predicted,
    decided,
  };
}

/**
 * Judges a table: what can be learned from the training rows, how well it holds on the test rows, and what to beware of.
 * The same request and seed give the same report, but for the seconds.
 * @throws LearnFault for a target or column that is not there, one class only, too few rows, nothing to learn from.
 */
export async function evaluate(
  request: EvaluationRequest,
  host: EvaluationHost,
): Promise<Evaluation> {
  const started = host.now();
  const course: Course = {
    request,
    seed: request.seed ?? 1,
    tell: (what) => host.tell?.(what),
    now: () => host.now(),
  };
  const first = await layGround(request, course.tell);
  const shifted = shiftedColumns(first.data.table, layTestGround(first, request.test).table);
  const isOrdered = shifted.length > 0 && followsOrder(first.data.target);
  const chosen = await choose(first, isOrdered, course);
  const test = layTestGround(chosen.ground, request.test);
  course.tell("checking for signal");
  const signal = signalOf(chosen.choice, chosen.ground.data.target, course);
  const final = await fitFinal(chosen.ground, chosen.choice, course);
  course.tell(`scoring ${test.table.rows} rows`);
  const scored = score(final, test.table, course.now);
  const served = serve(chosen.ground, test, scored, signal);
  const parts: Parts = { chosen, test, signal, final, scored, served, shifted };
  const report = reportOf(parts, course, 0);
  const totalSeconds = (host.now() - started) / 1000;
  return {
    report: { ...report, totalSeconds },
    predictions: predictionsOf(parts),
    attribute: (from, until) => {
      const rows = Int32Array.from({ length: until - from }, (_, at) => from + at);
      return final.fitted.attributions?.(takeTableRows(test.table, rows)) ?? null;
    },
  };
}
