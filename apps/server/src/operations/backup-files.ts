// The files of a backup, read beside a server that goes on working: one that is gone when its turn comes is left out,
// and a file's size is that of the moment at which it was opened. What is not a checkpoint
// is listed after the rows were read, so that a file that was stored meanwhile is there when a row names it.
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Config } from "../platform/config.ts";
import { AppError } from "../platform/errors.ts";
import { frame } from "./archive.ts";

export interface SourceFile {
  from: string;
  path: string;
  /** Of a file that only grows: how much of it belongs to the backup. */
  maxBytes?: number;
}

/** Data folder entries that are not part of the installation's state. */
const skipped = new Set(["database", "backups", "rapport.lock", "audit-checkpoints"]);

const checkpoints = "audit-checkpoints";

/** Backups and uploads under way; both get their names when they are whole. */
const isUnfinished = (name: string) => name.endsWith(".part") || name.startsWith(".unfinished-");

/** They only grow: the first so many bytes are the files as they were. */
export async function checkpointFiles(config: Config): Promise<SourceFile[]> {
  const root = config.checkpointDir || join(config.dataDir, checkpoints);
  const found: SourceFile[] = [];
  for (const file of await filesUnder(root, checkpoints)) {
    const now = await unlessGone(file.from, stat(file.from));
    if (now) found.push({ ...file, maxBytes: now.size });
  }
  return found;
}

/** Paths are relative to the data folder. */
export function otherFiles(config: Config): Promise<SourceFile[]> {
  return filesUnder(config.dataDir, "", (path) => {
    const first = path.split(sep)[0] ?? "";
    return !skipped.has(first) && !first.startsWith(".writable-") && !first.startsWith("database.");
  });
}

async function filesUnder(
  root: string,
  prefix: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  const folders = [root];
  for (const folder of folders) {
    const entries = (await unlessGone(folder, readdir(folder, { withFileTypes: true }))) ?? [];
    const placeOf = ({ name }: { name: string }) => join(folder, name);
    const wanted = entries.filter((entry) => isWanted(relative(root, placeOf(entry))));
    folders.push(...wanted.filter((entry) => entry.isDirectory()).map(placeOf));
    const files = wanted.filter((entry) => entry.isFile() && !isUnfinished(entry.name));
    for (const from of files.map(placeOf))
      found.push({ from, path: join(prefix, relative(root, from)) });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Opened before its frame is written: what is open can be read to its end, even when its name is gone. */
export async function* fileFrames(
  files: readonly SourceFile[],
  tally: { files: number },
): AsyncGenerator<Buffer> {
  for (const { from, path, maxBytes = Number.POSITIVE_INFINITY } of files) {
    const handle = await unlessGone(from, open(from, "r"));
    if (!handle) continue;
    try {
      yield* framesOf(handle, from, path, maxBytes);
    } finally {
      await handle.close();
    }
    tally.files += 1;
  }
}

async function* framesOf(
  handle: FileHandle,
  from: string,
  path: string,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  const { mode, size } = await handle.stat();
  const bytes = Math.min(size, maxBytes);
  yield frame("F", { path, bytes, mode: mode & 0o777 });
  const buffer = Buffer.alloc(Math.min(bytes, 64 * 1024));
  for (let at = 0; at < bytes; ) {
    const length = Math.min(buffer.length, bytes - at);
    const { bytesRead } = await handle.read(buffer, 0, length, at).catch(refuse(from));
    // Cut short meanwhile: what it still holds is the file.
    if (bytesRead === 0) return;
    yield frame("B", buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function unlessGone<T>(path: string, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? null : refuse(path)(error);
  }
}

/** Said here, so that a file that cannot be read is not taken for a backup that cannot be written. */
function refuse(path: string): (error: unknown) => never {
  return (error) => {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const message = `${path} cannot be read (${code}). No backup was written; make it readable for the account that runs Rapport.`;
    throw new AppError("invalid", "operations.usage", message, {}, error);
  };
}
