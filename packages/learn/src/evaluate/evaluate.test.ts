// The whole judgement on small made tables: what is chosen, what is said, and what hostile input gets.
import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../random.ts";
import { mostJudged } from "./cross-validate.ts";
import { estimateBaseRate, withBaseRate } from "./drift.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluation, EvaluationRequest } from "./evaluation.ts";
import { checkSignal } from "./signal.ts";
import { type Cells, chance, clock, lead, normal, tableOf } from "./test-tables.ts";

const leads = (rows: number, seed: number, shift?: number) =>
  tableOf(rows, seed, (random, row) => lead(random, row, shift));

const judge = (request: Partial<EvaluationRequest>): Promise<Evaluation> =>
  evaluate({ train: leads(600, 1), test: leads(400, 2), target: "converted", ...request }, clock());

const codesOf = ({ report }: Evaluation) => report.warnings.map(({ code }) => code);

describe("a table with signal", () => {
  test("is learned, measured and explained; shares and base sum to the score", async () => {
    const evaluation = await judge({});
    const { report, predictions } = evaluation;
    expect(report.signal.found).toBe(true);
    expect(report.learner.why).toMatch(/log loss by cross-validation/);
    expect(report.metrics?.rocAuc?.value).toBeGreaterThan(0.75);
    expect(report.columns.leftOut).toEqual([expect.objectContaining({ column: "id", kind: "id" })]);
    expect(report.leaks).toEqual([]);
    expect(report.warnings).toEqual([]);
    expect(report.probabilities.status).toBe("served");
    const found = evaluation.attribute(0, 50);
    const width = found?.columns.length ?? 0;
    for (let row = 0; row < 50; row += 1) {
      const shares = found?.shares.slice(row * width, (row + 1) * width) ?? [];
      const sum = [...shares].reduce((total, share) => total + share, found?.base[row] as number);
      expect(sum).toBeCloseTo(predictions.raw[row] as number, 9);
    }
  });

  test("is no judge of itself: rows that were learned from are told, coarse ones that repeat are not", async () => {
    const same = await judge({ test: leads(600, 1) });
    expect(codesOf(same)).toContain("shared_rows");
    expect(same.report.warnings.find(({ code }) => code === "shared_rows")?.message).toMatch(
      /^600 of the 600 test rows/,
    );
    const coarse = (seed: number) =>
      tableOf(400, seed, (random) => {
        const size = random.below(3);
        return { size, region: random.below(4), won: Number(random.unit() < 0.2 + 0.3 * size) };
      });
    const apart = await judge({ train: coarse(1), test: coarse(2), target: "won" });
    expect(codesOf(apart)).not.toContain("shared_rows");
  });

  test("gives the same report for the same seed", async () => {
    const [one, two] = [await judge({}), await judge({})];
    expect(two.report).toEqual(one.report);
    expect(two.predictions).toEqual(one.predictions);
  });

  test("under 300 rows goes to the Bayesian learner", async () => {
    const { report } = await judge({ train: leads(120, 1) });
    expect(report.learner.name).toBe("bayes");
    expect(report.learner.why).toMatch(/rows are few/);
  });

  test("text goes to the text learner", async () => {
    const words = ["refund my order please", "where is my parcel now", "reset my old password"];
    const make = (random: Random): Cells => {
      const code = random.below(3);
      return {
        message: `${words[code]} ${random.below(1e6)} thanks`,
        intent: ["r", "w", "p"][code] as string,
      };
    };
    const request = {
      train: tableOf(200, 1, make),
      test: tableOf(60, 2, make),
      target: "intent",
      text: ["message"],
    };
    const evaluation = await judge(request);
    expect(evaluation.report.learner.name).toBe("text");
    expect(evaluation.report.metrics?.accuracy?.value).toBe(1);
    expect(evaluation.attribute(0, 2)?.columns).toEqual(["message"]);
  });

  test("numbers are predicted as numbers", async () => {
    const make = (random: Random): Cells => {
      const seats = random.below(50);
      return { seats, amount: (100 * seats + 200 * normal(random)).toFixed(2) };
    };
    const { report } = await judge({
      train: tableOf(400, 1, make),
      test: tableOf(200, 2, make),
      target: "amount",
    });
    expect(report.target.kind).toBe("number");
    expect(report.metrics?.r2?.value).toBeGreaterThan(0.9);
    expect(report.leaks).toEqual([]);
  });
});

