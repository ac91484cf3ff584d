// Public data sets as tables, for the benches of learning: rows of a split's file, columns that look like numbers as numbers, the
// others as levels. Levels come from the training rows alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BinaryTarget, Column, Table } from "@rapport/learn";

export interface DataSet {
  /** The split's name under splits/. */
  readonly name: string;
  readonly separator: string;
  readonly dropped: readonly string[];
}

const knownAfterwards = [
  "Tags",
  "Lead Quality",
  "Lead Profile",
  "Asymmetrique Activity Index",
  "Asymmetrique Profile Index",
  "Asymmetrique Activity Score",
  "Asymmetrique Profile Score",
  "Last Activity",
  "Last Notable Activity",
];

export const dataSets: readonly DataSet[] = [
  { name: "bank-marketing.random", separator: ";", dropped: ["duration"] },
  {
    name: "x-education.random",
    separator: ",",
    dropped: ["Prospect ID", "Lead Number", ...knownAfterwards],
  },
];

/** Trained on what came first, asked about what came last. */
export const laterSets: readonly DataSet[] = dataSets
  .filter(({ name }) => name === "x-education.random")
  .map((set) => ({ ...set, name: "x-education.temporal" }));

export function readCsv(text: string, separator: string): string[][] {
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}"\\r\\n]*)(${separator}|\\r?\\n|$)`, "gy");
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, raw = "", end = ""] of text.matchAll(cell)) {
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === separator) continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}

export interface Rows {
  readonly table: Table;
  readonly target: BinaryTarget;
}

export interface LoadedSet {
  readonly train: Rows;
  readonly valid: Rows;
  readonly both: Rows;
  readonly test: Rows;
}

const missing = new Set(["", "Select"]);

function columnOf(name: string, cells: readonly string[], known: readonly string[]): Column {
  if (known.every((cell) => missing.has(cell) || Number.isFinite(Number(cell)))) {
    const values = Float64Array.from(cells, (cell) =>
      missing.has(cell) ? Number.NaN : Number(cell),
    );
    return { name, kind: "number", values };
  }
  const levels = [...new Set(known.filter((cell) => !missing.has(cell)))].sort();
  const places = new Map(levels.map((level, code) => [level, code]));
  return {
    name,
    kind: "category",
    levels,
    codes: Int32Array.from(cells, (cell) => places.get(cell) ?? -1),
  };
}

export function loadSet(data: string, { name, separator, dropped }: DataSet): LoadedSet {
  const split = JSON.parse(readFileSync(join(data, "splits", `${name}.json`), "utf8"));
  const [head = [], ...rows] = readCsv(readFileSync(join(data, split.file), "utf8"), separator);
  const [wanted, positive] = split.target.split("==");
  const places = [...head.keys()].filter(
    (place) => head[place] !== wanted && !dropped.includes(head[place] as string),
  );
  const both: number[] = [...split.train, ...split.valid];
  const cells = (indices: readonly number[], place: number) =>
    indices.map((row) => rows[row]?.[place] ?? "");
  const rowsOf = (indices: readonly number[]): Rows => ({
    table: {
      rows: indices.length,
      columns: places.map((place) =>
        columnOf(head[place] as string, cells(indices, place), cells(both, place)),
      ),
    },
    target: {
      kind: "binary",
      classes: ["no", "yes"],
      codes: Int32Array.from(cells(indices, head.indexOf(wanted)), (c) => (c === positive ? 1 : 0)),
    },
  });
  return {
    train: rowsOf(split.train),
    valid: rowsOf(split.valid),
    both: rowsOf(both),
    test: rowsOf(split.test),
  };
}
