import { createRandom } from "@rapport/learn";
import { describe, expect, it } from "vitest";
import { createCanaryTest, differenceOf } from "./canary.rules.ts";

/** Decisions over a population with known chances: `good` says them, `bad` says something else. */
function play(seed: number, candidate: "good" | "bad" | "same", most: number) {
  const random = createRandom(seed);
  const test = createCanaryTest();
  for (let count = 0; count < most; count += 1) {
    const chance = 0.05 + 0.6 * random.unit();
    const base = 0.35;
    const outcome = random.unit() < chance;
    const noise = random.unit();
    const said = {
      good: { championChance: base, candidateChance: chance },
      bad: { championChance: chance, candidateChance: noise },
      same: { championChance: chance, candidateChance: chance + (random.unit() - 0.5) * 0.02 },
    }[candidate];
    const state = test.add({ ...said, outcome });
    if (state.verdict !== "open") return state;
  }
  return test.state();
}

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);

describe("the sequential test of a canary", () => {
  it("takes a bad one back within 1,000 decisions, 20 of 20 seeds", () => {
    const verdicts = seeds.map((seed) => play(seed, "bad", 1000).verdict);
    expect(verdicts.filter((verdict) => verdict === "roll-back")).toHaveLength(20);
  });

  it("promotes a good one within 1,000 decisions, 20 of 20 seeds", () => {
    const verdicts = seeds.map((seed) => play(seed, "good", 1000).verdict);
    expect(verdicts.filter((verdict) => verdict === "promote")).toHaveLength(20);
  });

  it("says nothing of one that is the same, however often it is looked at", () => {
    const many = Array.from({ length: 200 }, (_, at) => play(1000 + at, "same", 3000).verdict);
    expect(many.filter((verdict) => verdict !== "open").length).toBeLessThanOrEqual(2);
  });

  it("counts who was nearer", () => {
    const decision = { championChance: 0.5, candidateChance: 0.9, outcome: true };
    expect(differenceOf(decision)).toBeCloseTo(0.24, 12);
    expect(differenceOf({ ...decision, outcome: false })).toBeCloseTo(-0.56, 12);
  });
});
