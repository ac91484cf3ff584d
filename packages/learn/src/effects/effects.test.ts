// Against known answers: tables of χ², a regression in closed form, and worlds whose effects are known because they are
// made here.
import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { sigmoid } from "../linear/newton.ts";
import { createRandom, type Random } from "../random.ts";
import type { Table } from "../table.ts";
import { checkBalance } from "./balance.ts";
import { chiSquareTail } from "./chi-square.ts";
import { averageEffect, effectsAt, estimateEffects } from "./effects.ts";
import { effectScores } from "./scores.ts";
import { spreadPosterior } from "./spread.ts";
import type { Trial } from "./trial.ts";

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());

interface Kind {
  rows: number;
  seed: number;
  /** What the action adds to the chance. */
  effect?: (group: number, x: number) => number;
  /** The probability of the draw that is stated, and the one that was. */
  stated?: (x: number) => number;
  drawn?: (group: number, x: number) => number;
}

const fair = () => 0.5;
const levels = ["north", "south", "west"];

interface Made {
  trial: Trial;
  effects: number[];
}

function make({ rows, seed, effect = () => 0, stated = fair, drawn }: Kind): Made {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: rows }, () => normal(random));
  const codes = Int32Array.from({ length: rows }, () => random.below(3));
  const table: Table = {
    rows,
    columns: [
      { name: "x", kind: "number", values: x },
      { name: "group", kind: "category", codes, levels },
    ],
  };
  const groupOf = (row: number) => codes[row] as number;
  const xOf = (row: number) => x[row] as number;
  const base = (row: number) => sigmoid(-0.8 + 0.9 * xOf(row) + (groupOf(row) === 1 ? 0.5 : 0));
  const effects = Array.from({ length: rows }, (_, row) => {
    const added = effect(groupOf(row), xOf(row));
    return Math.min(1, Math.max(0, base(row) + added)) - base(row);
  });
  const treated = Uint8Array.from({ length: rows }, (_, row) =>
    random.unit() < (drawn?.(groupOf(row), xOf(row)) ?? stated(xOf(row))) ? 1 : 0,
  );
  const outcome = treated.map((one, row) =>
    random.unit() < base(row) + (one === 1 ? (effects[row] as number) : 0) ? 1 : 0,
  );
  const propensity = x.map((value) => stated(value));
  const groups = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 3));
  return { trial: { table, treated, outcome, propensity, groups }, effects };
}

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value / values.length, 0);

test.each([
  [3.841458820694124, 1, 0.05],
  [18.307038053275146, 10, 0.05],
  [10.82756617, 1, 0.001],
  [5.348120627447122, 6, 0.5],
  [59.70306429823, 30, 0.001],
  [0, 4, 1],
])("the tail of χ² at %f with %i degrees is %f", (x, degrees, p) => {
  expect(chiSquareTail(x, degrees)).toBeCloseTo(p, 7);
});

test("with one width and much data the posterior is least squares", () => {
  const random = createRandom(5);
  const rows = 4000;
  const values = new Float64Array(rows * 2);
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const x = normal(random);
    values.set([x, 1], row * 2);
    scores[row] = 0.3 * x + 0.1 + 0.5 * normal(random);
  }
  const noise = new Float64Array(rows).fill(0.25);
  const prior = { average: 5, width: 1, columns: [[0, 1]] as const, seed: 1 };
  const { mean, covariance } = spreadPosterior({ values, rows, size: 2 }, scores, noise, prior);
  expect(mean[0]).toBeCloseTo(0.3, 1);
  expect(mean[1]).toBeCloseTo(0.1, 1);
  expect(Math.sqrt(covariance[0] as number) / Math.sqrt(0.25 / rows)).toBeCloseTo(1, 0);
  expect(Math.sqrt(covariance[3] as number) / Math.sqrt(0.25 / rows)).toBeCloseTo(1, 0);
});

describe("doubly robust scores", () => {
  test("have the true mean under a draw that goes by x, where the plain difference of arms is wrong", () => {
    const stated = (x: number) => sigmoid(1.2 * x);
    let [robust, plain, truth] = [0, 0, 0];
    for (let seed = 1; seed <= 40; seed += 1) {
      const { trial, effects } = make({ rows: 800, seed, stated, effect: () => 0.1 });
      const arm = (one: number) =>
        meanOf(trial.outcome.filter((_, row) => trial.treated[row] === one));
      robust += meanOf(effectScores(trial, 1).scores) / 40;
      plain += (arm(1) - arm(0)) / 40;
      truth += meanOf(effects) / 40;
    }
    expect(Math.abs(robust - truth)).toBeLessThan(0.02);
    expect(Math.abs(plain - truth)).toBeGreaterThan(0.1);
  });
});

