import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import type { Column, Table, Target } from "../table.ts";
import type { BoostedModel } from "./model.ts";
import type { Cell } from "./scorer.ts";
import { gaussLegendre } from "./shapley.ts";
import { referenceTable } from "./test-tables.ts";
import { trainBoosted } from "./train.ts";
import { goesLeft } from "./tree.ts";
import { boostedFromXgboost, cutBelow } from "./xgboost.ts";

/** Mean answer of a tree when only the columns in `known` are known (Lundberg et al. 2018, Algorithm 1). */
function answer(model: BoostedModel, node: number, bins: Uint16Array, known: number): number {
  const { trees } = model.parts;
  const column = trees.columns[node] as number;
  if (column < 0) return trees.values[node] as number;
  const left = trees.lefts[node] as number;
  const right = trees.rights[node] as number;
  if ((known >>> column) & 1)
    return answer(model, goesLeft(trees, node, bins[column] as number) ? left : right, bins, known);
  const [a, b] = [trees.covers[left] as number, trees.covers[right] as number];
  return (a * answer(model, left, bins, known) + b * answer(model, right, bins, known)) / (a + b);
}

function bruteForce(model: BoostedModel, cells: readonly Cell[]): Float64Array {
  const width = model.columns.length;
  const bins = new Uint16Array(width);
  const binned = model.scorer.binRow(cells);
  for (const [place, column] of model.scorer.used.entries()) bins[column] = binned[place] as number;
  const value = (known: number, output: number): number => {
    let sum = model.parts.base[output] as number;
    for (let tree = output; tree < model.trees; tree += model.outputs)
      sum += answer(model, model.parts.trees.starts[tree] as number, bins, known);
    return sum;
  };
  const shares = new Float64Array(model.outputs * width);
  for (let output = 0; output < model.outputs; output += 1) {
    const values = Array.from({ length: 2 ** width }, (_, known) => value(known, output));
    for (let column = 0; column < width; column += 1)
      shares[output * width + column] = shapleyOf(values, width, column);
  }
  return shares;
}

/** Shapley's formula. @param values worth of every set, by its bits. */
function shapleyOf(values: readonly number[], players: number, player: number): number {
  const factorial = (count: number): number => (count < 2 ? 1 : count * factorial(count - 1));
  let sum = 0;
  for (const [known, worth] of values.entries()) {
    if ((known >>> player) & 1) continue;
    const size = known.toString(2).replaceAll("0", "").length;
    const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
    sum += weight * ((values[known | (1 << player)] as number) - worth);
  }
  return sum;
}

function mixedTable(rows: number, columns: number): Table {
  const random = createRandom(11);
  const made = Array.from({ length: columns }, (_, at): Column => {
    if (at % 3 === 2)
      return {
        name: `c${at}`,
        kind: "category",
        codes: Int32Array.from({ length: rows }, () => random.below(9) - 1),
        levels: ["a", "b", "c", "d", "e", "f", "g", "h"],
      };
    const values = Float64Array.from({ length: rows }, () =>
      random.unit() < 0.1 ? Number.NaN : random.unit(),
    );
    return { name: `c${at}`, kind: "number", values };
  });
  return { rows, columns: made };
}

function cellsOf(table: Table, row: number): Cell[] {
  return table.columns.map((column): Cell => {
    if (column.kind === "text") return column.values[row] as string;
    if (column.kind === "number") return column.values[row] as number;
    return column.levels[column.codes[row] as number] ?? null;
  });
}

function expectExact(model: BoostedModel, cells: readonly Cell[]): void {
  const width = model.columns.length;
  const { raw, base, shares } = model.attributionsRow(cells);
  const expected = bruteForce(model, cells);
  for (const [at, share] of shares.entries())
    expect(Math.abs(share - (expected[at] as number))).toBeLessThan(1e-9);
  for (const [output, score] of raw.entries()) {
    const of = shares.subarray(output * width, (output + 1) * width);
    const sum = of.reduce((total, share) => total + share, base[output] as number);
    expect(Math.abs(sum - score)).toBeLessThan(1e-9);
  }
}

describe("attributions", () => {
  it("quadrature integrates polynomials exactly", () => {
    for (let count = 1; count <= 16; count += 1) {
      const { nodes, weights } = gaussLegendre(count);
      for (let degree = 0; degree < 2 * count; degree += 1) {
        let sum = 0;
        for (const [at, t] of nodes.entries()) sum += (weights[at] as number) * t ** degree;
        expect(Math.abs(sum - 1 / (degree + 1))).toBeLessThan(1e-14);
      }
    }
  });

  it("equal brute force over all sets of columns", () => {
    const table = mixedTable(800, 8);
    const random = createRandom(5);
    const codes = Int32Array.from({ length: 800 }, (_, row) => {
      const cells = cellsOf(table, row);
      const score = Number(cells[0] || 0.9) + Number(cells[1] || 0) + (cells[2] === "c" ? 1 : 0);
      return Math.min(2, Math.floor(score + random.unit() * 0.8));
    });
    const target: Target = { kind: "classes", codes, classes: ["x", "y", "z"] };
    for (const maxDepth of [2, 4, 12]) {
      const options = {
        rounds: 6,
        learningRate: 0.5,
        maxDepth,
        maxLeaves: 40,
        minRows: 1,
        l2: 0.1,
      };
      const model = trainBoosted(table, target, options);
      for (let row = 0; row < 12; row += 1) expectExact(model, cellsOf(table, row));
    }
  });

  it("are the same for a table as row by row", () => {
    const { table, binary, rows } = referenceTable();
    const model = trainBoosted(table, binary, { rounds: 8, minRows: 2 });
    const all = model.attributions(table);
    for (let row = 0; row < 200; row += 37)
      expect(all.subarray(row * 3, row * 3 + 3)).toEqual(
        model.attributionsRow(rows[row] as number[]).shares,
      );
  });
});

