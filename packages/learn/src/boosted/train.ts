// The door of training: checks what came, bins it, runs the rounds alone or with a team, makes the model.
import { LearnFault } from "../fault.ts";
import type { Column, Table, Target, Team } from "../table.ts";
import { type ColumnBins, categoryBins, numberBins } from "./column-bins.ts";
import { foundLength, type Ground } from "./grow.ts";
import { type Labels, labelsOf, scaleValues, startOf } from "./loss.ts";
import { aloneMember, controlLength, type Member, rangesOf, teamMember } from "./member.ts";
import { BoostedModel } from "./model.ts";
import { type BoostedOptions, type Settings, settle } from "./options.ts";
import {
  emptyPacked,
  groupWidth,
  layoutOf,
  memory,
  type Packed,
  packAny,
  packTable,
  slotLength,
} from "./packed.ts";
import { mostStretches } from "./partition.ts";
import { runRounds, type Scored, type Trained, type TrainingJob } from "./rounds.ts";
import { type ScoreJob, scorePart } from "./score-with.ts";
import { sharedColumn } from "./shared-column.ts";
import { combinedWeights, requireClasses, usableColumns } from "./training-checks.ts";

export interface BinJob {
  readonly columns: readonly Column[];
  readonly packed: Packed;
  readonly settings: Settings;
  readonly control: Int32Array;
}

/** A member's part of the binning: the places and bins of the columns that it took, a group at a time. */
export function binColumns(job: BinJob, member: Member): [number, ColumnBins][] {
  const { columns, packed, settings } = job;
  const done: [number, ColumnBins][] = [];
  for (let group = member.take(); group < packed.groups; group = member.take()) {
    const last = Math.min(columns.length, (group + 1) * groupWidth);
    for (let place = group * groupWidth; place < last; place += 1) {
      const column = columns[place] as Column;
      const bins = binsOf(column, settings, place);
      packAny(packed, place, column, bins);
      done.push([place, bins]);
    }
  }
  return done;
}

function binsOf(column: Column, settings: Settings, place: number): ColumnBins {
  if (column.kind === "number")
    return numberBins(column, settings.maxBins, (settings.seed + place) >>> 0);
  if (column.kind === "category") return categoryBins(column, settings.maxLevels);
  throw new LearnFault("bad_table", `Boosted trees do not read the text column "${column.name}".`);
}

interface Plan {
  readonly settings: Settings;
  readonly target: Target;
  readonly options: BoostedOptions;
  readonly labels: Labels;
  readonly bin: BinJob;
  readonly shared: boolean;
}

function shareValues(values: Float64Array, shared: boolean): Float64Array {
  if (!shared) return values;
  const copy = new Float64Array(memory(8 * values.length, true));
  copy.set(values);
  return copy;
}

function shareLabels(labels: Labels, shared: boolean): Labels {
  const { values, weights } = labels;
  return {
    ...labels,
    values: shareValues(values, shared),
    weights: weights && shareValues(weights, shared),
  };
}

function planTraining(
  table: Table,
  target: Target,
  options: BoostedOptions,
  shared: boolean,
): Plan {
  const columns = usableColumns(table);
  const settings = settle(options, columns.length);
  const weights = combinedWeights(target, options, table.rows);
  const labels = labelsOf(target, weights, settings, table.rows);
  requireClasses(target, labels);
  const bin = {
    columns: shared ? columns.map(sharedColumn) : columns,
    packed: emptyPacked(table.rows, columns.length, shared),
    settings,
    control: new Int32Array(memory(4 * controlLength, shared)),
  };
  return { settings, target, options, labels, bin, shared };
}

function monotoneOf(columns: readonly ColumnBins[], options: BoostedOptions): Int8Array {
  const wanted = Object.entries(options.monotone ?? {});
  const directions = new Int8Array(columns.length);
  for (const [name, direction] of wanted) {
    const place = columns.findIndex((column) => column.name === name);
    if (columns[place]?.kind !== "number" || (direction !== 1 && direction !== -1))
      throw new LearnFault(
        "bad_setting",
        `Boosted trees: monotone "${name}" must be a number column with direction 1 or -1.`,
      );
    directions[place] = direction;
  }
  return directions;
}

/** Histogram memory beyond this is refused: 4 GB. */
const mostSlotBytes = 2 ** 32;

function groundOf(plan: Plan, columns: readonly ColumnBins[], sumsLength: number): Ground {
  const { settings, shared } = plan;
  const { packed } = plan.bin;
  const layout = layoutOf(columns);
  const inner = 2 ** (settings.maxDepth - 1);
  const most = Math.min(settings.maxLeaves, inner, packed.rows) + 1;
  const slotBytes = 8 * slotLength(layout);
  if (most * slotBytes > mostSlotBytes)
    throw new LearnFault(
      "bad_setting",
      `Boosted trees: ${most} leaves with ${slotBytes} bytes of histogram each need too much memory; lower maxLeaves or maxBins.`,
    );
  const ints = (length: number) => new Int32Array(memory(4 * length, shared));
  const doubles = (length: number) => new Float64Array(memory(8 * length, shared));
  return {
    settings,
    packed,
    layout,
    monotone: monotoneOf(columns, plan.options),
    isLevels: Uint8Array.from(columns, ({ kind }) => (kind === "category" ? 1 : 0)),
    lists: {
      rows: ints(packed.rows),
      spare: ints(packed.rows),
      counts: ints(mostStretches(packed.rows, settings.maxLeaves)),
    },
    gradients: new Float32Array(memory(8 * packed.rows, shared)),
    slots: Array.from({ length: most }, () => doubles(slotBytes / 8)),
    sums: doubles(sumsLength),
    found: doubles(2 * most * Math.max(1, layout.groups) * foundLength),
  };
}

