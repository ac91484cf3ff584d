import { describe, expect, it } from "vitest";
import { LearnFault } from "../fault.ts";
import type { Column, Table, Target } from "../table.ts";
import { boostedFromBytes, boostedToBytes } from "./file.ts";
import { numberColumn, referenceTable } from "./test-tables.ts";
import { trainBoosted } from "./train.ts";

const yesNo = (codes: ArrayLike<number>): Target => ({
  kind: "binary",
  codes: Int32Array.from(codes),
  classes: ["no", "yes"],
});
const half = (rows: number) =>
  yesNo(Array.from({ length: rows }, (_, row) => (row < rows / 2 ? 0 : 1)));
const small = { rounds: 5, minRows: 1 };

function everyRaw(columns: readonly Column[], target: Target, rows: number): Float64Array {
  const table: Table = { rows, columns };
  const raw = trainBoosted(table, target, small).raw(table);
  for (const value of raw) expect(Number.isFinite(value)).toBe(true);
  return raw;
}

describe("refusals", () => {
  it("says what is wrong with the table", () => {
    const column = numberColumn("a", [1, 2]);
    expect(() => trainBoosted({ rows: 0, columns: [] }, yesNo([]))).toThrow("no rows");
    expect(() => trainBoosted({ rows: 2, columns: [column, column] }, half(2))).toThrow("twice");
    expect(() => trainBoosted({ rows: 3, columns: [column] }, half(3))).toThrow("2 values");
    expect(() => trainBoosted({ rows: 2, columns: [column] }, half(4))).toThrow("4 rows");
  });

  it("says what is wrong with the target", () => {
    const table: Table = { rows: 2, columns: [numberColumn("a", [1, 2])] };
    expect(() => trainBoosted(table, yesNo([1, 1]))).toThrow('of the class "yes"');
    expect(() => trainBoosted(table, yesNo([0, 2]))).toThrow("none of its 2 classes");
    const values = Float64Array.of(1, Number.POSITIVE_INFINITY);
    expect(() => trainBoosted(table, { kind: "number", values })).toThrow("row 1 is Infinity");
  });

  it("says what is wrong with the options", () => {
    const { table, binary } = referenceTable();
    expect(() => trainBoosted(table, binary, { learningRate: 0 })).toThrow("learningRate");
    expect(() => trainBoosted(table, binary, { rounds: 1.5 })).toThrow("rounds");
    expect(() => trainBoosted(table, binary, { maxBins: 256 })).toThrow("maxBins");
    expect(() => trainBoosted(table, binary, { monotone: { nothing: 1 } })).toThrow("nothing");
    expect(() => trainBoosted(table, binary, { loss: { quantile: 1 } })).toThrow("quantile");
    expect(() => trainBoosted(table, binary, { classWeights: [1] })).toThrow("2 classes");
    const weights = new Float64Array(200);
    expect(() => trainBoosted(table, binary, { weights })).toThrow("all weights are 0");
    weights[3] = -1;
    expect(() => trainBoosted(table, binary, { weights })).toThrow("at least 0");
  });

  it("says what is wrong with what is scored", () => {
    const { table, binary } = referenceTable();
    const model = trainBoosted(table, binary, small);
    expect(() => model.raw({ rows: 1, columns: [] })).toThrow("lacks the column");
    expect(() => model.rawRow([1])).toThrow("3 cells");
    expect(() => model.rawRow(["x", 1, 1])).toThrow("needs a number");
  });
});

