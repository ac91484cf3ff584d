import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { sigmoid, softplus } from "../linear/newton.ts";
import { createRandom } from "../random.ts";
import type { BinaryTarget, Column, Table } from "../table.ts";
import { readBayesModel, trainBayesModel } from "./bayes.ts";
import { samplePosterior } from "./posterior.ts";

const random = createRandom(21);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
const number = (name: string, values: Iterable<number>): Column => ({
  name,
  kind: "number",
  values: Float64Array.from(values),
});
const outcomes = (codes: Iterable<number>): BinaryTarget => ({
  kind: "binary",
  codes: Int32Array.from(codes),
  classes: ["no", "yes"],
});

/** Rows of a world with known probabilities: an intercept and three slopes, drawn anew each time. */
function world(rows: number): { table: Table; target: BinaryTarget; truth: Float64Array } {
  const slopes = [0.6 * normal(), 0.6 * normal(), 0.6 * normal()];
  const intercept = normal();
  const x = slopes.map(() => Float64Array.from({ length: rows }, normal));
  const truth = Float64Array.from({ length: rows }, (_, row) =>
    sigmoid(slopes.reduce((sum, slope, at) => sum + slope * x[at]![row]!, intercept)),
  );
  const codes = [...truth].map((p) => (random.unit() < p ? 1 : 0));
  const columns = x.map((values, at) => number(`x${at}`, values));
  return { table: { rows, columns }, target: outcomes(codes), truth };
}

const firstRows = ({ columns }: Table, rows: number): Table => ({
  rows,
  columns: columns.map((column) =>
    column.kind === "number" ? number(column.name, column.values.subarray(0, rows)) : column,
  ),
});

test("draws have the moments of the exact posterior, by integration over a grid", () => {
  const x = [-1.5, -1, -0.3, 0.2, 0.9, 1.1, 1.4, 2];
  const codes = [0, 0, 0, 1, 0, 1, 1, 1];
  const problem = {
    design: Float64Array.from(x.flatMap((value) => [value, 1])),
    size: 2,
    targets: Float64Array.from(codes),
  };
  const prior = {
    centres: Float64Array.of(0.5, -0.2),
    deviations: Float64Array.of(2, 1.5),
    fixed: Uint8Array.of(1, 1),
  };
  const sums = [0, 0, 0, 0, 0];
  for (let slope = -8; slope <= 12; slope += 0.05)
    for (let intercept = -8; intercept <= 8; intercept += 0.05) {
      const loss = x.reduce(
        (sum, value, at) => sum + softplus((codes[at] ? -1 : 1) * (slope * value + intercept)),
        (slope - 0.5) ** 2 / 8 + (intercept + 0.2) ** 2 / 4.5,
      );
      const weight = Math.exp(-loss);
      [1, slope, intercept, slope * slope, intercept * intercept].forEach((term, at) => {
        sums[at] = sums[at]! + weight * term;
      });
    }
  const [, slope, intercept, slope2, intercept2] = sums.map((sum) => sum / sums[0]!);
  const samples = samplePosterior(problem, prior, 20_000, createRandom(2));
  const mean = (power: number, from: number): number =>
    samples.reduce((sum, value, at) => sum + (at % 2 === from ? value ** power : 0), 0) / 20_000;
  expect(Math.abs(mean(1, 0) - slope!)).toBeLessThan(0.04);
  expect(Math.abs(mean(1, 1) - intercept!)).toBeLessThan(0.04);
  expect(Math.abs(mean(2, 0) / slope2! - 1)).toBeLessThan(0.04);
  expect(Math.abs(mean(2, 1) / intercept2! - 1)).toBeLessThan(0.06);
});

