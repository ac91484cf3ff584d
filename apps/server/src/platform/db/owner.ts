// A connection as the database's owner, for backup, restore, doctor and other work that a person starts.
// Two ways to get one: a connection of its own, or (embedded, while the server runs) the pool's only one.
import pg from "pg";
import type { Database } from "./database.ts";
import { poolAs } from "./role-pool.ts";
import type { DatabaseServer } from "./server.ts";

export interface OwnerClient {
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  release(): Promise<void>;
}

// Texts must not depend on the login's or the server's defaults: hashes are made of them.
const settle =
  "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1";

async function rowsOf<R extends object>(
  client: pg.ClientBase,
  sql: string,
  values?: readonly unknown[],
): Promise<R[]> {
  const result = values ? await client.query(sql, values as unknown[]) : await client.query(sql);
  return result.rows as R[];
}

export async function connectOwner(server: DatabaseServer): Promise<OwnerClient> {
  const client = new pg.Client({
    ...server.ownerConnection,
    application_name: "rapport-admin",
    connectionTimeoutMillis: 8000,
  });
  client.on("error", () => undefined);
  await client.connect();
  await client.query(settle);
  return { query: (sql, values) => rowsOf(client, sql, values), release: () => client.end() };
}

export async function borrowOwner(db: Database): Promise<OwnerClient> {
  const client = await poolAs(db.pool, "owner").connect();
  await client.query(settle);
  return {
    query: (sql, values) => rowsOf(client, sql, values),
    release: async () => client.release(),
  };
}

/** One transaction without the app's time limits; `snapshot`: everything is read as of one moment. */
export async function inOwnerTransaction<T>(
  client: OwnerClient,
  kind: "snapshot" | "change",
  work: () => Promise<T>,
): Promise<T> {
  await client.query(
    kind === "snapshot" ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN",
  );
  try {
    await client.query(
      "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
    );
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
