// Opens the database that the configuration names, and answers how to reach it as its owner.
import { join } from "node:path";
import { Database } from "./database.ts";
import { type EmbeddedDatabase, startEmbedded } from "./embedded.ts";
import { type KnownMigration, migrate } from "./migrate.ts";
import { openPool } from "./pool.ts";
import type { DatabaseServer } from "./server.ts";

export { arrayOf } from "./binary-array.ts";
export {
  Database,
  inTransaction,
  type Planning,
  type Reader,
  type Row,
  type TenantScope,
  type Tx,
  type Writer,
} from "./database.ts";
export {
  isDataFault,
  isDeadlock,
  isUniqueViolation,
  translateDatabaseError,
} from "./database-errors.ts";
export { type EmbeddedDatabase, startEmbedded } from "./embedded.ts";
export { type Inspection, inspectDatabase } from "./inspect.ts";
export { type MigrationState, migrationState, unknownMigrations } from "./migrate.ts";
export { borrowOwner, connectOwner, inOwnerTransaction, type OwnerClient } from "./owner.ts";
export {
  type DatabaseFacts,
  oldestVersionNumber,
  type Probe,
  probeDatabase,
  type UnreachableReason,
} from "./probe.ts";
export { poolAs } from "./role-pool.ts";
export type { DatabaseServer } from "./server.ts";
export {
  allowOwnerToRead,
  dumpRows,
  hashTable,
  listSchemas,
  listSequences,
  listTables,
  type SequenceState,
  type TableHash,
  type TableShape,
  tableHashes,
} from "./table-dump.ts";
export {
  checkShape,
  dropSchemas,
  firstTableWithRows,
  loadRows,
  openTables,
  setSequences,
} from "./table-load.ts";
export { makeParts } from "./table-parts.ts";

export const migrationsFolder = new URL("../../../migrations/", import.meta.url);

export interface DatabaseOptions {
  dataDir: string;
  databaseUrl: string;
  databasePool: number;
}

export async function startDatabaseServer(options: DatabaseOptions): Promise<DatabaseServer> {
  if (options.databaseUrl) {
    return {
      ownerConnection: { connectionString: options.databaseUrl },
      isEmbedded: false,
      stop: async () => undefined,
    };
  }
  return embeddedServer(await startEmbedded(join(options.dataDir, "database")));
}

export function embeddedServer(embedded: EmbeddedDatabase): DatabaseServer {
  return {
    ownerConnection: {
      host: embedded.socketDir,
      port: 5432,
      user: "postgres",
      database: "postgres",
    },
    isEmbedded: true,
    stop: () => embedded.stop(),
  };
}

const prepareSql =
  "SET ROLE rapport_app; SET TIME ZONE 'UTC'; SET statement_timeout = '30s'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";

export function openDatabase(server: DatabaseServer, poolSize: number): Database {
  const pool = openPool({
    connection: { ...server.ownerConnection, application_name: "rapport" },
    max: server.isEmbedded ? 1 : poolSize,
    prepareSql,
  });
  return new Database(pool, server.isEmbedded);
}

export async function migrateAll(server: DatabaseServer): Promise<string[]> {
  return migrate(server.ownerConnection, migrationsFolder);
}

/** Brings an empty database to the state of an older one, and no further; for restoring its backup. */
export async function migrateOnly(
  server: DatabaseServer,
  known: readonly KnownMigration[],
): Promise<string[]> {
  return migrate(server.ownerConnection, migrationsFolder, known);
}
