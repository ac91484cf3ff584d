import { describe, expect, it } from "vitest";
import { budgetTitle, callWords, dollars, microsOf, outlook, shareOf } from "./ai-words.rules.ts";

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
