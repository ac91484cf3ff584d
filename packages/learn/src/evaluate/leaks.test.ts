// Planted leaks are named and honest strong columns are not; and what a real file's leaks are, where that file is there.
import { describe, expect, test } from "vitest";
import { applyPreparation, fitPreparation } from "../prepare/preparation.ts";
import type { RawTable } from "../prepare/raw-table.ts";
import { needColumn } from "../prepare/raw-table.ts";
import { planTarget, readTarget } from "../prepare/target.ts";
import { createRandom } from "../random.ts";
import { nameEvidence, wordsOf } from "./leak-names.ts";
import { checkLeaks } from "./leaks.ts";
import { type Cells, chance, lead, normal, tableOf } from "./test-tables.ts";

async function leaksIn(raw: RawTable, target: string, rest = 0.4): Promise<string[]> {
  const column = needColumn(raw, target);
  const preparation = fitPreparation(raw, { without: [target] });
  const { leaks } = await checkLeaks({
    table: applyPreparation(preparation, raw).table,
    target: readTarget(planTarget(column), column).target,
    features: preparation.features,
    strengthWithout: () => rest,
  });
  return leaks.map(({ column: name }) => name).sort();
}

/** Leads with one more column, made from the outcome. */
const withColumn = (name: string, make: (converted: number, unit: number) => string | number) => {
  const random = createRandom(9);
  return tableOf(1500, 3, (own, row): Cells => {
    const cells = lead(own, row);
    return { ...cells, [name]: make(cells.converted, random.unit()) };
  });
};

describe("planted leaks are named", () => {
  test.each([
    [
      "a copy of the outcome with five in a hundred wrong",
      (y: number, u: number) => (u < 0.05 ? 1 - y : y),
    ],
    ["a number that follows it", (y: number, u: number) => (y * 10 + u * 3).toFixed(3)],
    [
      "a text that only one outcome has",
      (y: number, u: number) => (y === 1 && u < 0.5 ? "done" : "open"),
    ],
    [
      "a date that only one outcome has",
      (y: number, u: number) => (y ? `2024-03-${10 + Math.floor(u * 18)}` : ""),
    ],
    [
      "an answer out of five that only one outcome has",
      (y: number, u: number) => (y && u < 0.8 ? 1 + Math.floor(u * 6) : ""),
    ],
    [
      "a number that is above 0 for one outcome only",
      (y: number, u: number) => (y && u < 0.7 ? 1 + Math.floor(u * 500) : 0),
    ],
  ])("%s", async (_what, make) => {
    expect(await leaksIn(withColumn("extra", make), "converted")).toEqual(["extra"]);
  });

  test("one that is much weaker, when its name says so", async () => {
    const make = (y: number, u: number) =>
      (u < 0.3 ? ["a", "b"][y] : ["a", "b"][Math.floor(u * 97) % 2]) as string;
    expect(await leaksIn(withColumn("Lead Quality", make), "converted")).toEqual(["Lead Quality"]);
    expect(await leaksIn(withColumn("colour", make), "converted")).toEqual([]);
  });
});

describe("honest columns are left in peace", () => {
  test("ordinary ones", async () => {
    const raw = tableOf(1500, 3, (random, row) => lead(random, row));
    expect(await leaksIn(raw, "converted")).toEqual([]);
  });

  test.each([2, 4])("one strong column whose odds grow by e^%d a deviation", async (slope) => {
    const raw = tableOf(2000, 5, (random) => {
      const score = normal(random);
      return {
        score: score.toFixed(3),
        noise: random.below(9),
        y: Number(random.unit() < chance(slope * score)),
      };
    });
    expect(await leaksIn(raw, "y", 0.1)).toEqual([]);
  });

  test("grades from 1 to 10 whose ends are pure, since those beside them lean the same way", async () => {
    const raw = tableOf(2000, 5, (random) => {
      const isBad = random.unit() < 0.35;
      const grade = 1 + Math.min(9, Math.floor(random.unit() ** (isBad ? 0.5 : 6) * 10));
      return { grade, noise: random.below(9), y: Number(isBad) };
    });
    expect(await leaksIn(raw, "y", 0.1)).toEqual([]);
  });

  test("several that are all near-perfect, since then the others are no worse", async () => {
    const raw = tableOf(800, 5, (random, row) => ({
      length: ((row % 2) * 8 + normal(random)).toFixed(2),
      width: ((row % 2) * 7 + normal(random)).toFixed(2),
      y: row % 2,
    }));
    expect(await leaksIn(raw, "y", 0.99)).toEqual([]);
  });

  test("a rare outcome does not make pure levels suspicious", async () => {
    const raw = tableOf(4000, 6, (random) => {
      const plan = ["basic", "plus", "pro"][random.below(3)] as string;
      return { plan, y: Number(random.unit() < (plan === "pro" ? 0.05 : 0.008)) };
    });
    expect(await leaksIn(raw, "y", 0.1)).toEqual([]);
  });
});

describe("names", () => {
  test.each([
    ["Last Notable Activity", "last notable activity"],
    ["closedAt", "closed at"],
    ["lead_quality", "lead quality"],
    ["cons.price.idx", "cons price idx"],
  ])("%s are the words %s", (name, words) => {
    expect(wordsOf(name)).toBe(words);
  });

  test.each([
    "previous_outcome",
    "days_since_last_activity",
    "credit_score",
    "engagement_score",
    "marital_status",
    "contract_duration",
    "conversion_rate_of_region",
    "initial_deal_value",
  ])("%s says nothing", (name) => {
    expect(nameEvidence(name, 0.6, { strongest: 0.1 })).toBeNull();
  });

  test("duration alone is suspicious only where it is the strongest by a margin", () => {
    expect(nameEvidence("duration", 0.63, { strongest: 0.54 })).toMatch(/known after/);
    expect(nameEvidence("duration", 0.63, { strongest: 0.62 })).toBeNull();
    expect(nameEvidence("duration", 0.25, { strongest: 0.1 })).toBeNull();
  });
});
