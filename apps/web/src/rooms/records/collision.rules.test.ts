import type { RapportRecord } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { baseOf, collides } from "./collision.rules.ts";

const record = (fields: object, custom: object = {}) => ({ ...fields, custom }) as RapportRecord;

describe("two changes of one record", () => {
  const seen = record({ city: "Paris", phone: null }, { tags: ["a"], tier: "gold" });

  it.each([
    [
      "another field",
      { city: "Rome" },
      record({ city: "Paris", phone: "1" }, { tier: "gold" }),
      false,
    ],
    ["the same field", { city: "Rome" }, record({ city: "Oslo" }), true],
    ["a field that was emptied", { city: "Rome" }, record({ city: null }), true],
    ["a field that was empty", { phone: "1" }, record({ city: "Rome" }), false],
    [
      "another custom field",
      { custom: { tier: "silver" } },
      record({}, { tags: [], tier: "gold" }),
      false,
    ],
    ["the same custom field", { custom: { tags: ["b"] } }, record({}, { tags: ["c"] }), true],
    ["what it is made anyway", { city: "Rome" }, record({ city: "Rome" }), false],
    ["a field emptied by both", { city: null }, record({}), false],
    [
      "one of two fields, the other made what it is",
      { city: "Rome", phone: "1" },
      record({ city: "Rome", phone: "2" }),
      true,
    ],
    [
      "a custom field made what it is",
      { custom: { tags: ["b"] } },
      record({}, { tags: ["b"] }),
      false,
    ],
    ["the same list, unchanged", { custom: { tags: ["b"] } }, record({}, { tags: ["a"] }), false],
  ])("meet in %s", (_what, data, theirs, expected) => {
    expect(collides(baseOf(seen, data as never), theirs, data as never)).toBe(expected);
  });
});