describe("honesty", () => {
  test("without signal it says so and serves the base rate", async () => {
    const make = (random: Random): Cells => ({
      a: random.below(9),
      b: ["x", "y", "z"][random.below(3)] as string,
      converted: random.below(2),
    });
    const evaluation = await judge({ train: tableOf(800, 1, make), test: tableOf(300, 2, make) });
    expect(evaluation.report.signal).toMatchObject({ found: false });
    expect(evaluation.report.signal.words).toMatch(/^No better than the base rate/);
    expect(codesOf(evaluation)).toContain("no_signal");
    expect(new Set(evaluation.predictions.served ?? []).size).toBe(1);
    expect(evaluation.report.metrics?.rocAuc?.value).toBe(0.5);
  });

  test("a column that knows the outcome is named and left out, and kept when asked", async () => {
    const make = (random: Random, row: number): Cells => {
      const cells = lead(random, row);
      return { ...cells, closed_at: cells.converted ? `2024-05-${10 + random.below(15)}` : "" };
    };
    const tables = { train: tableOf(600, 1, make), test: tableOf(300, 2, make) };
    const evaluation = await judge(tables);
    expect(evaluation.report.leaks.map(({ column }) => column)).toEqual(["closed_at"]);
    expect(evaluation.report.columns.used).not.toContain("closed_at");
    expect(codesOf(evaluation)).toContain("leak");
    const kept = await judge({ ...tables, keep: ["closed_at"] });
    expect(kept.report.columns.used).toContain("closed_at");
  });

  test("a base rate that moved is corrected where only it moved", async () => {
    // Sampling by outcome changes the share of the classes and nothing else.
    const thin = tableOf(4000, 7, (random, row) => lead(random, row, -0.5));
    const keep = (converted: string, row: number) => converted === "1" || row % 5 === 0;
    const column = thin.columns.find(({ name }) => name === "converted");
    const rows = Int32Array.from({ length: thin.rows }, (_, row) => row).filter((row) =>
      keep(column?.texts[column.codes[row] as number] ?? "", row),
    );
    const test4 = {
      ...thin,
      rows: rows.length,
      columns: thin.columns.map((one) => ({
        ...one,
        codes: rows.map((row) => one.codes[row] as number),
      })),
    };
    const evaluation = await judge({ train: leads(3000, 1), test: test4 });
    expect(codesOf(evaluation)).toContain("base_rate_drift");
    expect(evaluation.report.probabilities.status).toBe("corrected");
    expect(evaluation.report.calibration?.error).toBeLessThan(0.05);
  });

  test("and withdrawn where the meaning of the columns moved too", async () => {
    const turned = tableOf(1500, 4, (random, row) => {
      const cells = lead(random, row, -3);
      return { ...cells, converted: 1 - cells.converted };
    });
    const evaluation = await judge({ train: leads(1500, 1), test: turned });
    expect(evaluation.report.probabilities.status).toBe("withdrawn");
    expect(evaluation.predictions.served).toBeNull();
  });

  test("dates that say nothing about later rows are left out", async () => {
    // The outcome follows the month up to June; afterwards it is chance.
    const make = (random: Random, row: number): Cells => {
      const month = 1 + Math.floor((row % 1000) / 100);
      const rate = month <= 6 ? 0.2 + 0.6 * (month % 2) : 0.5;
      return {
        created: `2024-${String(month).padStart(2, "0")}-${10 + random.below(18)}`,
        n: random.below(5),
        converted: Number(random.unit() < rate),
      };
    };
    const evaluation = await judge({ train: tableOf(2000, 1, make), test: tableOf(500, 2, make) });
    expect(codesOf(evaluation)).toContain("calendar_does_not_hold");
    expect(evaluation.report.signal.found).toBe(false);
  });
});

