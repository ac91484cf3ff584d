import { describe, expect, it } from "vitest";
import {
  countedOf,
  countedText,
  inZone,
  NAMED,
  rangeOf,
  rangeWords,
} from "./relative-range.rules.ts";

describe("spans that move with the day", () => {
  it.each([
    ["last-30-days", "in the last 30 days"],
    ["next-1-weeks", "in the next week"],
    ["this-quarter", "this quarter"],
    ["today", "today"],
    ["past", "in the past"],
  ])("%s reads %s", (range, words) => {
    expect(rangeWords(range)).toBe(words);
  });

  it("all have words, and counted ones a way back", () => {
    for (const range of NAMED) expect(rangeOf(range)).toBe(range);
    const counted = countedOf("last-36-hours");
    expect(counted && countedText(counted)).toBe("last-36-hours");
    expect(rangeOf({ range: "today", zone: "UTC" })).toBe("today");
    expect(rangeOf("soon")).toBeNull();
  });

  it("are asked in the viewer's zone, at any depth, and nothing else changes", () => {
    const filter = {
      or: [
        { city: "within" },
        { and: [{ dueAt: { within: "today" } }, { ownerId: { in: ["me"] } }] },
      ],
    };
    expect(inZone(filter, "Asia/Tokyo")).toEqual({
      or: [
        { city: "within" },
        {
          and: [
            { dueAt: { within: { range: "today", zone: "Asia/Tokyo" } } },
            { ownerId: { in: ["me"] } },
          ],
        },
      ],
    });
    const fixed = { dueAt: { within: { range: "today", zone: "UTC" } } };
    expect(inZone(fixed, "Asia/Tokyo")).toEqual(fixed);
  });
});
