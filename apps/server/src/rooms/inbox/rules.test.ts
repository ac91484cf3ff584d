// Tables for the rules of the inbox: business hours, promises, triage and routing.
import { type InboxSettings, instantOfWall, isZone, type PromiseHours } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { defaultSettings } from "./default-settings.ts";
import { afterOpenMinutes, isOpenAt } from "./hours.rules.ts";
import { promiseOf } from "./promises.rules.ts";
import { route } from "./routing.rules.ts";
import { triage, withTriage } from "./triage.rules.ts";

const nine = [{ from: "09:00", to: "17:00" }];
const berlin: PromiseHours = {
  zone: "Europe/Berlin",
  days: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine },
  holidays: ["2026-12-25"],
};

describe("business hours", () => {
  it.each([
    // Monday 2026-11-30, 10:00 in Berlin.
    ["within the day", "2026-11-30T09:00:00.000Z", 60, "2026-11-30T10:00:00.000Z"],
    ["before it opens", "2026-11-30T05:00:00.000Z", 30, "2026-11-30T08:30:00.000Z"],
    ["over the night", "2026-11-30T15:30:00.000Z", 60, "2026-12-01T08:30:00.000Z"],
    ["over the weekend", "2026-11-27T15:30:00.000Z", 60, "2026-11-30T08:30:00.000Z"],
    ["over a holiday and the weekend", "2026-12-24T15:30:00.000Z", 60, "2026-12-28T08:30:00.000Z"],
    ["just until it closes", "2026-11-30T15:00:00.000Z", 60, "2026-11-30T16:00:00.000Z"],
    ["of a whole week", "2026-11-30T08:00:00.000Z", 5 * 480, "2026-12-04T16:00:00.000Z"],
    // Clocks go back on 2026-10-25: Monday opens at 08:00 UTC, Friday before at 07:00 UTC.
    ["over the end of summer time", "2026-10-23T14:30:00.000Z", 60, "2026-10-26T08:30:00.000Z"],
  ])("go by %s", (_name, from, minutes, expected) => {
    expect(afterOpenMinutes(from, minutes, berlin)).toBe(expected);
  });

  it("are all hours where there are none, and none where every day is a holiday", () => {
    expect(afterOpenMinutes("2026-11-28T22:00:00.000Z", 180, null)).toBe(
      "2026-11-29T01:00:00.000Z",
    );
    const none = { ...berlin, days: {} };
    expect(afterOpenMinutes("2026-11-28T22:00:00.000Z", 180, none)).toBe(
      "2026-11-29T01:00:00.000Z",
    );
    const never = { ...berlin, days: { mon: [{ from: "17:00", to: "09:00" }] } };
    expect(afterOpenMinutes("2026-11-28T22:00:00.000Z", 1, never)).toBeNull();
  });

  it("count the night of 25 hours as it is", () => {
    const day = [{ from: "00:00", to: "24:00" }];
    const always = { ...berlin, days: { sat: day, sun: day, mon: day }, holidays: [] };
    expect(afterOpenMinutes("2026-10-24T22:00:00.000Z", 25 * 60, always)).toBe(
      "2026-10-25T23:00:00.000Z",
    );
  });

  it("join spans that touch, and know when it is open", () => {
    const split = {
      ...berlin,
      days: {
        mon: [
          { from: "13:00", to: "17:00" },
          { from: "09:00", to: "13:00" },
        ],
      },
    };
    expect(afterOpenMinutes("2026-11-30T08:00:00.000Z", 300, split)).toBe(
      "2026-11-30T13:00:00.000Z",
    );
    expect(isOpenAt("2026-11-30T07:59:00.000Z", berlin)).toBe(false);
    expect(isOpenAt("2026-11-30T08:00:00.000Z", berlin)).toBe(true);
    expect(isOpenAt("2026-12-25T10:00:00.000Z", berlin)).toBe(false);
  });

  it("are meant in zones that exist", () => {
    expect(isZone("Asia/Kathmandu")).toBe(true);
    expect(isZone("Mars/Olympus")).toBe(false);
    const shown = Date.UTC(2026, 0, 1, 12);
    expect(new Date(instantOfWall(shown, "Asia/Kathmandu")).toISOString()).toBe(
      "2026-01-01T06:15:00.000Z",
    );
  });
});

