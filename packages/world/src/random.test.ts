import { describe, expect, it } from "vitest";
import { atWork, dayMs, drawDemandMoment, hourMs } from "./calendar.ts";
import { createRandom, createUint32 } from "./random.ts";

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;
const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);

describe("random", () => {
  it("repeats itself for a seed, and differs between seeds and forks", () => {
    const firstOf = (seed: string) => draws(8, createUint32(seed));
    expect(firstOf("a")).toEqual(firstOf("a"));
    expect(firstOf("a")).not.toEqual(firstOf("b"));
    const parent = createRandom("a");
    const before = parent.fork("x").unit();
    parent.unit();
    expect(parent.fork("x").unit()).toBe(before);
    expect(parent.fork("y").unit()).not.toBe(before);
  });

  it("draws the distributions that it names", () => {
    const random = createRandom("moments");
    const count = 40_000;
    const units = draws(count, random.unit);
    expect(mean(units)).toBeCloseTo(0.5, 2);
    const normals = draws(count, random.normal);
    expect(Math.abs(mean(normals))).toBeLessThan(0.02);
    expect(mean(normals.map((one) => one * one))).toBeCloseTo(1, 1);
    const counts = draws(count, () => random.poisson(3));
    expect(Math.abs(mean(counts) - 3)).toBeLessThan(0.04);
    expect(Math.abs(mean(counts.map((one) => (one - 3) ** 2)) - 3)).toBeLessThan(0.1);
    const logs = draws(count, () => Math.log(random.logNormal(50, 0.5) / 50));
    expect(Math.abs(mean(logs))).toBeLessThan(0.015);
    const picked = draws(count, () => (random.weighted({ rare: 1, usual: 3 }) === "rare" ? 1 : 0));
    expect(Math.abs(mean(picked) - 0.25)).toBeLessThan(0.012);
    expect(new Set(draws(1_000, () => random.integer(2, 4)))).toEqual(new Set([2, 3, 4]));
  });

  it("refuses to pick from nothing", () => {
    expect(() => createRandom("a").pick([])).toThrow(/empty list/);
  });
});

describe("calendar", () => {
  it("works mostly on weekdays from 8 to 18 local time, never before the day asked for", () => {
    const random = createRandom("calendar");
    const start = Date.parse("2026-03-01T00:00:00Z");
    const offset = 5.5;
    let inHours = 0;
    for (let index = 0; index < 4_000; index += 1) {
      const askedMs = start + random.between(0, 60) * dayMs;
      const moment = atWork(random, askedMs, offset);
      expect(moment).toBeGreaterThan(askedMs - dayMs);
      const local = new Date(moment + offset * hourMs);
      const isWeekday = local.getUTCDay() % 6 !== 0;
      if (isWeekday && local.getUTCHours() >= 8 && local.getUTCHours() < 18) inHours += 1;
    }
    expect(inHours / 4_000).toBeGreaterThan(0.95);
  });

  it("puts more demand at the end of the window and less into August", () => {
    const random = createRandom("demand");
    const fromMs = Date.parse("2024-01-01T00:00:00Z");
    const toMs = Date.parse("2026-01-01T00:00:00Z");
    const moments = draws(20_000, () => drawDemandMoment(random, fromMs, toMs));
    const inMonth = (month: number) =>
      moments.filter((moment) => new Date(moment).getUTCMonth() === month).length;
    const isLate = (moment: number) => moment > (fromMs + toMs) / 2;
    expect(moments.filter(isLate).length / moments.length).toBeGreaterThan(0.57);
    expect(inMonth(7)).toBeLessThan(0.75 * inMonth(9));
  });
});
