import type { LiveChange, LiveEvent } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { LISTED_CHANGES, planOf, sortChanges, waitingWords } from "./live.rules.ts";

const change = (id: string, op: LiveChange["op"] = "update", version = 2): LiveChange => ({
  type: "change",
  object: "people",
  id,
  op,
  version,
  who: { id: "u", name: "Ann" },
  at: "2026-11-28T08:00:00.000Z",
});

describe("what some events mean", () => {
  it("is the last change of each record; a new one stays new", () => {
    const plan = planOf([
      change("a", "create", 1),
      change("a", "update", 2),
      change("b"),
      change("b", "trash", 3),
    ]);
    expect(
      [...(plan.changes.get("people")?.values() ?? [])].map(({ id, op, version }) => [
        id,
        op,
        version,
      ]),
    ).toEqual([
      ["a", "create", 2],
      ["b", "trash", 3],
    ]);
  });

  it("is many where there are many, counted where that is told", () => {
    const waves: LiveEvent[] = [
      { type: "many", object: "deals", count: 300 },
      { type: "many", object: "deals", count: 200 },
      { type: "many", object: "tasks", count: 5 },
      { type: "many", object: "tasks", count: null },
    ];
    const plan = planOf([
      ...waves,
      ...Array.from({ length: LISTED_CHANGES + 1 }, (_, at) => change(`id ${at}`)),
    ]);
    expect([...plan.many]).toEqual([
      ["deals", 500],
      ["tasks", null],
      ["people", LISTED_CHANGES + 1],
    ]);
    expect(plan.changes.size).toBe(0);
  });

  it("keeps what concerns everything apart", () => {
    const plan = planOf([
      { type: "resync" },
      { type: "notifications" },
      { type: "settings", object: "views" },
    ]);
    expect(plan).toMatchObject({ isResync: true, hasNotifications: true });
    expect([...plan.settings]).toEqual(["views"]);
  });
});

describe("scores", () => {
  it("are named by record until there are many", () => {
    const of = (object: string, id: string | null) => ({ type: "scores" as const, object, id });
    const few = planOf([of("people", "a"), of("people", "b"), of("deals", "c")]);
    expect([...few.scores]).toEqual([
      ["people", new Set(["a", "b"])],
      ["deals", new Set(["c"])],
    ]);
    const many = planOf([of("people", "a"), of("people", null), of("people", "b")]);
    expect([...many.scores]).toEqual([["people", null]]);
  });
});

describe("changes on a screen", () => {
  it("are taken where they are news to it", () => {
    const shown = new Map([
      ["seen", 3],
      ["old", 1],
      ["doomed", 1],
    ]);
    const sorted = sortChanges(
      [
        change("seen", "update", 3),
        change("old", "update", 2),
        change("new", "create", 1),
        change("doomed", "gone"),
        change("back", "restore", 5),
      ],
      (id) => shown.get(id),
    );
    expect(sorted.changed.map(({ id }) => id)).toEqual(["old"]);
    expect(sorted.arrived.map(({ id }) => id)).toEqual(["new", "back"]);
    expect(sorted.left.map(({ id }) => id)).toEqual(["doomed"]);
  });
});

it.each([
  [3, false, "3 new"],
  [0, true, "many changed"],
  [2, true, "2 new, many changed"],
])("%i new, many %j reads %s", (arrived, many, words) =>
  expect(waitingWords(arrived, many)).toBe(words),
);
