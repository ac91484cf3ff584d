// What is said, from what is known.
import type { NextAction } from "@rapport/contracts";
import type { Effect } from "@rapport/learn";
import { describe, expect, it } from "vitest";
import { evidenceWords, ranked, summaryOf, verdictOf, verdictWords } from "./advice.rules.ts";
import { estimateAction } from "./estimate.rules.ts";

const effectOf = (helps: number, value = 0.1): Effect => ({
  value,
  low: value - 0.05,
  high: value + 0.05,
  helps,
  without: 0.2,
  shares: [],
});

const plain = { measuredActions: 1, trial: null, objects: false, note: null } as const;
const names = { doing: "calling", outcome: "a deal opens" };

const advice = (more: Partial<NextAction>): NextAction => ({
  action: "call-new-lead",
  title: "Call",
  does: "Call Ada",
  verdict: "untested",
  words: "",
  effect: null,
  without: null,
  chance: null,
  evidence: "",
  reasons: [],
  hiddenReasons: 0,
  mayDo: true,
  taken: null,
  feedback: null,
  ...more,
});

const interval = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });

describe("the verdict", () => {
  it.each([
    [0.96, 1, "helps"],
    [0.94, 1, "unclear"],
    [0.04, 1, "hurts"],
    [0.96, 2, "unclear"],
    [0.98, 2, "helps"],
    [0.03, 2, "unclear"],
  ])(
    "of a probability of %f that it helps, among %i measured actions, is %s",
    (helps, measuredActions, verdict) => {
      expect(verdictOf({ ...plain, effect: effectOf(helps), measuredActions })).toBe(verdict);
    },
  );

  it("without a measured effect is untested; an objection and a trial come first", () => {
    expect(verdictOf({ ...plain, effect: null })).toBe("untested");
    expect(verdictOf({ ...plain, effect: effectOf(0.99), trial: "held-out" })).toBe("held-out");
    expect(verdictOf({ ...plain, effect: effectOf(0.99), trial: "waiting" })).toBe("held-out");
    expect(verdictOf({ ...plain, effect: null, trial: "drawn" })).toBe("drawn");
    expect(verdictOf({ ...plain, effect: effectOf(0.99), trial: "drawn", objects: true })).toBe(
      "not-wanted",
    );
  });

  it("says from where to where, and by how much", () => {
    const words = verdictWords(names, "helps", { ...plain, effect: effectOf(0.99) });
    expect(words).toBe(
      "Calling raises the chance that a deal opens from about 20 % to 30 % (by 5 to 15 points).",
    );
    const none = verdictWords(names, "untested", { ...plain, effect: null });
    expect(none).toContain("Nobody knows yet whether calling changes anything");
    const few = { ...plain, effect: null, note: "Too few to compare." };
    expect(verdictWords(names, "untested", few)).toBe("Too few to compare.");
  });
});

describe("the order", () => {
  it("begins with what adds most of what helps, and ends with what was called not helpful", () => {
    const list = ranked([
      advice({ action: "a", verdict: "unclear", effect: interval(0.3) }),
      advice({ action: "b", verdict: "helps", effect: interval(0.15) }),
      advice({ action: "c", verdict: "helps", effect: interval(0.2) }),
      advice({ action: "d", verdict: "helps", effect: interval(0.5), feedback: "not-helpful" }),
      advice({ action: "e" }),
    ]);
    expect(list.map(({ action }) => action)).toEqual(["c", "b", "e", "a", "d"]);
    expect(summaryOf(list)).toContain("it clearly helps");
  });

  it("says that nothing clearly helps where that is the truth", () => {
    const unclear = advice({ verdict: "unclear", effect: interval(0.02) });
    expect(summaryOf([unclear])).toBe("No action clearly helps here.");
    expect(summaryOf([unclear, advice({})])).toBe("No action clearly helps here.");
    expect(summaryOf([advice({})])).toContain("none was ever tested");
    const disliked = advice({ verdict: "helps", effect: interval(0.2), feedback: "not-helpful" });
    expect(summaryOf([disliked])).toBe("No action clearly helps here.");
    expect(summaryOf([])).toContain("nothing to suggest");
  });
});

describe("the evidence", () => {
  it("never passes a score off as an effect", () => {
    const score = {
      model: "lead-score",
      title: "Lead score",
      outcome: "a deal opens",
      score: 41,
      chance: 0.4,
    };
    expect(evidenceWords(null, score)).toContain("not what the action adds");
    expect(evidenceWords(null, null)).toBe("");
  });
});

describe("an estimate", () => {
  const rows = Array.from({ length: 200 }, (_, at) => [at % 7, at % 3 === 0 ? "a" : "b"] as const);
  const columns = [
    { key: "x", kind: "number" },
    { key: "group", kind: "category" },
  ];
  const trialOf = (treated: (at: number) => boolean, count = 200) => ({
    columns,
    rows: rows.slice(0, count),
    treated: Uint8Array.from({ length: count }, (_, at) => Number(treated(at))),
    outcome: Uint8Array.from({ length: count }, (_, at) => Number((at * 31) % 5 === 0)),
    propensity: new Float64Array(count).fill(0.5),
    groups: Int32Array.from({ length: count }, (_, at) => at),
  });

  it("waits for enough in both arms", () => {
    expect(estimateAction(trialOf((at) => at % 2 === 0, 30))).toMatchObject({
      state: "too-few",
      model: null,
      treated: { units: 15 },
    });
  });

  it("is not made of a history in which people chose, however large the difference", () => {
    const chosen = estimateAction(trialOf((at) => at % 3 === 0));
    expect(chosen).toMatchObject({ state: "not-random", average: null, model: null });
    expect(estimateAction(trialOf((at) => (at * 17) % 10 < 5)).state).toBe("measured");
  });
});
