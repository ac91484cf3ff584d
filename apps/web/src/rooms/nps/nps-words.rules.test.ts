import { expect, it } from "vitest";
import { intervalText, previewLines, progressText, scoreText } from "./nps-words.rules.ts";

const score = { sent: 9, answers: 5, promoters: 3, passives: 1, detractors: 1, scores: [] };

it("reads a score with its sign and how sure it is", () => {
  expect(scoreText({ ...score, value: 40.4, low: -12, high: 71.6 })).toBe("+40");
  expect(intervalText({ ...score, value: 40, low: -12, high: 71.6 })).toBe(
    "95 % sure: between -12 and +72",
  );
  expect(scoreText({ ...score, value: null, low: null, high: null })).toBe("–");
  expect(intervalText({ ...score, value: null, low: null, high: null })).toBe("");
});

it("says whom a start asks, and only the reasons that there are", () => {
  const none = { noAddress: 0, sameAddress: 0, askedLately: 0 };
  expect(previewLines({ ...none, within: 1, notAgreed: 0, asked: 1 })).toEqual([
    "1 person is within the segment.",
  ]);
  expect(previewLines({ ...none, within: 7, notAgreed: 2, asked: 5 })).toEqual([
    "7 people are within the segment.",
    "2 did not agree to surveys.",
  ]);
});

const campaign = {
  ...{ id: "1", name: "One", brand: "Us", language: "en" as const, periodDays: 90 },
  ...{ segment: { id: "2", name: "All" }, channel: { id: "3", name: "Mail" } },
  ...{ faults: [], score: { ...score, value: null, low: null, high: null } },
  ...{ version: 1, createdAt: "", startedAt: null, stoppedAt: null },
};
const none = { waiting: 0, sent: 0, refused: 0, unknown: 0, skipped: 0 };

it.each([
  ["draft" as const, none, "Nobody was asked yet."],
  ["sending" as const, { ...none, waiting: 8, sent: 2 }, "2 of 10 done, 8 waiting."],
  [
    "sent" as const,
    { ...none, sent: 1, refused: 2, unknown: 3 },
    "1 mail sent; 2 not taken by a mail server; 3 of which nobody knows whether they arrived.",
  ],
])("tells how far a campaign is that is %s", (state, progress, words) => {
  expect(progressText({ ...campaign, state, progress })).toBe(words);
});
