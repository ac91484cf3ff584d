// What entries mean for whom, when mail is due, and what it says.
import { mentionText, type Notification } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { letterOf } from "./letter.rules.ts";
import { defaultWishes, mailDueMs } from "./mail-time.rules.ts";
import { type Known, type LogEntry, planEntries } from "./plan-entries.rules.ts";

const ann = "01900000-0000-7000-8000-00000000000a";
const bob = "01900000-0000-7000-8000-00000000000b";

const entry = (more: Partial<LogEntry>): LogEntry => ({
  entryNo: 1,
  at: "2026-11-28T08:00:00.000Z",
  actId: "act",
  actor: { kind: "user", id: "user-bob", label: "Bob" },
  object: "deals",
  recordId: "deal",
  op: "update",
  before: {},
  after: {},
  ...more,
});

const known = (attention: Known["attention"] = new Map()): Known => ({
  memberOfActor: new Map([
    ["user-bob", bob],
    ["user-ann", ann],
  ]),
  members: new Set([ann, bob]),
  attention,
});

const follows = new Map([["deal", [{ memberId: ann, state: "following" }]]]);
const mutes = new Map([["deal", [{ memberId: ann, state: "muted" }]]]);
const short = (entries: LogEntry[], of: Known) =>
  planEntries(entries, of).map(
    ({ memberId, kind, count }) => `${kind} ${memberId === ann ? "ann" : "bob"} ${count}`,
  );

describe("what an entry means", () => {
  it.each([
    [
      "a new owner",
      entry({ before: { ownerId: bob }, after: { ownerId: ann } }),
      known(),
      ["assigned ann 1"],
    ],
    [
      "a new record of one's own",
      entry({ op: "create", before: null, after: { ownerId: bob } }),
      known(),
      [],
    ],
    [
      "a new record of another",
      entry({ op: "create", before: null, after: { ownerId: ann } }),
      known(),
      ["assigned ann 1"],
    ],
    ["the same owner", entry({ before: { city: "a" }, after: { city: "b" } }), known(), []],
    [
      "a note's owner",
      entry({ object: "notes", op: "create", before: null, after: { ownerId: ann } }),
      known(),
      [],
    ],
    [
      "a stranger as owner",
      entry({ after: { ownerId: "gone" }, before: { ownerId: ann } }),
      known(),
      [],
    ],
    [
      "a followed record",
      entry({ after: { city: "b", version: 2 } }),
      known(follows),
      ["followed ann 1"],
    ],
    [
      "one's own change of it",
      entry({ actor: { kind: "user", id: "user-ann", label: "Ann" } }),
      known(follows),
      [],
    ],
    [
      "a followed record given to the follower",
      entry({ before: { ownerId: bob }, after: { ownerId: ann } }),
      known(follows),
      ["assigned ann 1"],
    ],
    [
      "a note on a followed record",
      entry({
        object: "notes",
        recordId: "note",
        op: "create",
        before: null,
        after: { dealId: "deal", body: "x" },
      }),
      known(follows),
      ["followed ann 1"],
    ],
    [
      "a muted record",
      entry({ before: { ownerId: bob }, after: { ownerId: ann } }),
      known(mutes),
      [],
    ],
    [
      "a mention",
      entry({
        object: "notes",
        op: "create",
        before: null,
        after: { body: mentionText({ memberId: ann, name: "Ann" }) },
      }),
      known(),
      ["mention ann 1"],
    ],
    [
      "a mention of oneself",
      entry({
        object: "notes",
        op: "create",
        before: null,
        after: { body: mentionText({ memberId: bob, name: "Bob" }) },
      }),
      known(),
      [],
    ],
    [
      "a text that mentioned before",
      entry({
        object: "notes",
        before: { body: mentionText({ memberId: ann, name: "Ann" }) },
        after: { body: `${mentionText({ memberId: ann, name: "Ann" })}!` },
      }),
      known(),
      [],
    ],
  ])("%s", (_what, one, of, told) => expect(short([one], of)).toEqual(told));

  it("is one line for many assignments of one act", () => {
    const many = Array.from({ length: 9 }, (_none, at) =>
      entry({ recordId: `deal ${at}`, before: { ownerId: bob }, after: { ownerId: ann } }),
    );
    expect(short(many, known())).toEqual(["assigned ann 9"]);
    expect(short(many.slice(0, 5), known())).toHaveLength(5);
  });
});

