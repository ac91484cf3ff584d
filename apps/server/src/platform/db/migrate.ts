// Applies the plain SQL files of `migrations/` in order, each once, each in its own transaction, under
// an advisory lock. Applied files are checksummed: an edited one is refused, never applied twice.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { AppError } from "../errors.ts";

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

export type KnownMigration = Pick<Migration, "name" | "checksum">;

export interface MigrationState {
  applied: string[];
  pending: Migration[];
}

export function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

const createLedger = `
  CREATE SCHEMA IF NOT EXISTS platform;
  CREATE TABLE IF NOT EXISTS platform.migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
  ALTER TABLE platform.migrations ENABLE ROW LEVEL SECURITY;
  ALTER TABLE platform.migrations FORCE ROW LEVEL SECURITY;
  DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = 'platform' AND tablename = 'migrations') THEN
      CREATE POLICY ledger ON platform.migrations TO CURRENT_USER USING (true) WITH CHECK (true);
    END IF;
  END $$;`;

async function readState(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<MigrationState> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "SELECT name, checksum FROM platform.migrations ORDER BY name",
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const file = known.get(row.name);
    if (!file) throw newerDatabase(row.name);
    if (file.checksum !== row.checksum) throw editedMigration(row.name);
  }
  const applied = new Set(rows.map((row) => row.name));
  return {
    applied: [...applied],
    pending: migrations.filter((migration) => !applied.has(migration.name)),
  };
}

function newerDatabase(name: string): AppError {
  return new AppError(
    "internal",
    "platform.newer_database",
    `The database was changed by a newer version of Rapport (${name}). Start that version, or restore a backup.`,
  );
}

function editedMigration(name: string): AppError {
  return new AppError(
    "internal",
    "platform.edited_migration",
    `Migration ${name} was edited after it had been applied. Restore the file as it was.`,
  );
}

/** What is applied and what is not; creates the ledger if needed, changes nothing else. */
export async function migrationState(
  connection: pg.ClientConfig,
  folder: URL,
): Promise<MigrationState> {
  return withOwner(connection, async (client) => {
    await client.query(createLedger);
    return readState(client, readMigrations(folder));
  });
}

/** Those of another database; refused when this version has another text for one, or has it not. */
function chosen(migrations: readonly Migration[], known: readonly KnownMigration[]): Migration[] {
  return known.map(({ name, checksum }) => {
    const file = migrations.find((migration) => migration.name === name);
    if (!file) throw newerDatabase(name);
    if (file.checksum !== checksum) throw editedMigration(name);
    return file;
  });
}

/** Those of another database that this version lacks, or has with another text. */
export function unknownMigrations(folder: URL, known: readonly KnownMigration[]): string[] {
  const ours = new Map(readMigrations(folder).map(({ name, checksum }) => [name, checksum]));
  return known.filter(({ name, checksum }) => ours.get(name) !== checksum).map(({ name }) => name);
}

/**
 * Applies what is pending; answers the names. Safe to run from several processes at once.
 * `only`: no more than these (to bring an empty database to the state of an older one).
 */
export async function migrate(
  connection: pg.ClientConfig,
  folder: URL,
  only?: readonly KnownMigration[],
): Promise<string[]> {
  const all = readMigrations(folder);
  const wanted = only ? chosen(all, only) : all;
  return withOwner(connection, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext('rapport.migrate'))");
    await client.query(createLedger);
    const { pending } = await readState(client, wanted);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  });
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query("INSERT INTO platform.migrations (name, checksum) VALUES ($1, $2)", [
      migration.name,
      migration.checksum,
    ]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new AppError(
      "internal",
      "platform.migration_failed",
      `Migration ${migration.name} failed and was rolled back: ${error instanceof Error ? error.message : error}`,
      {},
      error,
    );
  }
}

async function withOwner<T>(
  connection: pg.ClientConfig,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  // What is under way fails by itself; without a listener the process would end as well.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
