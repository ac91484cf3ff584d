// Total cost by hand, and what holds whatever the numbers.
import type { AiTotalCostNumbers } from "@rapport/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cheaperFromLoads,
  cheaperFromMonth,
  hostedCost,
  mostMicros,
  ownCost,
  perThousandCalls,
} from "./total-cost.rules.ts";

const dollar = 1_000_000;
const price = {
  version: 1,
  inputMicros: dollar,
  outputMicros: 5 * dollar,
  cachedInputMicros: null,
  audioMicros: null,
};

/**
 * A call reads 1,000 tokens for $0.001 and writes 100 for $0.0005: $0.0015. It keeps a machine for 1,000/1,000 +
 * 100/100 = 2 s. In the busiest hour come 18 %: a machine of 3,600 s takes 10,000 calls a day.
 */
const numbers: AiTotalCostNumbers = {
  months: 12,
  callsPerDay: 1080,
  inputTokens: 1000,
  outputTokens: 100,
  growthPercentPerMonth: 0,
  priceChangePercentPerYear: 0,
  way: "buy",
  machineMicros: 3600 * dollar,
  writeOffMonths: 36,
  rentMicrosPerMonth: 100 * dollar,
  wattsBusy: 500,
  wattsIdle: 100,
  kwhMicros: dollar / 4,
  inputTokensPerSecond: 1000,
  outputTokensPerSecond: 100,
  busiestHourPercent: 18,
  upkeepHoursPerMonth: 1,
  upkeepHourMicros: 10 * dollar,
  setUpMicros: 100 * dollar,
};
/** Nothing but machines costs anything. */
const bare = { ...numbers, wattsBusy: 0, wattsIdle: 0, upkeepHoursPerMonth: 0, setUpMicros: 0 };
const lastOf = (series: readonly number[]) => series.at(-1) ?? Number.NaN;

