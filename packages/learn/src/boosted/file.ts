// A model of boosted trees as a file: names, levels and classes in the header; cuts and trees as arrays. Reading checks
// that every reference stays inside, so that a forged file is an error too, never a wrong score or an endless walk.
import { LearnFault } from "../fault.ts";
import { type FileArray, readModelFile, writeModelFile } from "../file.ts";
import type { ColumnBins } from "./column-bins.ts";
import { BoostedModel, type BoostedParts } from "./model.ts";
import { setWords } from "./splits.ts";
import type { Trees } from "./tree.ts";

/** Version of this learner's part of a model file. */
export const boostedFileVersion = 1;
const kind = "boosted";

interface Info {
  readonly kind: BoostedParts["kind"];
  readonly classes: readonly string[];
  readonly columns: readonly {
    readonly kind: "number" | "category";
    readonly name: string;
    readonly missing: boolean;
    readonly bins: number;
    readonly levels?: readonly string[];
    readonly rare?: readonly string[];
  }[];
}

function infoOf(parts: BoostedParts): Info {
  const columns = parts.bins.map((column) => {
    const { kind, name, missing, bins } = column;
    if (column.kind === "number") return { kind, name, missing, bins };
    return { kind, name, missing, bins, levels: column.levels, rare: column.rare };
  });
  return { kind: parts.kind, classes: parts.classes, columns };
}

/** The model's bytes; equal models give equal bytes. */
export function boostedToBytes(model: BoostedModel): Uint8Array {
  const { parts } = model;
  const numbers = parts.bins.filter((column) => column.kind === "number");
  const joined = (of: "cuts" | "lows" | "highs") =>
    Float64Array.from(numbers.flatMap((column) => Array.from(column[of])));
  const arrays = {
    base: parts.base,
    cuts: joined("cuts"),
    lows: joined("lows"),
    highs: joined("highs"),
    ...parts.trees,
  };
  return writeModelFile({ kind, version: boostedFileVersion, info: infoOf(parts), arrays });
}

function damaged(what: string): never {
  throw new LearnFault("bad_file", `This is no sound model of boosted trees: ${what}.`);
}

function binsOf(info: Info, arrays: Readonly<Record<string, FileArray>>): ColumnBins[] {
  const { cuts, lows, highs } = arrays as Record<"cuts" | "lows" | "highs", Float64Array>;
  let place = 0;
  let lower = 0;
  const columns = info.columns.map((column): ColumnBins => {
    const { name, missing, bins } = column;
    const { levels = [], rare = [] } = column;
    if (column.kind === "category") return { kind: "category", name, missing, bins, levels, rare };
    const count = bins - 2;
    const found = {
      kind: "number" as const,
      name,
      missing,
      bins,
      cuts: cuts.slice(place, place + count),
      lows: lows.slice(lower, lower + count + 1),
      highs: highs.slice(lower, lower + count + 1),
    };
    place += count;
    lower += count + 1;
    return found;
  });
  if (place !== cuts.length || lower !== lows.length || lower !== highs.length)
    damaged("its columns do not fit its cuts");
  return columns;
}

const names = [
  "starts",
  "columns",
  "thresholds",
  "missingLeft",
  "setPlaces",
  "sets",
  "lefts",
  "rights",
  "values",
  "covers",
] as const;

function checkTree(trees: Trees, tree: number, columns: number): void {
  const end = trees.starts[tree + 1] as number;
  for (let node = trees.starts[tree] as number; node < end; node += 1) {
    const column = trees.columns[node] as number;
    if (column < 0) continue;
    const left = trees.lefts[node] as number;
    const set = trees.setPlaces[node] as number;
    const inside = left > node && trees.rights[node] === left + 1 && left + 1 < end;
    const known = set < 0 || set + setWords <= trees.sets.length;
    if (column >= columns || !inside || !known) damaged(`its tree ${tree} leads nowhere`);
  }
}

function checkTrees(trees: Trees, columns: number): void {
  const nodes = trees.columns.length;
  for (const name of names.slice(1))
    if (name !== "sets" && trees[name]?.length !== nodes) damaged("its arrays do not fit together");
  if (trees.starts[0] !== 0 || trees.starts.at(-1) !== nodes) damaged("its trees do not fit");
  for (let tree = 0; tree + 1 < trees.starts.length; tree += 1) {
    if ((trees.starts[tree + 1] as number) <= (trees.starts[tree] as number))
      damaged("its trees do not fit");
    checkTree(trees, tree, columns);
  }
}

/** @throws LearnFault `bad_file` where the bytes are damaged, of another version, or no model of this kind. */
export function boostedFromBytes(bytes: Uint8Array): BoostedModel {
  const file = readModelFile(bytes, kind, boostedFileVersion);
  const info = file.info as Info;
  const { base, cuts, lows, highs, ...trees } = file.arrays;
  for (const array of [base, cuts, lows, highs, ...names.map((name) => trees[name])])
    if (!array) damaged("an array is missing");
  checkTrees(trees as unknown as Trees, info.columns.length);
  return new BoostedModel({
    kind: info.kind,
    classes: info.classes,
    base: base as Float64Array,
    bins: binsOf(info, file.arrays),
    trees: trees as unknown as Trees,
  });
}
