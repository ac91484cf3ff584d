import type { Notification } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { actorsOf, countWords, pathOf, wordsOf } from "./notification.rules.ts";

const base: Notification = {
  id: "n",
  kind: "followed",
  count: 1,
  at: "2026-11-28T08:00:00.000Z",
  read: false,
  who: ["Ann"],
  record: { object: "deals", id: "d", title: "Renewal" },
  about: null,
  object: "deals",
  fields: [],
  added: [],
  title: null,
  text: null,
  link: null,
};
const names = {
  object: (key: string, count: number) => (count === 1 ? "Note" : key),
  field: (_object: string, key: string) =>
    ({ amountMinor: "Amount", stageId: "Stage" })[key] ?? key,
};

describe("a notification in words", () => {
  it.each([
    [{}, "Ann changed", ""],
    [{ count: 10, fields: ["amountMinor", "stageId"] }, "Ann changed", " 10 times: Amount, Stage"],
    [{ fields: ["a", "b", "c", "d", "e"] }, "Ann changed", ": a, b, c and 2 more"],
    [{ added: ["notes"] }, "Ann added a note to", ""],
    [{ kind: "assigned" as const }, "Ann gave you", ""],
    [
      { kind: "assigned" as const, record: null, object: "people", count: 12 },
      "Ann gave you 12 people",
      "",
    ],
    [
      { kind: "mention" as const, about: { object: "people", id: "p", title: "Ito" } },
      "Ann mentioned you about",
      "",
    ],
    [{ kind: "task-overdue" as const }, "Overdue:", ""],
  ])("%j reads %j", (more, lead, tail) =>
    expect(wordsOf({ ...base, ...more }, names)).toEqual({ lead, tail }),
  );

  it("names who did it", () => {
    const by = (...who: string[]) => actorsOf({ ...base, who });
    expect([by(), by("Ann"), by("Ann", "Bo"), by("Ann", "Bo", "Cy", "Di")]).toEqual([
      "Someone",
      "Ann",
      "Ann and Bo",
      "Ann and 3 others",
    ]);
  });

  it("leads to the record, for a mention to what the note is about", () => {
    expect(pathOf(base)).toBe("/o/deals/d");
    const about = { object: "people", id: "p", title: "Ito" };
    expect(pathOf({ ...base, kind: "mention", about })).toBe("/o/people/p");
    expect(pathOf({ ...base, record: null, link: "/imports/1" })).toBe("/imports/1");
  });
});

it.each([
  [3, false, "3"],
  [100, false, "99+"],
  [40, true, "99+"],
])("%i unread, capped %j is %s", (unread, capped, words) =>
  expect(countWords(unread, capped)).toBe(words),
);
