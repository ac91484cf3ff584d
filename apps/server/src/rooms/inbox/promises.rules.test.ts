// What was promised and missed, over the story of one conversation.
import { describe, expect, it } from "vitest";
import { defaultSettings } from "./default-settings.ts";
import { promiseOf } from "./promises.rules.ts";

type Standing = Parameters<typeof promiseOf>[0];
const one = {
  state: "open" as const,
  priority: "high" as const,
  waitingSince: "2026-11-30T09:00:00.000Z" as string | null,
  firstReplyAt: null as string | null,
  createdAt: "2026-11-30T09:00:00.000Z",
  closedAt: null as string | null,
  askedSince: "2026-11-30T09:00:00.000Z" as string | null,
  sla: null as ReturnType<typeof promiseOf>["sla"],
  dueAt: null as string | null,
};

/** One conversation as it goes on; each step answers what was missed by then. */
function story(begins: Partial<Standing>) {
  let now: Standing = { ...one, ...begins };
  return {
    now: () => now,
    goesOn: (change: Partial<Standing>, at: string) => {
      const next = { ...now, ...change };
      if (change.state) next.closedAt = change.state === "closed" ? at : null;
      now = { ...next, ...promiseOf(next, defaultSettings, at) };
      return now.sla?.missed ?? 0;
    },
  };
}

