// Round trips of a whole installation: embedded to embedded, and (given a PostgreSQL) from one to the
// other and back, with equal hashes of all tables; and what happens to cut, altered and unwanted files.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillDatabase } from "../../test/filled-database.ts";
import { systemClock } from "../platform/clock.ts";
import { type Config, loadConfig } from "../platform/config.ts";
import {
  connectOwner,
  type DatabaseServer,
  embeddedServer,
  inOwnerTransaction,
  startEmbedded,
  type TableHash,
  tableHashes,
} from "../platform/db/index.ts";
import { backup } from "./backup.ts";
import { restore } from "./restore.ts";

const postgresUrl = process.env.RAPPORT_TEST_DATABASE_URL;
const root = mkdtempSync(join(tmpdir(), "rapport-backup-"));
const opened: DatabaseServer[] = [];
const databases: string[] = [];
const plainOwner = `rapport_plain_${process.pid}`;

function configFor(name: string): Config {
  const dataDir = join(root, name);
  mkdirSync(dataDir, { recursive: true });
  return loadConfig({ RAPPORT_DATA_DIR: dataDir });
}

async function embedded(): Promise<DatabaseServer> {
  const server = embeddedServer(await startEmbedded("memory://"));
  opened.push(server);
  return server;
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** The plain owner gets the password of the address, which then serves both; "x" where there is none. */
const passwordOf = (url = "") => decodeURIComponent(new URL(url).password) || "x";

async function postgres(owner = ""): Promise<DatabaseServer> {
  const name = `rapport_backup_${process.pid}_${databases.length}`;
  databases.push(name);
  await administer(`CREATE DATABASE ${name}${owner ? ` OWNER ${owner}` : ""}`);
  const url = new URL(postgresUrl ?? "");
  url.pathname = `/${name}`;
  if (owner) url.username = owner;
  return {
    ownerConnection: { connectionString: url.toString() },
    isEmbedded: false,
    stop: async () => undefined,
  };
}

async function hashesOf(server: DatabaseServer): Promise<Record<string, TableHash>> {
  const client = await connectOwner(server);
  try {
    return await inOwnerTransaction(client, "snapshot", () => tableHashes(client));
  } finally {
    await client.release();
  }
}

async function asOwner(server: DatabaseServer, ...statements: string[]): Promise<void> {
  const client = await connectOwner(server);
  for (const statement of statements) await client.query(statement);
  await client.release();
}

async function save(server: DatabaseServer, config: Config, file: string) {
  const client = await connectOwner(server);
  try {
    return await backup(
      { client, config, clock: systemClock, isEmbedded: server.isEmbedded },
      file,
    );
  } finally {
    await client.release();
  }
}

function target(server: DatabaseServer, config: Config) {
  return {
    server,
    dataDir: config.dataDir,
    checkpointDir: "",
    prepareDurable: async () => undefined,
  };
}

let source: DatabaseServer;
let sourceConfig: Config;
const file = join(root, "backups", "one.rapport");

beforeAll(async () => {
  source = await embedded();
  sourceConfig = configFor("source");
  await fillDatabase(source);
  mkdirSync(join(sourceConfig.dataDir, "blobs", "ab"), { recursive: true });
  writeFileSync(join(sourceConfig.dataDir, "blobs", "ab", "file"), Buffer.alloc(300_000, 7));
  writeFileSync(join(sourceConfig.dataDir, "blobs", "empty"), "");
  writeFileSync(join(sourceConfig.dataDir, "secret"), "s3cret");
  await save(source, sourceConfig, file);
});

afterAll(async () => {
  for (const server of opened) await server.stop();
  for (const name of databases) await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  if (postgresUrl) await administer(`DROP ROLE IF EXISTS ${plainOwner}`);
  rmSync(root, { recursive: true });
});

describe("a round trip", () => {
  it("brings every table, sequence and file back, embedded to embedded", async () => {
    const server = await embedded();
    const config = configFor("copy");
    const report = await restore(target(server, config), file);
    const original = await hashesOf(source);
    expect(await hashesOf(server)).toEqual(original);
    expect(report.tables).toEqual(original);
    expect(original["governance.audit_entries"]?.rows).toBe(2000);
    expect(
      readFileSync(join(config.dataDir, "blobs", "ab", "file")).equals(Buffer.alloc(300_000, 7)),
    ).toBe(true);
    expect(readFileSync(join(config.dataDir, "blobs", "empty"), "utf8")).toBe("");
    expect(readFileSync(join(config.dataDir, "secret"), "utf8")).toBe("s3cret");
  });

  it("goes on numbering where the original stopped, and keeps forced row security and keys", async () => {
    const server = opened.at(-1) as DatabaseServer;
    const client = await connectOwner(server);
    const [last] = await client.query<{ n: string }>(
      "SELECT nextval('governance.audit_entries_entry_no_seq')::text AS n",
    );
    expect(last?.n).toBe("2001");
    const weak = await client.query(
      "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'access' AND c.relkind = 'r' AND NOT c.relforcerowsecurity",
    );
    expect(weak).toEqual([]);
    await expect(
      client.query(
        "INSERT INTO access.roles (workspace_id, id, name, permissions) VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '{}')",
      ),
    ).rejects.toThrow(/foreign key/);
    await client.release();
  });

  it.runIf(postgresUrl)("goes to PostgreSQL and back with equal hashes", async () => {
    const middle = await postgres();
    await restore(target(middle, configFor("postgres")), file);
    const original = await hashesOf(source);
    expect(await hashesOf(middle)).toEqual(original);
    const back = join(root, "back.rapport");
    await save(middle, configFor("postgres"), back);
    const server = await embedded();
    await restore(target(server, configFor("home")), back);
    expect(await hashesOf(server)).toEqual(original);
  });

  it.runIf(postgresUrl)("works for an owner who is no superuser", async () => {
    await administer(
      `CREATE ROLE ${plainOwner} LOGIN CREATEROLE PASSWORD '${passwordOf(postgresUrl)}'; GRANT rapport_app, rapport_system, rapport_index TO ${plainOwner} WITH ADMIN OPTION`,
    );
    const server = await postgres(plainOwner);
    const report = await restore(target(server, configFor("plain")), file);
    const again = await save(server, configFor("plain"), join(root, "plain.rapport"));
    expect(again.tables).toEqual(report.tables);
  });
});

describe("what it refuses", () => {
  let empty: DatabaseServer;
  beforeAll(async () => {
    empty = await embedded();
  });

  it("a database that holds rows, unless it may replace them", async () => {
    const server = await embedded();
    await fillDatabase(server);
    const before = await hashesOf(server);
    const config = configFor("full");
    await expect(restore(target(server, config), file)).rejects.toMatchObject({
      code: "operations.not_empty",
    });
    expect(await hashesOf(server)).toEqual(before);
    let saved = 0;
    const replacing = {
      ...target(server, config),
      beforeReplacing: async () => {
        saved += 1;
        return "/saved.rapport";
      },
    };
    // Room is made, and then the file is not what it was when it was looked at.
    const going = join(root, "going.rapport");
    writeFileSync(going, readFileSync(file));
    const failing = {
      ...replacing,
      beforeReplacing: async () => {
        truncateSync(going, Math.floor(readFileSync(file).length / 2));
        return "/saved.rapport";
      },
    };
    await expect(restore(failing, going)).rejects.toThrow(
      'What was there before is in /saved.rapport; "restore --in /saved.rapport --replace" puts it back.',
    );
    await fillDatabase(server);
    await restore(replacing, file);
    expect(saved).toBe(1);
    expect(await hashesOf(server)).toEqual(await hashesOf(source));
  });

  it("a file that was cut off, before anything is changed", async () => {
    const cut = join(root, "cut.rapport");
    writeFileSync(cut, readFileSync(file));
    truncateSync(cut, Math.floor(readFileSync(file).length / 2));
    await expect(restore(target(empty, configFor("cut")), cut)).rejects.toMatchObject({
      code: "operations.backup_damaged",
    });
    expect(readdirSync(configFor("cut").dataDir)).toEqual([]);
  });

  it("a file with one byte changed", async () => {
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    const altered = join(root, "altered.rapport");
    writeFileSync(altered, bytes);
    await expect(restore(target(empty, configFor("altered")), altered)).rejects.toMatchObject({
      code: "operations.backup_damaged",
    });
  });

  it("a file that is no backup, and one that is not there", async () => {
    const other = join(root, "other.txt");
    writeFileSync(other, "hello");
    await expect(restore(target(empty, configFor("x")), other)).rejects.toMatchObject({
      code: "operations.backup_damaged",
    });
    await expect(restore(target(empty, configFor("x")), join(root, "no"))).rejects.toMatchObject({
      code: "operations.usage",
    });
  });

  it("to leave half a file behind when a backup fails", async () => {
    const server = source;
    const wanted = join(root, "failing.rapport");
    await asOwner(
      server,
      "CREATE SCHEMA odd",
      "CREATE VIEW odd.v AS SELECT 1",
      "CREATE TABLE odd.t (id int PRIMARY KEY, b boolean)",
    );
    const client = await connectOwner(server);
    const failing = {
      ...client,
      query: (sql: string, values?: readonly unknown[]) =>
        sql.startsWith("DECLARE") && sql.includes("odd")
          ? Promise.reject(new Error("broken"))
          : client.query(sql, values),
    };
    const deps = {
      client: failing as typeof client,
      config: configFor("failing"),
      clock: systemClock,
      isEmbedded: true,
    };
    await expect(backup(deps, wanted)).rejects.toThrow("broken");
    await client.release();
    expect(existsSync(wanted)).toBe(false);
    expect(existsSync(`${wanted}.part`)).toBe(false);
  });
});