const ms = (text: string) => Date.parse(text);
const iso = (value: number | null) => (value === null ? null : new Date(value).toISOString());
describe("on the night on which clocks in Paris are put back", () => {
  const till = { ...defaultWishes, zone: "Europe/Paris", quietFrom: "22:00", quietTo: "02:30" };
  it.each([
    ["2026-10-25T00:10:00Z", "2026-10-25T00:30:00.000Z"],
    ["2026-10-25T00:40:00Z", "2026-10-25T00:40:00.000Z"],
    ["2026-10-25T01:10:00Z", "2026-10-25T01:30:00.000Z"],
    ["2026-10-25T01:30:00Z", "2026-10-25T01:30:00.000Z"],
    ["2026-10-25T21:30:00Z", "2026-10-26T01:30:00.000Z"],
  ])("what is quiet at %s is told at %s", (now, due) =>
    expect(iso(mailDueMs(till, "mention", ms(now)))).toBe(due),
  );

  it("one daily mail goes out, not two", () => {
    const kinds = { followed: { app: true, mail: "daily" as const } };
    const daily = { ...till, digestAt: "02:30", kinds };
    expect(iso(mailDueMs(daily, "followed", ms("2026-10-25T01:10:00Z")))).toBe(
      "2026-10-26T01:30:00.000Z",
    );
  });
});

const quiet = { ...defaultWishes, zone: "Europe/Paris", quietFrom: "19:00", quietTo: "07:30" };

describe("when mail is due", () => {
  it.each([
    ["2026-11-27T12:00:00Z", "2026-11-27T12:00:00.000Z"],
    ["2026-11-27T18:30:00Z", "2026-11-28T06:30:00.000Z"],
    ["2026-11-28T02:00:00Z", "2026-11-28T06:30:00.000Z"],
    ["2026-11-28T06:30:00Z", "2026-11-28T06:30:00.000Z"],
    // The night of the clocks' change: an hour less in March, one more in October.
    ["2026-03-28T20:00:00Z", "2026-03-29T05:30:00.000Z"],
    ["2026-03-29T03:00:00Z", "2026-03-29T05:30:00.000Z"],
    ["2026-03-29T05:45:00Z", "2026-03-29T05:45:00.000Z"],
    ["2026-10-24T20:00:00Z", "2026-10-25T06:30:00.000Z"],
    ["2026-10-25T06:15:00Z", "2026-10-25T06:30:00.000Z"],
  ])("quiet hours from 19:00 to 07:30 in Paris: %s becomes %s", (now, due) =>
    expect(iso(mailDueMs(quiet, "mention", ms(now)))).toBe(due),
  );

  it("waits for the daily mail, or is never", () => {
    const wishes = {
      ...quiet,
      digestAt: "08:00",
      kinds: {
        followed: { app: true, mail: "daily" as const },
        mention: { app: true, mail: "off" as const },
      },
    };
    expect(iso(mailDueMs(wishes, "followed", ms("2026-11-28T06:59:00Z")))).toBe(
      "2026-11-28T07:00:00.000Z",
    );
    expect(iso(mailDueMs(wishes, "followed", ms("2026-11-28T07:01:00Z")))).toBe(
      "2026-11-29T07:00:00.000Z",
    );
    expect(mailDueMs(wishes, "mention", ms("2026-11-28T07:01:00Z"))).toBeNull();
  });
});

it("says in a mail what happened and where to look, on one line each", () => {
  const base: Notification = {
    id: "n",
    kind: "followed",
    count: 3,
    at: "",
    read: false,
    who: ["Ann", "Bo"],
    record: { object: "deals", id: "d", title: "Renewal\nBcc: x@y.example" },
    about: null,
    object: "deals",
    fields: [],
    added: [],
    title: null,
    text: null,
    link: null,
  };
  const one = letterOf([base], "https://crm.example");
  expect(one.subject).toBe("Ann and 1 more changed Renewal Bcc: x@y.example (3 times)");
  expect(one.text).toContain("https://crm.example/o/deals/d");
  const two = letterOf([base, { ...base, kind: "task-overdue" }], "https://crm.example");
  expect(two.subject).toBe("2 things to know in Rapport");
  expect(two.text).toContain("Overdue: Renewal");
});
