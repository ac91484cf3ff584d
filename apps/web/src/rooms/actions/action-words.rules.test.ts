import { expect, it } from "vitest";
import { effectText, outlookText, shareText, spanText } from "./action-words.rules.ts";

it("says effects in points, with their sign", () => {
  expect(effectText({ value: 0.142 })).toBe("+14");
  expect(effectText({ value: -0.05 })).toBe("−5");
  expect(effectText({ value: 0.001 })).toBe("0");
  expect(spanText({ low: -0.021, high: 0.2 })).toBe("−2 to +20 points, 90 % sure");
});

it("says shares of reasons, small ones with a decimal", () => {
  expect(shareText(0.041)).toBe("+4");
  expect(shareText(-0.006)).toBe("−0.6");
});

it("says a chance where there is one, else the score", () => {
  const score = { model: "m", title: "Lead score", outcome: "a deal opens", score: 41.4 };
  expect(outlookText({ ...score, chance: 0.234 })).toBe("23 %");
  expect(outlookText({ ...score, chance: null })).toBe("41 of 100");
});
