// What a training does with data of a known kind: learns what is there, refuses what is not, leaves out what cheats, and
// gives the same bytes twice.
import { createRandom, normalQuantile } from "@rapport/learn";
import { describe, expect, it } from "vitest";
import { artefactFromBytes, chancesOf, digestOf, type Row, tableOf } from "./artefact.ts";
import { usualGates } from "./define-model.ts";
import { splitByTime } from "./split-time.rules.ts";
import { trainRelease } from "./train-release.ts";
import type { TrainingSet, TrainingTask } from "./training-data.ts";

const dayMs = 86_400_000;

interface Kind {
  rows?: number;
  signal?: number;
  leak?: boolean;
  /** What the outcome does after this share of the rows. */
  flipAfter?: number;
}

function makeSet({ rows = 1200, signal = 1.5, leak = false, flipAfter = 2 }: Kind): TrainingSet {
  const random = createRandom(7);
  const found: Row[] = [];
  const codes = new Int32Array(rows);
  const times = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const x = normalQuantile(random.unit());
    const group = random.unit() < 0.5 ? "north" : "south";
    const way = row / rows > flipAfter ? -1 : 1;
    const chance = 1 / (1 + Math.exp(1 - way * signal * x));
    codes[row] = random.unit() < chance ? 1 : 0;
    times[row] = Date.parse("2025-01-01") + row * (300 / rows) * dayMs;
    const closed = codes[row] === 1 ? 1 : 0;
    found.push(leak ? [x, group, closed + random.unit() * 0.01] : [x, group]);
  }
  const columns = [
    { key: "x", title: "X", kind: "number" as const },
    { key: "group", title: "Group", kind: "category" as const },
    ...(leak ? [{ key: "dealWonAt", title: "Won at", kind: "number" as const }] : []),
  ];
  return {
    columns,
    rows: found,
    codes,
    classes: ["no", "yes"],
    times,
    knownMs: times.map((time) => time + 30 * dayMs),
    groups: Int32Array.from(codes, (_, row) => row),
    points: new Float64Array(rows).fill(50),
    present: found.slice(-300),
    doubts: [],
  };
}

const task = (set: TrainingSet, more: Partial<TrainingTask> = {}): TrainingTask => ({
  model: "test",
  task: "chance",
  set,
  segments: ["group"],
  gates: usualGates,
  seed: 1,
  featureHash: "f",
  sets: [],
  beliefs: {},
  champion: null,
  ...more,
});

describe("a training", () => {
  it("learns what is there, and gives the same bytes twice", async () => {
    const [first, second] = [
      await trainRelease(task(makeSet({ rows: 3000 }))),
      await trainRelease(task(makeSet({ rows: 3000 }))),
    ];
    expect(first.refusals).toEqual([]);
    expect(first.rung).toBe("learned");
    expect(first.evaluation?.metrics.rocAuc?.value).toBeGreaterThan(0.75);
    expect(first.evaluation?.segments.map(({ segment }) => segment)).toEqual(["north", "south"]);
    expect(first.artefact && second.artefact).toBeTruthy();
    expect(digestOf(first.artefact as Uint8Array)).toBe(digestOf(second.artefact as Uint8Array));
  });

  it("scores a row from the file as it did when it was made; a damaged file is an error", async () => {
    const { artefact: bytes } = await trainRelease(task(makeSet({})));
    const artefact = artefactFromBytes(bytes as Uint8Array);
    const rows: Row[] = [
      [-2, "north"],
      [2, "south"],
      [null, "elsewhere"],
    ];
    const chances = chancesOf(
      artefact.header,
      artefact.model.raw(tableOf(artefact.header.columns, rows)),
    );
    expect(chances?.[0]).toBeLessThan(0.15);
    expect(chances?.[1]).toBeGreaterThan(0.6);
    expect(chances?.[2]).toBeGreaterThan(0);
    const damaged = Uint8Array.from(bytes as Uint8Array);
    damaged[200] = (damaged[200] ?? 0) ^ 1;
    expect(() => artefactFromBytes(damaged)).toThrow(/damaged/);
  });

  it("names a feature that knows the future, and leaves it out", async () => {
    const outcome = await trainRelease(task(makeSet({ leak: true })));
    expect(outcome.evaluation?.leaks.map(({ feature }) => feature)).toEqual(["dealWonAt"]);
    expect(outcome.evaluation?.used).not.toContain("dealWonAt");
    expect(outcome.evaluation?.metrics.rocAuc?.value).toBeLessThan(0.95);
  });

  it("refuses what is no better than the base rate, in words", async () => {
    const outcome = await trainRelease(task(makeSet({ signal: 0 })));
    expect(outcome.passed).toBe(false);
    expect(outcome.refusals.join(" ")).toContain("No better than the base rate");
  });

  it("refuses what is worse than the champion on the same later rows", async () => {
    const champion = await trainRelease(task(makeSet({})));
    const noisy = makeSet({});
    const random = createRandom(3);
    // The challenger sees the outcome through noise; the champion is measured by its own values.
    const rows = noisy.rows.map(
      ([x, group]): Row => [
        x ?? null,
        group ?? null,
        Number(x) + 3 * normalQuantile(random.unit()),
      ],
    );
    const columns = [...noisy.columns, { key: "z", title: "Z", kind: "number" as const }];
    const blind = rows.map(
      ([x, group, z], row): Row => [row < 900 ? null : (x ?? null), group ?? null, z ?? null],
    );
    const set = { ...noisy, columns, rows: blind, present: blind.slice(-300) };
    const outcome = await trainRelease(
      task(set, {
        champion: { release: 4, artefact: champion.artefact as Uint8Array, rows: noisy.rows },
      }),
    );
    expect(outcome.evaluation?.champion?.release).toBe(4);
    expect(outcome.refusals.join(" ")).toContain("worse than the release in force (number 4)");
  });

  it("refuses where the outcome turned round, since later rows judge", async () => {
    const outcome = await trainRelease(task(makeSet({ flipAfter: 0.6 })));
    expect(outcome.passed).toBe(false);
  });

  it("steps down a rung with few examples, and to the rules with fewer", async () => {
    const few = await trainRelease(task(makeSet({ rows: 120, signal: 3 })));
    expect(few.rung).toBe("few-examples");
    const none = await trainRelease(task(makeSet({ rows: 20 })));
    expect(none).toMatchObject({ rung: "rules", passed: false, artefact: null });
    expect(none.refusals[0]).toContain("20 past cases");
  });
});

describe("the split by time", () => {
  it("judges on later rows only, and learns only from outcomes that were known by then", () => {
    const { times, knownMs, codes } = makeSet({});
    const { fit, tune, test, testFromMs } = splitByTime(times, knownMs, codes);
    const latest = (rows: Int32Array) => Math.max(...Array.from(rows, (row) => knownMs[row] ?? 0));
    expect(latest(fit)).toBeLessThanOrEqual(
      Math.min(...Array.from(tune, (row) => times[row] ?? 0)),
    );
    expect(latest(tune)).toBeLessThanOrEqual(testFromMs);
    expect(Math.min(...Array.from(test, (row) => times[row] ?? 0))).toBeGreaterThanOrEqual(
      testFromMs,
    );
    expect(fit.length).toBeGreaterThan(300);
  });
});
