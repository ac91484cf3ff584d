import type { Conversation } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { inboxSearch } from "./inbox-search.rules.ts";
import {
  expandMacro,
  macroQuery,
  promiseText,
  runningPromise,
  snoozeChoices,
  spanText,
  waysToSend,
} from "./inbox-words.rules.ts";

const now = Date.parse("2026-11-30T09:00:00Z");

describe("words of the inbox", () => {
  it.each([
    [30_000, "1 min"],
    [59 * 60_000, "59 min"],
    [5 * 3_600_000, "5 h"],
    [72 * 3_600_000, "3 d"],
  ])("say %i ms as %s", (ms, text) => expect(spanText(ms)).toBe(text));

  it("say how a promise stands", () => {
    const due = (minutes: number) => ({
      kind: "first-response" as const,
      dueAt: new Date(now + minutes * 60_000).toISOString(),
      runs: true,
      missed: 0,
    });
    expect(promiseText(due(30), now)).toMatchObject({ urgency: "soon", short: "30 min" });
    expect(promiseText(due(300), now).urgency).toBe("calm");
    expect(promiseText(due(-120), now).text).toBe("First answer is 2 h late");
  });

  it("call nothing late that was answered, late as it was", () => {
    const sla = { kind: "first-response" as const, dueAt: "2026-11-25T17:00:00Z", missed: 1 };
    const isRunning = (state: Conversation["state"], runs: boolean) =>
      runningPromise({ sla: { ...sla, runs }, state }) !== null;
    expect(isRunning("open", true)).toBe(true);
    expect(isRunning("open", false)).toBe(false);
    expect(isRunning("closed", true)).toBe(false);
    expect(runningPromise({ sla: null, state: "open" })).toBeNull();
  });

  it("put a macro into a text", () => {
    const conversation = {
      number: 7,
      person: { id: "", title: "Ida May" },
      from: null,
    } as Conversation;
    const text = "Hello {{person.firstName}}, #{{ number }} {{unknown}}. {{member.name}}";
    expect(expandMacro({ text }, { conversation, memberName: "Ann" })).toBe(
      "Hello Ida, #7 {{unknown}}. Ann",
    );
  });

  it("leave out the name of nobody who is known, and know no other words", () => {
    const from = { address: "+49 170 1", name: null, verified: false };
    const conversation = { number: 7, person: null, from } as Conversation;
    const text = "Hello {{person.firstName}}, {{constructor}} {{person.name}}";
    expect(expandMacro({ text }, { conversation, memberName: "Ann" })).toBe(
      "Hello, {{constructor}}",
    );
  });

  it("send and close first where a macro says so", () => {
    const closings = (kind: "reply" | "note", closes: boolean) =>
      waysToSend(kind, closes).map(({ close }) => close);
    expect(closings("reply", false)).toEqual([false, true]);
    expect(closings("reply", true)).toEqual([true, false]);
    expect(closings("note", true)).toEqual([false]);
  });

  it.each([
    ["/ref", 4, { at: 0, q: "ref" }],
    ["Hello #Ref", 10, { at: 6, q: "ref" }],
    ["and/or", 6, null],
    ["plain", 5, null],
  ])("find the macro that is asked for in %s", (text, caret, expected) => {
    expect(macroQuery(text, caret)).toEqual(expected);
  });

  it("offer times to snooze until that lie ahead", () => {
    const at = new Date("2026-11-30T22:30:00");
    for (const { until } of snoozeChoices(at))
      expect(until.getTime()).toBeGreaterThan(at.getTime());
  });

  it("read an address without trust", () => {
    expect(inboxSearch({ box: "mine", c: "x", q: " ", view: 3 })).toEqual({ box: "mine" });
  });
});
