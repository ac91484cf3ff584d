import { createRandom, normalQuantile } from "@rapport/learn";
import { describe, expect, it } from "vitest";
import type { ArtefactHeader, Row } from "./artefact.ts";
import {
  calibrationCheck,
  chiSquareQuantile,
  driftChecks,
  psi,
  psiThreshold,
} from "./monitors.rules.ts";
import { countBins, referenceOf } from "./reference.rules.ts";

const shape = { key: "x", title: "X", kind: "number" as const, levels: [] };
const numbers = (from: number, until: number): Row[] =>
  Array.from({ length: until - from }, (_, at) => [from + at]);

describe("population stability", () => {
  it("is what others compute: all A against all B with a floor of 1e-4", () => {
    expect(psi([100, 0], [0, 100])).toBeCloseTo(18.41883867587797, 8);
  });

  it("has a threshold that follows from the numbers of rows", () => {
    expect(psiThreshold(500, 500, 10)).toBeCloseTo(0.11150865948502628, 8);
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 6);
  });

  it("sees one half of the numbers against the other", () => {
    const [reference] = referenceOf([shape], numbers(0, 500));
    const counts = countBins(
      reference ?? { cuts: [] },
      shape,
      numbers(500, 1000).map(([x]) => x),
    );
    expect(psi(reference?.counts ?? [], counts)).toBeGreaterThan(8);
  });
});

/** A simulated workspace: the same kind of records each day, or a share of them moved. */
function day(random: ReturnType<typeof createRandom>, moved: number): Row[] {
  return Array.from({ length: 300 }, () => {
    const isMoved = random.unit() < moved;
    return [normalQuantile(random.unit()) + (isMoved ? 2 : 0), random.unit() < 0.4 ? "a" : "b"];
  });
}

const columns = [
  { ...shape },
  { key: "y", title: "Y", kind: "category" as const, levels: ["a", "b"] },
];

const header = (rows: Row[]): ArtefactHeader =>
  ({ columns, reference: referenceOf(columns, rows) }) as unknown as ArtefactHeader;

describe("drift", () => {
  it("stays quiet for 30 days without one, and alarms on the day it comes; 20 seeds", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = createRandom(seed);
      const trained = header(day(random, 0));
      const alarms = Array.from({ length: 30 }, () => driftChecks(trained, day(random, 0))).flat();
      expect(alarms.filter(({ alarm }) => alarm)).toEqual([]);
      const planted = driftChecks(trained, day(random, 0.5));
      expect(planted.filter(({ alarm }) => alarm).map(({ subject }) => subject)).toEqual(["x"]);
    }
  });

  it("says nothing of a handful of records", () => {
    const random = createRandom(3);
    expect(driftChecks(header(day(random, 0)), day(random, 1).slice(0, 20))).toEqual([]);
  });
});

describe("calibration", () => {
  const cases = (said: number, came: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ chance: said, outcome: at < came }));

  it("alarms where chances did not come true, and where the base rate moved", () => {
    const quiet = calibrationCheck(cases(0.2, 40, 200), 0.2);
    expect(quiet.map(({ alarm }) => alarm)).toEqual([false, false]);
    const loud = calibrationCheck(cases(0.2, 90, 200), 0.2);
    expect(loud.map(({ kind, alarm }) => [kind, alarm])).toEqual([
      ["calibration", true],
      ["base-rate", true],
    ]);
  });
});
