import { describe, expect, it } from "vitest";
import {
  type DealFacts,
  dealRisks,
  type TicketFacts,
  ticketRisks,
  usual,
  usualStayMs,
} from "./at-risk.rules.ts";

const nowMs = Date.parse("2026-11-28T12:00:00Z");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const ago = (days: number) => nowMs - days * dayMs;

const deal: DealFacts = {
  expectedCloseOn: null,
  touchedMs: nowMs,
  stageSinceMs: null,
  stageName: "Proposal",
  usualStageMs: null,
};

describe("a deal is at risk", () => {
  it.each<[string, Partial<DealFacts>, string[]]>([
    ["never without a reason", {}, []],
    ["not on the day that it should close", { expectedCloseOn: "2026-11-28" }, []],
    [
      "after the day that it should close",
      { expectedCloseOn: "2026-11-27" },
      ["Should have closed 1 day ago"],
    ],
    ["long after it", { expectedCloseOn: "2026-11-08" }, ["Should have closed 20 days ago"]],
    ["not when it was quiet for 13 days", { touchedMs: ago(13.9) }, []],
    ["when it was quiet for 14", { touchedMs: ago(14) }, ["Nothing happened for 14 days"]],
    [
      "not within the usual time of its stage",
      { stageSinceMs: ago(5), usualStageMs: 6 * dayMs },
      [],
    ],
    [
      "beyond it",
      { stageSinceMs: ago(9), usualStageMs: 6 * dayMs },
      ["In Proposal for 9 days; 3 of 4 deals took 6 days or less"],
    ],
    ["not where nothing is usual", { stageSinceMs: ago(90), usualStageMs: null }, []],
    ["not for hours", { stageSinceMs: ago(0.5), usualStageMs: hourMs }, []],
    [
      "for several reasons, the gravest first",
      { expectedCloseOn: "2026-11-20", touchedMs: ago(15) },
      ["Should have closed 8 days ago", "Nothing happened for 15 days"],
    ],
  ])("%s", (_what, more, reasons) =>
    expect(dealRisks({ ...deal, ...more }, nowMs).map(({ text }) => text)).toEqual(reasons),
  );
});

const ticket: TicketFacts = {
  priority: "normal",
  hasOwner: true,
  createdMs: ago(1),
  touchedMs: nowMs,
  usualOpenMs: null,
};

describe("a ticket is at risk", () => {
  it.each<[string, Partial<TicketFacts>, string[]]>([
    ["never without a reason", {}, []],
    [
      "when it is urgent and nobody's",
      { priority: "urgent", hasOwner: false },
      ["Urgent, and nobody's"],
    ],
    ["not when its owner may not be known", { priority: "urgent", hasOwner: null }, []],
    ["not when it is of low priority and nobody's", { priority: "low", hasOwner: false }, []],
    [
      "when it is urgent and waits for a day",
      { priority: "urgent", touchedMs: ago(1) },
      ["Urgent, and nothing happened for 24 hours"],
    ],
    [
      "when it is of high priority and waits for two",
      { priority: "high", touchedMs: ago(2) },
      ["High priority, and nothing happened for 2 days"],
    ],
    [
      "not when it is of high priority and waits for one",
      { priority: "high", touchedMs: ago(1.9) },
      [],
    ],
    ["when it was quiet for a week", { touchedMs: ago(7) }, ["Nothing happened for 7 days"]],
    [
      "when it is open for longer than is usual",
      { createdMs: ago(12), usualOpenMs: 4 * dayMs },
      ["Open for 12 days; 9 of 10 like it were solved in 4 days or less"],
    ],
  ])("%s", (_what, more, reasons) =>
    expect(ticketRisks({ ...ticket, ...more }, nowMs).map(({ text }) => text)).toEqual(reasons),
  );
});

describe("what is usual", () => {
  it("needs five", () => {
    expect(usual([1, 2, 3, 4], 0.75)).toBeNull();
    expect(usual([5, 1, 4, 2, 3], 0.75)).toBe(4);
    expect(usual([1, 1, 1, 1, 100], 0.9)).toBe(100);
  });

  it("of a stage, is the upper quartile of five stays or more", () => {
    expect(usualStayMs({ stays: 4, seconds: [2, 1, 3] })).toBeNull();
    expect(usualStayMs({ stays: 5, seconds: [2, 1, 3] })).toBe(3000);
  });
});
