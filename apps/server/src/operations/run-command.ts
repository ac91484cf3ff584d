// The server's own program for the command line: asks the running server when one holds the data folder,
// else opens the installation itself. The command line (apps/cli) shows what comes back.
import { join, resolve } from "node:path";
import { createApp } from "../app.ts";
import { alignRestoredLog } from "../flows/align-restored-log.ts";
import { systemClock } from "../platform/clock.ts";
import { type Config, loadConfig } from "../platform/config.ts";
import {
  type DatabaseServer,
  type OwnerClient,
  openDatabase,
  startDatabaseServer,
} from "../platform/db/index.ts";
import { migrateDurable } from "../platform/durable-schema.ts";
import { AppError } from "../platform/errors.ts";
import { createLogger, type Logger } from "../platform/logger.ts";
import { backup } from "./backup.ts";
import { readManifest } from "./check-backup.ts";
import { createCommands } from "./commands.ts";
import { askControl, type CommandInput } from "./control.ts";
import { checkDatabase } from "./database-check.ts";
import { examine, readSettings } from "./doctor.ts";
import type { DoctorReport } from "./doctor-finding.ts";
import { evaluateKnowledge } from "./evaluate-knowledge.ts";
import { evaluateTable } from "./evaluate-table.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { requireInstallation } from "./installation.ts";
import { openDataFolder, readLock, takeFolderLock } from "./lock.ts";
import { restore } from "./restore.ts";
import { openInstallation } from "./start-up.ts";
import { backupName } from "./upgrade.ts";

export interface CommandOutcome {
  exitCode: number;
  result?: unknown;
  error?: { code: string; message: string };
}

type Environment = Record<string, string | undefined>;

/** Null when no server of this machine serves the folder. */
async function askRunning(
  config: Config,
  name: string,
  input: CommandInput,
): Promise<{ result: unknown } | null> {
  if (config.databaseUrl) return null;
  const note = readLock(config.dataDir);
  return note?.socketPath ? askControl(note.socketPath, name, input) : null;
}

async function runOpened(
  config: Config,
  logger: Logger,
  name: string,
  input: CommandInput,
): Promise<unknown> {
  const opened = await openInstallation({ config, clock: systemClock, logger });
  try {
    const app = createApp({ config, db: opened.db, logger, clock: systemClock });
    opened.onClose(() => app.stop());
    const command = createCommands({ app, opened, config, clock: systemClock })[name];
    if (!command) throw new AppError("invalid", "operations.usage", `There is no command ${name}.`);
    return await command(input);
  } finally {
    await opened.close();
  }
}

async function runDoctor(environment: Environment): Promise<DoctorReport> {
  const settings = readSettings(environment);
  if ("finding" in settings)
    return { ok: false, checked: ["settings"], findings: [settings.finding] };
  const { config } = settings;
  const served = await askRunning(config, "status", {}).catch(() => null);
  const report = await examine({
    config,
    clock: systemClock,
    isServed: served !== null,
    ask: async (command) => (await askRunning(config, command, {}))?.result ?? [],
  });
  return { ...report, checked: ["settings", ...report.checked] };
}

async function runRestore(config: Config, logger: Logger, input: CommandInput): Promise<unknown> {
  const file = typeof input.in === "string" ? resolve(input.in) : "";
  if (!file) throw new AppError("invalid", "operations.usage", "Name the backup with --in FILE.");
  if ((await askRunning(config, "status", {}).catch(() => null)) !== null) {
    throw new AppError(
      "conflict",
      "operations.folder_in_use",
      "Rapport runs on this data folder. Stop it, restore, and start it again.",
    );
  }
  await readManifest(file);
  const isEmbedded = config.databaseUrl === "";
  const lock = isEmbedded ? await takeFolderLock(config.dataDir) : null;
  if (!isEmbedded) await checkDatabase(config.databaseUrl);
  openDataFolder(config.dataDir);
  const server = await startDatabaseServer(config);
  const saveFirst = async (client: OwnerClient) => {
    const saved = join(config.dataDir, "backups", backupName(systemClock, "before-restore-"));
    await backup({ client, config, clock: systemClock, isEmbedded }, saved);
    logger.warn({ file: saved }, "What was there has been backed up");
    return saved;
  };
  const prepareDurable = async () => {
    const db = openDatabase(server, 1);
    await migrateDurable(db, logger);
    await db.close();
  };
  try {
    const report = await restore(
      {
        server,
        dataDir: config.dataDir,
        checkpointDir: config.checkpointDir,
        prepareDurable,
        ...(input.replace === true ? { beforeReplacing: saveFirst } : {}),
      },
      file,
    );
    await putCheckpointsAside(server, config, logger);
    return report;
  } finally {
    await server.stop();
    await lock?.release();
  }
}

/** A checkpoint newer than the backup would make the restored audit log look cut off. */
async function putCheckpointsAside(
  server: DatabaseServer,
  config: Config,
  logger: Logger,
): Promise<void> {
  const db = openDatabase(server, 1);
  try {
    const aligned = await alignRestoredLog(db, config, systemClock);
    for (const { archivedAs } of aligned)
      logger.warn({ file: archivedAs }, "Audit checkpoints newer than the backup were put aside");
  } finally {
    await db.close();
  }
}

function failed(name: string, result: unknown): boolean {
  const isVerdict = ["audit-verify", "doctor", "knowledge-eval"].includes(name);
  return isVerdict && (result as { ok: boolean }).ok === false;
}

async function dispatch(
  name: string,
  input: CommandInput,
  environment: Environment,
): Promise<unknown> {
  if (name === "doctor") return runDoctor(environment);
  if (name === "learn-evaluate")
    return evaluateTable(input, (what) => process.stderr.write(`${what}\n`));
  if (name === "knowledge-eval")
    return evaluateKnowledge(input, (what) => process.stderr.write(`${what}\n`));
  const config = loadConfig(environment);
  // Warnings and errors only: the answer is what the person wants to read.
  const logger = createLogger(config.logLevel === "info" ? "warn" : config.logLevel, "stderr");
  if (name === "restore") return runRestore(config, logger, input);
  const asked = await askRunning(config, name, input);
  if (asked) return asked.result;
  requireInstallation(config, name);
  return runOpened(config, logger, name, input);
}

/** Never throws: what went wrong comes back as a code and a message that says what to do. */
export async function runCommand(
  name: string,
  input: CommandInput,
  environment: Environment,
): Promise<CommandOutcome> {
  try {
    const result = await dispatch(name, input, environment);
    return { exitCode: failed(name, result) ? exitCodes.verificationFailed : exitCodes.ok, result };
  } catch (error) {
    const code = error instanceof AppError ? error.code : "operations.failed";
    return {
      exitCode: exitCodeOf(error),
      error: { code, message: error instanceof Error ? error.message : String(error) },
    };
  }
}
