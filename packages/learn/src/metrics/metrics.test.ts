// Reference values: scikit-learn 1.x and scipy, by the calls named beside them, over the rows made by the same formulas.
// DeLong's: the structural components as whole matrices, numpy's var(ddof=1).
import { describe, expect, test } from "vitest";
import { accuracy, confusionMatrix, macroF1, numberMetrics, wilson } from "./classes.ts";
import { bySegment, gainsTable } from "./gains.ts";
import { bootstrapInterval } from "./interval.ts";
import { brier, calibrationBins, calibrationError, chanceError, logLoss } from "./probability.ts";
import { averagePrecision, rocAuc } from "./ranking.ts";

const rows = Array.from({ length: 40 }, (_, row) => row);
const codes = Int32Array.from(rows, (i) => Number((i * i * 7 + 3 * i) % 11 < 4));
const scores = Float64Array.from(rows, (i) => Math.round(((i * 37) % 101) / 10 - 1e-9) / 10);
const tied = Float64Array.from([
  0, 0.4, 0.7, 0.1, 0.5, 0.8, 0.2, 0.6, 0.9, 0.3, 0.7, 0, 0.4, 0.8, 0.1, 0.5, 0.9, 0.2, 0.6, 1, 0.3,
  0.7, 0.1, 0.4, 0.8, 0.2, 0.5, 0.9, 0.3, 0.6, 1, 0.4, 0.7, 0.1, 0.5, 0.8, 0.2, 0.6, 0.9, 0.3,
]);
const weights = Float64Array.from(rows, (i) => 1 + (i % 5) * 0.5);
const clipped = tied.map((score) => Math.min(0.98, Math.max(0.02, score)));
const classCodes = rows.map((i) => i % 3);
const guesses = rows.map((i) => (i * i + Math.floor(i / 3)) % 4);
const values = Float64Array.from(rows, (i) => (i * 13) % 29);
const predicted = values.map((value, i) => value * 0.8 + Math.sin(i) * 3 + 1);

test("the area under the ROC curve is roc_auc_score(y, s[, sample_weight=w]), with DeLong's interval", () => {
  const plain = rocAuc(codes, tied);
  expect(plain.value).toBeCloseTo(0.5757575757575758, 12);
  expect(plain.low).toBeCloseTo(0.38665345117198324, 9);
  expect(plain.high).toBeCloseTo(0.7648617003431684, 9);
  expect(rocAuc(codes, tied, weights).value).toBeCloseTo(0.6014299182903834, 12);
  const doubled = new Float64Array(40).fill(3);
  expect(rocAuc(codes, tied, doubled).low).toBeCloseTo(plain.low, 12);
});

test("average precision is average_precision_score(y, s[, sample_weight=w])", () => {
  const plain = averagePrecision(codes, tied);
  expect(plain.value).toBeCloseTo(0.6159802717218985, 12);
  expect(plain.low).toBeLessThan(0.55);
  expect(plain.high).toBeGreaterThan(0.7);
  expect(averagePrecision(codes, tied, weights).value).toBeCloseTo(0.6148627838433053, 12);
});

test("log loss and Brier are log_loss and brier_score_loss", () => {
  expect(logLoss(codes, clipped).value).toBeCloseTo(0.980558649085482, 12);
  expect(logLoss(codes, clipped, weights).value).toBeCloseTo(0.9232893034537832, 12);
  expect(brier(codes, clipped).value).toBeCloseTo(0.29604, 12);
  expect(brier(codes, clipped, weights).value).toBeCloseTo(0.2819075, 12);
  const many = Float64Array.from(
    rows.flatMap((i) => {
      const parts = [1 + (i % 4), 1 + (i % 7), 2 + (i % 3)];
      const total = parts.reduce((sum, part) => sum + part, 0);
      return parts.map((part) => part / total);
    }),
  );
  expect(logLoss(classCodes, many, undefined, 3).value).toBeCloseTo(1.0916928197361682, 12);
  expect(logLoss(classCodes, many, weights, 3).value).toBeCloseTo(1.0846765699664567, 12);
  expect(brier(classCodes, many, undefined, 3).value).toBeCloseTo(0.6659458631838648, 12);
});

