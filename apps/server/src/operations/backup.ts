// Writes everything that the installation is (rows of every table as of one moment, sequences, uploaded
// files, keys, checkpoints) into one file, portable between the embedded database and PostgreSQL.
// Invariants: the file appears under its name only when it is whole and on the disk; memory is bounded;
// checkpoints are taken as they were before the rows, so that none knows of an entry that is not there.
// Files in an S3 store are not copied: the manifest says where they are.

import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Clock } from "../platform/clock.ts";
import { nowIso } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import {
  allowOwnerToRead,
  dumpRows,
  inOwnerTransaction,
  listSchemas,
  listSequences,
  listTables,
  type OwnerClient,
  type SequenceState,
  type TableHash,
} from "../platform/db/index.ts";
import { AppError } from "../platform/errors.ts";
import { makeFolder } from "../platform/make-folder.ts";
import { frame } from "./archive.ts";
import { checkpointFiles, fileFrames, otherFiles, type SourceFile } from "./backup-files.ts";

export const formatVersion = 1;

export interface Manifest {
  format: number;
  app: "rapport";
  createdAt: string;
  engine: "embedded" | "postgresql";
  engineVersion: string;
  migrations: { name: string; checksum: string }[];
  schemas: string[];
  sequences: SequenceState[];
  blobs: string;
}

export interface BackupReport {
  file: string;
  bytes: number;
  tables: Record<string, TableHash>;
  rows: number;
  files: number;
  createdAt: string;
}

interface BackupDeps {
  client: OwnerClient;
  config: Config;
  clock: Clock;
  isEmbedded: boolean;
}

async function manifestOf({ client, config, clock, isEmbedded }: BackupDeps): Promise<Manifest> {
  const migrations = await client.query<{ name: string; checksum: string }>(
    "SELECT name, checksum FROM platform.migrations ORDER BY name",
  );
  const [engine] = await client.query<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  return {
    format: formatVersion,
    app: "rapport",
    createdAt: nowIso(clock),
    engine: isEmbedded ? "embedded" : "postgresql",
    engineVersion: engine?.version ?? "",
    migrations,
    schemas: await listSchemas(client),
    sequences: await listSequences(client),
    blobs: config.blobs.url,
  };
}

interface Tally {
  tables: Record<string, TableHash>;
  files: number;
}

async function* tableFrames(client: OwnerClient, tally: Tally): AsyncGenerator<Buffer> {
  for (const table of await listTables(client)) {
    yield frame("T", table);
    const hash = createHash("sha256");
    let rows = 0;
    for await (const lines of dumpRows(client, table)) {
      const text = `${lines.join("\n")}\n`;
      hash.update(text);
      rows += lines.length;
      yield frame("D", text);
    }
    const summary = { rows, sha256: hash.digest("hex") };
    tally.tables[table.name] = summary;
    yield frame("E", summary);
  }
}

async function* allFrames(
  deps: BackupDeps,
  manifest: Manifest,
  proofs: SourceFile[],
  tally: Tally,
): AsyncGenerator<Buffer> {
  yield frame("H", manifest);
  yield* tableFrames(deps.client, tally);
  yield* fileFrames(proofs, tally);
  yield* fileFrames(await otherFiles(deps.config), tally);
  yield frame("Z", { tables: Object.keys(tally.tables).length, files: tally.files });
}

async function flushToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function backup(deps: BackupDeps, file: string): Promise<BackupReport> {
  const part = `${file}.part`;
  const tally: Tally = { tables: {}, files: 0 };
  try {
    makeFolder(dirname(file));
    await allowOwnerToRead(deps.client);
    const proofs = await checkpointFiles(deps.config);
    const manifest = await inOwnerTransaction(deps.client, "snapshot", async () => {
      const made = await manifestOf(deps);
      await pipeline(
        allFrames(deps, made, proofs, tally),
        createGzip({ level: 1 }),
        createWriteStream(part, { mode: 0o600 }),
      );
      return made;
    });
    await flushToDisk(part);
    await rename(part, file);
    await flushToDisk(dirname(file));
    const rows = Object.values(tally.tables).reduce((sum, table) => sum + table.rows, 0);
    return {
      file,
      bytes: (await stat(file)).size,
      tables: tally.tables,
      rows,
      files: tally.files,
      createdAt: manifest.createdAt,
    };
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw explained(error, file);
  }
}

/** Of the target: what goes wrong with a source is said where it is read. */
const unwritable = new Set(["EACCES", "EEXIST", "EISDIR", "ENOENT", "ENOTDIR", "EPERM", "EROFS"]);

function explained(error: unknown, file: string): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") {
    return new AppError(
      "unavailable",
      "platform.disk_full",
      `The disk that should hold ${file} is full. No backup was written; free some space or name another disk with --out.`,
    );
  }
  if (unwritable.has(code)) {
    return new AppError(
      "invalid",
      "operations.usage",
      `${file} cannot be written (${code}). Name another place with --out.`,
    );
  }
  return error;
}
