import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import type { Table, Target } from "../table.ts";
import { boostedToBytes } from "./file.ts";
import { numberColumn, referenceTable } from "./test-tables.ts";
import { trainBoosted } from "./train.ts";

// Every value has a bin of its own in these rows, so XGBoost's hist and this must grow the same trees.
const likeXgboost = {
  rounds: 10,
  learningRate: 0.3,
  maxDepth: 3,
  maxLeaves: 8,
  minRows: 1,
  minChildWeight: 1,
  l2: 1,
  rowShare: 1,
  columnShare: 1,
};

function firstEight(values: Float64Array): number[] {
  return Array.from(values.subarray(0, 8));
}

describe("against XGBoost 3.2 on the same 200 rows", () => {
  // xgb.train(dict(objective="binary:logistic", tree_method="hist", max_bin=256, max_depth=3, eta=.3, reg_lambda=1,
  //   min_child_weight=1, base_score=y.mean()), d, 10).predict(d, output_margin=True)[:8]
  it("two classes", () => {
    const { table, binary } = referenceTable();
    const model = trainBoosted(table, binary, likeXgboost);
    const expected = [
      1.8839107751846313, 2.1413838863372803, -1.9626307487487793, 1.061362385749817,
      1.8839107751846313, -2.759774684906006, 2.1886322498321533, -1.7185653448104858,
    ];
    for (const [at, raw] of firstEight(model.raw(table)).entries())
      expect(raw).toBeCloseTo(expected[at] as number, 5);
  });

  it("numbers", () => {
    const { table, number } = referenceTable();
    const model = trainBoosted(table, number, likeXgboost);
    const expected = [
      3.311234712600708, 6.218016147613525, 4.699631214141846, 3.6872377395629883,
      4.291518688201904, 3.003497838973999, 6.806450843811035, 2.5884745121002197,
    ];
    for (const [at, raw] of firstEight(model.raw(table)).entries())
      expect(raw).toBeCloseTo(expected[at] as number, 4);
  });

  // The same with monotone_constraints="(1,0,-1)".
  it("monotone columns", () => {
    const { table, binary } = referenceTable();
    const model = trainBoosted(table, binary, { ...likeXgboost, monotone: { f0: 1, f2: -1 } });
    const expected = [
      -1.4219632148742676, 0.18987007439136505, -0.6205639839172363, 0.38292962312698364,
      -1.1506725549697876, -0.7551564574241638, -0.2573031187057495, -0.8543606400489807,
    ];
    for (const [at, raw] of firstEight(model.raw(table)).entries())
      expect(raw).toBeCloseTo(expected[at] as number, 5);
  });
});

function noisy(
  rows: number,
  seed: number,
): { table: Table; signal: Float64Array; random: () => number } {
  const random = createRandom(seed);
  const columns = Array.from({ length: 4 }, (_, at) =>
    numberColumn(
      `c${at}`,
      Float64Array.from({ length: rows }, () => random.unit()),
    ),
  );
  const signal = Float64Array.from(
    { length: rows },
    (_, row) => 4 * ((columns[0]?.values[row] ?? 0) - (columns[1]?.values[row] ?? 0)),
  );
  return { table: { rows, columns }, signal, random: random.unit };
}

