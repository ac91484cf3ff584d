// Parts of partitioned tables that a backup has and a new installation does not: made again as they were, with the
// row security of their table.
import { AppError } from "../errors.ts";
import type { OwnerClient } from "./owner.ts";
import { quoted, type TablePart, type TableShape } from "./table-dump.ts";

/** What a backup says goes into a statement: it has to look like what a backup of ours says. */
const boundShape = /^FOR VALUES FROM \('[\d :+.-]{8,40}'\) TO \('[\d :+.-]{8,40}'\)$/;
const nameShape = /^[a-z_]+\.[a-z_]+\d{4}_\d{2}$/;

interface Policy {
  name: string;
  roles: string[];
  reads: string | null;
  writes: string | null;
}

async function policiesOf(client: OwnerClient, table: string): Promise<Policy[]> {
  return client.query<Policy>(
    `SELECT policyname AS name, roles::text[] AS roles, qual AS reads, with_check AS writes FROM pg_policies
     WHERE schemaname || '.' || tablename = $1 AND cmd = 'ALL'`,
    [table],
  );
}

async function makePart(
  client: OwnerClient,
  table: string,
  { name, bound }: TablePart,
): Promise<void> {
  if (!nameShape.test(name) || !boundShape.test(bound)) {
    throw new AppError(
      "conflict",
      "operations.backup_from_other_version",
      `The backup holds a part of ${table} that this version of Rapport does not know. Restore it with the version that made it.`,
    );
  }
  await client.query(`CREATE TABLE ${quoted(name)} PARTITION OF ${quoted(table)} ${bound}`);
  await client.query(`ALTER TABLE ${quoted(name)} ENABLE ROW LEVEL SECURITY`);
  await client.query(`ALTER TABLE ${quoted(name)} FORCE ROW LEVEL SECURITY`);
  for (const { name: policy, roles, reads, writes } of await policiesOf(client, table)) {
    const parts = [
      reads === null ? "" : `USING (${reads})`,
      writes === null ? "" : `WITH CHECK (${writes})`,
    ];
    await client.query(
      `CREATE POLICY ${quoted(policy)} ON ${quoted(name)} TO ${roles.map(quoted).join(", ")} ${parts.join(" ")}`,
    );
  }
}

export async function makeParts(client: OwnerClient, { name, parts = [] }: TableShape) {
  if (parts.length === 0) return;
  const present = await client.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE h.inhparent = $1::regclass`,
    [quoted(name)],
  );
  const known = new Set(present.map((part) => part.name));
  for (const part of parts) if (!known.has(part.name)) await makePart(client, name, part);
}
