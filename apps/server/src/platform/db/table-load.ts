// Puts dumped lines back into empty tables, within the caller's transaction: foreign keys, triggers and
// forced row security step aside for the load and come back, checked, before the commit.
import { AppError } from "../errors.ts";
import type { OwnerClient } from "./owner.ts";
import { listTables, quoted, type SequenceState, type TableShape } from "./table-dump.ts";

interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/** The first table that holds rows, or null: only an empty database is loaded into. */
export async function firstTableWithRows(client: OwnerClient): Promise<string | null> {
  for (const table of await listTables(client)) {
    const rows = await client.query(`SELECT 1 FROM ${quoted(table.name)} LIMIT 1`);
    if (rows.length > 0) return table.name;
  }
  return null;
}

export async function dropSchemas(client: OwnerClient, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas)
    await client.query(`DROP SCHEMA IF EXISTS ${quoted(schema)} CASCADE`);
}

/** Removes what would judge rows one by one; answers how to put it back. */
export async function openTables(client: OwnerClient): Promise<() => Promise<void>> {
  const tables = await listTables(client);
  const forced = new Set(
    (
      await client.query<{ name: string }>(
        `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relforcerowsecurity`,
      )
    ).map((row) => row.name),
  );
  const foreignKeys = await client.query<ForeignKey>(
    `SELECT n.nspname || '.' || c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')`,
  );
  for (const key of foreignKeys)
    await client.query(`ALTER TABLE ${quoted(key.table)} DROP CONSTRAINT ${quoted(key.name)}`);
  for (const { name } of tables) {
    await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
    if (forced.has(name))
      await client.query(`ALTER TABLE ${quoted(name)} NO FORCE ROW LEVEL SECURITY`);
  }
  return async () => {
    // Keys first: their check reads rows, which forced row security would hide from a plain owner.
    for (const key of foreignKeys) {
      await client.query(
        `ALTER TABLE ${quoted(key.table)} ADD CONSTRAINT ${quoted(key.name)} ${key.definition}`,
      );
    }
    for (const { name } of tables) {
      await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
      if (forced.has(name))
        await client.query(`ALTER TABLE ${quoted(name)} FORCE ROW LEVEL SECURITY`);
    }
  };
}

/** Refuses a table or column that this version does not have, rather than dropping its contents. */
export async function checkShape(
  client: OwnerClient,
  wanted: readonly TableShape[],
): Promise<void> {
  const present = new Map((await listTables(client)).map((table) => [table.name, table]));
  for (const table of wanted) {
    const columns = new Set(present.get(table.name)?.columns.map((column) => column.name));
    const missing = table.columns.find((column) => !columns.has(column.name));
    if (missing === undefined) continue;
    throw new AppError(
      "conflict",
      "operations.backup_from_other_version",
      `The backup holds ${table.name}.${missing.name}, which this version of Rapport does not know. Restore it with the version that made it.`,
    );
  }
}

export async function loadRows(
  client: OwnerClient,
  table: TableShape,
  lines: readonly string[],
): Promise<void> {
  const names = table.columns.map((column) => quoted(column.name)).join(", ");
  const values = table.columns.map((column, index) => `(v->>${index})::${column.type}`).join(", ");
  await client.query(
    `INSERT INTO ${quoted(table.name)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM json_array_elements($1::json) AS v`,
    [`[${lines.join(",")}]`],
  );
}

export async function setSequences(
  client: OwnerClient,
  sequences: readonly SequenceState[],
): Promise<void> {
  for (const { name, lastValue, isCalled } of sequences) {
    await client.query("SELECT setval($1::regclass, $2::bigint, $3)", [
      quoted(name),
      lastValue,
      isCalled,
    ]);
  }
}
