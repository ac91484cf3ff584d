// References: scikit-learn 1.9.1 and scipy 1.16 on the numbers below, where P is scipy.special.expit(x).
import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import { calibratedProbability, fitBeta, fitIsotonic, fitPlatt } from "./calibrate.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

const x = Float64Array.of(
  ...[-3.1, -2.2, -2.2, -1.7, -1.1, -0.6, -0.4, -0.1, 0.2, 0.3, 0.3, 0.8, 1.2, 1.5, 2.1, 2.4],
  ...[2.9, 3.3],
);
const y = Int32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1);
const w = Float64Array.of(1, 2, 1, 1, 3, 1, 1, 2, 1, 1, 1, 0.5, 1, 1, 2, 1, 1, 1);
const asked = [-5, -2.2, -2, -0.9, 0, 0.25, 1, 1.35, 2.2, 9];

describe("isotonic", () => {
  test("IsotonicRegression(out_of_bounds='clip').make(x, y).predict(asked)", () => {
    const known = [0, 0.25, 0.25, 0.2833333333333333, 0.4222222222222222, 0.6, 0.6, 0.8, 1, 1];
    const fitted = fitIsotonic(x, y);
    asked.forEach((at, i) => {
      expect(calibratedProbability(fitted, at), `${at}`).toBeCloseTo(known[i]!, 12);
    });
  });

  test("the same with sample_weight=w", () => {
    const known = [
      0, 0.14285714285714285, 0.14285714285714285, 0.18571428571428572, 0.35185185185185186,
      0.5555555555555556, 0.5555555555555556, 0.7777777777777779, 1, 1,
    ];
    const fitted = fitIsotonic(x, y, w);
    asked.forEach((at, i) => {
      expect(calibratedProbability(fitted, at), `${at}`).toBeCloseTo(known[i]!, 12);
    });
  });

  test("never falls, and keeps the sum of outcomes, on a thousand random sets", () => {
    const random = createRandom(5);
    for (let set = 0; set < 1000; set += 1) {
      const raw = Float64Array.from({ length: 30 }, () => random.below(12) - 6);
      const codes = Int32Array.from(raw, () => random.below(2));
      const fitted = fitIsotonic(raw, codes);
      const given = [...raw].map((score) => calibratedProbability(fitted, score));
      const sum = given.reduce((all, p) => all + p, 0);
      expect(sum).toBeCloseTo(
        codes.reduce((all, code) => all + code, 0),
        9,
      );
      fitted.probabilities.forEach((p, at) => {
        if (at > 0) expect(p).toBeGreaterThanOrEqual(fitted.probabilities[at - 1]!);
      });
    }
  });
});

describe("Platt", () => {
  test("sklearn.calibration._sigmoid_calibration(x, y)", () => {
    const { slope, intercept } = fitPlatt(x, y);
    expect(slope).toBeCloseTo(0.5941446204481609, 5);
    expect(intercept).toBeCloseTo(0.1491486826041266, 5);
  });

  test("one class only, one row and infinite scores give probabilities inside 0 and 1", () => {
    for (const scores of [Float64Array.of(1, 2), Float64Array.of(Infinity, -Infinity)]) {
      const p = calibratedProbability(fitPlatt(scores, Int32Array.of(1, 1)), 1);
      expect(p).toBeGreaterThan(0.5);
      expect(p).toBeLessThan(1);
    }
    expect(calibratedProbability(fitPlatt(Float64Array.of(3), Int32Array.of(0)), 3)).toBeLessThan(
      0.5,
    );
  });
});

describe("beta", () => {
  test("as LogisticRegression(C=1e5, fit_intercept=False) on ln P, −ln(1 − P), 1; a negative a is left out", () => {
    const { a, b, c } = fitBeta(x, y);
    expect(a).toBe(0);
    expect(b).toBeCloseTo(1.8152835417169684, 6);
    expect(c).toBeCloseTo(-1.44650035462811, 6);
  });

  test("finds the map that made the outcomes", () => {
    const random = createRandom(2);
    const raw = Float64Array.from({ length: 100_000 }, () => random.unit() * 8 - 4);
    const truth = { kind: "beta", a: 0.6, b: 1.7, c: 0.4 } as const;
    const codes = Int32Array.from(raw, (score) =>
      random.unit() < calibratedProbability(truth, score) ? 1 : 0,
    );
    const { a, b, c } = fitBeta(raw, codes);
    expect(a).toBeCloseTo(0.6, 0.7);
    expect(b).toBeCloseTo(1.7, 0.7);
    expect(c).toBeCloseTo(0.4, 0.7);
  });

  test("separable and one-class rows have an answer", () => {
    for (const codes of [Int32Array.of(0, 0, 1, 1), Int32Array.of(1, 1, 1, 1)]) {
      const fitted = fitBeta(Float64Array.of(-2, -1, 1, 2), codes);
      const p = [-9, -1, 0, 1, 9].map((raw) => calibratedProbability(fitted, raw));
      expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect([...p].sort((one, other) => one - other)).toEqual(p);
    }
  });
});

test("scores that are no numbers, no rows and other outcomes are refused", () => {
  for (const make of [fitPlatt, fitBeta, fitIsotonic]) {
    expect(() => make(new Float64Array(0), new Int32Array(0))).toThrow(LearnFault);
    expect(() => make(Float64Array.of(Number.NaN), Int32Array.of(0))).toThrow(LearnFault);
    expect(() => make(Float64Array.of(1), Int32Array.of(2))).toThrow(LearnFault);
    expect(() => make(Float64Array.of(1), Int32Array.of(1), Float64Array.of(-1))).toThrow(
      LearnFault,
    );
  }
});

test("scipy.stats.norm: cdf and ppf", () => {
  const cdf: [number, number][] = [
    [-8, 6.22096057427174e-16],
    [-3, 0.0013498980316300933],
    [-1.5, 0.06680720126885807],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [2.9, 0.998134186699616],
    [6, 0.9999999990134123],
  ];
  for (const [at, p] of cdf) expect(Math.abs(normalCdf(at) / p - 1), `${at}`).toBeLessThan(1e-11);
  const ppf: [number, number][] = [
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.05, -1.6448536269514729],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
    [0.9999, 3.719016485455709],
  ];
  for (const [p, at] of ppf) expect(normalQuantile(p), `${p}`).toBeCloseTo(at, 12);
  expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([
    -Infinity,
    0,
    Infinity,
  ]);
});