describe("by hand", () => {
  it("a hosted model costs its calls", () => {
    // 1,080 × 30 calls a month at $0.0015: $48.60.
    const series = hostedCost(price, numbers);
    expect(series[0]).toBe(48.6 * dollar);
    expect(series).toHaveLength(12);
    expect(lastOf(series)).toBe(583.2 * dollar);
    // 388,800 calls in all.
    expect(perThousandCalls(lastOf(series), 388_800)).toBe(1.5 * dollar);
    expect(perThousandCalls(0, 0)).toBe(null);
  });

  it("prices and load change by the month", () => {
    // 1,000 calls a day: $45 a month. Twice the price after a year, the root of two after half of one:
    // 45 × 1.414213562… = 63.639610…, rounded up.
    const dearer = { ...numbers, callsPerDay: 1000, months: 24, priceChangePercentPerYear: 100 };
    const series = hostedCost(price, dearer);
    const month = (at: number) => (series[at] ?? 0) - (series[at - 1] ?? 0);
    expect([month(0), month(6), month(12)]).toEqual([45_000_000, 63_639_611, 90_000_000]);
    // Half as many calls each month: 45 + 22.5 + 11.25.
    const fewer = { ...numbers, callsPerDay: 1000, growthPercentPerMonth: -50 };
    expect(hostedCost(price, fewer)[2]).toBe(78.75 * dollar);
  });

  it("a machine of one's own costs its price, its power, its upkeep, less what it is still worth", () => {
    // Busy 32,400 × 2 s = 18 h of 720 a month: 18 × 500 W + 702 × 100 W = 79.2 kWh, $19.80; with upkeep $29.80.
    // First month 3,600 + 100 + 29.80; after eleven 3,700 + 327.80; after twelve 3,700 + 357.60 less two thirds of
    // 3,600, for 24 of 36 months are left.
    const own = ownCost(numbers);
    expect(own.machines).toEqual(Array.from({ length: 12 }, () => 1));
    expect(own.cumulativeMicros[0]).toBe(3729.8 * dollar);
    expect(own.cumulativeMicros[10]).toBe(4027.8 * dollar);
    expect(own.worthAtEndMicros).toBe(2400 * dollar);
    expect(own.cumulativeMicros[11]).toBe(1657.6 * dollar);
    expect(own.busyPercent).toBe(2.5);
    // 1,657.6 / 388.8 = 4.26337448…, rounded up.
    expect(perThousandCalls(lastOf(own.cumulativeMicros), 388_800)).toBe(4_263_375);
  });

  it("it pays from a number of calls on", () => {
    // Own: 3,700 − 2,400 + 12 × 10 + 12 × 18 (72 kWh at rest) = 1,636, and for each call a day 12 months × 30 × 2 s of
    // 400 W more: 0.08 kWh, $0.02. Hosted: 360 × $0.0015 = $0.54 for each. 1,636 / 0.52 = 3,146.2.
    expect(cheaperFromLoads([price], numbers)).toEqual([3147]);
    // A tenth of the price, $0.054 for each: 1,636 / 0.034 = 48,117.6, but from 10,001 on it takes another machine. With
    // n machines own costs 100 + n × 1,536 and $0.02 for each; n full ones take 10,000 n: 0.034 × 10,000 n = 340 n.
    const tenth = { ...price, inputMicros: dollar / 10, outputMicros: dollar / 2 };
    expect(cheaperFromLoads([tenth, price], numbers)).toEqual([null, 3147]);
    // Half of it, $0.27 for each: 100 + n × 1,536 < 0.25 × load. One: 6,544.
    const half = { ...price, inputMicros: dollar / 2, outputMicros: 2.5 * dollar };
    // 1,636 / 0.25 = 6,544 exactly: there both cost the same, so one call more.
    expect(cheaperFromLoads([half], numbers)).toEqual([6545]);
  });

  it("machines are bought as the load grows, and each is worth something by its age", () => {
    // 5,000 calls a day, half as many again each month: 5,000, 7,500, 11,250, 16,875, 25,313, 37,969, 56,953, 85,430,
    // 128,145, 192,217, 288,325, 432,488; 10,000 a machine.
    const growing = { ...bare, callsPerDay: 5000, growthPercentPerMonth: 50 };
    const own = ownCost({ ...growing, machineMicros: 12 * dollar, writeOffMonths: 12 });
    expect(own.machines).toEqual([1, 1, 2, 2, 3, 4, 6, 9, 13, 20, 29, 44]);
    // 44 × 12 = 528. Of one bought in month m, (m − 1)/12 is left: 2 + 4 + 5 + 12 + 21 + 32 + 63 + 90 + 165 = 394.
    expect(own.worthAtEndMicros).toBe(394 * dollar);
    expect(lastOf(own.cumulativeMicros)).toBe(134 * dollar);
  });

  it("rented machines go back when the load falls, bought ones stay", () => {
    // 30,000, 15,000, 7,500 … calls a day: 3, 2, 1, 1 … machines.
    const falling = { ...bare, callsPerDay: 30_000, growthPercentPerMonth: -50 };
    const rented = ownCost({ ...falling, way: "rent" });
    expect(rented.machines.slice(0, 4)).toEqual([3, 2, 1, 1]);
    expect(lastOf(rented.cumulativeMicros)).toBe(1500 * dollar);
    expect(rented.worthAtEndMicros).toBe(0);
    expect(ownCost(falling).machines).toEqual(Array.from({ length: 12 }, () => 3));
  });

  it("the month is the first from which it stays cheaper", () => {
    expect(cheaperFromMonth([10, 20, 30], [5, 25, 40])).toBe(2);
    expect(cheaperFromMonth([10, 20, 30], [20, 30, 40])).toBe(1);
    expect(cheaperFromMonth([10, 20, 30], [10, 20, 30])).toBe(null);
    expect(cheaperFromMonth([1, 30, 31], [5, 20, 40])).toBe(3);
    expect(cheaperFromMonth([1, 2, 31], [5, 20, 31])).toBe(null);
  });

  it("one machine stands also where nobody asks, and a full one is one", () => {
    expect(ownCost({ ...numbers, callsPerDay: 0 }).machines[0]).toBe(1);
    expect(ownCost({ ...numbers, callsPerDay: 10_000 }).machines[0]).toBe(1);
    expect(ownCost({ ...numbers, callsPerDay: 10_001 }).machines[0]).toBe(2);
  });
});

const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });
const anyNumbers: fc.Arbitrary<AiTotalCostNumbers> = fc
  .record({
    months: fc.integer({ min: 12, max: 24 }),
    callsPerDay: fc.double({ min: 0, max: 10_000_000, noNaN: true }),
    inputTokens: fc.double({ min: 0, max: 1_000_000, noNaN: true }),
    outputTokens: fc.double({ min: 0, max: 16_000, noNaN: true }),
    growthPercentPerMonth: fc.double({ min: -50, max: 50, noNaN: true }),
    priceChangePercentPerYear: fc.double({ min: -90, max: 100, noNaN: true }),
    way: fc.constantFrom("buy" as const, "rent" as const),
    machineMicros: amount,
    writeOffMonths: fc.integer({ min: 1, max: 120 }),
    rentMicrosPerMonth: amount,
    wattsBusy: fc.double({ min: 0, max: 100_000, noNaN: true }),
    wattsIdle: fc.double({ min: 0, max: 100_000, noNaN: true }),
    kwhMicros: fc.integer({ min: 0, max: 100_000_000 }),
    inputTokensPerSecond: fc.double({ min: 1, max: 1_000_000, noNaN: true }),
    outputTokensPerSecond: fc.double({ min: 1, max: 1_000_000, noNaN: true }),
    busiestHourPercent: fc.double({ min: 5, max: 100, noNaN: true }),
    upkeepHoursPerMonth: fc.double({ min: 0, max: 1000, noNaN: true }),
    upkeepHourMicros: fc.integer({ min: 0, max: 1_000_000_000 }),
    setUpMicros: amount,
  })
  .map((made) => ({ ...made, wattsIdle: Math.min(made.wattsIdle, made.wattsBusy) }));
