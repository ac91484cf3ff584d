// Tables for the rules of the inbox: business hours, triage and routing.
import { type InboxSettings, instantOfWall, isZone, type PromiseHours } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { defaultSettings } from "./default-settings.ts";
import { afterOpenMinutes, isOpenAt, openMinutesBetween } from "./hours.rules.ts";
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

  it.each([
    // Havana goes from midnight to one o'clock: that Sunday is open for 90 minutes, and not from eleven on Saturday.
    [
      "America/Havana",
      ["00:00", "02:30"],
      "2027-03-13T12:00:00.000Z",
      91,
      "2027-03-21T04:01:00.000Z",
    ],
    // Berlin has no 02:15 on that Sunday.
    [
      "Europe/Berlin",
      ["02:15", "02:45"],
      "2027-03-27T12:00:00.000Z",
      10,
      "2027-04-04T00:25:00.000Z",
    ],
    [
      "Europe/Berlin",
      ["01:30", "04:00"],
      "2027-03-27T12:00:00.000Z",
      90,
      "2027-03-28T02:00:00.000Z",
    ],
  ])(
    "leave out what the clocks of %s leave out",
    (zone, [from = "", to = ""], at, minutes, due) => {
      const hours = { zone, days: { sun: [{ from, to }] }, holidays: [] };
      expect(afterOpenMinutes(at, minutes, hours)).toBe(due);
      expect(openMinutesBetween(at, due, hours)).toBe(minutes);
    },
  );

  it("are meant in zones that exist", () => {
    expect(isZone("Asia/Kathmandu")).toBe(true);
    expect(isZone("Mars/Olympus")).toBe(false);
    const shown = Date.UTC(2026, 0, 1, 12);
    expect(new Date(instantOfWall(shown, "Asia/Kathmandu")).toISOString()).toBe(
      "2026-01-01T06:15:00.000Z",
    );
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
