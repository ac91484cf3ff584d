// The pool as seen by a library that brings its own SQL: every connection it gets acts as one role and
// is handed back as the app role. Its statements are pipelined between the two changes of role, so
// that a single query still costs one round trip.
// It refuses to be used inside one of our transactions: embedded, there is no second connection.
import type pg from "pg";
import { AppError } from "../errors.ts";
import { inTransaction } from "./database.ts";

export type LibraryRole = "rapport_system" | "owner";

const leave = "SET ROLE rapport_app";

function enterSql(role: LibraryRole): string {
  return role === "owner" ? "RESET ROLE" : `SET ROLE ${role}`;
}

async function checkOut(pool: pg.Pool): Promise<pg.PoolClient> {
  if (inTransaction()) {
    throw new AppError(
      "internal",
      "platform.nested_transaction",
      "Durable work was touched inside a transaction. Do it after the commit, or through the outbox.",
    );
  }
  return pool.connect();
}

/** Puts the app role back before the pool lends the connection again; a broken one is thrown away. */
function handBack(client: pg.PoolClient, release: pg.PoolClient["release"]): void {
  client.query(leave).then(
    () => release(),
    (error: unknown) => release(error instanceof Error ? error : true),
  );
}

async function connectAs(pool: pg.Pool, role: LibraryRole): Promise<pg.PoolClient> {
  const client = await checkOut(pool);
  const release = client.release.bind(client);
  try {
    await client.query(enterSql(role));
  } catch (error) {
    release(error instanceof Error ? error : true);
    throw error;
  }
  client.release = (failed?: Error | boolean) => {
    client.release = release;
    if (failed) release(failed);
    else handBack(client, release);
  };
  return client;
}

async function queryAs(pool: pg.Pool, role: LibraryRole, args: unknown[]): Promise<unknown> {
  const client = await checkOut(pool);
  const entered = client.query(enterSql(role));
  const answered = client.query(...(args as [string, unknown[]]));
  const left = client.query(leave);
  const [first, result, last] = await Promise.allSettled([entered, answered, left]);
  const broken = [first, last].find((outcome) => outcome.status === "rejected");
  client.release(broken !== undefined);
  if (first.status === "rejected") throw first.reason;
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

/** What a library may use of a pool: `query`, `connect` and the size. Closing stays ours. */
export function poolAs(pool: pg.Pool, role: LibraryRole): pg.Pool {
  const view = {
    options: pool.options,
    query: (...args: unknown[]) => queryAs(pool, role, args),
    connect: () => connectAs(pool, role),
    on: () => view,
    end: async () => undefined,
  };
  return view as unknown as pg.Pool;
}
