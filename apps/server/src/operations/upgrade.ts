// Brings the database up to this version. A database that already holds an older version's data is
// backed up first, into the data folder; the newest five of these backups are kept.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../platform/clock.ts";
import { nowIso } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import {
  connectOwner,
  type DatabaseServer,
  migrateAll,
  migrationState,
  migrationsFolder,
} from "../platform/db/index.ts";
import type { Logger } from "../platform/logger.ts";
import { backup } from "./backup.ts";

const keptBackups = 5;
const prefix = "before-upgrade-";

export interface Upgrade {
  applied: string[];
  /** The database had nothing in it before. */
  wasEmpty: boolean;
  /** The automatic backup, when one was needed. */
  backupFile: string | null;
}

interface UpgradeDeps {
  config: Config;
  server: DatabaseServer;
  clock: Clock;
  logger: Logger;
}

export async function upgrade(deps: UpgradeDeps): Promise<Upgrade> {
  const state = await migrationState(deps.server.ownerConnection, migrationsFolder);
  const wasEmpty = state.applied.length === 0;
  if (state.pending.length === 0) return { applied: [], wasEmpty, backupFile: null };
  const backupFile = wasEmpty ? null : await saveBefore(deps);
  const applied = await migrateAll(deps.server);
  deps.logger.info({ applied, backupFile }, "The database was brought up to this version");
  return { applied, wasEmpty, backupFile };
}

export function backupName(clock: Clock, reason: string): string {
  return `${reason}${nowIso(clock).replaceAll(/[:.]/g, "-")}.rapport`;
}

async function saveBefore({ config, server, clock }: UpgradeDeps): Promise<string> {
  const folder = join(config.dataDir, "backups");
  const file = join(folder, backupName(clock, prefix));
  const client = await connectOwner(server);
  try {
    await backup({ client, config, clock, isEmbedded: server.isEmbedded }, file);
  } finally {
    await client.release();
  }
  const old = (await readdir(folder))
    .filter((name) => name.startsWith(prefix) && name.endsWith(".rapport"))
    .sort();
  for (const name of old.slice(0, -keptBackups)) await rm(join(folder, name), { force: true });
  return file;
}
