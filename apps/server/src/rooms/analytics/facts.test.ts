// What events and rows of conversations are counted as.
import type { InboxSettings } from "@rapport/contracts";
import { expect, it } from "vitest";
import type { StoredConversation } from "../conversations/index.ts";
import { factOf, turnOf } from "./facts.ts";

const none = { firstResponse: null, nextResponse: null, resolution: null };
const settings: InboxSettings = {
  hours: null,
  targets: { urgent: none, high: none, normal: { ...none, resolution: 60 }, low: none },
  routing: { enabled: false, agents: [], teams: [] },
};
const createdAt = "2026-01-05T09:00:00.000Z";
const begun = {
  ...{ id: "", createdAt, priority: "normal", sla: null, waitingSince: null },
  ...{ lastCustomerSeq: 0, askedAt: null, firstReplyAt: null, closedAt: null },
};
const figures = (change: Partial<StoredConversation>) => {
  const fact = factOf({ ...begun, ...change } as StoredConversation, settings);
  return [fact.firstResponseMinutes, fact.resolutionMinutes, fact.promised];
};

it("counts from when the customer asked, and nothing of what only a member wrote", () => {
  expect(figures({})).toEqual([null, null, false]);
  expect(figures({ closedAt: createdAt })).toEqual([null, null, false]);
  expect(figures({ closedAt: "2026-01-09T09:00:00.000Z" })).toEqual([null, null, false]);
  const asked = { askedAt: "2026-01-09T09:00:00.000Z", lastCustomerSeq: 2 };
  const firstReplyAt = "2026-01-09T09:05:00.000Z";
  expect(figures({ ...asked, firstReplyAt })).toEqual([5, null, true]);
  const closedAt = "2026-01-09T10:00:00.000Z";
  expect(figures({ ...asked, firstReplyAt, closedAt })).toEqual([5, 60, true]);
});

it("takes a customer's own conversation from before that was kept from its beginning", () => {
  const older = { lastCustomerSeq: 1, firstReplyAt: "2026-01-05T09:07:00.000Z" };
  expect(figures(older)).toEqual([7, null, true]);
});

it.each([
  ["conversations.receive", "closed", "open", true, false],
  ["conversations.change", "closed", "open", true, false],
  ["conversations.answer", "closed", "open", true, false],
  ["conversations.start", "closed", "open", true, false],
  ["conversations.hand_over", "closed", "open", true, false],
  ["conversations.merge", "closed", "open", false, false],
  ["records.undo", "closed", "open", false, false],
  ["conversations.reply", "open", "closed", false, true],
  ["conversations.change", "open", "closed", false, false],
  ["conversations.receive", null, "open", false, false],
] as const)("%s from %s to %s", (act, was, is, isReopened, isBotClosed) => {
  const turn = turnOf({ act, at: "2026-01-05T09:00:00.000Z" }, { was, is });
  expect([turn.reopenings.length > 0, turn.botClosedAt !== null]).toEqual([
    isReopened,
    isBotClosed,
  ]);
});
