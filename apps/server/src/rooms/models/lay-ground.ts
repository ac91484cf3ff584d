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
import { ownFieldPrefix } from "./define-model.ts";
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

/** By its key; a field of the workspace's own by what it is called there, since its name may tell what it is. */
function featuresOf(shapes: readonly ColumnShape[]): Feature[] {
  const keys = new Set(shapes.map(({ key }) => key));
  return shapes.map(({ key, kind, levels }) => {
    const bare = key.startsWith(ownFieldPrefix) ? key.slice(ownFieldPrefix.length) : key;
    const source = keys.has(bare) ? key : bare;
    return kind === "category"
      ? { name: key, source, kind, levels }
      : ({ name: key, source, kind: "number" } as Feature);
  });
}

/** Categories of which nearly each record has its own tell who somebody is, not what comes. */
function isName({ columns, rows, groups }: TrainingSet, learned: Int32Array, at: number): boolean {
  if (columns[at]?.kind !== "category") return false;
  const [values, held] = [new Set<unknown>(), new Set<string>()];
  for (const row of learned) {
    const value = rows[row]?.[at] ?? null;
    if (value === null) continue;
    values.add(value);
    held.add(`${groups[row]}/${value}`);
  }
  return values.size > mostLevels && values.size > held.size / 2;
}

interface LeftOut {
  feature: string;
  title: string;
  why: string;
}

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
  readonly leftOut: LeftOut[];
  readonly leaks: { feature: string; title: string; reasons: string[] }[];
}

function withColumns(set: TrainingSet, kept: readonly number[]): TrainingSet {
  return {
    ...set,
    columns: kept.map((at) => set.columns[at] as ColumnShape),
    rows: set.rows.map((row) => kept.map((at) => row[at] ?? null)),
    present: set.present.map((row) => kept.map((at) => row[at] ?? null)),
  };
}

/** What teaches nothing, and what may tell what was not known yet. */
function barred(
  given: TrainingSet,
  learned: Int32Array,
): { left: LeftOut[]; leaks: Ground["leaks"] } {
  const doubted = new Map(given.doubts.map(({ feature, why }) => [feature, why]));
  const left: LeftOut[] = [];
  for (const [at, { key: feature, title }] of given.columns.entries()) {
    const doubt = doubted.get(feature);
    if (doubt !== undefined) left.push({ feature, title, why: doubt });
    else if (isConstant(given, learned, at))
      left.push({ feature, title, why: "has one value only in the rows that were learned from" });
    else if (isName(given, learned, at))
      left.push({ feature, title, why: "nearly every record has a value of its own" });
  }
  const leaks = left
    .filter(({ feature }) => doubted.has(feature))
    .map(({ feature, title, why }) => ({ feature, title, reasons: [why] }));
  return { left, leaks };
}

export async function layGround({ set: given }: TrainingTask): Promise<Ground> {
  const split = splitByTime(given.times, given.knownMs, given.codes);
  const learned = Int32Array.from([...split.fit, ...split.tune]);
  const { left, leaks: doubted } = barred(given, learned);
  const isBarred = new Set(left.map(({ feature }) => feature));
  const places = [...given.columns.keys()];
  const varying = withColumns(
    given,
    places.filter((at) => !isBarred.has(given.columns[at]?.key ?? "")),
  );
  const shapes = shapesOf(varying, learned);
  const table = tableOf(shapes, pickRows(varying, learned));
  const target = targetOf(varying, learned);
  const features = featuresOf(shapes);
  const namesOf = (sources: readonly string[]) =>
    features.filter(({ source }) => sources.includes(source)).map(({ name }) => name);
  const { leaks } = hasBoth(target.codes)
    ? await checkLeaks({
        table,
        target,
        features,
        strengthWithout: (sources) => strengthWithout(table, target, namesOf(sources)),
      })
    : { leaks: [] };
  const titleOf = (key: string) => shapes.find((shape) => shape.key === key)?.title ?? key;
  const found = leaks.flatMap(({ column, reasons }) =>
    namesOf([column]).map((feature) => ({
      feature,
      title: titleOf(feature),
      reasons: [...reasons],
    })),
  );
  const leaking = new Set(found.map(({ feature }) => feature));
  const kept = [...shapes.keys()].filter((at) => !leaking.has(shapes[at]?.key ?? ""));
  return {
    set: withColumns(varying, kept),
    split,
    shapes: kept.map((at) => shapes[at] as ColumnShape),
    leftOut: [
      ...left,
      ...found.map(({ feature, title, reasons }) => ({ feature, title, why: reasons.join("; ") })),
    ],
    leaks: [...doubted, ...found],
  };
}