describe("what training keeps", () => {
  it("leaf-wise and level-wise growth agree where only the depth limits", () => {
    const { table, binary } = referenceTable();
    const level = trainBoosted(table, binary, likeXgboost);
    const leaf = trainBoosted(table, binary, { ...likeXgboost, maxDepth: 3, maxLeaves: 7 });
    const wide = trainBoosted(table, binary, { ...likeXgboost, maxDepth: 3, maxLeaves: 64 });
    expect(boostedToBytes(wide)).toEqual(boostedToBytes(level));
    expect(leaf.parts.trees.columns.length).toBeLessThanOrEqual(level.parts.trees.columns.length);
  });

  it("columns that say nothing change nothing, however many", () => {
    const { table, binary } = referenceTable();
    const few = trainBoosted(table, binary, likeXgboost).raw(table);
    for (const more of [1, 2, 5, 6, 14]) {
      const idle = Array.from({ length: more }, (_, at) =>
        numberColumn(`idle ${at}`, new Float64Array(200).fill(at)),
      );
      const wide = { rows: 200, columns: [...idle, ...table.columns] };
      expect(trainBoosted(wide, binary, likeXgboost).raw(wide)).toEqual(few);
    }
  });

  it("a row of weight 2 counts as two rows", () => {
    const { table, number } = referenceTable();
    const weights = Float64Array.from({ length: 200 }, (_, row) => 1 + (row % 2));
    const twice = Array.from({ length: 200 }, (_, row) => row).flatMap((row) =>
      row % 2 ? [row, row] : [row],
    );
    const columns = table.columns.map((column) =>
      numberColumn(
        column.name,
        twice.map((row) => (column.kind === "number" ? (column.values[row] as number) : 0)),
      ),
    );
    const values = Float64Array.from(
      twice.map((row) => (number.kind === "number" ? (number.values[row] as number) : 0)),
    );
    const weighted = trainBoosted(table, number, { ...likeXgboost, weights });
    const repeated = trainBoosted(
      { rows: twice.length, columns },
      { kind: "number", values },
      likeXgboost,
    );
    const [one, other] = [weighted.raw(table), repeated.raw(table)];
    for (let row = 0; row < 200; row += 1) expect(one[row]).toBeCloseTo(other[row] as number, 5);
  });

  it("a monotone column never lowers the score", () => {
    const { table, signal, random } = noisy(600, 3);
    const target: Target = { kind: "number", values: signal.map((value) => value + 3 * random()) };
    const model = trainBoosted(table, target, {
      rounds: 60,
      minRows: 2,
      monotone: { c0: 1, c1: -1 },
    });
    for (let row = 0; row < 50; row += 1) {
      const cells = table.columns.map((c) => (c.kind === "number" ? (c.values[row] as number) : 0));
      const along = (place: number) =>
        Array.from({ length: 40 }, (_, step) => {
          cells[place] = step / 40;
          return model.rawRow(cells)[0] as number;
        });
      const rising = along(0);
      const falling = along(1);
      for (let step = 1; step < 40; step += 1) {
        expect(rising[step]).toBeGreaterThanOrEqual(rising[step - 1] as number);
        expect(falling[step]).toBeLessThanOrEqual(falling[step - 1] as number);
      }
    }
  });

  it("a quantile leaves its share of the rows below", () => {
    const { table, signal, random } = noisy(4000, 5);
    const values = signal.map((value) => value + Math.log(1 / (1 - random())));
    for (const quantile of [0.1, 0.5, 0.9]) {
      const model = trainBoosted(
        table,
        { kind: "number", values },
        { rounds: 100, loss: { quantile }, learningRate: 0.1, rowShare: 1 },
      );
      const raw = model.raw(table);
      const below = raw.filter((value, row) => (values[row] as number) <= value).length / 4000;
      expect(Math.abs(below - quantile)).toBeLessThan(0.03);
    }
  });

  it("more than two classes: scores say the class", () => {
    const { table, signal } = noisy(900, 7);
    const codes = Int32Array.from(signal, (value) => (value < -0.7 ? 2 : Number(value < 0.7)));
    const target: Target = { kind: "classes", codes, classes: ["high", "mid", "low"] };
    const model = trainBoosted(table, target, { rounds: 40 });
    const raw = model.raw(table);
    let hits = 0;
    for (const [row, code] of codes.entries()) {
      const scores = raw.subarray(row * 3, row * 3 + 3);
      if (scores.indexOf(Math.max(...scores)) === code) hits += 1;
    }
    expect(hits).toBeGreaterThan(870);
  });

  it("stops early, and keeps the rounds that were best on the validation rows", () => {
    const { table, signal, random } = noisy(1000, 9);
    const codes = Int32Array.from(signal, (value) =>
      random() < 1 / (1 + Math.exp(-value)) ? 1 : 0,
    );
    const half = (from: number): { table: Table; target: Target } => ({
      table: {
        rows: 500,
        columns: table.columns.map((column) =>
          numberColumn(
            column.name,
            column.kind === "number" ? column.values.subarray(from, from + 500) : [],
          ),
        ),
      },
      target: { kind: "binary", codes: codes.slice(from, from + 500), classes: ["no", "yes"] },
    });
    const [train, validation] = [half(0), half(500)];
    const options = { rounds: 400, learningRate: 0.2, patience: 10 };
    const model = trainBoosted(train.table, train.target, { ...options, validation });
    expect(model.trees).toBeGreaterThan(2);
    expect(model.trees).toBeLessThan(100);
    const same = trainBoosted(train.table, train.target, { ...options, rounds: model.trees });
    expect(boostedToBytes(same)).toEqual(boostedToBytes(model));
  });

  it("the seed decides what is drawn", () => {
    const { table, binary } = referenceTable();
    const options = { rounds: 20, rowShare: 0.5, columnShare: 0.7, minRows: 2 };
    const bytes = (seed: number) =>
      boostedToBytes(trainBoosted(table, binary, { ...options, seed }));
    expect(bytes(4)).toEqual(bytes(4));
    expect(bytes(4)).not.toEqual(bytes(5));
  });

  it("class weights move the base", () => {
    const { table } = referenceTable();
    const codes = Int32Array.from({ length: 200 }, (_, row) => (row % 10 === 0 ? 1 : 0));
    const target: Target = { kind: "binary", codes, classes: ["no", "yes"] };
    const model = trainBoosted(table, target, { rounds: 1, classWeights: "balanced" });
    expect(model.parts.base[0]).toBeCloseTo(0, 12);
  });
});

