// The pure parts: what sets a rule off, when a date falls due, what a text becomes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordChange } from "../../platform/acts.ts";
import { dueFilter, dueMs, isWithin } from "./due.rules.ts";
import type { WatchingRule } from "./rule.ts";
import { fillText, oneLine, pathsIn, textFaults } from "./template.rules.ts";
import { factOf, maxDepth, runsOf } from "./trigger.rules.ts";

const update = (before: object, after: object): RecordChange => ({
  object: "deals",
  id: "d1",
  op: "update",
  before: { version: 1, updatedAt: "a", ...before },
  after: { version: 2, updatedAt: "b", ...after },
  record: {},
});
const created: RecordChange = { ...update({}, {}), op: "create", before: null };
const watch = (...fields: object[]) => ({ kind: "changed", fields }) as WatchingRule["trigger"];

describe("a trigger", () => {
  const won = update({ status: "open" }, { status: "won" });
  it.each([
    [watch(), won, true],
    [watch(), update({}, {}), false],
    [watch(), created, false],
    [watch({ field: "status" }), won, true],
    [watch({ field: "name" }), won, false],
    [watch({ field: "status", to: ["won", "lost"] }), won, true],
    [watch({ field: "status", from: ["lost"] }), won, false],
    [watch({ field: "status", from: ["open"], to: ["won"] }), won, true],
    [watch({ field: "name" }, { field: "status" }), won, true],
    [watch({ field: "ownerId", from: [null] }), update({ ownerId: null }, { ownerId: "m" }), true],
    [
      watch({ field: "custom.tier", to: ["gold"] }),
      update({ custom: { tier: null } }, { custom: { tier: "gold" } }),
      true,
    ],
    [
      watch({ field: "custom.tags", to: ["b"] }),
      update({ custom: { tags: ["a"] } }, { custom: { tags: ["a", "b"] } }),
      true,
    ],
    [watch({ field: "status" }), { ...won, op: "trash" as const }, false],
    [watch({ field: "status" }), { ...won, op: "restore" as const }, false],
    [{ kind: "created" } as const, created, true],
    [{ kind: "created" } as const, won, false],
  ])("%j on %j: %s", (trigger, change, isSetOff) => {
    expect(factOf(trigger, "records.update", change) !== null).toBe(isSetOff);
  });
});

describe("runs", () => {
  const rule: WatchingRule = {
    id: "r1",
    version: 1,
    object: "deals",
    trigger: { kind: "created" },
    alsoImports: false,
  };
  const act = { id: "a1", name: "records.create", isBulk: false, source: "api" };
  const of = (more: object, rules = [rule]) =>
    runsOf(rules, { act, cause: undefined, changes: [created], ...more }, () => "run");

  it("follow from what people and other rules do, not from undo and imports", () => {
    expect(of({})).toMatchObject([{ state: "waiting", depth: 0, chainId: "run", trail: [] }]);
    expect(of({ act: { ...act, name: "records.undo" } })).toEqual([]);
    expect(of({ act: { ...act, isBulk: true } })).toEqual([]);
    expect(of({ act: { ...act, source: "import" } })).toEqual([]);
    expect(of({ act: { ...act, isBulk: true } }, [{ ...rule, alsoImports: true }])).toHaveLength(1);
    expect(of({}, [{ ...rule, object: "tickets" }])).toEqual([]);
  });

  it("carry their chain, and are held back where it would go on for ever", () => {
    const cause = { runId: "x", chainId: "c", depth: 1, trail: ["r0:d0"] };
    expect(of({ cause })).toMatchObject([
      { state: "waiting", depth: 2, chainId: "c", trail: ["r0:d0"] },
    ]);
    expect(of({ cause: { ...cause, trail: ["r1:d1"] } })).toMatchObject([{ state: "skipped" }]);
    expect(of({ cause: { ...cause, depth: maxDepth - 1 } })).toMatchObject([{ state: "waiting" }]);
    expect(of({ cause: { ...cause, depth: maxDepth } })).toMatchObject([{ state: "skipped" }]);
  });
});

describe("a date", () => {
  const due = (days: number, zone = "UTC") =>
    ({ kind: "due", field: "on", days, at: "09:00", zone }) as const;
  it.each([
    [due(-3), "2026-03-10", "2026-03-07T09:00:00.000Z"],
    [due(0, "Europe/Paris"), "2026-01-10", "2026-01-10T08:00:00.000Z"],
    [due(1, "Europe/Paris"), "2026-03-28", "2026-03-29T07:00:00.000Z"],
    [due(0, "America/New_York"), "2026-07-04", "2026-07-04T13:00:00.000Z"],
    [due(2), "2026-03-10T10:30:00.000Z", "2026-03-12T10:30:00.000Z"],
    [
      { kind: "unchanged", days: 14 } as const,
      "2026-03-01T00:00:00.000Z",
      "2026-03-15T00:00:00.000Z",
    ],
  ])("%j of %s is due at %s", (trigger, value, at) => {
    expect(new Date(dueMs(trigger, value)).toISOString()).toBe(at);
  });

  it("that is due within a span is among those that its filter finds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -366, max: 366 }),
        fc.constantFrom("UTC", "Europe/Paris", "America/New_York", "Pacific/Kiritimati"),
        fc.date({ min: new Date("2025-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
        fc.integer({ min: -3_000_000, max: 3_000_000 }),
        (days, zone, date, offsetMs) => {
          const trigger = due(days, zone);
          const value = date.toISOString().slice(0, 10);
          const atMs = dueMs(trigger, value);
          const span = { fromMs: atMs + offsetMs - 60_000, toMs: atMs + offsetMs };
          if (!isWithin(atMs, span)) return;
          const { gte = "", lte = "" } = dueFilter(trigger, true, span).on ?? {};
          expect(value >= gte && value <= lte).toBe(true);
        },
      ),
    );
  });
});

describe("a text", () => {
  const slots = new Map(
    ["person.name", "deal.amount"].map((path) => [
      path,
      { path, label: path, via: null, object: "people", field: "name", isEmail: false },
    ]),
  );
  it.each([
    ["Hello {{person.name}}", []],
    ["{{ person.name | you }} {{deal.amount|}}", []],
    ["{{person.shoe}}", ['There is no field "person.shoe" to put in here.']],
    ["{{constructor}}", ['There is no field "constructor" to put in here.']],
    ["{{person.name", ["A placeholder reads {{person.firstName}}, or {{person.firstName|there}}."]],
    ["{{1 + 1}}", ["A placeholder reads {{person.firstName}}, or {{person.firstName|there}}."]],
  ])("%s: %j", (text, faults) => {
    expect(textFaults(text, slots)).toEqual(faults);
  });

  it("is filled in once: no value is ever read as a placeholder", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const given = `${value}{{deal.amount}}`;
        const { text } = fillText("<{{person.name}}>", () => given);
        expect(text).toBe(`<${given}>`);
      }),
    );
  });

  it("says which placeholders stayed empty, and uses fallbacks", () => {
    const filled = fillText("{{a}} {{b|x}} {{c}} {{a}}", (path) => (path === "c" ? "C" : null));
    expect(filled).toEqual({ text: " x C ", empty: ["a"] });
    expect(pathsIn("{{a}} {{b|x}} {{a}}")).toEqual(["a", "b"]);
    expect(oneLine("Subject\r\nBcc: all@example.com")).toBe("Subject Bcc: all@example.com");
  });
});
