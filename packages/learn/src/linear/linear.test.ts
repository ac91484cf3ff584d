// References: scikit-learn 1.9.1, on X = [z(a), z(b), c == 0, c == 1, c == 2] with z(v) = (v − v.mean()) / v.std().
import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import type { Column, Table, Target } from "../table.ts";
import { readLinearModel, trainLinearModel } from "./linear.ts";
import { minimise } from "./minimise.ts";
import { softmax } from "./train.ts";

const places = [...Array(24).keys()];
const a = places.map((i) => Math.sin(i * 1.7) * 3 + i / 9);
const b = places.map((i) => Math.cos(i * 0.9) * 50 + 100);
const number = (name: string, values: number[]): Column => ({
  name,
  kind: "number",
  values: Float64Array.from(values),
});
const category = (name: string, codes: number[], levels: string[]): Column => ({
  name,
  kind: "category",
  codes: Int32Array.from(codes),
  levels,
});
const tableOf = (...columns: Column[]): Table => ({
  rows: columns[0]?.kind === "category" ? columns[0].codes.length : columns[0]!.values.length,
  columns,
});
const table = tableOf(
  number("a", a),
  number("b", b),
  category(
    "c",
    places.map((i) => i % 3),
    ["x", "y", "z"],
  ),
);
const binary: Target = {
  kind: "binary",
  codes: Int32Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1),
  classes: ["no", "yes"],
};
const three: Target = {
  kind: "classes",
  codes: Int32Array.of(0, 2, 2, 0, 2, 0, 0, 1, 0, 1, 1, 2, 1, 2, 2, 1, 2, 2, 0, 2, 0, 0, 2, 0),
  classes: ["p", "q", "r"],
};
const numbers: Target = {
  kind: "number",
  values: Float64Array.from(
    places,
    (i) => 2 * a[i]! - b[i]! / 30 + [0, 5, -3][i % 3]! + Math.sin(i * 5),
  ),
};

const close = (found: Iterable<number>, known: number[]): void => {
  const values = [...found].slice(0, known.length);
  known.forEach((value, at) => {
    expect(values[at]).toBeCloseTo(value, 5);
  });
};

