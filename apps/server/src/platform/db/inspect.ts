// Reads, and only reads, what an installation's database should look like: migrations, roles, row
// security. For doctor.

import { type KnownMigration, readMigrations } from "./migrate.ts";
import type { OwnerClient } from "./owner.ts";
import { listTables } from "./table-dump.ts";

export interface MigrationFindings {
  pending: string[];
  edited: string[];
  newer: string[];
}

export interface Inspection {
  /** Null when the database has never been migrated. */
  migrations: MigrationFindings | null;
  missingRoles: string[];
  /** App roles that row security does not bind. */
  mightyRoles: string[];
  /** Tables whose rows are not protected by forced row security. */
  openTables: string[];
}

const appRoles = ["rapport_app", "rapport_system", "rapport_index"];

async function inspectMigrations(
  client: OwnerClient,
  folder: URL,
): Promise<MigrationFindings | null> {
  const [ledger] = await client.query<{ there: boolean }>(
    "SELECT to_regclass('platform.migrations') IS NOT NULL AS there",
  );
  if (!ledger?.there) return null;
  const applied = await client.query<KnownMigration>(
    "SELECT name, checksum FROM platform.migrations ORDER BY name",
  );
  const files = new Map(readMigrations(folder).map((file) => [file.name, file.checksum]));
  const names = new Set(applied.map((row) => row.name));
  return {
    pending: [...files.keys()].filter((name) => !names.has(name)),
    edited: applied
      .filter((row) => files.has(row.name) && files.get(row.name) !== row.checksum)
      .map((row) => row.name),
    newer: applied.filter((row) => !files.has(row.name)).map((row) => row.name),
  };
}

export async function inspectDatabase(client: OwnerClient, folder: URL): Promise<Inspection> {
  const migrations = await inspectMigrations(client, folder);
  const roles = await client.query<{ name: string; mighty: boolean }>(
    "SELECT rolname AS name, (rolsuper OR rolbypassrls) AS mighty FROM pg_roles WHERE rolname = ANY($1::text[])",
    [appRoles],
  );
  const open = await client.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
  );
  const ours = new Set((await listTables(client)).map((table) => table.name));
  return {
    migrations,
    missingRoles:
      migrations === null
        ? []
        : appRoles.filter((name) => !roles.some((role) => role.name === name)),
    mightyRoles: roles.filter((role) => role.mighty).map((role) => role.name),
    openTables: open.map((row) => row.name).filter((name) => ours.has(name)),
  };
}
