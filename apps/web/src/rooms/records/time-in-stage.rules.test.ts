import { expect, it } from "vitest";
import { timeInStage } from "./time-in-stage.rules.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

it.each([
  ["2026-03-10T01:00:00Z", "In this stage since today"],
  ["2026-03-11T01:00:00Z", "In this stage since today"],
  ["2026-03-09T11:00:00Z", "In this stage for 1 day"],
  ["2026-02-10T12:00:00Z", "In this stage for 28 days"],
  ["nonsense", ""],
])("since %s: %s", (since, words) => {
  expect(timeInStage(since, now)).toBe(words);
});
