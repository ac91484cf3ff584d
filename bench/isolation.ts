// 100,000 interleaved transactions of two workspaces on one pool of PostgreSQL connections; prints what
// leaked, and fails if anything did.
//   tools/ci/with-postgres.sh node bench/isolation.ts [transactions]
import pg from "pg";
import { migrateAll, openDatabase } from "../apps/server/src/platform/db/index.ts";
import { newId } from "../apps/server/src/platform/ids.ts";
import { runInterleaved } from "../apps/server/test/isolation/interleaved-transactions.ts";

const url = process.env.RAPPORT_TEST_DATABASE_URL;
if (!url)
  throw new Error(
    "RAPPORT_TEST_DATABASE_URL names a PostgreSQL server whose superuser may make a database.",
  );
const transactions = Number(process.argv[2] ?? 100_000);

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const name = `rapport_isolation_${process.pid}`;
await administer(`CREATE DATABASE ${name}`);
const own = new URL(url);
own.pathname = `/${name}`;
const server = {
  ownerConnection: { connectionString: own.toString() },
  isEmbedded: false,
  stop: async () => undefined,
};
try {
  await migrateAll(server);
  const db = openDatabase(server, 8);
  const outcome = await runInterleaved({
    db,
    workspaceIds: [newId(), newId()],
    transactions,
    concurrency: 32,
  });
  await db.close();
  console.log(
    JSON.stringify(
      { ...outcome, perSecond: Math.round(outcome.transactions / outcome.seconds) },
      null,
      2,
    ),
  );
  if (outcome.leaks > 0) process.exitCode = 1;
} finally {
  await administer(`DROP DATABASE ${name} WITH (FORCE)`);
}
