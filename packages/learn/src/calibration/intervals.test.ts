import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import { bootstrap, quantileOf } from "./bootstrap.ts";
import {
  conformalClassSet,
  conformalClassThreshold,
  conformalQuantile,
  conformalReach,
  conformalShift,
} from "./conformal.ts";

const meanOf =
  (data: Float64Array) =>
  (rows: Int32Array): number =>
    rows.reduce((sum, row) => sum + data[row]!, 0) / rows.length;

const skewed = Float64Array.of(
  ...[1.2, 0.4, 3.3, 2.8, 0.9, 7.1, 1.1, 0.3, 5.2, 2.2, 0.8, 1.6, 4.4, 0.7, 12.5],
);
// Efron and Tibshirani (1993), table 3.1: the law schools.
const lsat = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594];
const gpa = [339, 330, 281, 303, 344, 307, 300, 343, 336, 313, 312, 274, 276, 288, 296];

function correlation(rows: Int32Array): number {
  const [x, y] = [[...rows].map((row) => lsat[row]!), [...rows].map((row) => gpa[row]!)];
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (term: (i: number) => number): number => x.reduce((all, _, i) => all + term(i), 0);
  const cross = sum((i) => (x[i]! - mx) * (y[i]! - my));
  return cross / Math.sqrt(sum((i) => (x[i]! - mx) ** 2) * sum((i) => (y[i]! - my) ** 2));
}

describe("bootstrap", () => {
  const settings = { level: 0.9, repeats: 20_000, seed: 1 } as const;

  test("scipy.stats.bootstrap((skewed,), np.mean, n_resamples=200000) within the noise of drawing", () => {
    const percentile = bootstrap(15, meanOf(skewed), { ...settings, method: "percentile" });
    expect(Math.abs(percentile.low - 1.74)).toBeLessThan(0.03);
    expect(Math.abs(percentile.high - 4.42)).toBeLessThan(0.05);
    expect(Math.abs(percentile.standardError - 0.8201)).toBeLessThan(0.015);
    const bca = bootstrap(15, meanOf(skewed), { ...settings, method: "bca" });
    expect(Math.abs(bca.low - 1.94)).toBeLessThan(0.03);
    expect(Math.abs(bca.high - 4.86)).toBeLessThan(0.08);
  });

  test("law schools' correlation, scipy.stats.bootstrap(…, paired=True, n_resamples=50000)", () => {
    const bca = bootstrap(15, correlation, { ...settings, method: "bca" });
    expect(bca.estimate).toBeCloseTo(0.7763745, 6);
    expect(Math.abs(bca.low - 0.4251)).toBeLessThan(0.02);
    expect(Math.abs(bca.high - 0.9267)).toBeLessThan(0.01);
    expect(Math.abs(bca.standardError - 0.134)).toBeLessThan(0.004);
  });

  test("a 90 % interval of the mean of 40 normal numbers holds it about 9 times in 10", () => {
    const random = createRandom(9);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
    let held = 0;
    for (let set = 0; set < 300; set += 1) {
      const data = Float64Array.from({ length: 40 }, normal);
      const { low, high } = bootstrap(40, meanOf(data), {
        level: 0.9,
        repeats: 300,
        seed: set,
        method: "bca",
      });
      if (low <= 0 && high >= 0) held += 1;
    }
    expect(held / 300).toBeGreaterThan(0.85);
    expect(held / 300).toBeLessThan(0.95);
  });

  test("one seed gives one answer; draws without a value are left out; nothing to draw is refused", () => {
    const settled = { level: 0.8, repeats: 200, seed: 3, method: "bca" } as const;
    const sometimes = (rows: Int32Array): number => (rows.includes(0) ? rows[0]! : Number.NaN);
    expect(bootstrap(6, sometimes, settled)).toEqual(bootstrap(6, sometimes, settled));
    expect(bootstrap(1, () => 4, settled)).toMatchObject({ estimate: 4, low: 4, high: 4 });
    expect(() => bootstrap(0, () => 1, settled)).toThrow(LearnFault);
    expect(() => bootstrap(3, () => Number.NaN, settled)).toThrow(LearnFault);
    expect(() => bootstrap(3, () => 1, { ...settled, level: 1 })).toThrow(LearnFault);
  });

  test("quantiles as numpy.quantile([1, 2, 4, 8], q)", () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect([0, 0.25, 0.5, 0.5, 1].map((q) => quantileOf(sorted, q))).toEqual([1, 1.75, 3, 3, 8]);
  });
});

describe("conformal", () => {
  test("takes the ⌈(n + 1) × coverage⌉-th smallest score", () => {
    const scores = Float64Array.from({ length: 9 }, (_, at) => 9 - at);
    expect(conformalQuantile(scores, 0.9)).toBe(9);
    expect(conformalQuantile(scores, 0.8)).toBe(8);
    expect(conformalQuantile(scores, 0.5)).toBe(5);
    expect(conformalQuantile(scores.subarray(1), 0.9)).toBe(Infinity);
    expect(conformalQuantile(new Float64Array(0), 0.9)).toBe(Infinity);
    expect(() => conformalQuantile(scores, 1)).toThrow(LearnFault);
  });

  test("holds the truth as often as said, on average over many calibrations", () => {
    const random = createRandom(4);
    let held = 0;
    const noise = (): number => random.unit() ** 3;
    for (let set = 0; set < 4000; set += 1) {
      const truth = Float64Array.from({ length: 19 }, noise);
      if (noise() <= conformalReach(new Float64Array(19), truth, 0.9)) held += 1;
    }
    expect(Math.abs(held / 4000 - 0.9)).toBeLessThan(0.015);
  });

  test("quantiles are moved apart or together", () => {
    const truth = Float64Array.of(...[...Array(19).keys()].map((at) => at - 9));
    const fixed = (value: number): Float64Array => new Float64Array(19).fill(value);
    expect(conformalShift(fixed(-5), fixed(5), truth, 0.9)).toBe(4);
    expect(conformalShift(fixed(-20), fixed(20), truth, 0.9)).toBe(-11);
  });

  test("sets of classes hold every class above the threshold, and never none", () => {
    const rows = Float64Array.of(0.7, 0.2, 0.1, 0.5, 0.3, 0.2, 0.1, 0.1, 0.8, 0.4, 0.35, 0.25);
    const threshold = conformalClassThreshold(rows, Int32Array.of(0, 1, 2, 1), 3, 0.6);
    expect(threshold).toBeCloseTo(0.35, 12);
    expect(conformalClassSet(Float64Array.of(0.4, 0.35, 0.25), threshold)).toEqual([0, 1]);
    expect(conformalClassSet(Float64Array.of(0.3, 0.34, 0.36), 0.5)).toEqual([2]);
  });
});
