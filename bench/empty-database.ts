// Benches fill a database of their own: one that holds something already would be filled further, and the
// figures would say nothing. Refuses it, and an address that does not answer, with what to do.
import pg from "pg";

function refuse(message: string): never {
  process.stderr.write(`\n${message}\n\n`);
  process.exit(2);
}

/** An empty text stands for the embedded database, which is always new. */
export async function requireEmptyDatabase(databaseUrl: string): Promise<void> {
  if (databaseUrl === "") return;
  const client = new pg.Client({ connectionString: databaseUrl });
  const tables = await countTables(client).catch((error: Error) =>
    refuse(
      `The database does not answer: ${error.message}\nMake one with "createdb rapport_bench" and pass its address as --database postgres://user:password@host:5432/rapport_bench`,
    ),
  );
  if (tables > 0)
    refuse(
      `The database ${client.database} holds ${tables} tables already. A bench needs an empty one: "createdb rapport_bench".`,
    );
}

async function countTables(client: pg.Client): Promise<number> {
  await client.connect();
  const { rows } = await client.query<{ tables: string }>(
    "SELECT count(*) AS tables FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  await client.end();
  return Number(rows[0]?.tables);
}
