// Prices, breaker, ladder and forecast, by themselves.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  closedBreaker,
  freshRetryBudget,
  mayTry,
  onCall,
  onFailure,
  onSuccess,
  onThrottled,
  onTry,
  spendRetry,
} from "./breaker.rules.ts";
import { billOf, daysUntilSpent, spentAtEnd } from "./forecast.rules.ts";
import { ladderOf, ladderSentence, routeByItself } from "./ladder.rules.ts";
import { audioCost, costOf, heardAudioMs, mostAudioMs, mostCost } from "./price.rules.ts";

const price = {
  version: 1,
  inputMicros: 3_000_000,
  outputMicros: 15_000_000,
  cachedInputMicros: 300_000,
  audioMicros: null,
};

describe("a price", () => {
  it.each([
    [{ inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0 }, 3_000_000],
    [{ inputTokens: 0, cachedInputTokens: 0, outputTokens: 1_000_000 }, 15_000_000],
    [{ inputTokens: 1000, cachedInputTokens: 400, outputTokens: 50 }, 1800 + 120 + 750],
    [{ inputTokens: 1, cachedInputTokens: 1, outputTokens: 0 }, 1],
    [{ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }, 0],
  ])("%j costs %i", (usage, cost) => {
    expect(costOf(price, usage)).toBe(cost);
  });

  it("is never more than what was reserved, when no token is shorter than a byte", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" })),
        fc.nat(4000),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (texts, most, share) => {
          const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
          const usage = {
            inputTokens: bytes + texts.length * 8,
            cachedInputTokens: Math.floor(bytes * share),
            outputTokens: Math.floor(most * share),
          };
          expect(costOf(price, usage)).toBeLessThanOrEqual(mostCost(price, texts, most));
        },
      ),
    );
  });
});

describe("a price by the minute", () => {
  const byMinute = { ...price, audioMicros: 6_000 };

  it.each([
    [60_000, 6_000],
    [45_000, 4_500],
    [1, 1],
    [0.2, 1],
    [0, 0],
  ])("of %d ms is %i", (audioMs, cost) => expect(audioCost(byMinute, audioMs)).toBe(cost));

  it("is never more than what was reserved, where whole seconds are counted and the file told the truth", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 86_400_000 }),
        fc.nat(1e12),
        (durationMs, audioMicros) => {
          const dear = { ...price, audioMicros };
          const reservedMs = mostAudioMs(durationMs, 1);
          const heardMs = heardAudioMs(Math.ceil(durationMs / 1000), reservedMs, 1) ?? Number.NaN;
          expect(audioCost(dear, heardMs)).toBeLessThanOrEqual(audioCost(dear, reservedMs));
        },
      ),
    );
  });

  it("is reserved for what the bytes can hold where a file says nothing of its length", () => {
    expect(mostAudioMs(null, 750)).toBe(1_000);
    expect(mostAudioMs(0, 750)).toBe(1_000);
    expect(mostAudioMs(Number.POSITIVE_INFINITY, 750)).toBe(1_000);
    expect(mostAudioMs(10_000, 750)).toBe(11_200);
  });

  it("believes no length that cannot be", () => {
    expect(heardAudioMs(12.3456, 20_000, 1)).toBe(12_346);
    expect(heardAudioMs(8.2, 20_000, 1)).toBe(8_200);
    for (const seconds of [null, -1, Number.NaN, Number.POSITIVE_INFINITY, 200.1, 1e300]) {
      expect(heardAudioMs(seconds, 20_000, 1)).toBeNull();
    }
    // Of a megabyte that says that it is a second long, twenty minutes can be, and a day cannot.
    const reservedMs = mostAudioMs(1_000, 1_000_000);
    expect(heardAudioMs(1_200, reservedMs, 1_000_000)).toBe(1_200_000);
    expect(heardAudioMs(80_000, reservedMs, 1_000_000)).toBeNull();
  });
});

