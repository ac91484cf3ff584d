// The linear learner: logistic, multinomial and squared regression on standardised columns, its attributions and its
// file. How strong the penalty is, is chosen by cross-validation where that is cheap.
import { LearnFault } from "../fault.ts";
import { readModelFile, writeModelFile } from "../file.ts";
import { createRandom, shuffle } from "../random.ts";
import type { Model, Table, Target } from "../table.ts";
import { checkTable, type Encoding, encodeRows, fitEncoding } from "./encode.ts";
import { softplus } from "./newton.ts";
import { type LinearScores, pickRows, type SparseRows, scoreRows } from "./sparse.ts";
import { type LinearTask, softmax, trainLinear } from "./train.ts";

export interface LinearSettings {
  /** How much rows count against the penalty; chosen from 0.01, 0.1, 1 and 10 when left out. */
  readonly cost?: number;
  readonly seed?: number;
  /** How much each row counts, 0 or more. */
  readonly weights?: Float64Array;
}

export interface LinearAttributions {
  /** One a raw score: what a row of average columns gets. */
  readonly base: Float64Array;
  /** `rows × outputs × columns`; shares and base sum to the raw score. */
  readonly shares: Float64Array;
}

export interface LinearModel extends Model {
  readonly kind: "linear";
  readonly target: Target["kind"];
  /** Names of the classes; none for numbers. */
  readonly classes: readonly string[];
  readonly cost: number;
  attributions(table: Table): LinearAttributions;
  toFile(): Uint8Array;
}

interface Parts {
  readonly target: Target["kind"];
  readonly classes: readonly string[];
  readonly cost: number;
  readonly encoding: Encoding;
  /** What the mean row's entries of each column give, `columns × outputs`. */
  readonly means: Float64Array;
  readonly machine: LinearScores;
}

const VERSION = 1;
const COSTS = [0.01, 0.1, 1, 10] as const;
/** Above this many entries, one cost is taken as it is: with so many rows it hardly matters. */
const MOST_ENTRIES_TO_CHOOSE = 400_000;
const FOLDS = 5;
/** Gradients are sums over rows, so what is small enough grows with them. */
const precise = (rows: number) => ({ tolerance: 1e-6 * Math.max(1, rows / 100), iterations: 500 });

/** Refuses targets that hold nothing to learn. */
export function checkTarget(
  target: Target,
  rows: number,
  { mayBeOneClass = false }: { mayBeOneClass?: boolean } = {},
): void {
  const given = target.kind === "number" ? target.values : target.codes;
  if (given.length !== rows)
    throw new LearnFault("bad_target", `There are ${given.length} outcomes for ${rows} rows.`);
  if (target.kind === "number") {
    if (!target.values.every((value) => Math.abs(value) < 1e150))
      throw new LearnFault(
        "bad_target",
        "An outcome is missing or not finite. Leave such rows out.",
      );
    return;
  }
  const { codes, classes } = target;
  if (codes.some((code) => !(code >= 0 && code < classes.length)))
    throw new LearnFault("bad_target", "An outcome is missing. Leave such rows out.");
  if (!mayBeOneClass && codes.every((code) => code === codes[0]))
    throw new LearnFault(
      "bad_target",
      "All rows have the same outcome: there is nothing to learn.",
    );
}

/** Numbers are learned in units of their own deviation, so that the penalty means the same everywhere. */
function taskOf(target: Target): { task: LinearTask; centre: number; unit: number } {
  if (target.kind !== "number") {
    const task = { kind: "classes", codes: target.codes, classes: target.classes.length } as const;
    return { task, centre: 0, unit: 1 };
  }
  const { values } = target;
  const centre = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2 / values.length, 0);
  const unit = Math.sqrt(squares) || 1;
  const scaled = values.map((value) => (value - centre) / unit);
  return { task: { kind: "number", values: scaled }, centre, unit };
}

function pickTask(task: LinearTask, chosen: Int32Array): LinearTask {
  if (task.kind === "number")
    return { ...task, values: Float64Array.from(chosen, (row) => task.values[row] as number) };
  return { ...task, codes: chosen.map((row) => task.codes[row] as number) };
}

/** Mean loss of a machine on rows: −ln p of the class, or the squared error. */
function lossOn(machine: LinearScores, rows: SparseRows, task: LinearTask): number {
  const scores = scoreRows(machine, rows);
  const count = rows.starts.length - 1;
  let sum = 0;
  for (let row = 0; row < count; row += 1) {
    if (task.kind === "number")
      sum += ((scores[row] as number) - (task.values[row] as number)) ** 2;
    else if (machine.outputs === 1)
      sum += softplus((task.codes[row] === 1 ? -1 : 1) * (scores[row] as number));
    else {
      const own = scores.slice(row * machine.outputs, (row + 1) * machine.outputs);
      const score = own[task.codes[row] as number] as number;
      sum += softmax(own) - score;
    }
  }
  return sum / count;
}

