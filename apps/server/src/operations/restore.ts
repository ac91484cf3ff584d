// Puts a backup into an empty installation, embedded or PostgreSQL: files first, then all rows in one
// transaction that commits only when every table hashes to what the backup says.
// It never mixes: a database that holds rows is refused, or (asked for) backed up and replaced.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import {
  checkShape,
  connectOwner,
  type DatabaseServer,
  dropSchemas,
  firstTableWithRows,
  hashTable,
  inOwnerTransaction,
  loadRows,
  makeParts,
  migrateOnly,
  type OwnerClient,
  openTables,
  setSequences,
  type TableHash,
  type TableShape,
  translateDatabaseError,
} from "../platform/db/index.ts";
import { AppError, isAppError } from "../platform/errors.ts";
import { type Frame, parsed, readFrames } from "./archive.ts";
import type { Manifest } from "./backup.ts";
import { checkWhole } from "./check-backup.ts";
import { createPlaced, type Placed } from "./placed-files.ts";

export interface RestoreReport {
  file: string;
  tables: Record<string, TableHash>;
  rows: number;
  files: number;
  createdAt: string;
}

interface RestoreDeps {
  server: DatabaseServer;
  dataDir: string;
  checkpointDir: string;
  /** Called with the database open when rows are there and may be replaced; makes the backup of them, and names its file. */
  beforeReplacing?: (client: OwnerClient) => Promise<string>;
  /** Makes the durable engine's tables, when the backup has some. */
  prepareDurable: () => Promise<void>;
}

async function withOwner<T>(
  server: DatabaseServer,
  work: (client: OwnerClient) => Promise<T>,
): Promise<T> {
  const client = await connectOwner(server);
  try {
    return await work(client);
  } finally {
    await client.release();
  }
}

/** Answers the backup of what was there; null: nothing was. */
async function makeRoom(deps: RestoreDeps, manifest: Manifest): Promise<string | null> {
  return withOwner(deps.server, async (client) => {
    const occupied = await firstTableWithRows(client);
    if (occupied !== null && !deps.beforeReplacing) {
      throw new AppError(
        "conflict",
        "operations.not_empty",
        `This database is not empty (${occupied} holds rows). Restore into an empty one, or add --replace: what is there is backed up first.`,
      );
    }
    const saved = occupied === null ? null : ((await deps.beforeReplacing?.(client)) ?? null);
    await dropSchemas(client, [...new Set([...manifest.schemas, "platform"])]);
    return saved;
  });
}

/** Room was made and could not be filled: whoever asked must know where to find what was there. */
function halfWay(error: unknown, saved: string): AppError {
  const why = error instanceof Error ? error.message : String(error);
  const wayBack = `What was there before is in ${saved}; "restore --in ${saved} --replace" puts it back.`;
  const code = isAppError(error) ? error.code : "operations.restore_failed";
  const kind = isAppError(error) ? error.kind : "internal";
  return new AppError(kind, code, `${why} ${wayBack}`, {}, error);
}

export async function restore(deps: RestoreDeps, file: string): Promise<RestoreReport> {
  const manifest = await checkWhole(file);
  const saved = await makeRoom(deps, manifest);
  const loaded = await fill(deps, file, manifest).catch((error: unknown) => {
    throw saved === null ? translateDatabaseError(error) : halfWay(error, saved);
  });
  const rows = Object.values(loaded.tables).reduce((sum, table) => sum + table.rows, 0);
  return { file, tables: loaded.tables, rows, files: loaded.files, createdAt: manifest.createdAt };
}

async function fill(deps: RestoreDeps, file: string, manifest: Manifest): Promise<Loaded> {
  await migrateOnly(deps.server, manifest.migrations);
  if (manifest.schemas.includes("dbos")) await deps.prepareDurable();
  const placed = createPlaced();
  try {
    return await withOwner(deps.server, (client) =>
      inOwnerTransaction(client, "change", () => load(client, deps, placed, file, manifest)),
    );
  } catch (error) {
    await placed.takeBack();
    throw error;
  }
}

interface Loaded {
  tables: Record<string, TableHash>;
  files: number;
}

async function load(
  client: OwnerClient,
  deps: RestoreDeps,
  placed: Placed,
  file: string,
  manifest: Manifest,
): Promise<Loaded> {
  await putCheckpointsAside(deps, placed);
  const close = await openTables(client);
  const loader = createLoader(client, deps, placed);
  try {
    for await (const each of readFrames(file)) await loader.take(each);
  } finally {
    await loader.end();
  }
  await setSequences(client, manifest.sequences);
  await compare(client, loader);
  await close();
  return { tables: loader.expected, files: loader.files() };
}

async function compare(
  client: OwnerClient,
  loader: ReturnType<typeof createLoader>,
): Promise<void> {
  for (const [name, expected] of Object.entries(loader.expected)) {
    const shape = loader.shapes.get(name);
    const found = shape ? await hashTable(client, shape) : { rows: 0, sha256: "" };
    if (found.sha256 === expected.sha256) continue;
    throw new AppError(
      "internal",
      "operations.restore_differs",
      `${name} came back different from the backup (${found.rows} of ${expected.rows} rows). Nothing was kept.`,
    );
  }
}

function createLoader(client: OwnerClient, deps: RestoreDeps, placed: Placed) {
  const shapes = new Map<string, TableShape>();
  const expected: Record<string, TableHash> = {};
  let table: TableShape | null = null;
  let files = 0;
  let writing: ReturnType<typeof createWriteStream> | null = null;

  const endFile = async () => {
    if (!writing) return;
    writing.end();
    await once(writing, "close");
    writing = null;
  };

  const handlers: Partial<Record<Frame["type"], (payload: Buffer) => Promise<void>>> = {
    T: async (payload) => {
      table = parsed<TableShape>(payload);
      await checkShape(client, [table]);
      await makeParts(client, table);
      shapes.set(table.name, table);
    },
    D: async (payload) => {
      if (table) await loadRows(client, table, payload.toString("utf8").trimEnd().split("\n"));
    },
    E: async (payload) => {
      if (table) expected[table.name] = parsed<TableHash>(payload);
    },
    F: async (payload) => {
      await endFile();
      const { path, mode } = parsed<{ path: string; mode: number }>(payload);
      const target = placeOf(deps, path);
      await placed.makeRoomFor(target);
      writing = createWriteStream(target, { mode });
      files += 1;
    },
    B: async (payload) => {
      if (writing && !writing.write(Buffer.from(payload))) await once(writing, "drain");
    },
  };

  return {
    shapes,
    expected,
    files: () => files,
    take: async ({ type, payload }: Frame) => handlers[type]?.(payload),
    end: endFile,
  };
}

/** The restored log may end before what these state: they must not be read beside it. */
async function putCheckpointsAside(
  { dataDir, checkpointDir }: RestoreDeps,
  placed: Placed,
): Promise<void> {
  const folder = checkpointDir || join(dataDir, "audit-checkpoints");
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names.filter((each) => each.endsWith(".jsonl")))
    await placed.putAside(join(folder, name));
}

function placeOf(deps: RestoreDeps, path: string): string {
  const clean = normalize(path);
  const [first, ...rest] = clean.split(sep);
  if (first === "audit-checkpoints" && deps.checkpointDir) return join(deps.checkpointDir, ...rest);
  return join(deps.dataDir, clean);
}
