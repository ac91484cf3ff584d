import { describe, expect, it } from "vitest";
import {
  answeredWords,
  needWords,
  neighbours,
  progressOf,
  sourceWords,
} from "./harvest-words.rules.ts";

const one = {
  id: "1",
  state: "open",
  title: "",
  excerpt: "",
  language: "en",
  nearest: null,
  pageId: null,
  settledAt: "",
  isAnswered: false,
} as const;

describe("suggested pages in words", () => {
  it("says who asked, and how often nobody was answered", () => {
    expect(needWords({ ...one, customers: 1, cases: 1, unanswered: 0 })).toBe("1 customer asked");
    expect(needWords({ ...one, customers: 2, cases: 3, unanswered: 1 })).toBe(
      "2 customers asked 3 times · asked once without an answer",
    );
  });

  it("says whether a page answers it", () => {
    expect(answeredWords({ isAnswered: null })).toBe("Not compared with your pages yet");
    expect(answeredWords({ isAnswered: true })).toBe("A page answers this already");
  });

  it("counts what is decided", () => {
    expect(progressOf({ open: 2, published: 1, dismissed: 1 })).toEqual({
      ...{ decided: 2, all: 4, share: 50 },
    });
    expect(progressOf({ open: 0, published: 0, dismissed: 0 }).share).toBe(0);
  });

  it("knows what comes before and after", () => {
    expect(neighbours(["a", "b", "c"], "b")).toEqual({ before: "a", after: "c" });
    expect(neighbours(["a"], "a")).toEqual({ before: null, after: null });
    expect(neighbours(["a"], "gone")).toEqual({ before: null, after: "a" });
  });

  it("says what is looked at", () => {
    const source = {
      ...{ isOn: true, conversations: true, tickets: true, channelIds: [], teamIds: [] },
      ...{ ticketCategories: [], since: "2026-01-05", waitHours: 72, onlyGood: true },
      ...{ lookedAt: null, isLooking: false },
    };
    expect(sourceWords(source)).toBe(
      "Settled conversations and closed tickets since 2026-01-05, where the customer was satisfied.",
    );
    expect(sourceWords({ ...source, isOn: false })).toBe("Closed tickets are not looked at.");
  });
});
