import { describe, expect, it } from "vitest";
import { chanceText, csvOf, metricText, weightWords } from "./model-words.rules.ts";

describe("models in words", () => {
  it("says a chance with its interval, and small ones with a digit more", () => {
    expect(chanceText(0.42, null, null)).toBe("42 % chance");
    expect(chanceText(0.034, 0.01, 0.08)).toBe("3.4 % chance, between 1 % and 8 %");
  });

  it("says how much a reason weighs", () => {
    expect(weightWords(-1.2, false)).toBe("strongly");
    expect(weightWords(0.1, false)).toBe("a little");
    expect(weightWords(-15, true)).toBe("−15 points");
  });

  it("writes metrics with intervals, and CSV that no spreadsheet runs", () => {
    expect(metricText({ value: 0.9, low: 0.85, high: 0.95 })).toBe("0.900 (0.850 to 0.950)");
    expect(
      csvOf([
        ["a", '=1+1"'],
        [1, null],
      ]),
    ).toBe('a,"\'=1+1"""\n1,');
  });
});