const anyPrice = fc
  .record({ inputMicros: amount, outputMicros: amount })
  .map((made) => ({ ...made, version: 1, cachedInputMicros: null, audioMicros: null }));
const more = fc.double({ min: 1, max: 50, noNaN: true });
const isMoney = (micros: number) =>
  Number.isSafeInteger(micros) && micros >= 0 && micros <= mostMicros;

describe("whatever the numbers", () => {
  it("sums are whole, countable, and never fall but for what machines are worth", () => {
    fc.assert(
      fc.property(anyNumbers, anyPrice, (told, priced) => {
        const own = ownCost(told);
        for (const series of [own.cumulativeMicros, hostedCost(priced, told)]) {
          expect(series).toHaveLength(told.months);
          expect(series.every(isMoney)).toBe(true);
          const rising = series.slice(0, -1);
          expect(rising).toEqual(rising.toSorted((a, b) => a - b));
        }
        expect(own.machines.every((count) => Number.isSafeInteger(count) && count >= 1)).toBe(true);
        expect(own.busyPercent).toBeGreaterThanOrEqual(0);
        expect(own.busyPercent).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("neither costs less when the load grows", () => {
    fc.assert(
      fc.property(anyNumbers, anyPrice, more, (told, priced, factor) => {
        const larger = { ...told, callsPerDay: told.callsPerDay * factor };
        const [few, many] = [ownCost(told), ownCost(larger)];
        const [cheap, dear] = [hostedCost(priced, told), hostedCost(priced, larger)];
        for (let at = 0; at < told.months; at += 1) {
          expect(many.cumulativeMicros[at]).toBeGreaterThanOrEqual(few.cumulativeMicros[at] ?? 0);
          expect(many.machines[at]).toBeGreaterThanOrEqual(few.machines[at] ?? 0);
          expect(dear[at]).toBeGreaterThanOrEqual(cheap[at] ?? 0);
        }
      }),
    );
  });

  it("neither costs less when a price rises", () => {
    const prices = [
      "machineMicros",
      "rentMicrosPerMonth",
      "kwhMicros",
      "upkeepHourMicros",
      "upkeepHoursPerMonth",
      "setUpMicros",
    ] as const;
    fc.assert(
      fc.property(anyNumbers, anyPrice, fc.constantFrom(...prices), more, (told, one, key, by) => {
        const dearer = { ...told, [key]: Math.ceil(told[key] * by) };
        const total = (of: AiTotalCostNumbers) => lastOf(ownCost(of).cumulativeMicros);
        expect(total(dearer)).toBeGreaterThanOrEqual(total(told));
        const hosted = { ...one, outputMicros: Math.ceil(one.outputMicros * by) };
        expect(lastOf(hostedCost(hosted, told))).toBeGreaterThanOrEqual(
          lastOf(hostedCost(one, told)),
        );
      }),
    );
  });

  it("the month agrees with the series", () => {
    const series = fc.array(fc.nat(50), { minLength: 12, maxLength: 24 });
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.nat(50)), (own, stream) => {
        const hosted = own.map(() => stream.next().value as number);
        const month = cheaperFromMonth(own, hosted);
        const isCheaper = own.map((micros, at) => micros < (hosted[at] ?? 0));
        if (month === null) expect(isCheaper.at(-1)).toBe(false);
        else {
          expect(isCheaper.slice(month - 1)).not.toContain(false);
          expect(isCheaper[month - 2] ?? false).toBe(false);
        }
      }),
    );
  });

  it("own costs less at the load that is told, and at none below", () => {
    const modest = fc.record({
      growthPercentPerMonth: fc.constantFrom(0, 3, -4),
      way: fc.constantFrom("buy" as const, "rent" as const),
      machineMicros: fc.integer({ min: 0, max: 20_000 }).map((value) => value * dollar),
      rentMicrosPerMonth: fc.integer({ min: 0, max: 2000 }).map((value) => value * dollar),
      inputTokensPerSecond: fc.integer({ min: 200, max: 5000 }),
    });
    const smallPrice = fc
      .record({ inputMicros: fc.nat(5 * dollar), outputMicros: fc.nat(20 * dollar) })
      .map((made) => ({ ...made, version: 1, cachedInputMicros: null, audioMicros: null }));
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(modest, smallPrice, shares, (some, priced, places) => {
        const told = { ...numbers, ...some };
        const isCheaper = (callsPerDay: number) => {
          const at = { ...told, callsPerDay };
          return lastOf(ownCost(at).cumulativeMicros) < lastOf(hostedCost(priced, at));
        };
        const [load] = cheaperFromLoads([priced], told);
        const upTo = load ?? 20_000;
        if (typeof load === "number") expect(isCheaper(load)).toBe(true);
        for (const below of [upTo - 1, ...places.map((share) => Math.floor(share * upTo))])
          if (below >= 1 && below < upTo) expect(isCheaper(below)).toBe(false);
      }),
    );
  });
});
