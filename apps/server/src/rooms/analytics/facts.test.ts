// What events and rows of conversations are counted as.
import type { InboxSettings } from "@rapport/contracts";
import { expect, it } from "vitest";
import type { StoredConversation } from "../conversations/index.ts";
import { factOf, turnOf } from "./facts.ts";

it("counts no minutes of what a member began, which was answered as it began", () => {
  const none = { firstResponse: null, nextResponse: null, resolution: null };
  const settings: InboxSettings = {
    hours: null,
    targets: { urgent: none, high: none, normal: none, low: none },
    routing: { enabled: false, agents: [], teams: [] },
  };
  const createdAt = "2026-01-05T09:00:00.000Z";
  const minutes = (firstReplyAt: string, closedAt: string) => {
    const one = { id: "", createdAt, firstReplyAt, closedAt, priority: "normal", sla: null };
    const fact = factOf(one as StoredConversation, settings);
    return [fact.firstResponseMinutes, fact.resolutionMinutes];
  };
  expect(minutes(createdAt, createdAt)).toEqual([null, null]);
  expect(minutes(createdAt, "2026-01-05T10:00:00.000Z")).toEqual([null, 60]);
  expect(minutes("2026-01-05T09:00:01.000Z", "2026-01-05T09:07:00.000Z")).toEqual([0, 7]);
});

it.each([
  ["conversations.receive", "closed", "open", true, false],
  ["conversations.change", "closed", "open", true, false],
  ["conversations.answer", "closed", "open", true, false],
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
