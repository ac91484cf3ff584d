// The ground of a training: the split by time, columns that teach nothing left out, and columns that know the outcome.
import {
  type BinaryTarget,
  checkLeaks,
  type Feature,
  rocAuc,
  type Table,
  trainBoosted,
} from "@rapport/learn";
import { type ColumnShape, type Row, tableOf } from "./artefact.ts";
import { hasBoth } from "./measure-model.ts";
import { splitByTime, type TimeSplit } from "./split-time.rules.ts";
import type { TrainingSet, TrainingTask } from "./training-data.ts";

const mostLevels = 60;

/** Levels that the learning rows have, the commonest first kept. */
function shapesOf(set: TrainingSet, rows: Int32Array): ColumnShape[] {
  return set.columns.map((column, at) => {
    if (column.kind !== "category") return { ...column, levels: [] };
    const counts = new Map<string, number>();
    for (const row of rows) {
      const value = set.rows[row]?.[at];
      if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const kept = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const levels = kept.slice(0, mostLevels).map(([level]) => level);
    return { ...column, levels: levels.sort() };
  });
}

export const pickRows = (set: TrainingSet, rows: Int32Array): Row[] =>
  Array.from(rows, (row) => set.rows[row] as Row);

const pickCodes = (set: TrainingSet, rows: Int32Array): Int32Array =>
  Int32Array.from(rows, (row) => set.codes[row] as number);

export const targetOf = (set: TrainingSet, rows: Int32Array): BinaryTarget => ({
  kind: "binary",
  codes: pickCodes(set, rows),
  classes: [set.classes[0] ?? "no", set.classes[1] ?? "yes"],
});

/** Columns that hold one value only teach nothing. */
function isConstant(set: TrainingSet, rows: Int32Array, at: number): boolean {
  const seen = new Set<unknown>();
  for (const row of rows) {
    const value = set.rows[row]?.[at];
    seen.add(typeof value === "number" && Number.isNaN(value) ? null : value);
    if (seen.size > 1) return false;
  }
  return true;
}

const featureOf = ({ key, kind, levels }: ColumnShape): Feature =>
  kind === "category"
    ? { name: key, source: key, kind, levels }
    : ({ name: key, source: key, kind: "number" } as Feature);

/** The quick strength of the columns that are left, 2 × AUC − 1, on the later half of the learning rows. */
function strengthWithout(table: Table, target: BinaryTarget, sources: readonly string[]): number {
  const columns = table.columns.filter(({ name }) => !sources.includes(name));
  const half = Math.floor(table.rows / 2);
  const { codes } = target;
  if (columns.length === 0 || !hasBoth(codes.slice(0, half)) || !hasBoth(codes.slice(half)))
    return 0;
  const part = (from: number, until: number): Table => ({
    rows: until - from,
    columns: columns.map((column) =>
      column.kind === "category"
        ? { ...column, codes: column.codes.slice(from, until) }
        : ({ ...column, values: column.values.slice(from, until) } as typeof column),
    ),
  });
  const early = { ...target, codes: codes.slice(0, half) };
  const model = trainBoosted(part(0, half), early, { rounds: 60, maxDepth: 4, learningRate: 0.2 });
  return Math.max(0, 2 * rocAuc(codes.slice(half), model.raw(part(half, table.rows))).value - 1);
}

export interface Ground {
  readonly set: TrainingSet;
  readonly split: TimeSplit;
  readonly shapes: readonly ColumnShape[];
  readonly leftOut: { feature: string; why: string }[];
  readonly leaks: { feature: string; reasons: string[] }[];
}

function withColumns(set: TrainingSet, kept: readonly number[]): TrainingSet {
  return {
    ...set,
    columns: kept.map((at) => set.columns[at] as ColumnShape),
    rows: set.rows.map((row) => kept.map((at) => row[at] ?? null)),
    present: set.present.map((row) => kept.map((at) => row[at] ?? null)),
  };
}

export async function layGround({ set: given }: TrainingTask): Promise<Ground> {
  const knownMs = given.knownMs;
  const split = splitByTime(given.times, knownMs, given.codes);
  const learned = Int32Array.from([...split.fit, ...split.tune]);
  const places = [...given.columns.keys()];
  const constant = places.filter((at) => isConstant(given, learned, at));
  const varying = withColumns(
    given,
    places.filter((at) => !constant.includes(at)),
  );
  const shapes = shapesOf(varying, learned);
  const table = tableOf(shapes, pickRows(varying, learned));
  const target = targetOf(varying, learned);
  const { leaks } = hasBoth(target.codes)
    ? await checkLeaks({
        table,
        target,
        features: shapes.map(featureOf),
        strengthWithout: (sources) => strengthWithout(table, target, sources),
      })
    : { leaks: [] };
  const leaking = new Set(leaks.map(({ column }) => column));
  const kept = [...shapes.keys()].filter((at) => !leaking.has(shapes[at]?.key ?? ""));
  return {
    set: withColumns(varying, kept),
    split,
    shapes: kept.map((at) => shapes[at] as ColumnShape),
    leftOut: [
      ...constant.map((at) => ({
        feature: given.columns[at]?.key ?? "",
        why: "has one value only in the rows that were learned from",
      })),
      ...leaks.map(({ column, reasons }) => ({ feature: column, why: reasons.join("; ") })),
    ],
    leaks: leaks.map(({ column, reasons }) => ({ feature: column, reasons: [...reasons] })),
  };
}
