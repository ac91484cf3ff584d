import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { startEmbedded } from "./embedded.ts";
import { migrationsFolder } from "./index.ts";
import { migrate, migrationState } from "./migrate.ts";

// A database of its own: the harness' one is migrated already, with other files than these.
let folder: string;
let stop: () => Promise<void>;
let connection: { host: string; port: number; user: string; database: string };
let full: TestDatabase;

beforeAll(async () => {
  const embedded = await startEmbedded("memory://");
  connection = { host: embedded.socketDir, port: 5432, user: "postgres", database: "postgres" };
  stop = () => embedded.stop();
  full = await openTestDatabase();
});
afterAll(async () => {
  await stop();
  await full.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rec_migrations-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, sql: string) => writeFileSync(join(folder, name), sql);
const url = () => pathToFileURL(`${folder}/`);

test("files are applied once, in order, each whole or not at all; edited and missing ones are refused", async () => {
  put("0001_test_a.sql", "CREATE TABLE a (id int);");
  put("0002_test_b.sql", "ALTER TABLE a ADD COLUMN n int; SELECT 1/0;");
  put("notes.txt", "not a migration");
  await expect(migrate(connection, url())).rejects.toMatchObject({
    code: "platform.migration_failed",
  });
  expect(await migrationState(connection, url())).toMatchObject({
    applied: ["0001_test_a.sql"],
    pending: [{ name: "0002_test_b.sql" }],
  });

  put("0002_test_b.sql", "ALTER TABLE a ADD COLUMN n int;");
  expect(await migrate(connection, url())).toEqual(["0002_test_b.sql"]);
  expect(await migrate(connection, url())).toEqual([]);

  put("0001_test_a.sql", "CREATE TABLE a (id bigint);");
  await expect(migrate(connection, url())).rejects.toMatchObject({
    code: "platform.edited_migration",
  });
  put("0001_test_a.sql", "CREATE TABLE a (id int);");
  rmSync(join(folder, "0002_test_b.sql"));
  await expect(migrate(connection, url())).rejects.toMatchObject({
    code: "platform.newer_database",
  });
});

test("the product's own files are all applied, and every table has forced row security", async () => {
  if (!full.server.isEmbedded) {
    expect((await migrationState(full.server.ownerConnection, migrationsFolder)).pending).toEqual(
      [],
    );
  }
  const open = await full.asOwner(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_|^information_schema$|^dbos$' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
  );
  expect(open).toEqual([]);
});
