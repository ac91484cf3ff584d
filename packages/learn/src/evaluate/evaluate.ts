// The whole judgement of a table: prepares, checks for leaks, chooses a learner, checks for signal, calibrates, fits, scores
// the test rows and measures. The host reads files, knows the clock and shows the report.
import { takeTableRows } from "../prepare/preparation.ts";
import { takeTargetRows } from "../prepare/target.ts";
import type { Table, Target } from "../table.ts";
import { type Choice, chooseLearner } from "./choose.ts";
import { mostJudged, takeData } from "./cross-validate.ts";
import { answerDrift, baseDrift } from "./drift.ts";
import type { Evaluation, EvaluationHost, EvaluationRequest, Predictions } from "./evaluation.ts";
import { fitFinal } from "./fit-final.ts";
import { sampleRows } from "./folds.ts";
import { checkForward } from "./forward.ts";
import { type Ground, layGround, layTestGround, leaveOut, type TestGround } from "./ground.ts";
import { reportOf } from "./make-report.ts";
import { decide } from "./measure.ts";
import {
  type Chosen,
  type Course,
  type Final,
  type Parts,
  pickRows,
  rowsOf,
  type Scored,
  type Served,
} from "./parts.ts";
import { baseProbabilities, fitProbabilities } from "./probabilities.ts";
import type { Warning } from "./report.ts";
import { sharedRows } from "./shared-rows.ts";
import { followsOrder, shiftedColumns } from "./shift.ts";
import { checkSignal, type Signal } from "./signal.ts";

/** Chooses; and chooses again without the dates where what they tell does not hold for later rows. */
async function choose(ground: Ground, isOrdered: boolean, course: Course): Promise<Chosen> {
  const { request, seed, tell, team } = course;
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
      ...(team ? { team } : {}),
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
    return { ground, choice: first.choice, judged: first.data.target, warnings: [] };
  tell("choosing again without the calendar");
  const why = "it tells when rows happened, which does not carry over to later rows";
  const leftOut = forward.columns.map((column) => ({ column, kind: "calendar" as const, why }));
  const warning: Warning = {
    code: "calendar_does_not_hold",
    message: `What the dates tell does not hold for later rows: a model of the earlier rows ranks the later ones no better than chance. Left out: ${forward.columns.join(", ")}.`,
    columns: forward.columns,
  };
  const next = { ...less, leftOut: [...ground.leftOut, ...leftOut] };
  const second = await ask(next);
  return { ground: next, choice: second.choice, judged: second.data.target, warnings: [warning] };
}

function signalOf({ winner }: Choice, target: Target, course: Course): Signal {
  const own = takeTargetRows(target, winner.rows);
  const chances = fitProbabilities(winner.raw, own, winner.candidate.calibrated).of(winner.raw);
  return checkSignal(own, chances, course.seed);
}

function score({ fitted, probabilities }: Final, table: Table, now: () => number): Scored {
  const started = now();
  const raw = fitted.model.raw(table);
  const predicted = probabilities.of(raw);
  const microseconds = ((now() - started) * 1000) / Math.max(1, table.rows);
  return { raw, outputs: fitted.model.outputs, predicted, microseconds };
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
    ...(host.team ? { team: host.team } : {}),
  };
  const first = await layGround(request, course.tell);
  const shifted = shiftedColumns(first.data.table, layTestGround(first, request.test).table);
  const isOrdered = shifted.length > 0 && followsOrder(first.data.target);
  const chosen = await choose(first, isOrdered, course);
  const laid = layTestGround(chosen.ground, request.test);
  const shared = sharedRows(request.train, request.test);
  const test = { ...laid, warnings: [...laid.warnings, ...shared] };
  course.tell("checking for signal");
  const signal = signalOf(chosen.choice, chosen.judged, course);
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