describe("the Bayesian learner", () => {
  test.each([20, 50, 100, 200])(
    "90 %% intervals hold the true probability of %i rows' model",
    (rows) => {
      let held = 0;
      for (let turn = 0; turn < 60; turn += 1) {
        const { table, target, truth } = world(rows + 50);
        const codes = target.codes.subarray(0, rows);
        const model = trainBayesModel(firstRows(table, rows), outcomes(codes), { draws: 200 });
        const { low, high } = model.predict(table, 0.9);
        for (let row = rows; row < rows + 50; row += 1)
          if (low[row]! <= truth[row]! && truth[row]! <= high[row]!) held += 1;
      }
      expect(held / 3000).toBeGreaterThan(0.85);
      expect(held / 3000).toBeLessThan(0.95);
    },
  );

  test("a known effect and a known base rate count from the first row on", () => {
    const table: Table = { rows: 6, columns: [number("visits", [1, 2, 3, 4, 5, 6])] };
    const target = outcomes([0, 1, 0, 1, 0, 1]);
    const known = trainBayesModel(table, target, {
      baseRate: { share: 0.1, rows: 1000 },
      effects: { visits: { mean: 1.5, deviation: 0.2 } },
    });
    const [first, , , , , last] = known.predict(table, 0.9).probability;
    expect(last! / first!).toBeGreaterThan(8);
    expect(first).toBeLessThan(0.05);
    const { low, high } = known.predictCount(table, 0.9);
    expect(low).toBeLessThanOrEqual(1);
    expect(high).toBeLessThan(5);
    const settings = { effects: { other: { mean: 1, deviation: 1 } } };
    expect(() => trainBayesModel(table, target, settings)).toThrow(/"other"/);
  });

  test("shares and base sum to the raw score, whose logistic is the probability; files keep it all", () => {
    const { table, target } = world(40);
    const model = trainBayesModel(table, target);
    const raw = model.raw(table);
    const { base, shares } = model.attributions(table);
    const { probability, low, high } = model.predict(table, 0.9);
    raw.forEach((score, row) => {
      const own = shares.subarray(row * 3, row * 3 + 3);
      expect(own.reduce((sum, share) => sum + share, base[row]!)).toBeCloseTo(score, 10);
      expect(probability[row]).toBe(sigmoid(score));
      expect(low[row]).toBeLessThan(high[row]!);
    });
    const bytes = model.toFile();
    expect(trainBayesModel(table, target).toFile()).toEqual(bytes);
    expect(readBayesModel(bytes).predictCount(table, 0.8)).toEqual(model.predictCount(table, 0.8));
  });

  test("one outcome, one row, missing, constant, infinite and unseen values stay inside 0 and 1", () => {
    const columns: Column[] = [
      number("none", [Number.NaN, Number.NaN, Number.NaN]),
      number("same", [5, 5, 5]),
      number("infinite", [Infinity, -Infinity, 1e308]),
      { name: "level", kind: "category", codes: Int32Array.of(0, 1, -1), levels: ["a", "b"] },
    ];
    const table = { rows: 3, columns };
    for (const codes of [
      [1, 1, 1],
      [0, 1, 0],
    ]) {
      const { probability } = trainBayesModel(table, outcomes(codes)).predict(table, 0.9);
      for (const p of probability) expect(p > 0.02 && p < 0.98).toBe(true);
    }
    const one = { rows: 1, columns: [number("x", [3])] };
    const { low, high } = trainBayesModel(one, outcomes([1])).predict(one, 0.9);
    expect(high[0]! - low[0]!).toBeGreaterThan(0.5);
    expect(trainBayesModel({ rows: 2, columns: [] }, outcomes([0, 1])).columns).toEqual([]);
    expect(() => trainBayesModel({ rows: 0, columns: [] }, outcomes([]))).toThrow(LearnFault);
    expect(() => trainBayesModel(one, outcomes([-1]))).toThrow(LearnFault);
    expect(() => trainBayesModel(one, outcomes([1])).predict(one, 2)).toThrow(LearnFault);
  });

  test("very many columns are refused, categories with very many levels are cut", () => {
    const rows = 60;
    const codes = Int32Array.from({ length: rows }, (_, row) => row % 30);
    const levels = [...codes].map((code) => `level ${code}`);
    const many = Array.from({ length: 30 }, (_, at): Column => {
      return { name: `c${at}`, kind: "category", codes, levels };
    });
    const target = outcomes([...codes].map((code) => code % 2));
    expect(trainBayesModel({ rows, columns: many }, target, { draws: 50 }).outputs).toBe(1);
    const wide = Array.from({ length: 300 }, (_, at) => number(`x${at}`, codes));
    expect(() => trainBayesModel({ rows, columns: wide }, target)).toThrow(LearnFault);
  });
});
