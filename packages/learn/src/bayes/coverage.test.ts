// Stated 90 % intervals against outcomes, on small samples of two public sets of customer data, where they are there.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import type { Column, Table } from "../table.ts";
import { trainBayesModel } from "./bayes.ts";

const folder = `${
  process.env.RAPPORT_TEST_DATA ?? new URL("../../../../../shared/data", import.meta.url).pathname
}/`;

// Columns that are known before the outcome.
const sets = [
  {
    file: "x-education-leads/Leads.csv",
    separator: ",",
    outcome: ["Converted", "1"],
    columns: [
      ...["Lead Origin", "Lead Source", "Do Not Email", "TotalVisits", "Specialization"],
      ...["Total Time Spent on Website", "Page Views Per Visit"],
      "What is your current occupation",
    ],
  },
  {
    file: "bank-marketing/bank-additional-full.csv",
    separator: ";",
    outcome: ["y", "yes"],
    columns: ["age", "job", "contact", "month", "campaign", "poutcome", "euribor3m", "nr.employed"],
  },
] as const;

function cellsOf(text: string, separator: string): string[][] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\n]*))(${separator}|\n|$)`, "gy");
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.replaceAll("\r", "").trimEnd().matchAll(cell)) {
    rows.at(-1)!.push(quoted ?? plain ?? "");
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows;
}

function columnOf(name: string, cells: string[]): Column {
  const numbers = cells.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
  if (numbers.every((value, row) => !Number.isNaN(value) || cells[row] === ""))
    return { name, kind: "number", values: Float64Array.from(numbers) };
  const levels = [...new Set(cells)].filter((cell) => cell !== "" && cell !== "Select");
  return {
    name,
    kind: "category",
    codes: Int32Array.from(cells, (cell) => levels.indexOf(cell)),
    levels,
  };
}

function pick({ columns }: Table, rows: number[]): Table {
  return {
    rows: rows.length,
    columns: columns.map((column) => {
      if (column.kind === "number")
        return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) };
      if (column.kind === "text") return column;
      return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) };
    }),
  };
}

for (const { file, separator, outcome, columns } of sets) {
  const isThere = existsSync(folder + file);
  if (!isThere) process.stdout.write(`skipped: ${file}, since it is not in ${folder}\n`);
  describe.runIf(isThere)(file, () => {
    const [head = [], ...rows] = isThere
      ? cellsOf(readFileSync(folder + file, "utf8"), separator)
      : [];
    const cells = (name: string): string[] => rows.map((row) => row[head.indexOf(name)]!);
    const table: Table = {
      rows: rows.length,
      columns: columns.map((name) => columnOf(name, cells(name))),
    };
    const codes = Int32Array.from(cells(outcome[0]), (cell) => (cell === outcome[1] ? 1 : 0));
    const count = (chosen: number[]): number => chosen.reduce((sum, row) => sum + codes[row]!, 0);
    const random = createRandom(1);
    const draw = (size: number): number[] =>
      Array.from({ length: size }, () => random.below(table.rows));

    /** Learns from `size` rows, and asks about 150 others and the likeliest third of them. */
    function attempt(size: number, seed: number): { held: number; above: number; chance: number } {
      const known = draw(size);
      const target = {
        kind: "binary",
        codes: Int32Array.from(known, (row) => codes[row]!),
        classes: ["no", "yes"],
      } as const;
      const model = trainBayesModel(pick(table, known), target, { draws: 200, seed });
      const unseen = draw(150);
      const raw = model.raw(pick(table, unseen));
      const order = [...unseen.keys()].sort((one, other) => raw[other]! - raw[one]!);
      const likely = order.slice(0, 50).map((at) => unseen[at]!);
      const isHeld = [unseen, likely].map((group) => {
        const { low, high } = model.predictCount(pick(table, group), 0.9);
        return low <= count(group) && count(group) <= high;
      });
      const held = isHeld.filter(Boolean).length;
      return { held, above: count(likely), chance: count(unseen) / 3 };
    }

    test("counts of unseen rows lie in their intervals 9 times in 10; ranks are better than chance", () => {
      const attempts = [20, 50, 100, 200].flatMap((size) =>
        Array.from({ length: 40 }, (_, seed) => attempt(size, seed)),
      );
      const sum = (pick: (one: (typeof attempts)[number]) => number): number =>
        attempts.reduce((all, one) => all + pick(one), 0);
      const coverage = sum(({ held }) => held) / (2 * attempts.length);
      expect(coverage).toBeGreaterThan(0.85);
      expect(coverage).toBeLessThan(0.95);
      expect(sum(({ above }) => above) / sum(({ chance }) => chance)).toBeGreaterThan(1.3);
    }, 300_000);
  });
}
