// Training of a text model: the later messages judge what was learned from the earlier ones.
import { accuracy, checkSignal, type TextColumn, trainTextModel } from "@rapport/learn";
import { artefactToBytes } from "./artefact.ts";
import { refusalsOf } from "./gates.rules.ts";
import { classMetrics } from "./measure-model.ts";
import { type TrainingOutcome, type TrainingTask, tooFew } from "./training-data.ts";

const mostMessages = 20_000;
const fewestOfClass = 5;

function softmax(raw: Float64Array, classes: number): Float64Array {
  const chances = new Float64Array(raw.length);
  for (let start = 0; start < raw.length; start += classes) {
    const own = raw.subarray(start, start + classes);
    const most = own.reduce((best, one) => Math.max(best, one), -Infinity);
    const powers = own.map((one) => Math.exp(one - most));
    const sum = powers.reduce((total, one) => total + one, 0);
    for (const [at, power] of powers.entries()) chances[start + at] = power / sum;
  }
  return chances;
}

/** Classes that enough messages have, in the order of their names, and the rows that have one of them. */
function classesOf({ set }: TrainingTask): { classes: string[]; rows: number[]; codes: number[] } {
  const counts = new Map<number, number>();
  for (const code of set.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const kept = [...counts]
    .filter(([, count]) => count >= fewestOfClass)
    .map(([code]) => code)
    .sort((a, b) => ((set.classes[a] ?? "") < (set.classes[b] ?? "") ? -1 : 1));
  const rows = [...set.codes.keys()].filter((row) => kept.includes(set.codes[row] as number));
  rows.sort((a, b) => (set.times[a] as number) - (set.times[b] as number) || a - b);
  const latest = rows.slice(-mostMessages);
  return {
    classes: kept.map((code) => set.classes[code] ?? ""),
    rows: latest,
    codes: latest.map((row) => kept.indexOf(set.codes[row] as number)),
  };
}

export function trainText(task: TrainingTask): TrainingOutcome {
  const { classes, rows, codes } = classesOf(task);
  if (rows.length < task.gates.minRows)
    return tooFew(
      `There are ${rows.length} messages that people sorted; it takes ${task.gates.minRows}.`,
    );
  if (classes.length < 2)
    return tooFew("All messages were sorted alike: there is nothing to tell apart.");
  const texts = rows.map((row) => String(task.set.rows[row]?.[0] ?? ""));
  const cut = Math.floor(rows.length * 0.75);
  const columnOf = (from: number, until: number): TextColumn => ({
    name: "message",
    kind: "text",
    values: texts.slice(from, until),
  });
  const part = (from: number, until: number) => ({
    table: { rows: until - from, columns: [columnOf(from, until)] },
    codes: Int32Array.from(codes.slice(from, until)),
  });
  const [train, test] = [part(0, cut), part(cut, rows.length)];
  const target = (own: Int32Array) =>
    classes.length === 2
      ? ({ kind: "binary", codes: own, classes: [classes[0] ?? "", classes[1] ?? ""] } as const)
      : ({ kind: "classes", codes: own, classes } as const);
  const model = trainTextModel(train.table, target(train.codes), { seed: task.seed });
  const chances = chancesFor(model.raw(test.table), classes.length);
  const { metrics, decided } = classMetrics(test.codes, chances, classes.length);
  const commonest = commonestOf(train.codes, classes.length);
  const same = Int32Array.from(test.codes, () => commonest);
  const predicted = classes.length === 2 ? chances.filter((_, at) => at % 2 === 1) : chances;
  const { found, words } = checkSignal(target(test.codes), predicted, task.seed);
  const evaluation = {
    rows: {
      train: train.codes.length,
      test: test.codes.length,
      trainRate: null,
      testRate: null,
      trainUntil: isoAt(task, rows[cut - 1]),
      testFrom: isoAt(task, rows[cut]),
    },
    learner: { name: "text", why: "free text is to be read" },
    used: ["message"],
    leftOut: [],
    leaks: [],
    signal: { found, words },
    probabilities: { status: "served" as const, method: "the learner's own", words: "" },
    metrics,
    baseline: {
      words: `Always "${classes[commonest] ?? ""}", the commonest.`,
      metrics: { accuracy: accuracy(test.codes, same) },
    },
    champion: null,
    calibration: [],
    gains: [],
    segments: classes.map((segment, code) => segmentOf(segment, code, test.codes, decided)),
    importance: [],
  };
  const artefact = artefactToBytes(
    {
      format: 1,
      model: task.model,
      learner: "text",
      featureHash: task.featureHash,
      sets: task.sets,
      columns: [{ key: "message", title: "Subject and description", kind: "text", levels: [] }],
      classes,
      calibrator: null,
      probabilities: { status: "served", from: 0, to: 0 },
      ranks: [],
      reference: [],
      typical: {},
    },
    model.toFile(),
  );
  const refusals = refusalsOf({ gates: task.gates, evaluation, errorByChance: 1, rulesAuc: null });
  return {
    rung: "learned",
    why: `Learned from ${train.codes.length.toLocaleString("en")} messages that people sorted.`,
    passed: refusals.length === 0,
    refusals,
    artefact,
    evaluation,
    drift: null,
  };
}

/** One probability a class, whatever the number of classes. */
export function chancesFor(raw: Float64Array, classes: number): Float64Array {
  if (classes > 2) return softmax(raw, classes);
  const both = new Float64Array(raw.length * 2);
  for (const [row, score] of raw.entries()) {
    const chance = 1 / (1 + Math.exp(-score));
    both[row * 2] = 1 - chance;
    both[row * 2 + 1] = chance;
  }
  return both;
}

function commonestOf(codes: Int32Array, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}

function isoAt({ set }: TrainingTask, row: number | undefined): string | null {
  const time = row === undefined ? undefined : set.times[row];
  return time === undefined ? null : new Date(time).toISOString();
}

function segmentOf(segment: string, code: number, codes: Int32Array, decided: Int32Array) {
  const rows = [...codes.keys()].filter((row) => codes[row] === code);
  const right = rows.filter((row) => decided[row] === code).length;
  return {
    feature: "class",
    title: "Sorted by people as",
    segment,
    rows: rows.length,
    positives: right,
    rocAuc: null,
    calibrationGap: null,
  };
}
