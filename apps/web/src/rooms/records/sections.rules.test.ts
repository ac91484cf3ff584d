import { describe, expect, it } from "vitest";
import { entriesOf, linesOf, type Section } from "./sections.rules.ts";

const section = (rows: number, hasMore = false, isOpen = true): Section<null> => ({
  key: String(rows),
  group: null,
  isOpen,
  rows,
  hasMore,
});

describe("a table in groups", () => {
  it("is its rows where there are no groups", () => {
    expect(entriesOf(2, null)).toEqual([
      { kind: "row", row: 0 },
      { kind: "row", row: 1 },
    ]);
  });

  it("has a head before each group, and a way to more after one that has more", () => {
    const entries = entriesOf(3, [section(2, true), section(0, true, false), section(1)]);
    expect(entries.map((entry) => entry.kind)).toEqual([
      "head",
      "row",
      "row",
      "more",
      "head",
      "head",
      "row",
    ]);
    expect(linesOf(entries)).toEqual([1, 2, 6]);
  });
});
