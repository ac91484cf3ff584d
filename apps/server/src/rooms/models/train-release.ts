// The training of one release, as one pure function: split by time, leave leaks out, fit, calibrate, judge on later
// rows, compare with the champion, the base rate and the rules, pass the gates or say why not. Runs in a thread of its
// own (training-thread); the same task gives the same bytes.
import { type ArtefactHeader, artefactToBytes, tableOf } from "./artefact.ts";
import { type FitChoice, fitChance } from "./fit-chance.ts";
import { refusalsOf } from "./gates.rules.ts";
import { judgeRelease } from "./judge-release.ts";
import { type Ground, layGround, pickRows, targetOf } from "./lay-ground.ts";
import { hasBoth } from "./measure-model.ts";
import { referenceOf, typicalOf } from "./reference.rules.ts";
import { trainText } from "./train-text.ts";
import {
  type TrainingOutcome,
  type TrainingSet,
  type TrainingTask,
  tooFew,
} from "./training-data.ts";

/** Fewer records than these say nothing of how records are. */
const fewestPresent = 50;

/** Records, not rows: ten looks at one record are one case. */
function rarerRecords({ codes, groups }: TrainingSet): number {
  const of = (code: number) =>
    new Set([...groups.keys()].filter((row) => codes[row] === code).map((row) => groups[row])).size;
  return Math.min(of(0), of(1));
}

function fewReason({ set, gates }: TrainingTask): string | null {
  const rarer = rarerRecords(set);
  if (set.codes.length < gates.minRows)
    return `There are ${set.codes.length.toLocaleString("en")} past cases with a known outcome; it takes ${gates.minRows}.`;
  if (rarer < gates.minPositives)
    return `There are ${rarer} past cases of the rarer outcome; it takes ${gates.minPositives}.`;
  return null;
}

function hundredths(scores: Float64Array): number[] {
  const sorted = scores.slice().sort();
  return Array.from(
    { length: 100 },
    (_, at) => sorted[Math.floor((at * sorted.length) / 100)] ?? 0,
  );
}

function headerOf(
  task: TrainingTask,
  { set, split, shapes }: Ground,
  choice: FitChoice,
): ArtefactHeader {
  const learned = Int32Array.from([...split.fit, ...split.tune]);
  const rows = pickRows(set, learned);
  const { codes, classes } = targetOf(set, learned);
  const rate = codes.reduce((sum, code) => sum + code, 0) / Math.max(1, codes.length);
  return {
    format: 1,
    model: task.model,
    learner: choice.fitted.learner,
    featureHash: task.featureHash,
    sets: task.sets,
    columns: shapes,
    classes,
    calibrator: choice.calibrator,
    probabilities: { status: "served", from: rate, to: rate },
    ranks: [],
    reference: referenceOf(shapes, set.present.length >= fewestPresent ? set.present : rows),
    typical: typicalOf(shapes, rows),
  };
}

async function trainChance(task: TrainingTask): Promise<TrainingOutcome> {
  const few = fewReason(task);
  if (few !== null) return tooFew(few);
  const ground = await layGround(task);
  const { set, split, shapes } = ground;
  const learned = Int32Array.from([...split.fit, ...split.tune]);
  const part = (rows: Int32Array) => ({
    table: tableOf(shapes, pickRows(set, rows)),
    target: targetOf(set, rows),
  });
  if (shapes.length === 0) return tooFew("No feature is left that may be learned from.");
  const isEven = [learned, split.test].every((rows) => hasBoth(targetOf(set, rows).codes));
  if (!isEven)
    return tooFew("Past cases of both outcomes are needed in the earlier and in the later part.");
  const choice = fitChance({
    fit: part(split.fit),
    tune: part(split.tune),
    all: part(learned),
    rarer: rarerRecords({
      ...set,
      codes: Int32Array.from(learned, (row) => set.codes[row] as number),
      groups: Int32Array.from(learned, (row) => set.groups[row] as number),
    }),
    seed: task.seed,
    beliefs: task.beliefs,
  });
  const header = headerOf(task, ground, choice);
  const verdict = judgeRelease(task, ground, choice, header);
  const { evaluation, probabilities, scores } = verdict;
  const refusals = refusalsOf({ gates: task.gates, ...verdict });
  const ranks = hundredths(scores);
  const isBayes = choice.fitted.learner === "bayes";
  return {
    rung: isBayes ? "few-examples" : "learned",
    why: isBayes
      ? `Learned from few examples: ${choice.why}.`
      : `Learned from ${learned.length.toLocaleString("en")} past cases whose outcome is known.`,
    passed: refusals.length === 0,
    refusals,
    artefact: artefactToBytes({ ...header, probabilities, ranks }, choice.fitted.bytes),
    evaluation,
    drift: verdict.drift,
  };
}

/** Trains; never throws for what data may be like: what cannot be learned is an outcome with its reason. */
export function trainRelease(task: TrainingTask): Promise<TrainingOutcome> {
  return task.task === "classes" ? Promise.resolve(trainText(task)) : trainChance(task);
}
