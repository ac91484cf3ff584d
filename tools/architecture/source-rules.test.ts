import { describe, expect, test } from "vitest";
import {
  checkClockAndChance,
  checkLength,
  checkName,
  checkNesting,
  checkSql,
  checkSuppressions,
} from "./source-rules.ts";

const inRoom = (name: string): string => `apps/server/src/rooms/records/${name}`;
const schemas = ["access", "records", "search", "platform"];
const rulesOf = (violations: { rule: string }[]): string[] => violations.map(({ rule }) => rule);

test("a file of 301 lines is too long, one of 300 is not, a page of prose may be", () => {
  const text = (lines: number): string => "const a = 1;\n".repeat(lines);
  expect(checkLength({ path: "a.ts", text: text(300) })).toEqual([]);
  expect(rulesOf(checkLength({ path: "a.ts", text: text(301) }))).toEqual(["file-length"]);
  expect(rulesOf(checkLength({ path: "a.sql", text: text(301) }))).toEqual(["file-length"]);
  expect(checkLength({ path: "a.md", text: text(301) })).toEqual([]);
});

test.each(["utils.ts", "date-helpers.ts", "common/a.ts", "job-manager.ts", "base.store.ts"])(
  "the name %s says nothing",
  (name) => expect(rulesOf(checkName({ path: inRoom(name), text: "" }))).toEqual(["file-name"]),
);

test("a name that only contains such a word is fine", () => {
  expect(checkName({ path: inRoom("database.ts"), text: "" })).toEqual([]);
  expect(checkName({ path: inRoom("commonality.ts"), text: "" })).toEqual([]);
});

describe("nesting", () => {
  const check = (text: string): number => checkNesting({ path: "a.ts", text }).length;

  test("four blocks in each other are too many, also through a callback", () => {
    expect(check("if (a) { for (;;) { while (b) { c(); } } }")).toBe(0);
    expect(check("if (a) { for (;;) { while (b) { if (c) d(); } } }")).toBe(1);
    expect(
      check("if (a) { for (const b of c) { d.map(() => { try { if (e) f(); } catch {} }); } }"),
    ).toBe(1);
    expect(check("switch (a) { case 1: do { try { if (b) c(); } finally { } } while (d); }")).toBe(
      1,
    );
  });

  test("an else-if chain counts once", () => {
    expect(
      check("if (a) {} else if (b) {} else if (c) {} else if (d) { if (e) { if (f) {} } }"),
    ).toBe(0);
  });
});

describe("clock and chance", () => {
  const check = (text: string, path = inRoom("a.ts")): number =>
    checkClockAndChance({ path, text }).length;

  test.each(["Date.now()", "new Date()", "Date()", "Math.random()", "globalThis.Math.random()"])(
    "%s is found in a room, in its tests and in a package",
    (text) => {
      expect(check(text)).toBe(1);
      expect(check(text, inRoom("a.test.ts"))).toBe(1);
      expect(check(text, "packages/world/src/a.ts")).toBe(1);
    },
  );

  test("it is found behind a name and in a parameter's default", () => {
    expect(check("const now = Date.now;")).toBe(1);
    expect(check("function age(at = new Date()) { return at; }")).toBe(1);
  });

  test("a given moment, a comment, a string and the platform itself are fine", () => {
    expect(check('new Date("2026-01-01")')).toBe(0);
    expect(check("// Date.now() is slow\nconst a = 'new Date()';")).toBe(0);
    expect(check("Date.now()", "apps/server/src/platform/clock.ts")).toBe(0);
    expect(check("Date.now()", "apps/server/test/harness.ts")).toBe(0);
    expect(check("Date.now()", "bench/api.ts")).toBe(0);
  });
});

describe("suppressions", () => {
  const check = (text: string): number => checkSuppressions({ path: "a.ts", text }).length;

  test.each([
    "// @ts-expect-error\nconst a = 1;",
    "// @ts-expect-error wrong\nconst a = 1;",
    "// @ts-ignore the types of this library are wrong\nconst a = 1;",
    "// @ts-nocheck the types of this library are wrong\nconst a = 1;",
    "// biome-ignore lint/style/noEnum: <explanation>\nconst a = 1;",
    "// biome-ignore-all lint/style/noEnum: it was easier this way\nconst a = 1;",
    "const a = 1; // eslint-disable-line no-console",
    "/* v8 ignore next */\nconst a = 1;",
    "const b = <p>{/* @ts-expect-error */ a}</p>;",
  ])("%s needs a reason or is too wide", (text) => {
    expect(checkSuppressions({ path: "a.tsx", text })).toHaveLength(1);
  });

  test("a reason in words is enough, and a string is no suppression", () => {
    expect(check("// @ts-expect-error the library types this as never\nconst a = 1;")).toBe(0);
    expect(check("// biome-ignore lint/style/noEnum: the wire format needs it\nconst a = 1;")).toBe(
      0,
    );
    expect(check('const a = "// @ts-ignore";')).toBe(0);
  });
});

describe("SQL", () => {
  const store = (sql: string): string[] =>
    rulesOf(checkSql({ path: inRoom("people.store.ts"), text: `const a = \`${sql}\`;` }, schemas));
  const elsewhere = (sql: string, name = "create-person.ts"): string[] =>
    rulesOf(checkSql({ path: inRoom(name), text: `const a = \`${sql}\`;` }, schemas));

  test.each([
    "SELECT id FROM access.members",
    "SELECT p.id FROM records.people p JOIN search.documents d ON d.id = p.id",
    'DELETE FROM "access"."members"',
    "INSERT INTO platform.outbox (id) VALUES ($1)",
    "SELECT id FROM search.matching('a')",
    `SELECT \${columns} FROM access.members WHERE id = \${id}`,
  ])("a store does not name another room's table: %s", (sql) => {
    expect(store(sql)).toEqual(["store-names-its-own-tables"]);
  });

  test("a store names its own tables and calls platform functions", () => {
    expect(store("SELECT id FROM records.people WHERE x = platform.workspace()")).toEqual([]);
    expect(store("UPDATE records.people SET name = $1")).toEqual([]);
    expect(store("the code search.too_long")).toEqual([]);
  });

  test.each([
    "SELECT 1 FROM records.people",
    "update records.people set a = 1",
    "COPY x FROM records.y",
  ])("no SQL outside of stores: %s", (sql) => {
    expect(elsewhere(sql)).toEqual(["sql-only-in-stores"]);
    expect(elsewhere(sql, "routes.ts")).toEqual(["sql-only-in-stores"]);
  });

  test("tests and plain English may say what they like", () => {
    expect(elsewhere("SELECT 1 FROM records.people", "a.test.ts")).toEqual([]);
    expect(elsewhere("Select a person from the list, or update records by hand")).toEqual([]);
    expect(elsewhere("records.version_conflict")).toEqual([]);
  });
});