function chooseCost(
  rows: SparseRows,
  features: number,
  task: LinearTask,
  seed: number,
  weights?: Float64Array,
): number {
  const count = rows.starts.length - 1;
  const order = Int32Array.from({ length: count }, (_, row) => row);
  shuffle(order, createRandom(seed));
  const losses = new Float64Array(COSTS.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const kept = order.filter((_, at) => at % FOLDS !== fold);
    const out = order.filter((_, at) => at % FOLDS === fold);
    if (out.length === 0 || kept.length === 0) continue;
    const [inner, outer] = [pickRows(rows, kept), pickRows(rows, out)];
    const [known, asked] = [pickTask(task, kept), pickTask(task, out)];
    const own = weights && Float64Array.from(kept, (row) => weights[row] as number);
    COSTS.forEach((cost, at) => {
      const settings = { cost, tolerance: 1e-3, iterations: 100 };
      const machine = trainLinear(inner, features, known, settings, own);
      losses[at] = (losses[at] as number) + lossOn(machine, outer, asked) * out.length;
    });
  }
  return COSTS[losses.indexOf(Math.min(...losses))] ?? 1;
}

/** Mean contribution of each column over the training rows, `columns × outputs`. */
function meansOf(machine: LinearScores, rows: SparseRows, width: number): Float64Array {
  const { outputs, weights } = machine;
  const means = new Float64Array(width * outputs);
  const count = rows.starts.length - 1;
  for (let at = 0; at < rows.features.length; at += 1) {
    const first = (rows.features[at] as number) * outputs;
    const share = (rows.values[at] as number) / count;
    for (let output = 0; output < outputs; output += 1) {
      const place = (at % width) * outputs + output;
      means[place] = (means[place] as number) + (weights[first + output] as number) * share;
    }
  }
  return means;
}

function attribute({ encoding, means, machine }: Parts, table: Table): LinearAttributions {
  const { outputs, weights, bias } = machine;
  const width = encoding.columns.length;
  const { features, values } = encodeRows(encoding, table);
  const shares = new Float64Array(table.rows * outputs * width);
  for (let at = 0; at < features.length; at += 1) {
    const row = Math.floor(at / width);
    const column = at % width;
    for (let output = 0; output < outputs; output += 1) {
      const weight = weights[(features[at] as number) * outputs + output] as number;
      shares[(row * outputs + output) * width + column] =
        weight * (values[at] as number) - (means[column * outputs + output] as number);
    }
  }
  const base = bias.slice();
  means.forEach((mean, at) => {
    base[at % outputs] = (base[at % outputs] as number) + mean;
  });
  return { base, shares };
}

function modelOf(parts: Parts): LinearModel {
  const { target, classes, cost, encoding, means, machine } = parts;
  return {
    kind: "linear",
    target,
    classes,
    cost,
    columns: encoding.columns.map(({ name }) => name),
    outputs: machine.outputs,
    raw: (table) => scoreRows(machine, encodeRows(encoding, table)),
    attributions: (table) => attribute(parts, table),
    toFile: () =>
      writeModelFile({
        kind: "linear",
        version: VERSION,
        info: { target, classes, cost, encoding },
        arrays: { weights: machine.weights, bias: machine.bias, means },
      }),
  };
}

/**
 * @throws LearnFault on an empty table, columns of one name, a target with nothing to learn
 */
export function trainLinearModel(
  table: Table,
  target: Target,
  { cost, seed = 1, weights }: LinearSettings = {},
): LinearModel {
  checkTable(table);
  checkTarget(target, table.rows);
  if (cost !== undefined && !(cost > 0 && cost < 1e9))
    throw new LearnFault("bad_setting", "The cost is a number above 0.");
  if (weights && (weights.length !== table.rows || !weights.every((weight) => weight >= 0)))
    throw new LearnFault("bad_setting", "Weights are 0 or more, one for each row.");
  const encoding = fitEncoding(table);
  const rows = encodeRows(encoding, table);
  const { task, centre, unit } = taskOf(target);
  const outputs = task.kind === "classes" && task.classes > 2 ? task.classes : 1;
  const isCheap = rows.features.length * outputs <= MOST_ENTRIES_TO_CHOOSE;
  const chosen = cost ?? (isCheap ? chooseCost(rows, encoding.features, task, seed, weights) : 1);
  const learned = trainLinear(
    rows,
    encoding.features,
    task,
    { cost: chosen, ...precise(table.rows) },
    weights,
  );
  const machine: LinearScores = {
    outputs: learned.outputs,
    weights: learned.weights.map((weight) => weight * unit) as Float64Array,
    bias: learned.bias.map((bias) => bias * unit + centre),
  };
  return modelOf({
    target: target.kind,
    classes: target.kind === "number" ? [] : target.classes,
    cost: chosen,
    encoding,
    means: meansOf(machine, rows, encoding.columns.length),
    machine,
  });
}

/** @throws LearnFault `bad_file` */
export function readLinearModel(bytes: Uint8Array): LinearModel {
  const { info, arrays } = readModelFile(bytes, "linear", VERSION);
  const parts = info as Omit<Parts, "machine" | "means">;
  const { weights, bias, means } = arrays as Record<string, Float64Array>;
  if (!weights || !bias || !means) throw new LearnFault("bad_file", "The file lacks its numbers.");
  return modelOf({ ...parts, means, machine: { outputs: bias.length, weights, bias } });
}