function scoredOf(packed: Packed, labels: Labels, shared: boolean): Scored {
  const { rows, outputs } = labels;
  return {
    packed,
    labels: shareLabels(labels, shared),
    scores: new Float64Array(memory(8 * rows * outputs, shared)),
    normals: new Float64Array(memory(outputs > 1 ? 8 * rows : 8, shared)),
  };
}

function validationOf(plan: Plan, columns: readonly ColumnBins[]): Scored | null {
  const { validation } = plan.options;
  if (!validation) return null;
  const { table, target, weights } = validation;
  if (target.kind !== plan.target.kind || table.rows === 0)
    throw new LearnFault(
      "bad_target",
      "Boosted trees: validation rows need a target like the training's.",
    );
  const combined = combinedWeights(target, { ...plan.options, weights }, table.rows);
  const labels = labelsOf(target, combined, plan.settings, table.rows);
  if (labels.outputs !== plan.labels.outputs)
    throw new LearnFault("bad_target", "Boosted trees: the validation target has other classes.");
  return scoredOf(packTable(table, columns, plan.shared), labels, plan.shared);
}

function trainingJob(plan: Plan, columns: readonly ColumnBins[]): TrainingJob {
  const { labels, shared, bin } = plan;
  const start = startOf(labels);
  const validation = validationOf(plan, columns);
  if (validation && labels.kind !== "binary" && labels.kind !== "classes")
    scaleValues(validation.labels.values, start.centre, start.scale);
  const rows = Math.max(labels.rows, validation?.labels.rows ?? 0);
  return {
    ground: groundOf(plan, columns, 2 * rangesOf(rows)),
    training: scoredOf(bin.packed, labels, shared),
    validation,
    start,
    drawn: new Int32Array(memory(plan.settings.rowShare < 1 ? 4 * labels.rows : 4, shared)),
    renewed: new Float64Array(memory(8 * plan.settings.maxLeaves, shared)),
    control: new Int32Array(memory(4 * controlLength, shared)),
  };
}

function modelOf(
  plan: Plan,
  columns: readonly ColumnBins[],
  job: TrainingJob,
  trained: Trained,
): BoostedModel {
  const { centre, scale, scores } = job.start;
  const { kind } = plan.labels;
  return new BoostedModel({
    kind,
    classes: plan.target.kind === "number" ? [] : plan.target.classes,
    base: scores.map((score) => centre + scale * score),
    bins: columns,
    trees: { ...trained.trees, values: trained.trees.values.map((value) => scale * value) },
  });
}

/**
 * Trains boosted trees in this thread. Text columns are not read; weights, classes and columns that make no sense are
 * refused with an error that says what to change.
 */
export function trainBoosted(
  table: Table,
  target: Target,
  options: BoostedOptions = {},
): BoostedModel {
  const plan = planTraining(table, target, options, false);
  const columns = binColumns(plan.bin, aloneMember()).map(([, bins]) => bins);
  const job = trainingJob(plan, columns);
  return modelOf(plan, columns, job, runRounds(job, aloneMember()));
}

/** The same, to the bit, with a team of threads. Columns that do not lie in shared memory are copied there first. */
export async function trainBoostedWith(
  team: Team,
  table: Table,
  target: Target,
  options: BoostedOptions = {},
): Promise<BoostedModel> {
  const plan = planTraining(table, target, options, true);
  const parts = (await team.run("boosted.bin", plan.bin)) as [number, ColumnBins][][];
  const columns: ColumnBins[] = [];
  for (const [place, bins] of parts.flat()) columns[place] = bins;
  const job = trainingJob(plan, columns);
  const [trained] = (await team.run("boosted.train", job)) as Trained[];
  return modelOf(plan, columns, job, trained as Trained);
}

/** Tasks that a team's members run, by name. */
export const boostedTasks = {
  "boosted.bin": (input: unknown, index: number, size: number): unknown => {
    const job = input as BinJob;
    return binColumns(job, teamMember(index, size, job.control));
  },
  "boosted.train": (input: unknown, index: number, size: number): unknown => {
    const job = input as TrainingJob;
    return runRounds(job, teamMember(index, size, job.control));
  },
  "boosted.score": (input: unknown, index: number, size: number): unknown => {
    const job = input as ScoreJob;
    return scorePart(job, teamMember(index, size, job.control));
  },
};