// b.save_model("m.json") after xgb.train(dict(objective="binary:logistic", max_depth=2, eta=.3, base_score=.4), d, 2)
// on the reference rows, without what is not read; XGBoost 3.2.
const dump = `{"learner": {"feature_names": [], "learner_model_param": {"base_score": "[4E-1]", "num_class": "0",
"num_feature": "3"}, "objective": {"name": "binary:logistic"}, "gradient_booster": {"name": "gbtree", "model":
{"tree_info": [0, 0], "trees": [{"default_left": [0, 0, 0, 0, 0], "left_children": [1, -1, 3, -1, -1],
"right_children": [2, -1, 4, -1, -1], "split_conditions": [0.08, 0.47938147, 2.0, -0.27272728, 0.08656576],
"split_indices": [0, 0, 2, 0, 0], "sum_hessian": [48.0, 2.88, 45.120003, 3.8400002, 41.280003]}, {"default_left":
[0, 0, 0, 0, 0, 0, 0], "left_children": [1, 3, 5, -1, -1, -1, -1], "right_children": [2, 4, 6, -1, -1, -1, -1],
"split_conditions": [0.94, 0.08, 12.0, 0.35874355, 0.00013867361, 0.5006534, -0.014159343], "split_indices":
[0, 0, 2, 0, 0, 0, 0], "sum_hessian": [48.49408, 45.102005, 3.3920736, 2.995906, 42.1061, 2.173323, 1.2187507]}]}}}}`;

describe("a model from XGBoost", () => {
  it("cuts where 32-bit comparison does", () => {
    for (const limit of [0.1, -0.1, 1, 0, 1e-45, 3e38].map(Math.fround)) {
      const cut = cutBelow(limit);
      expect(Math.fround(cut)).toBeLessThan(limit);
      const next = cut + Math.max(Math.abs(cut) * 2 ** -52, Number.MIN_VALUE);
      expect(Math.fround(next)).toBeGreaterThanOrEqual(limit);
    }
  });

  // b.predict(d, pred_contribs=True)[:4] and b.predict(d, output_margin=True)[:4]
  it("gives XGBoost's scores and contributions", () => {
    const model = boostedFromXgboost(dump);
    const { table, rows } = referenceTable();
    const contributions = [
      [-0.057176344096660614, 0, 0.01812479831278324, -0.2797091007232666],
      [0.8603959679603577, 0, -0.14802688360214233, -0.2797091007232666],
      [-0.057176344096660614, 0, 0.01812479831278324, -0.2797091007232666],
      [-0.07518145442008972, 0, 0.0361299104988575, -0.2797091007232666],
    ];
    const margins = [-0.3187606632709503, 0.43265992403030396, -0.3187606632709503];
    for (const [row, margin] of margins.entries())
      expect(Math.abs((model.raw(table)[row] as number) - margin)).toBeLessThan(1e-6);
    for (const [row, expected] of contributions.entries()) {
      const { shares, base } = model.attributionsRow(rows[row] as number[]);
      for (const [at, share] of [...shares, ...base].entries())
        expect(Math.abs(share - (expected[at] as number))).toBeLessThan(1e-6);
    }
  });

  it("refuses what it does not know", () => {
    expect(() => boostedFromXgboost("{}")).toThrow("not gbtree");
    expect(() => boostedFromXgboost(dump.replace("binary:logistic", "rank:ndcg"))).toThrow(
      "rank:ndcg",
    );
  });

  const folder = new URL("../../../../../shared/data", import.meta.url).pathname;
  const data = join(process.env.RAPPORT_TEST_DATA ?? folder, "shap-reference");
  const noData = existsSync(data) ? "" : ` (skipped: ${data} is not there)`;
  it.runIf(existsSync(data))(`agrees on 50 rows of the published reference${noData}`, () => {
    const model = boostedFromXgboost(readFileSync(join(data, "model.json"), "utf8"));
    const expected = JSON.parse(readFileSync(join(data, "expected.json"), "utf8")) as {
      X: (number | null)[][];
      margin: number[];
      contribs: number[][];
    };
    for (const [row, cells] of expected.X.entries()) {
      const { raw, base, shares } = model.attributionsRow(cells);
      expect(Math.abs((raw[0] as number) - (expected.margin[row] as number))).toBeLessThan(2e-6);
      const contributions = expected.contribs[row] as number[];
      for (const [at, share] of [...shares, ...base].entries())
        expect(Math.abs(share - (contributions[at] as number))).toBeLessThan(2e-6);
    }
  });
});
