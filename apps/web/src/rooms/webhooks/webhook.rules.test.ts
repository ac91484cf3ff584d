import { describe, expect, it } from "vitest";
import {
  errorText,
  eventRows,
  eventsText,
  eventText,
  isChosen,
  toggleVerb,
  toggleWhole,
} from "./webhook.rules.ts";

const event = (object: string, label: string, verb: string) => ({
  type: `${object}.${verb}`,
  object,
  label,
  verb,
  description: "",
});
const rows = eventRows([
  event("people", "People", "created"),
  event("people", "People", "updated"),
  event("people", "People", "trashed"),
  event("deals", "Deals", "created"),
]);
const [people] = rows as [(typeof rows)[number]];

describe("choosing events", () => {
  it("ticks one, and takes one out of all", () => {
    expect(toggleVerb(["deals.created"], people, "created")).toEqual([
      "deals.created",
      "people.created",
    ]);
    expect(toggleVerb(["people.*"], people, "updated")).toEqual([
      "people.created",
      "people.trashed",
    ]);
    expect(toggleVerb(["people.created"], people, "created")).toEqual([]);
  });

  it("ticks all of an object, and none of it", () => {
    expect(toggleWhole(["people.created", "deals.created"], "people")).toEqual([
      "deals.created",
      "people.*",
    ]);
    expect(toggleWhole(["people.*", "deals.created"], "people")).toEqual(["deals.created"]);
    expect(isChosen(["people.*"], "people", "anything")).toBe(true);
    expect(isChosen(["*"], "deals", "created")).toBe(true);
  });

  it("reads in words", () => {
    expect(eventsText(["people.*", "deals.created"], rows)).toBe("People: all; Deals: created");
    expect(eventsText(["*"], rows)).toBe("Everything");
    expect(eventText("people.updated", rows)).toBe("People: changed");
    expect(eventText("webhooks.test", rows)).toBe("Test");
  });
});

it("says errors in words", () => {
  expect(errorText("status_503")).toBe("Answered 503");
  expect(errorText("timeout")).toBe("No answer within 15 seconds");
  expect(errorText("new_one")).toBe("new_one");
});