describe("effects", () => {
  test.each([150, 600])(
    "nine in ten intervals of %i units hold what is true of single ones",
    (rows) => {
      const effect = (group: number) => [0.2, 0, -0.05][group] as number;
      let [held, all, average] = [0, 0, 0];
      for (let seed = 1; seed <= 30; seed += 1) {
        const { trial, effects } = make({ rows, seed, effect });
        const model = estimateEffects(trial);
        effectsAt(model, trial.table, 0.9).forEach(({ low, high }, row) => {
          all += 1;
          if (low <= (effects[row] as number) && (effects[row] as number) <= high) held += 1;
        });
        const { low, high } = averageEffect(model, 0.9);
        if (low <= meanOf(effects) && meanOf(effects) <= high) average += 1;
      }
      expect(held / all).toBeGreaterThan(0.85);
      expect(average).toBeGreaterThanOrEqual(24);
    },
  );

  test("where nothing helps, hardly anything is said to help", () => {
    let [said, all] = [0, 0];
    for (let seed = 1; seed <= 60; seed += 1) {
      const { trial } = make({ rows: 400, seed });
      for (const { helps } of effectsAt(estimateEffects(trial), trial.table, 0.9)) {
        all += 1;
        if (helps >= 0.95) said += 1;
      }
    }
    expect(said / all).toBeLessThan(0.05);
  });

  test("tell groups apart when there is enough to tell, and sum to the effect", () => {
    const effect = (group: number) => (group === 0 ? 0.25 : 0);
    const { trial } = make({ rows: 3000, seed: 3, effect });
    const model = estimateEffects(trial);
    const { value: average } = averageEffect(model, 0.9);
    const asked: Table = {
      rows: 2,
      columns: [
        { name: "x", kind: "number", values: Float64Array.of(0, Number.NaN) },
        { name: "group", kind: "category", codes: Int32Array.of(0, 1), levels },
      ],
    };
    const [north, south] = effectsAt(model, asked, 0.9);
    expect(north?.value).toBeGreaterThan(0.17);
    expect(north?.helps).toBeGreaterThan(0.99);
    expect(south?.value).toBeLessThan(0.08);
    expect(north?.shares.find(({ column }) => column === "group")?.share).toBeGreaterThan(0.08);
    for (const one of [north, south]) {
      const sum = one?.shares.reduce((all, { share }) => all + share, average);
      expect(sum).toBeCloseTo(one?.value ?? 0, 10);
    }
  });

  test("the same trial gives the same numbers, which survive JSON", () => {
    const { trial } = make({ rows: 200, seed: 9, effect: () => 0.1 });
    const model = estimateEffects(trial);
    expect(estimateEffects(trial)).toEqual(model);
    const read = JSON.parse(JSON.stringify(model));
    expect(effectsAt(read, trial.table, 0.9)).toEqual(effectsAt(model, trial.table, 0.9));
  });

  test("an empty arm, a certain draw and columns of other lengths are refused", () => {
    const { trial } = make({ rows: 30, seed: 1 });
    expect(() => estimateEffects({ ...trial, treated: new Uint8Array(30) })).toThrow(LearnFault);
    expect(() => estimateEffects({ ...trial, propensity: new Float64Array(30).fill(1) })).toThrow(
      LearnFault,
    );
    expect(() => estimateEffects({ ...trial, groups: new Int32Array(3) })).toThrow(LearnFault);
  });
});

describe("the look at the draw", () => {
  test("passes true draws, also uneven ones, as often as it should", () => {
    const ps = Array.from({ length: 200 }, (_, at) => {
      const stated = at % 2 === 0 ? fair : (x: number) => sigmoid(x);
      return checkBalance(make({ rows: 300, seed: at + 1, stated }).trial).p;
    });
    expect(ps.filter((p) => p < 0.05).length / 200).toBeLessThan(0.1);
    expect(ps.filter((p) => p < 0.5).length / 200).toBeGreaterThan(0.4);
    expect(ps.filter((p) => p < 0.5).length / 200).toBeLessThan(0.6);
    expect(Math.min(...ps)).toBeGreaterThan(1e-4);
  });

  test("catches people who chose, and shares that are not those stated", () => {
    const chosen = make({ rows: 400, seed: 1, drawn: (_group, x) => sigmoid(1.5 * x) }).trial;
    expect(checkBalance(chosen).p).toBeLessThan(1e-6);
    const more = make({ rows: 400, seed: 2, drawn: () => 0.7 }).trial;
    expect(checkBalance(more).p).toBeLessThan(1e-6);
    const { degrees, overlap } = checkBalance(make({ rows: 400, seed: 3 }).trial);
    expect(degrees).toBe(4);
    expect(overlap).toEqual([0.5, 0.5]);
  });
});
