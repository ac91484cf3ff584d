// Reads whole tables as lines of text, one JSON array of texts a row, in primary-key order.
// The same rows give the same lines on any PostgreSQL version, embedded or not, whatever their physical
// order and the database's collation; so a hash of the lines is a hash of the table.
// Memory is bounded: rows come through a cursor, in batches of about a megabyte.
import { createHash } from "node:crypto";
import type { OwnerClient } from "./owner.ts";

export interface TableColumn {
  name: string;
  type: string;
}

export interface TableShape {
  /** `schema.table`. */
  name: string;
  columns: TableColumn[];
  /** Columns of the primary key, in order; empty without one. */
  key: string[];
  /** Of a partitioned table: its parts and their bounds, which a new installation may not have yet. */
  parts?: TablePart[];
}

export interface TablePart {
  name: string;
  bound: string;
}

export interface SequenceState {
  name: string;
  lastValue: string;
  isCalled: boolean;
}

export interface TableHash {
  rows: number;
  sha256: string;
}

// What belongs to the installation, not to its data: the ledgers of migrations, and who is alive.
const notData = new Set(["platform.migrations", "platform.executors", "dbos.dbos_migrations"]);

const firstBatchRows = 50;
const maxBatchRows = 5000;
const batchBytes = 1_000_000;

export function quoted(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}

const ourSchemas = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')";

export async function listSchemas(client: OwnerClient): Promise<string[]> {
  const rows = await client.query<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace n WHERE ${ourSchemas} ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

export async function listTables(client: OwnerClient): Promise<TableShape[]> {
  const shapes = await client.query<TableShape & { parts: TablePart[] | null }>(
    `SELECT n.nspname || '.' || c.relname AS name,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       coalesce((SELECT json_agg(a.attname ORDER BY k.position)
          FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position), pg_attribute a
          WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum), '[]') AS key,
       (SELECT json_agg(json_build_object('name', pn.nspname || '.' || p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid))
            ORDER BY p.relname)
          FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
          WHERE h.inhparent = c.oid AND c.relkind = 'p') AS parts
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${ourSchemas}
     ORDER BY (n.nspname || '.' || c.relname) COLLATE "C"`,
  );
  return shapes
    .filter((shape) => !notData.has(shape.name))
    .map(({ parts, ...shape }) => (parts === null ? shape : { ...shape, parts }));
}

export async function listSequences(client: OwnerClient): Promise<SequenceState[]> {
  const rows = await client.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND ${ourSchemas} ORDER BY 1`,
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const [state] = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${quoted(name)}`,
    );
    if (state) states.push({ name, lastValue: state.last, isCalled: state.called });
  }
  return states;
}

/** A login that is not above row security needs a policy of its own to read everything. */
export async function allowOwnerToRead(client: OwnerClient): Promise<void> {
  const [me] = await client.query<{ free: boolean }>(
    "SELECT (rolsuper OR rolbypassrls) AS free FROM pg_roles WHERE rolname = current_user",
  );
  if (me?.free) return;
  const rows = await client.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relforcerowsecurity AND ${ourSchemas}
       AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owner_reads')`,
  );
  for (const { name } of rows) {
    await client.query(
      `CREATE POLICY owner_reads ON ${quoted(name)} FOR SELECT TO CURRENT_USER USING (true)`,
    );
  }
}

const textual = /^(text|character|citext|name|"char")/;

function orderOf(table: TableShape): string {
  if (table.key.length === 0) return 'line COLLATE "C"';
  const typeOf = new Map(table.columns.map((column) => [column.name, column.type]));
  return table.key
    .map((name) => `${quoted(name)}${textual.test(typeOf.get(name) ?? "") ? ' COLLATE "C"' : ""}`)
    .join(", ");
}

/** Yields batches of lines. Inside an open transaction; one table at a time. */
export async function* dumpRows(client: OwnerClient, table: TableShape): AsyncGenerator<string[]> {
  const values = table.columns.map((column) => `${quoted(column.name)}::text`).join(", ");
  const line = `json_build_array(${values})::text AS line`;
  await client.query(
    `DECLARE dump NO SCROLL CURSOR FOR SELECT ${line} FROM ${quoted(table.name)} ORDER BY ${orderOf(table)}`,
  );
  let batchRows = firstBatchRows;
  for (;;) {
    const rows = await client.query<{ line: string }>(`FETCH FORWARD ${batchRows} FROM dump`);
    if (rows.length === 0) break;
    const lines = rows.map((row) => row.line);
    yield lines;
    const bytes = lines.reduce((sum, each) => sum + each.length, 0);
    batchRows = Math.max(
      1,
      Math.min(maxBatchRows, Math.floor(batchBytes / (bytes / lines.length))),
    );
  }
  await client.query("CLOSE dump");
}

export async function hashTable(client: OwnerClient, table: TableShape): Promise<TableHash> {
  const hash = createHash("sha256");
  let rows = 0;
  for await (const lines of dumpRows(client, table)) {
    hash.update(`${lines.join("\n")}\n`);
    rows += lines.length;
  }
  return { rows, sha256: hash.digest("hex") };
}

/** Hash and number of rows of every table. Inside an open transaction. */
export async function tableHashes(client: OwnerClient): Promise<Record<string, TableHash>> {
  const hashes: Record<string, TableHash> = {};
  for (const table of await listTables(client)) hashes[table.name] = await hashTable(client, table);
  return hashes;
}
