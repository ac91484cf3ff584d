// What the live database must hold for row security to mean anything, asked of its own catalogue, after
// everything that runs by itself (durable work too) has made its tables.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { loadConfig } from "../../src/platform/config.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "../harness.ts";

let database: TestDatabase;
let app: App;
let dataDir: string;

beforeAll(async () => {
  database = await openTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "rapport-rules-"));
  const config = loadConfig({ RAPPORT_DATA_DIR: dataDir, RAPPORT_PORT: "0" });
  app = createApp({ config, db: database.db, logger: createLogger("silent"), clock: systemClock });
  await app.start();
});

afterAll(async () => {
  await app?.stop();
  await database?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ask = async (sql: string) =>
  (await database.asOwner(sql)).map((row) => Object.values(row).join(" "));

const appRoles = "('rapport_app', 'rapport_system', 'rapport_index')";
const ours =
  "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'";
const notOfExtensions = (oid: string) =>
  `NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = ${oid} AND d.deptype = 'e')`;

const tables = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND ${ours} AND ${notOfExtensions("c.oid")}`;

it("has tables of all rooms and of durable work", async () => {
  const schemas = await ask(`SELECT DISTINCT n.nspname FROM ${tables} ORDER BY 1`);
  expect(schemas).toEqual(
    expect.arrayContaining([
      "access",
      "dbos",
      "governance",
      "imports",
      "platform",
      "records",
      "search",
    ]),
  );
});

it("has row security, forced, on every table", async () => {
  expect(
    await ask(
      `SELECT n.nspname, c.relname FROM ${tables} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    ),
  ).toEqual([]);
});

it("has a policy on every table", async () => {
  expect(
    await ask(
      `SELECT n.nspname, c.relname FROM ${tables} AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)`,
    ),
  ).toEqual([]);
});

it("has no table that a role of the app owns", async () => {
  expect(
    await ask(
      `SELECT n.nspname, c.relname FROM ${tables} AND pg_get_userbyid(c.relowner) IN ${appRoles}`,
    ),
  ).toEqual([]);
});

it("has no role of the app that is a superuser, bypasses row security, logs in, or is a member of another", async () => {
  expect(
    await ask(`SELECT rolname FROM pg_roles WHERE rolname IN ${appRoles}
      AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb OR rolreplication)`),
  ).toEqual([]);
  expect(
    await ask(`SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid
      JOIN pg_roles m ON m.oid = a.member WHERE m.rolname IN ${appRoles}`),
  ).toEqual([]);
});

it("binds the app to its workspace wherever a table has one", async () => {
  const policies = await database.asOwner(`
    SELECT format('%I.%I', n.nspname, c.relname) AS "table", pg_get_expr(p.polqual, p.polrelid) AS reads,
      pg_get_expr(p.polwithcheck, p.polrelid) AS writes
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE (SELECT oid FROM pg_roles WHERE rolname = 'rapport_app') = ANY (p.polroles) OR 0 = ANY (p.polroles)`);
  expect(policies.length).toBeGreaterThan(20);
  // Asked of each row, or once a statement by a subquery.
  const bound =
    /workspace_id = (?:\( SELECT )?\(?NULLIF\(current_setting\('rapport\.workspace'::text, true\), ''::text\)\)?::uuid/;
  const loose = policies.filter(({ reads, writes }) => {
    const conditions = [reads, writes].filter((condition) => condition !== null);
    return (
      conditions.length === 0 || !conditions.every((condition) => bound.test(String(condition)))
    );
  });
  expect(loose).toEqual([]);
});

it("shows the app nothing without a workspace", async () => {
  const readable = await ask(`SELECT format('%I.%I', n.nspname, c.relname) FROM ${tables}
    AND has_schema_privilege('rapport_app', n.oid, 'USAGE') AND has_table_privilege('rapport_app', c.oid, 'SELECT')`);
  await app.access.createWorkspace({ name: "Somebody's" });
  const client = await database.db.pool.connect();
  const seen: string[] = [];
  try {
    await client.query("SET ROLE rapport_app");
    for (const table of readable) {
      const { rowCount } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
      if (rowCount !== 0) seen.push(table);
    }
  } finally {
    client.release();
  }
  expect(readable.length).toBeGreaterThan(15);
  expect(seen).toEqual([]);
});

/**
 * Of the tables' owner, since PostgreSQL lets nobody else do it. The first takes nothing and answers nothing; the
 * second makes one empty partition of a month within bounds, and says whether it had to.
 */
const ofTheOwner = ["search.merge_pending()", "events.make_month(day date)"];

it("has definer functions only of the index role, with a search path of their own", async () => {
  const functions = `pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prosecdef AND ${ours} AND ${notOfExtensions("p.oid")}`;
  expect(
    await ask(`SELECT n.nspname, p.proname, pg_get_userbyid(p.proowner) FROM ${functions} AND (
      (pg_get_userbyid(p.proowner) <> 'rapport_index'
        AND format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) <> ALL ('{${ofTheOwner}}'))
      OR NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%'))`),
  ).toEqual([]);
});

it("has no materialised view, and no view that runs with its owner's rights", async () => {
  const views = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND ${notOfExtensions("c.oid")}`;
  expect(await ask(`SELECT n.nspname, c.relname FROM ${views} AND c.relkind = 'm'`)).toEqual([]);
  expect(
    await ask(`SELECT n.nspname, c.relname FROM ${views} AND c.relkind = 'v'
      AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'] OR c.reloptions @> ARRAY['security_invoker=on'], false)`),
  ).toEqual([]);
});

it("lets nobody but the roles of the app and the owner use its schemas", async () => {
  expect(
    await ask(`SELECT n.nspname FROM pg_namespace n WHERE ${ours} AND n.nspname <> 'public'
      AND has_schema_privilege('public', n.oid, 'USAGE')`),
  ).toEqual([]);
});
