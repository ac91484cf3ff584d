// The durable engine's own tables (schema `dbos`): made and upgraded by the engine as the database's
// owner, then put under forced row security, so that the system role alone can reach them.
import { ensureSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import { sleep } from "./clock.ts";
import { type Database, poolAs } from "./db/index.ts";
import type { Logger } from "./logger.ts";

const protectTables = `
DO $$
DECLARE t record;
BEGIN
  GRANT USAGE ON SCHEMA dbos TO rapport_system;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dbos TO rapport_system;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA dbos TO rapport_system;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dbos TO rapport_system;
  FOR t IN
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'dbos'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  LOOP
    EXECUTE format('ALTER TABLE dbos.%I ENABLE ROW LEVEL SECURITY', t.name);
    EXECUTE format('ALTER TABLE dbos.%I FORCE ROW LEVEL SECURITY', t.name);
    EXECUTE format('DROP POLICY IF EXISTS system ON dbos.%I', t.name);
    EXECUTE format('CREATE POLICY system ON dbos.%I TO rapport_system USING (true) WITH CHECK (true)', t.name);
    EXECUTE format('DROP POLICY IF EXISTS owner ON dbos.%I', t.name);
    EXECUTE format('CREATE POLICY owner ON dbos.%I TO CURRENT_USER USING (true) WITH CHECK (true)', t.name);
  END LOOP;
END $$`;

// The engine asks a pool for connections; it is given the one that holds the lock.
function quiet(logger: Logger) {
  const debug = (entry: unknown) => logger.debug({ entry: String(entry) }, "Durable schema");
  return { info: debug, debug, warn: debug, error: debug };
}

/** Polls, since a session that waits inside a statement would deadlock with the engine's concurrent index builds. */
async function takeLock(client: {
  query(sql: string): Promise<{ rows: { taken: boolean }[] }>;
}): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      "SELECT pg_try_advisory_lock(hashtext('rapport.durable')) AS taken",
    );
    if (rows[0]?.taken) return;
    await sleep(100);
  }
}

/** Brings the schema up to the engine's version. Safe from several processes at once. */
export async function migrateDurable(db: Database, logger: Logger): Promise<void> {
  const pool = poolAs(db.pool, "owner");
  const client = await pool.connect();
  const release = client.release;
  try {
    await client.query("SET statement_timeout = '10min'");
    await takeLock(client);
    const borrowed = { connect: async () => client } as unknown as typeof pool;
    client.release = () => undefined;
    await ensureSystemDatabase("", quiet(logger) as never, borrowed, "dbos", false);
    await client.query(protectTables);
  } finally {
    client.release = release;
    await client.query("SELECT pg_advisory_unlock_all()").catch(() => undefined);
    await client.query("SET statement_timeout = '30s'").catch(() => undefined);
    client.release();
  }
}
