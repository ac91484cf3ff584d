// What is counted of the properties of a name, in parts or at once.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addCounts,
  countProperties,
  maxProperties,
  type TypeCounts,
} from "./property-types.rules.ts";

type Seen = Map<string, TypeCounts>;

function counted(events: readonly Record<string, unknown>[], seen: Seen = new Map()): Seen {
  for (const event of events) countProperties(seen, event);
  return seen;
}

describe("kinds of values", () => {
  it("are told apart, never the values", () => {
    const seen = counted([
      { total: 5, at: "2026-11-29", tags: ["a"], address: { city: "x" } },
      { total: "5", at: "2026-11-29T10:00:00Z", isNew: true, gone: null },
      { total: 6, at: "soon" },
    ]);
    expect(Object.fromEntries(seen)).toEqual({
      total: { number: 2, string: 1 },
      at: { time: 2, string: 1 },
      tags: { list: 1 },
      address: { object: 1 },
      isNew: { boolean: 1 },
      gone: { null: 1 },
    });
  });

  it("added from batches are those of all events", () => {
    const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
    const value = fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.constant(null));
    const events = fc.array(fc.dictionary(key, value));
    fc.assert(
      fc.property(events, events, (first, second) => {
        const added = counted(first);
        addCounts(added, counted(second));
        expect(added).toEqual(counted(second, counted(first)));
      }),
    );
  });

  it("are not counted of endless keys, of keys that cannot be stored, and of more than the first", () => {
    const many = Object.fromEntries(
      Array.from({ length: maxProperties + 5 }, (_, at) => [`p${at}`, at]),
    );
    const seen = counted([{ ["x".repeat(101)]: 1, "\ud800": 1, "nul\u0000": 1 }, many]);
    expect([...seen.keys()]).toEqual(Object.keys(many).slice(0, maxProperties));
    addCounts(
      seen,
      new Map([
        ["late", { number: 3 }],
        ["p0", { number: 3 }],
      ]),
    );
    expect(seen.has("late")).toBe(false);
    expect(seen.get("p0")).toEqual({ number: 4 });
  });
});
