// Keeps plans and tables in shape while data grows. Plans are kept by connection and made from statistics: those made
// while a table was nearly empty read all of it later, until it is analysed again. A server's own autovacuum comes once
// a minute, which a load of some seconds outruns; the embedded database has none at all, so dead rows go here too.
import { borrowOwner, type Database, type OwnerClient } from "./db/index.ts";
import type { Logger } from "./logger.ts";
import { createRounds, type Rounds } from "./rounds.ts";
import { patientStep } from "./spare-time.ts";

const everyMs = 3000;
/** Rows of a table that are read for its statistics: 300 times this. */
const embeddedTarget = 30;

interface Due {
  name: string;
  /** Changed beyond what its statistics say, by as much again. */
  outgrown: boolean;
  dead: boolean;
}

const dueSql = `
  SELECT format('%I.%I', s.schemaname, s.relname) AS name,
    s.n_mod_since_analyze > 500 + greatest(c.reltuples, 0) AS outgrown,
    s.n_dead_tup > 1000 + 0.2 * s.n_live_tup AS dead
  FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
  WHERE pg_has_role(c.relowner, 'USAGE')
  ORDER BY s.n_mod_since_analyze DESC`;

async function asOwner<T>(db: Database, work: (client: OwnerClient) => Promise<T>): Promise<T> {
  const client = await borrowOwner(db);
  try {
    return await work(client);
  } finally {
    await client.release();
  }
}

function tend(db: Database, { name, dead }: Due): Promise<void> {
  return asOwner(db, async (client) => {
    if (!db.isEmbedded) {
      await client.query(`ANALYZE (SKIP_LOCKED) ${name}`);
      return;
    }
    await client.query(`SET default_statistics_target = ${embeddedTarget}`);
    await client.query(dead ? `VACUUM (ANALYZE, SKIP_LOCKED) ${name}` : `ANALYZE ${name}`);
    await client.query("RESET default_statistics_target");
  });
}

/** One look at all tables; answers the names of those that were tended. */
export async function tendTables(db: Database, signal: AbortSignal): Promise<string[]> {
  const rows = await asOwner(db, (client) => client.query<Due>(dueSql));
  const due = rows.filter(({ outgrown, dead }) => outgrown || (db.isEmbedded && dead));
  const tended: string[] = [];
  for (const table of due) {
    if (signal.aborted) break;
    await patientStep(signal, () => tend(db, table));
    tended.push(table.name);
  }
  return tended;
}

export function createHousekeeping({ db, logger }: { db: Database; logger: Logger }): Rounds {
  return createRounds({
    round: (signal) => tendTables(db, signal),
    pauseMs: everyMs,
    logger,
    failed: "Tables could not be tended just now; trying again",
  });
}