describe("levels", () => {
  it("gathers levels that behave alike in one split", () => {
    const random = createRandom(2);
    const levels = Array.from({ length: 40 }, (_, at) => `level ${at}`);
    const codes = Int32Array.from({ length: 4000 }, () => random.below(41) - 1);
    const yes = codes.map((code) =>
      (code >= 0 && code % 3 === 0) !== random.unit() < 0.05 ? 1 : 0,
    );
    const table: Table = {
      rows: 4000,
      columns: [{ name: "level", kind: "category", codes, levels }],
    };
    const target: Target = { kind: "binary", codes: yes, classes: ["no", "yes"] };
    const model = trainBoosted(table, target, { rounds: 1, learningRate: 1, maxLeaves: 2 });
    const raw = levels.map((level) => model.rawRow([level])[0] as number);
    for (const [code, score] of raw.entries()) expect(score > 0).toBe(code % 3 === 0);
    expect(model.rawRow([null])[0]).toBeLessThan(0);
    expect(model.rawRow(["never seen"])[0]).toBe(model.rawRow([null])[0]);
  });

  it("finds levels by name, whatever their codes in another table", () => {
    const codes = Int32Array.from({ length: 300 }, (_, row) => row % 3);
    const table: Table = {
      rows: 300,
      columns: [{ name: "c", kind: "category", codes, levels: ["x", "y", "z"] }],
    };
    const target: Target = { kind: "number", values: Float64Array.from(codes, (c) => c * 10) };
    const model = trainBoosted(table, target, { rounds: 50, learningRate: 0.3 });
    const other: Table = {
      rows: 2,
      columns: [{ name: "c", kind: "category", codes: Int32Array.of(0, 1), levels: ["z", "x"] }],
    };
    const [z, x] = model.raw(other);
    expect(z).toBeCloseTo(20, 0);
    expect(x).toBeCloseTo(0, 0);
  });

  it("takes more levels than there are bins", () => {
    const levels = Array.from({ length: 5000 }, (_, at) => `customer ${at}`);
    const codes = Int32Array.from({ length: 5000 }, (_, row) => row);
    const table: Table = { rows: 5000, columns: [{ name: "id", kind: "category", codes, levels }] };
    const target: Target = {
      kind: "binary",
      codes: codes.map((code) => code % 2),
      classes: ["no", "yes"],
    };
    const raw = trainBoosted(table, target, { rounds: 5 }).raw(table);
    expect(raw.every((value) => Math.abs(value) < 1)).toBe(true);
  });
});