describe("the linear learner", () => {
  test("LogisticRegression(C=1).decision_function", () => {
    close(
      trainLinearModel(table, binary, { cost: 1 }).raw(table),
      [-1.6577491039361458, 1.0520291325386792, -1.9384209940538097, -2.2767756927713654],
    );
  });

  test("LogisticRegression(C=1).predict_proba, three classes", () => {
    const raw = trainLinearModel(table, three, { cost: 1 }).raw(table);
    const known = [
      [0.6369760523640666, 0.26810331396782844, 0.09492063366810499],
      [0.14472975080685177, 0.24062289999111805, 0.6146473492020302],
      [0.4138158704858305, 0.0863353419361576, 0.4998487875780119],
    ];
    known.forEach((row, at) => {
      const scores = raw.slice(at * 3, at * 3 + 3);
      softmax(scores);
      close(scores, row);
    });
  });

  test("Ridge(alpha=1/3) on the standardised target", () => {
    close(
      trainLinearModel(table, numbers, { cost: 3 }).raw(table),
      [-5.153827251605324, 6.503291370745451, -6.849728272249162, -6.543113145287402],
    );
  });

  test("weights of rows count like repeated rows", () => {
    const twice = places.flatMap((i) => (i % 4 === 0 ? [i, i] : [i]));
    const pick = (values: number[]): number[] => twice.map((i) => values[i]!);
    const repeated = trainLinearModel(
      tableOf(category("c", pick(places.map((i) => i % 3)), ["x", "y", "z"])),
      { ...binary, codes: Int32Array.from(pick([...binary.codes])) },
      { cost: 1 },
    );
    const weighted = trainLinearModel(tableOf(table.columns[2]!), binary, {
      cost: 1,
      weights: Float64Array.from(places, (i) => (i % 4 === 0 ? 2 : 1)),
    });
    close(repeated.raw(table), [...weighted.raw(table)]);
  });

  test("shares and base sum to the raw scores; the file gives the same scores", () => {
    for (const target of [binary, three, numbers]) {
      const model = trainLinearModel(table, target);
      const raw = model.raw(table);
      const { base, shares } = model.attributions(table);
      raw.forEach((score, at) => {
        const own = shares.subarray(at * 3, at * 3 + 3);
        const sum = own.reduce((all, share) => all + share, base[at % model.outputs]!);
        expect(Math.abs(sum - score)).toBeLessThan(1e-9);
      });
      const bytes = model.toFile();
      expect(readLinearModel(bytes).raw(table)).toEqual(raw);
      expect(trainLinearModel(table, target).toFile()).toEqual(bytes);
    }
  });

  test("missing, infinite, constant, rare and unseen values give finite scores", () => {
    const hostile = tableOf(
      number("none", Array(24).fill(Number.NaN)),
      number("same", Array(24).fill(1e300)),
      number(
        "infinite",
        places.map((i) => [Infinity, -Infinity, 1e308, -1e308, Number.NaN, i][i % 6]!),
      ),
      category(
        "ids",
        places,
        places.map((i) => `id ${i}`),
      ),
      category("lost", Array(24).fill(-1), []),
    );
    for (const target of [binary, three, numbers]) {
      const model = trainLinearModel(hostile, target);
      expect([...model.raw(hostile)].every(Number.isFinite)).toBe(true);
      const other = { ...hostile, columns: [...hostile.columns] };
      other.columns[3] = category(
        "ids",
        places,
        places.map((i) => `new ${i}`),
      );
      expect([...model.raw(other)].every(Number.isFinite)).toBe(true);
    }
    const model = trainLinearModel({ rows: 24, columns: [] }, binary);
    expect(model.raw({ rows: 1, columns: [] })[0]).toBeCloseTo(Math.log(11 / 13), 4);
  });

  test("what cannot be learned from is refused", () => {
    const wrong: [Table, Target][] = [
      [
        { rows: 0, columns: [] },
        { ...binary, codes: new Int32Array(0) },
      ],
      [tableOf(table.columns[0]!, table.columns[0]!), binary],
      [table, { ...binary, codes: new Int32Array(24) }],
      [table, { ...binary, codes: new Int32Array(24).fill(-1) }],
      [table, { ...binary, codes: new Int32Array(3) }],
      [table, { kind: "number", values: new Float64Array(24).fill(Number.NaN) }],
    ];
    for (const [rows, target] of wrong)
      expect(() => trainLinearModel(rows, target)).toThrow(LearnFault);
    const weights = new Float64Array(24).fill(-1);
    expect(() => trainLinearModel(table, binary, { weights })).toThrow(LearnFault);
    const model = trainLinearModel(table, binary);
    expect(() => model.raw(tableOf(table.columns[0]!))).toThrow(/column "b"/);
    expect(() => model.raw(tableOf(number("c", a), ...table.columns.slice(0, 2)))).toThrow(
      LearnFault,
    );
  });
});

test("L-BFGS finds Rosenbrock's valley and the least of random quadratics", () => {
  const rosenbrock = (x: Float64Array, gradient: Float64Array): number => {
    const [u, v] = [x[0]!, x[1]!];
    gradient[0] = -400 * u * (v - u * u) - 2 * (1 - u);
    gradient[1] = 200 * (v - u * u);
    return 100 * (v - u * u) ** 2 + (1 - u) ** 2;
  };
  const { point } = minimise(rosenbrock, Float64Array.of(-1.2, 1), {
    tolerance: 1e-9,
    iterations: 200,
  });
  close(point, [1, 1]);
  const random = createRandom(3);
  const scales = Float64Array.from({ length: 40 }, () => 10 ** (random.unit() * 4 - 2));
  const centre = scales.map(() => random.unit() * 10 - 5);
  const bowl = (x: Float64Array, gradient: Float64Array): number =>
    x.reduce((sum, value, at) => {
      gradient[at] = scales[at]! * (value - centre[at]!);
      return sum + 0.5 * scales[at]! * (value - centre[at]!) ** 2;
    }, 0);
  const found = minimise(bowl, new Float64Array(40), { tolerance: 1e-9, iterations: 1000 });
  close(found.point, [...centre]);
});