describe("the breaker", () => {
  it("opens at the fifth failure in a row, and tries once after a rest", () => {
    let state = closedBreaker;
    for (let failures = 0; failures < 5; failures += 1) {
      expect(mayTry(state, 1000)).toBe(true);
      state = onFailure(state, 1000);
    }
    expect(mayTry(state, 1001)).toBe(false);
    expect(mayTry(state, 5999)).toBe(false);
    expect(mayTry(state, 6000)).toBe(true);
    state = onTry(state, 6000);
    expect(mayTry(state, 6001)).toBe(false);
    const worse = onFailure(state, 6100);
    expect(mayTry(worse, 16_099)).toBe(false);
    expect(mayTry(worse, 16_100)).toBe(true);
    expect(onSuccess(state)).toEqual(closedBreaker);
  });

  it("opens when half of the last twenty failed", () => {
    let state = closedBreaker;
    let calls = 0;
    while (mayTry(state, 0) && calls < 100) {
      state = calls % 2 === 0 ? onFailure(state, 0) : onSuccess(state);
      calls += 1;
    }
    expect(calls).toBeLessThanOrEqual(20);
  });

  it("waits as long as it is asked to, without counting a fault", () => {
    const state = onThrottled(closedBreaker, 0, 7000);
    expect(mayTry(state, 6999)).toBe(false);
    expect(mayTry(state, 7000)).toBe(true);
    expect(state.trips).toBe(0);
    const long = onThrottled(closedBreaker, 0, 900_000);
    expect([mayTry(long, 899_999), mayTry(long, 900_000)]).toEqual([false, true]);
  });

  it("repeats at most a tenth of the calls, and a few", () => {
    let budget = freshRetryBudget;
    let repeats = 0;
    for (let calls = 0; calls < 1000; calls += 1) {
      budget = onCall(budget);
      const left = spendRetry(budget);
      if (left) {
        repeats += 1;
        budget = left;
      }
    }
    expect(repeats).toBeGreaterThan(90);
    expect(repeats).toBeLessThanOrEqual(101);
  });
});

describe("a ladder", () => {
  const of = (id: string, more = {}) => ({
    id,
    providerId: "p",
    name: id,
    label: id,
    isOn: true,
    price,
    medianMs: null,
    ...more,
  });
  const provider = { id: "p", name: "P", region: "eu", dataClass: "internal", isOn: true } as const;
  const providers = new Map([["p", provider]]);

  it("is in the order that was told, else the cheapest first", () => {
    const cheap = of("b", { price: { ...price, inputMicros: 1, outputMicros: 1 } });
    const models = [of("a"), cheap];
    const names = (route: object) =>
      ladderOf({ ...routeByItself, ...route }, models, providers, "public").rungs.map(
        ({ model }) => model,
      );
    expect(names({})).toEqual(["a", "b"]);
    expect(names({ modelIds: ["b", "a"] })).toEqual(["b", "a"]);
    expect(names({ pick: "cheapest" })).toEqual(["b", "a"]);
    expect(names({ modelIds: ["a", "gone"] })).toEqual(["a"]);
  });

  it("is the fastest first, with the ones that nobody timed last, as they were told", () => {
    const models = [
      of("new"),
      of("slow", { medianMs: 2300 }),
      of("newer"),
      of("quick", { medianMs: 240 }),
      of("as slow", { medianMs: 2300 }),
      of("at once", { medianMs: 0 }),
    ];
    const told = (pick: "listed" | "fastest") =>
      ladderOf({ ...routeByItself, pick }, models, providers, "public");
    const names = told("fastest").rungs.map(({ model }) => model);
    expect(names).toEqual(["at once", "quick", "slow", "as slow", "new", "newer"]);
    expect(ladderSentence("draft", told("fastest"), "fastest")).toContain(
      "quick (P, usually 240 ms), then slow (P, usually 2.3 s), then as slow (P, usually 2.3 s), then new (P, not timed yet)",
    );
    expect(ladderSentence("draft", told("listed"), "listed")).toContain("new (P), then slow (P)");
  });

  it.each([
    [{}, { price: null }, "internal", "price_unknown"],
    [{}, {}, "personal", "data_class"],
    [{ regions: ["us"] }, {}, "public", "region"],
    [{ isOn: false }, {}, "public", "off"],
    [{}, { isOn: false }, "public", "switched_off"],
  ] as const)("says why there is none (%j, %j, %s)", (route, model, dataClass, reason) => {
    const ladder = ladderOf({ ...routeByItself, ...route }, [of("a", model)], providers, dataClass);
    expect(ladder).toEqual({ rungs: [], reason });
    expect(ladderSentence("answer", ladder)).toContain("then a person");
  });
});

describe("a forecast", () => {
  it("is calls times price", () => {
    const volume = {
      ...{ callsPerDay: 100, inputTokens: 1000, outputTokens: 100 },
      audioSeconds: null,
    };
    expect(billOf(price, volume)).toEqual({
      perCallMicros: 4500,
      perDayMicros: 450_000,
      perMonthMicros: 13_500_000,
    });
    expect(daysUntilSpent(4_500_000, 450_000)).toBe(10);
    expect(daysUntilSpent(450_000_000, 450_000)).toBeNull();
  });

  it("draws a period out to its end, once enough of it is over", () => {
    const noon = Date.parse("2026-11-28T12:00:00Z");
    expect(spentAtEnd("day", 500, noon)).toBe(1000);
    expect(spentAtEnd("day", 500, Date.parse("2026-11-28T00:10:00Z"))).toBeNull();
    expect(spentAtEnd("month", 1100, Date.parse("2026-11-16T00:00:00Z"))).toBe(2200);
    expect(spentAtEnd("total", 500, noon)).toBeNull();
  });
});
