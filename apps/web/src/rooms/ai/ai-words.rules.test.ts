import type { AiForecast } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import {
  billWords,
  budgetTitle,
  callWords,
  canServe,
  dollars,
  lengthWords,
  microsOf,
  outlook,
  priceWords,
  shareOf,
  sizeWords,
} from "./ai-words.rules.ts";

describe("money", () => {
  it.each([
    [0, "$0"],
    [45, "< $0.0001"],
    [4500, "$0.0045"],
    [13_500_000, "$13.50"],
    [1_234_567_890, "$1,234.57"],
  ])("%i is %s", (micros, text) => expect(dollars(micros)).toBe(text));

  it.each([
    ["3", 3_000_000],
    ["$0.15", 150_000],
    ["0,6", 600_000],
    ["0", 0],
    ["", null],
    ["-1", null],
    ["much", null],
  ])("%s is read as %s", (text, micros) => expect(microsOf(text)).toBe(micros));
});

const budget = {
  id: "1",
  scope: "workspace",
  subject: "*",
  period: "month",
  limitMicros: 100,
  spentMicros: 40,
  reservedMicros: 10,
  forecastMicros: 120,
  version: 1,
} as const;

describe("budgets", () => {
  it("are named, filled and looked ahead of", () => {
    expect(budgetTitle(budget)).toBe("The whole workspace, a month");
    expect(budgetTitle({ ...budget, scope: "run", period: "total" })).toBe("Each run, in total");
    expect(budgetTitle({ ...budget, scope: "purpose", subject: "answer" })).toBe(
      "Purpose answer, a month",
    );
    expect(shareOf(budget)).toBe(0.5);
    expect(shareOf({ ...budget, limitMicros: 0 })).toBe(1);
    expect(outlook(budget)).toContain("spent before this month is over");
    expect(outlook({ ...budget, forecastMicros: 90 })).toContain("Leads to");
    expect(outlook({ ...budget, forecastMicros: null })).toBe("Too early to tell where it leads");
  });
});

it("says what became of a call", () => {
  expect(callWords({ state: "answered", error: null })).toBe("Answered");
  expect(callWords({ state: "failed", error: "busy" })).toBe("No answer: fault of the provider");
  expect(callWords({ state: "refused", error: "budget" })).toBe("Budget spent");
});

describe("models that listen", () => {
  const price = (audioMicrosPerMinute: number | null) => ({
    ...{ version: 1, since: "2026-11-30T00:00:00.000Z", cachedInputMicrosPerMillion: null },
    ...{ inputMicrosPerMillion: 3_000_000, outputMicrosPerMillion: 15_000_000 },
    audioMicrosPerMinute,
  });

  it("are told by their newest price, serve one purpose and cost by the minute", () => {
    const [own, text, none] = [
      { prices: [price(0), price(null)] },
      { prices: [price(null)] },
      { prices: [] },
    ];
    expect([own, text, none].map((model) => canServe("transcribe", model))).toEqual([
      true,
      false,
      false,
    ]);
    expect([own, text, none].map((model) => canServe("draft", model))).toEqual([false, true, true]);
    expect(priceWords({ prices: [price(6_000)] })).toBe("$0.0060 a minute of audio");
    expect(priceWords(text)).toBe("$3.00 read, $15.00 written");
    expect(priceWords(none)).toBe("No price: never called");
  });

  it.each([
    [0, "0 s"],
    [900, "1 s"],
    [60_000, "1 min"],
    [71_200, "1 min 12 s"],
  ])("%i ms are %s", (ms, text) => expect(lengthWords(ms)).toBe(text));

  it("show how long a recording was in place of tokens", () => {
    const tokens = { inputTokens: 5, outputTokens: 2 };
    expect(sizeWords({ ...tokens, audioMs: null })).toBe("5 read, 2 written");
    expect(sizeWords({ inputTokens: null, outputTokens: null, audioMs: 72_000 })).toBe(
      "1 min 12 s",
    );
    expect(sizeWords({ inputTokens: null, outputTokens: null, audioMs: null })).toBe("–");
  });

  it("are forecast in recordings", () => {
    const rung = { modelId: "1", model: "whisper", provider: "Own", perCallMicros: 4_500 };
    const bill: AiForecast = {
      purpose: "transcribe",
      ...{ callsPerDay: 100, inputTokens: 0, outputTokens: 0 },
      ...{ audioSeconds: 45, basis: "Assumed.", why: null, budgetEndsAfterDays: null },
      rungs: [{ ...rung, perDayMicros: 450_000, perMonthMicros: 13_500_000 }],
    };
    const words =
      "About $13.50 a month at 100 recordings a day of 45 seconds each with whisper ($0.0045 a call). Assumed.";
    expect(billWords(bill)).toBe(words);
    const text = { ...bill, audioSeconds: null };
    expect(billWords(text)).toContain("at 100 calls a day with whisper");
    const why = "No model is connected.";
    expect(billWords({ ...text, rungs: [], why })).toBe(`${why} There is nothing to reckon.`);
  });
});