type Standing = Parameters<typeof promiseOf>[0];
const one = {
  state: "open" as const,
  priority: "high" as const,
  waitingSince: "2026-11-30T09:00:00.000Z" as string | null,
  firstReplyAt: null as string | null,
  createdAt: "2026-11-30T09:00:00.000Z",
  closedAt: null as string | null,
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

  it("rest while a conversation is put away, and end with it", () => {
    const closed = { ...one, state: "closed" as const };
    expect(promiseOf(closed, defaultSettings, one.createdAt)).toEqual({ sla: null, dueAt: null });
    const low = { ...one, priority: "low" as const, waitingSince: null };
    expect(promiseOf(low, defaultSettings, one.createdAt)).toEqual({ sla: null, dueAt: null });
  });
});

describe("triage", () => {
  it.each([
    ["Wrong invoice", "You charged us twice, please refund.", "Billing", "normal", "en"],
    [
      "Help",
      "Everything is down for our whole team, this is urgent and we cannot work",
      "Outage",
      "urgent",
      "en",
    ],
    [
      "Anmeldung",
      "Ich kann mich nicht anmelden und das Passwort ist nicht mehr gültig",
      "Access",
      "normal",
      "de",
    ],
    ["Question", "How do I export the list as csv? No hurry.", "Data", "low", "en"],
    [
      "Bonjour",
      "Nous avons reçu la facture et le paiement est fait, je ne sais pas pour la suite",
      "Billing",
      "normal",
      "fr",
    ],
  ])("of “%s”", (subject, text, category, priority, language) => {
    const found = triage(subject, text);
    expect([found.category?.value, found.priority?.value, found.language?.value]).toEqual([
      category,
      priority,
      language,
    ]);
    for (const guess of Object.values(found)) {
      expect(guess.reasons.length).toBeGreaterThan(0);
      expect(guess.confidence).toBeLessThanOrEqual(1);
    }
  });

  it("finds whole words only, and nothing where there is nothing", () => {
    expect(triage(null, "capitalism").category).toBeUndefined();
    expect(triage(null, "\u{1F600}".repeat(5000)).language).toBeUndefined();
    expect(triage("This is terrible", "").sentiment?.value).toBe("negative");
  });

  it("leaves what a person said", () => {
    const said = {
      value: "Sales",
      confidence: 1,
      rung: "person" as const,
      reasons: ["Ann said so"],
    };
    const both = withTriage({ category: said }, triage("invoice", "refund"));
    expect(both.category).toBe(said);
  });
});

const ann = { memberId: "a", categories: ["Billing"], languages: [], maxOpen: 5 };
const bob = { memberId: "b", categories: [], languages: ["de"], maxOpen: 5 };
const cat = { memberId: "c", categories: [], languages: [], maxOpen: 2 };
const dan = { memberId: "d", categories: [], languages: [], maxOpen: 5 };
const settings: InboxSettings = {
  ...defaultSettings,
  routing: {
    enabled: true,
    agents: [ann, bob, cat, dan],
    teams: [{ category: "Billing", teamId: "t" }],
  },
};

describe("routing", () => {
  const facts = (more: object = {}) => ({
    category: null as string | null,
    language: null as string | null,
    loads: new Map([
      ["a", 4],
      ["b", 3],
      ["c", 1],
      ["d", 2],
    ]),
    away: new Set<string>(),
    active: new Set(["a", "b", "c", "d"]),
    ...more,
  });

  it.each([
    ["who takes the category", { category: "Billing" }, "a"],
    ["who speaks the language", { language: "de" }, "b"],
    ["who has the least open", {}, "c"],
    ["the next one, when the first is away", { away: new Set(["c"]) }, "d"],
    [
      "the next one, when the first is full",
      {
        loads: new Map([
          ["c", 2],
          ["d", 3],
        ]),
      },
      "d",
    ],
    [
      "somebody else, when the specialist has left",
      { category: "Billing", active: new Set(["d"]) },
      "d",
    ],
    ["nobody, when all are away", { away: new Set(["a", "b", "c", "d"]) }, null],
  ])("gives it to %s", (_name, more, expected) => {
    const routed = route(settings, facts(more));
    expect(routed.memberId).toBe(expected);
    expect(routed.reasons.length).toBeGreaterThan(0);
  });

  it("says how much is open among those who were named alike, not among all", () => {
    const reasons = (more: object) => route(settings, facts(more)).reasons.at(-1);
    expect(reasons({ category: "Billing" })).toBe("Has 4 open");
    expect(reasons({})).toBe("Has 1 open, the least of 2");
  });

  it("gives it to a team also where nobody is chosen", () => {
    const off = { ...settings, routing: { ...settings.routing, enabled: false } };
    const routed = route(off, facts({ category: "Billing" }));
    expect(routed).toMatchObject({ memberId: null, teamId: "t" });
  });
});