describe("calibration error", () => {
  const spread = Float64Array.from(rows, (i) => ((i * 17) % 41) / 41);

  test("is the mean of |predicted − observed| over np.array_split of the sorted rows", () => {
    expect(calibrationError(codes, spread).value).toBeCloseTo(0.225609756097561, 12);
    expect(calibrationBins(codes, spread)).toHaveLength(10);
  });

  test("does not depend on the order of rows where probabilities are equal", () => {
    const turned = Float64Array.from(tied).reverse();
    const turnedCodes = Int32Array.from(codes).reverse();
    expect(calibrationError(turnedCodes, turned).value).toBeCloseTo(
      calibrationError(codes, tied).value,
      12,
    );
    const same = new Float64Array(40).fill(0.5);
    const rate = codes.reduce((sum, code) => sum + code, 0) / 40;
    expect(calibrationError(codes, same).value).toBeCloseTo(Math.abs(rate - 0.5), 12);
  });

  test("by chance alone is what perfectly calibrated rows show", () => {
    // Ten bins of a hundred rows at one half: √(2/π) · 0.5 / √100.
    expect(chanceError(new Float64Array(1000).fill(0.5))).toBeCloseTo(0.0398942, 6);
  });
});

test("classes: confusion_matrix, accuracy_score, f1_score(average='macro')", () => {
  const matrix = confusionMatrix(classCodes, guesses, 4);
  expect([...matrix]).toEqual([7, 0, 7, 0, 0, 7, 0, 6, 7, 0, 6, 0, 0, 0, 0, 0]);
  expect(accuracy(classCodes, guesses).value).toBe(0.5);
  expect(accuracy(classCodes, guesses, weights).value).toBeCloseTo(0.5, 12);
  expect(macroF1(classCodes, guesses, 4).value).toBeCloseTo(0.41538461538461535, 12);
  expect(macroF1(classCodes, guesses, 4, weights).value).toBeCloseTo(0.4150194763822498, 12);
});

test("a share's interval is Wilson's", () => {
  // statsmodels proportion_confint(8, 10, method="wilson")
  expect(wilson(8, 10).low).toBeCloseTo(0.49016247153664183, 10);
  expect(wilson(8, 10).high).toBeCloseTo(0.9433178485456247, 10);
});

test("numbers: mean_absolute_error, root_mean_squared_error, r2_score", () => {
  const plain = numberMetrics(values, predicted);
  expect(plain.mae.value).toBeCloseTo(2.522154617023731, 12);
  expect(plain.rmse.value).toBeCloseTo(3.091743209836922, 12);
  expect(plain.r2?.value).toBeCloseTo(0.864507997759403, 12);
  const weighted = numberMetrics(values, predicted, weights);
  expect(weighted.mae.value).toBeCloseTo(2.468512035216873, 12);
  expect(weighted.rmse.value).toBeCloseTo(3.0465756068551624, 12);
  expect(weighted.r2?.value).toBeCloseTo(0.8674405978299886, 12);
  expect(numberMetrics(new Float64Array(3), new Float64Array(3)).r2).toBeNull();
});

test("gains: slices hold equal mass, ties are shared out, and the last finds all", () => {
  const table = gainsTable(codes, tied);
  expect(table).toHaveLength(10);
  for (const { rows: mass } of table) expect(mass).toBeCloseTo(4, 9);
  // The four best rows: two of score 1 (codes 0 and 0), then two of the four at 0.9 (codes 0, 1, 1, 1).
  const at = (score: number) => [...tied].flatMap((one, row) => (one === score ? [row] : []));
  const hits = (found: number[]) => found.reduce((sum, row) => sum + (codes[row] as number), 0);
  const expected = hits(at(1)) + (hits(at(0.9)) * 2) / at(0.9).length;
  expect(table[0]?.positives).toBeCloseTo(expected, 9);
  expect(table.at(-1)).toMatchObject({ gain: 1, depth: 1, cumulativeLift: 1 });
});

