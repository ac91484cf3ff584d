// A migrated database for one test file: the embedded one from a snapshot that is made once, or, when
// RAPPORT_TEST_DATABASE_URL names a PostgreSQL server, a clone of a migrated template there.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import {
  type Database,
  type DatabaseServer,
  embeddedServer,
  migrateAll,
  migrationsFolder,
  openDatabase,
  startEmbedded,
} from "../src/platform/db/index.ts";
import { readMigrations } from "../src/platform/db/migrate.ts";

export interface TestDatabase {
  db: Database;
  server: DatabaseServer;
  /** Connects as the database's owner, for what the app itself must not be able to do. */
  asOwner(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const cacheFolder = fileURLToPath(
  new URL("../../../node_modules/.cache/rapport/", import.meta.url),
);

function migrationsKey(): string {
  const all = readMigrations(migrationsFolder).map((migration) => migration.checksum);
  return createHash("sha256").update(all.join()).digest("hex").slice(0, 16);
}

/** One process makes it; the others wait for it. A lock left by a killed run is taken over. */
async function once(
  name: string,
  isDone: () => Promise<boolean>,
  make: () => Promise<void>,
): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const lock = `${cacheFolder}${name}.lock`;
  for (let waited = 0; !(await isDone()); waited += 1) {
    if (waited > 300) rmSync(lock, { recursive: true, force: true });
    try {
      mkdirSync(lock);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      if (!(await isDone())) await make();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

let snapshot: Promise<SharedArrayBuffer> | undefined;

async function embeddedSnapshot(): Promise<SharedArrayBuffer> {
  const file = `${cacheFolder}snapshot-lean-${migrationsKey()}.tar`;
  await once(
    "snapshot",
    async () => existsSync(file),
    async () => {
      const embedded = await startEmbedded("memory://");
      const server = embeddedServer(embedded);
      await migrateAll(server);
      await dropTemplates(server);
      writeFileSync(`${file}.part`, await embedded.dump());
      await server.stop();
      renameSync(`${file}.part`, file);
    },
  );
  const bytes = readFileSync(file);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

/** A third of the files of a fresh cluster, which each test file would write anew; nothing here makes a database from them. */
async function dropTemplates({ ownerConnection }: DatabaseServer): Promise<void> {
  const client = new pg.Client(ownerConnection);
  await client.connect();
  await client.query("UPDATE pg_database SET datistemplate = false");
  for (const name of ["template0", "template1"]) await client.query(`DROP DATABASE ${name}`);
  await client.query("CHECKPOINT");
  await client.end();
}

async function openEmbedded(): Promise<DatabaseServer> {
  snapshot ??= embeddedSnapshot();
  return embeddedServer(await startEmbedded("memory://", await snapshot));
}

async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

async function openClone(url: string): Promise<DatabaseServer> {
  const template = `rapport_template_${migrationsKey()}`;
  const exists = () =>
    administer(url, async (client) => {
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
      return found.rowCount === 1;
    });
  await once(template, exists, async () => {
    const draft = `${template}_draft`;
    await administer(url, (client) => client.query(`DROP DATABASE IF EXISTS ${draft}`));
    await administer(url, (client) => client.query(`CREATE DATABASE ${draft}`));
    await migrateAll({
      ownerConnection: { connectionString: withDatabaseName(url, draft) },
      isEmbedded: false,
      stop: async () => undefined,
    });
    await administer(url, (client) =>
      client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`),
    );
  });
  const name = `rapport_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await administer(url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    ownerConnection: { connectionString: withDatabaseName(url, name) },
    isEmbedded: false,
    stop: () =>
      administer(
        url,
        async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
      ),
  };
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const url = process.env.RAPPORT_TEST_DATABASE_URL;
  const server = url ? await openClone(url) : await openEmbedded();
  const db = openDatabase(server, 6);
  return {
    db,
    server,
    // Over the pool, since the embedded database has one connection only.
    asOwner: async (sql, values = []) => {
      const client = await db.pool.connect();
      try {
        await client.query("RESET ROLE");
        const result = await client.query(sql, values as unknown[]);
        return result.rows ?? [];
      } finally {
        await client.query("SET ROLE rapport_app");
        client.release();
      }
    },
    close: async () => {
      await db.close();
      await server.stop();
    },
  };
}