describe("sound results", () => {
  it("constant, missing, infinite and extreme numbers", () => {
    const rows = 40;
    const of = (name: string, value: (row: number) => number) =>
      numberColumn(
        name,
        Array.from({ length: rows }, (_, row) => value(row)),
      );
    const columns = [
      of("constant", () => 7),
      of("missing", () => Number.NaN),
      of(
        "infinite",
        (row) => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, row][row % 3] ?? 0,
      ),
      of("huge", (row) => (row % 2 ? 1 : -1) * Number.MAX_VALUE),
      of("tiny", (row) => row * Number.MIN_VALUE),
      of("zeros", (row) => (row % 2 ? 0 : -0)),
    ];
    for (const column of columns) everyRaw([column], half(rows), rows);
    const raw = everyRaw(columns, half(rows), rows);
    expect(raw[0]).toBeLessThan(0);
    expect(raw[rows - 1]).toBeGreaterThan(0);
  });

  it("separates infinity from the finite", () => {
    const values = Array.from({ length: 40 }, (_, row) =>
      row < 20 ? row : Number.POSITIVE_INFINITY,
    );
    const raw = everyRaw([numberColumn("a", values)], half(40), 40);
    expect(raw[0]).toBeLessThan(raw[39] as number);
    const low = values.map((value) => (value === Number.POSITIVE_INFINITY ? -value : value));
    const turned = everyRaw([numberColumn("a", low)], half(40), 40);
    expect(turned[0]).toBeLessThan(turned[39] as number);
  });

  it("no columns, or only text, gives the base rate", () => {
    const raw = everyRaw([], yesNo([0, 0, 0, 1]), 4);
    expect(raw[0]).toBeCloseTo(Math.log(1 / 3), 12);
    const text: Column = { name: "t", kind: "text", values: ["a", "b", "c", "d"] };
    expect(everyRaw([text], yesNo([0, 0, 0, 1]), 4)[3]).toBeCloseTo(Math.log(1 / 3), 12);
  });

  it("one row, equal and extreme number targets", () => {
    const column = numberColumn("a", [1]);
    expect(everyRaw([column], { kind: "number", values: Float64Array.of(42) }, 1)[0]).toBe(42);
    const rows = numberColumn("a", [1, 2, 3, 4]);
    const same = Float64Array.of(5, 5, 5, 5);
    expect([...everyRaw([rows], { kind: "number", values: same }, 4)]).toEqual([...same]);
    const far = Float64Array.of(-1.7e308, -1.7e308, 1.7e308, 1.7e308);
    const raw = everyRaw([rows], { kind: "number", values: far }, 4);
    expect(raw[0]).toBeLessThan(-1e307);
    everyRaw([rows], { kind: "number", values: far.map((value) => value / 1e300 / 1e300) }, 4);
  });

  it("a category without levels, and one where all is missing", () => {
    const none: Column = {
      name: "a",
      kind: "category",
      codes: new Int32Array(4).fill(-1),
      levels: [],
    };
    everyRaw([none], half(4), 4);
    everyRaw([{ ...none, levels: ["x"] }], half(4), 4);
    const bad: Column = { ...none, codes: Int32Array.of(0, 0, 0, 5), levels: ["x"] };
    expect(() => everyRaw([bad], half(4), 4)).toThrow("code 5");
  });

  it("two validation columns in another order, and classes that training lacks rows of", () => {
    const { table, binary } = referenceTable();
    const turned = { ...table, columns: table.columns.toReversed() };
    const validation = { table: turned, target: binary };
    expect(trainBoosted(table, binary, { ...small, validation }).trees).toBe(5);
    const codes = Int32Array.from({ length: 200 }, (_, row) => row % 2);
    const target: Target = { kind: "classes", codes, classes: ["a", "b", "c"] };
    for (const value of trainBoosted(table, target, small).raw(table))
      expect(Number.isFinite(value)).toBe(true);
  });
});

describe("the file", () => {
  it("returns the same model", () => {
    const { table, binary, number } = referenceTable();
    const level: Column = {
      name: "level",
      kind: "category",
      codes: Int32Array.from({ length: 200 }, (_, row) => (row % 7) - 1),
      levels: ["a", "b", "ç", "d", "e", "f"],
    };
    const missing = numberColumn("missing", new Float64Array(200).fill(Number.NaN));
    const wide: Table = { rows: 200, columns: [missing, level, ...table.columns] };
    for (const target of [binary, number]) {
      const model = trainBoosted(wide, target, small);
      const bytes = boostedToBytes(model);
      const read = boostedFromBytes(bytes);
      expect(read.raw(wide)).toEqual(model.raw(wide));
      expect(read.attributions(wide)).toEqual(model.attributions(wide));
      expect(boostedToBytes(read)).toEqual(bytes);
    }
  });

  it("refuses every changed byte and every cut", () => {
    const { table, binary } = referenceTable();
    const bytes = boostedToBytes(trainBoosted(table, binary, { rounds: 2 }));
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = bytes.slice();
      changed[place] = (changed[place] as number) ^ 16;
      expect(() => boostedFromBytes(changed)).toThrow(LearnFault);
    }
    for (const length of [0, 5, 16, 100, bytes.length - 1])
      expect(() => boostedFromBytes(bytes.subarray(0, length))).toThrow(LearnFault);
  });
});