test("by segment: a segment of one class has no answer, missing has its own", () => {
  const segment = Int32Array.from(rows, (i) => (codes[i] === 1 && i < 9 ? 0 : (i % 2) - 1));
  const found = bySegment(segment, ["even"], (chosen) => {
    const part = Int32Array.from(chosen, (row) => codes[row] as number);
    return rocAuc(
      part,
      Float64Array.from(chosen, (row) => tied[row] as number),
    ).value;
  });
  expect(found.map(({ segment: name }) => name)).toEqual(["(missing)", "even"]);
  expect(found.reduce((sum, { rows: count }) => sum + count, 0)).toBe(40);
  const single = bySegment(new Int32Array(3), ["all"], () =>
    rocAuc([1, 1, 1], new Float64Array(3)),
  );
  expect(single[0]?.result).toBeNull();
});

describe("intervals", () => {
  test("the bootstrap gives the same for the same seed and spreads as the mean does", () => {
    const mean = (times: Float64Array) =>
      times.reduce((sum, count, row) => sum + count * (values[row] as number), 0) / 40;
    const first = bootstrapInterval(40, mean, { rounds: 2000, seed: 7 });
    expect(bootstrapInterval(40, mean, { rounds: 2000, seed: 7 })).toEqual(first);
    const average = mean(new Float64Array(40).fill(1));
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / 40;
    const reach = 1.96 * Math.sqrt(variance / 40);
    expect(Math.abs(first.high - average - reach)).toBeLessThan(0.15 * reach);
  });

  test("a perfect ranking of few rows is not certain", () => {
    const perfect = rocAuc([0, 0, 0, 1, 1, 1], Float64Array.from([1, 2, 3, 4, 5, 6]));
    expect(perfect).toMatchObject({ value: 1, high: 1 });
    expect(perfect.low).toBeCloseTo(0.025 ** (1 / 3), 9);
  });

  test("DeLong's covers the truth as often as it says", () => {
    let covered = 0;
    for (let round = 0; round < 200; round += 1) {
      const drawn = bootstrapDraw(round);
      const { low, high } = rocAuc(drawn.codes, drawn.scores);
      if (low <= drawn.truth && drawn.truth <= high) covered += 1;
    }
    expect(covered).toBeGreaterThan(178);
  });
});

/** Scores uniform in 0 … 1 for the one class, 0.3 … 1.3 for the other: the area is 1 − 0.7²/2. */
function bootstrapDraw(seed: number) {
  const units = Array.from(
    { length: 120 },
    (_, at) => ((at + 1) * (seed * 2 + 1) * 0.6180339887) % 1,
  );
  const drawn = Int32Array.from(units, (_, at) => at % 2);
  const noise = Float64Array.from(units, (unit, at) => unit + (at % 2) * 0.3);
  return { codes: drawn, scores: noise, truth: 1 - 0.49 / 2 };
}

describe("input that cannot be measured is refused", () => {
  test.each([
    ["one class", () => rocAuc([1, 1], Float64Array.from([0.1, 0.2]))],
    ["no class", () => averagePrecision([0, 0], Float64Array.from([0.1, 0.2]))],
    ["no rows", () => logLoss([], new Float64Array(0))],
    ["an infinite score", () => rocAuc([0, 1], Float64Array.from([0.1, Infinity]))],
    ["a score that is not a number", () => rocAuc([0, 1], Float64Array.from([0.1, Number.NaN]))],
    ["a probability above 1", () => brier([0, 1], Float64Array.from([0.1, 1.2]))],
    ["lengths that differ", () => brier([0, 1, 1], Float64Array.from([0.1, 1]))],
    ["a negative weight", () => rocAuc([0, 1], scores.slice(0, 2), Float64Array.from([1, -1]))],
    ["a class that is not there", () => confusionMatrix([0, 5], [0, 1], 2)],
    ["gains without a hit", () => gainsTable([0, 0], Float64Array.from([1, 2]))],
    ["numbers of none", () => numberMetrics(new Float64Array(0), new Float64Array(0))],
  ])("%s", (_what, ask) => {
    expect(ask).toThrow(/\w+/);
  });
});
