import { expect, test } from "vitest";
import { checkMigrations } from "./migration-rules.ts";
import type { TextFile } from "./violation.ts";

const TABLE = "CREATE TABLE records.people (id uuid);\n";
const ENABLE = "ALTER TABLE records.people ENABLE ROW LEVEL SECURITY;\n";
const FORCE = "ALTER TABLE records.people FORCE ROW LEVEL SECURITY;\n";
const POLICY = "CREATE POLICY tenant ON records.people TO rapport_app USING (true);\n";
const GOOD = TABLE + ENABLE + FORCE + POLICY;

const ANSWERS: TextFile = {
  path: "apps/server/src/rooms/records/personal-data.ts",
  text: 'export const personalData = { "records.people": "names and addresses" };',
};

function migration(text: string, name = "0004_records_people.sql"): TextFile {
  return { path: `apps/server/migrations/${name}`, text };
}

function check(...files: TextFile[]): string[] {
  return checkMigrations(files).map(({ rule, message }) => `${rule}: ${message}`);
}

test("a protected table with an answer passes, in either spelling", () => {
  expect(check(migration(GOOD), ANSWERS)).toEqual([]);
  const combined = `create table if not exists "records"."people" (id uuid);
    alter table only records.people enable row level security, force row level security;
    ${POLICY}`;
  expect(check(migration(combined), ANSWERS)).toEqual([]);
});

test.each([
  ["ENABLE ROW LEVEL SECURITY", TABLE + FORCE + POLICY],
  ["FORCE ROW LEVEL SECURITY", TABLE + ENABLE + POLICY],
  ["CREATE POLICY", TABLE + ENABLE + FORCE],
  ["FORCE ROW LEVEL SECURITY", GOOD.replace(FORCE, `-- ${FORCE}`)],
  ["FORCE ROW LEVEL SECURITY", GOOD.replace("FORCE ROW", "NO FORCE ROW")],
  ["ENABLE ROW LEVEL SECURITY", GOOD.replace(ENABLE, `DO $$ BEGIN ${ENABLE} END $$;`)],
  ["CREATE POLICY", GOOD.replace("ON records.people", "ON records.people_old")],
])("a table without %s is found", (missing, sql) => {
  const found = check(migration(sql), ANSWERS);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(missing);
});

test("the line of the table is named", () => {
  const [violation] = checkMigrations([migration(`-- one\n-- two\n${TABLE}`)]);
  expect(violation?.line).toBe(3);
});

test("a table without a personal-data answer is found, and an answer without a table", () => {
  expect(check(migration(GOOD))[0]).toContain("table-personal-data: records.people has no answer");
  expect(check(ANSWERS)[0]).toContain("answers for records.people, which no migration creates");
});

test("a table that a later migration drops needs no answer, one that was dropped before does", () => {
  const drop = migration("DROP TABLE records.people;", "0009_records_gone.sql");
  expect(check(migration(GOOD), drop)).toEqual([]);
  const earlier = migration("DROP TABLE records.people;", "0001_records_gone.sql");
  expect(check(migration(GOOD), earlier)[0]).toContain("records.people has no answer");
  expect(check(migration(GOOD), drop, ANSWERS)[0]).toContain("which no migration creates");
});

test("a table outside of the schema that the file announces is found", () => {
  expect(check(migration(GOOD, "0005_search_people.sql"), ANSWERS)[0]).toContain("table-owner");
});

test("a bad or repeated number is found", () => {
  expect(check(migration("", "4_people.sql"))[0]).toContain("migration-name");
  const a = migration("", "0004_records_a.sql");
  expect(check(a, migration("", "0004_records_b.sql"))).toEqual([]);
  expect(check(a, migration("", "0004_search_b.sql"))).toEqual([
    "migration-number: number 0004 is taken by apps/server/migrations/0004_records_a.sql",
  ]);
});