describe("test files as they come", () => {
  test("columns in another order, missing, new; values not seen; rows without a target", async () => {
    const other = tableOf(200, 5, (random, row): Cells => {
      const { converted, source = "" } = lead(random, row);
      return { more: row, converted: row % 10 ? converted : "", source: row % 3 ? source : "tv" };
    });
    const evaluation = await judge({ test: other });
    expect(codesOf(evaluation)).toEqual(
      expect.arrayContaining(["missing_columns", "unseen_values", "rows_without_target"]),
    );
    expect(evaluation.predictions.raw).toHaveLength(200);
    expect(evaluation.predictions.raw.every(Number.isFinite)).toBe(true);
  });

  test("without the target they are scored and not measured", async () => {
    const evaluation = await judge({
      test: tableOf(50, 5, (_random, row): Cells => ({ visits: row % 9, source: "web" })),
    });
    expect(evaluation.report.metrics).toBeNull();
    expect(codesOf(evaluation)).toContain("no_test_target");
    expect(evaluation.predictions.served).toHaveLength(50);
  });

  test("one row, or rows of one class, are measured as far as that goes", async () => {
    const one = await judge({ test: leads(1, 8) });
    expect(one.report.metrics?.rocAuc).toBeUndefined();
    expect(
      Object.values(one.report.metrics ?? {}).every(({ value }) => Number.isFinite(value)),
    ).toBe(true);
  });
});

describe("what cannot be judged is refused in words", () => {
  const constant = tableOf(50, 1, (_random, row): Cells => ({ a: 1, b: "", converted: row % 2 }));
  test.each<[string, Partial<EvaluationRequest>, RegExp]>([
    ["an unknown target", { target: "bought" }, /no column "bought".*"visits"/],
    ["an unknown column to drop", { drop: ["price"] }, /no column "price"/],
    ["one class", { train: tableOf(50, 1, () => ({ a: 1, converted: 1 })) }, /same "converted"/],
    ["too few rows", { train: leads(5, 1) }, /at least 10/],
    [
      "no rows",
      { train: { rows: 0, columns: [], repeated: [], unevenRows: 0, unreadableRows: 0 } },
      /no rows/,
    ],
    ["nothing but constants", { train: constant }, /no column to learn from.*"a"/],
    ["a text learner without text", { learner: "text" }, /no column to learn from|free text/],
    ["Bayes for numbers", { target: "age", learner: "bayes" }, /two classes/],
    [
      "a test file of other columns",
      { test: tableOf(9, 1, () => ({ q: 1 })) },
      /none of the columns/,
    ],
  ])("%s", async (_what, request, message) => {
    await expect(judge(request)).rejects.toThrow(message);
  });
});

test("the base rate of rows without outcomes is found where only it moved", () => {
  const random = createRandom(1);
  const scores = Float64Array.from({ length: 20_000 }, () => 2 * normal(random));
  // Rows of a population of one half, of which one class is kept with one chance in four.
  const kept = scores.filter((score) => random.unit() < chance(score) || random.unit() < 0.25);
  const rate = estimateBaseRate(kept.map(chance), 0.5);
  expect(rate).toBeGreaterThan(0.75);
  expect(rate).toBeLessThan(0.84);
  expect(withBaseRate(Float64Array.of(0.5), 0.5, 0.8)[0]).toBeCloseTo(0.8, 12);
});

test("signal needs more than luck: of 60 tables of chance at most one or two seem to have some", () => {
  let found = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = createRandom(seed);
    const codes = Int32Array.from({ length: 400 }, () => random.below(2));
    const guesses = Float64Array.from({ length: 400 }, () => 0.5 + 0.05 * (random.unit() - 0.5));
    if (checkSignal({ kind: "binary", codes, classes: ["a", "b"] }, guesses).found) found += 1;
  }
  expect(found).toBeLessThanOrEqual(2);
});

test("very many rows are tried on a sample, and signal is looked for in that sample", async () => {
  const request = { train: leads(mostJudged + 5000, 1), learner: "boosted" as const };
  const { report } = await judge(request);
  expect(report.signal.found).toBe(true);
  expect(report.calibration?.onHeldOutFolds).toBeLessThan(0.02);
}, 120_000);