describe("promises", () => {
  it("begin in a conversation of ours when the customer first writes, not with what we wrote", () => {
    const began = "2026-11-02T09:00:00.000Z";
    const ours = story({ createdAt: began, waitingSince: null, askedSince: null });
    ours.goesOn({}, began);
    expect(ours.now().sla).toBeNull();
    const wrote = "2026-11-30T09:00:00.000Z";
    ours.goesOn({ waitingSince: wrote, askedSince: wrote }, wrote);
    expect(ours.now().sla).toMatchObject({ kind: "first-response", from: wrote, missed: 0 });
    const answered = "2026-11-30T10:00:00.000Z";
    expect(ours.goesOn({ waitingSince: null, firstReplyAt: answered }, answered)).toBe(0);
    // 960 minutes of office hours after the customer wrote.
    const resolution = { kind: "resolution", from: wrote, dueAt: "2026-12-01T17:00:00.000Z" };
    expect(ours.now().sla).toMatchObject(resolution);
    expect(ours.goesOn({ state: "closed" }, "2026-12-01T16:00:00.000Z")).toBe(0);
  });

  it("run from when the customer waits, then for an end", () => {
    const first = promiseOf(one, defaultSettings, one.createdAt);
    expect(first.sla).toMatchObject({
      kind: "first-response",
      dueAt: "2026-11-30T11:00:00.000Z",
      missed: 0,
    });
    const answered = { ...one, ...first, waitingSince: null, firstReplyAt: one.createdAt };
    const kept = promiseOf(answered, defaultSettings, "2026-11-30T10:59:00.000Z");
    expect(kept.sla).toMatchObject({ kind: "resolution", missed: 0 });
    const late = promiseOf(answered, defaultSettings, "2026-11-30T11:01:00.000Z");
    expect(late.sla).toMatchObject({ kind: "resolution", missed: 1 });
    const again = { ...answered, ...late, waitingSince: "2026-11-30T12:00:00.000Z" };
    expect(promiseOf(again, defaultSettings, "2026-11-30T12:00:00.000Z").sla).toMatchObject({
      kind: "next-response",
      dueAt: "2026-11-30T16:00:00.000Z",
      missed: 1,
    });
  });

  it("count a resolution that is late once, from when something else runs, however often that is", () => {
    const at = "2027-03-01T09:00:00.000Z";
    const { goesOn } = story({ waitingSince: null, firstReplyAt: one.createdAt });
    goesOn({}, one.createdAt);
    const counted = [at, null, at, null].map((waitingSince) => goesOn({ waitingSince }, at));
    expect(counted).toEqual([1, 1, 1, 1]);
    expect([goesOn({ state: "closed" }, at), goesOn({}, at)]).toEqual([1, 1]);
    expect([goesOn({ state: "open" }, at), goesOn({ state: "closed" }, at)]).toEqual([1, 1]);
  });

  it("count a resolution that comes late with the answer itself, or out of having been put away", () => {
    const late = "2027-03-01T09:00:00.000Z";
    const asked = "2027-03-01T08:59:00.000Z";
    const answered = story({ firstReplyAt: one.createdAt, waitingSince: null });
    // Written again before the resolution was due, so that it did not run when it became late.
    answered.goesOn({ waitingSince: "2026-11-30T10:00:00.000Z" }, "2026-11-30T10:00:00.000Z");
    answered.goesOn({ waitingSince: null }, "2026-11-30T10:01:00.000Z");
    answered.goesOn({ state: "snoozed" }, "2026-11-30T10:02:00.000Z");
    answered.goesOn({ state: "open", waitingSince: asked }, asked);
    expect(answered.goesOn({ state: "closed", waitingSince: null }, late)).toBe(1);
    const away = story({ firstReplyAt: one.createdAt, waitingSince: null, state: "snoozed" });
    expect(away.goesOn({ state: "closed" }, late)).toBe(1);
    expect(away.now().sla).toMatchObject({ kind: "resolution", missed: 1 });
    expect(away.goesOn({}, "2027-03-02T09:00:00.000Z")).toBe(1);
  });

  it("count an answer that came late out of having been put away in time, and none that came in time", () => {
    const putAway = (answeredAt: string) => {
      const { goesOn } = story({});
      goesOn({}, one.createdAt);
      expect(goesOn({ state: "snoozed" }, "2026-11-30T10:00:00.000Z")).toBe(0);
      goesOn({}, "2026-11-30T10:01:00.000Z");
      const answer = { state: "open" as const, waitingSince: null, firstReplyAt: answeredAt };
      return goesOn(answer, answeredAt);
    };
    expect(putAway("2026-11-30T10:59:00.000Z")).toBe(0);
    expect(putAway("2026-11-30T11:01:00.000Z")).toBe(1);
  });

  it("count a late answer once, also when it was put away meanwhile", () => {
    const { goesOn } = story({});
    goesOn({}, one.createdAt);
    const late = "2026-12-01T09:00:00.000Z";
    expect(goesOn({ state: "snoozed" }, late)).toBe(1);
    expect(goesOn({ state: "open" }, late)).toBe(1);
    expect(goesOn({ waitingSince: null, firstReplyAt: late }, late)).toBe(1);
    goesOn({ waitingSince: late }, late);
    expect(goesOn({ waitingSince: null }, "2026-12-01T17:00:00.000Z")).toBe(2);
  });

  it("do not run again when a late one was kept and nothing else is promised", () => {
    const only = { firstResponse: 120, nextResponse: null, resolution: null };
    const settings = { ...defaultSettings, targets: { ...defaultSettings.targets, high: only } };
    const late = "2026-12-01T09:00:00.000Z";
    const first = { ...one, ...promiseOf(one, settings, one.createdAt) };
    const answer = { ...first, waitingSince: null, firstReplyAt: late };
    const answered = { ...answer, ...promiseOf(answer, settings, late) };
    const again = promiseOf({ ...answered, waitingSince: late }, settings, late);
    expect([answered, again]).toMatchObject([
      { sla: { kind: "first-response", missed: 1 }, dueAt: null },
      { sla: { kind: "first-response", missed: 1 }, dueAt: null },
    ]);
  });

  it("rest while a conversation is put away, and end with it", () => {
    const closed = { ...one, state: "closed" as const };
    expect(promiseOf(closed, defaultSettings, one.createdAt)).toEqual({ sla: null, dueAt: null });
    const low = { ...one, priority: "low" as const, waitingSince: null };
    expect(promiseOf(low, defaultSettings, one.createdAt)).toEqual({ sla: null, dueAt: null });
  });
});
