// Blobs in a folder. A file is written beside its place under a name no key can have, flushed to the
// disk, then renamed: after a crash there is the old file or the new one, and leftovers are swept.
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { asReadable, type BlobInfo, type Blobs, blobNotFound } from "./blob-store.ts";
import { AppError } from "./errors.ts";
import { newId } from "./ids.ts";

/** Starts with a dot, which no key may. */
const unfinished = ".unfinished-";

export function createFolderBlobs(folder: string): Blobs {
  const pathOf = (key: string) => join(folder, key);
  return {
    put: (key, content) => write(pathOf(key), key, content),
    async get(key, fromByte = 0) {
      const path = pathOf(key);
      await sizeOf(path);
      return createReadStream(path, { start: fromByte, highWaterMark: 256 * 1024 });
    },
    size: (key) => sizeOf(pathOf(key)),
    delete: (key) => rm(pathOf(key), { force: true }),
    list: (prefix) => list(folder, prefix),
    close: () => undefined,
  };
}

async function write(path: string, key: string, content: Readable | Uint8Array): Promise<BlobInfo> {
  const parent = dirname(path);
  const temporary = join(parent, `${unfinished}${newId()}`);
  try {
    await mkdir(parent, { recursive: true });
    const sizeBytes = await writeFlushed(temporary, content);
    await rename(temporary, path);
    await flushFolder(parent);
    return { key, sizeBytes };
  } catch (error) {
    await rm(temporary, { force: true });
    throw explain(error);
  }
}

async function writeFlushed(path: string, content: Readable | Uint8Array): Promise<number> {
  const file = await open(path, "wx", 0o600);
  let sizeBytes = 0;
  try {
    for await (const part of asReadable(content)) {
      const bytes = typeof part === "string" ? Buffer.from(part) : (part as Uint8Array);
      await writeAll(file, bytes);
      sizeBytes += bytes.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return sizeBytes;
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written);
    written += bytesWritten;
  }
}

/** Makes the new name itself survive a power cut. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw isAbsent(error) ? blobNotFound(error) : explain(error);
  }
  throw blobNotFound();
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

function explain(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  const message = "The disk is full; the file was not kept. Free some space, then upload it again.";
  return new AppError("unavailable", "platform.disk_full", message, {}, error);
}

async function* list(folder: string, prefix: string): AsyncGenerator<BlobInfo> {
  const parent = prefix.slice(0, Math.max(0, prefix.lastIndexOf("/")));
  for await (const key of keysUnder(folder, parent)) {
    if (!key.startsWith(prefix)) continue;
    const found = await stat(join(folder, key)).catch(() => undefined);
    if (found) yield { key, sizeBytes: found.size };
  }
}

async function* keysUnder(folder: string, parent: string): AsyncGenerator<string> {
  const entries = await readdir(join(folder, parent), { withFileTypes: true }).catch(noEntries);
  // A folder sorts as its files' keys do, with the slash.
  const sortKey = (entry: (typeof entries)[number]) =>
    entry.name + (entry.isDirectory() ? "/" : "");
  entries.sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
  for (const entry of entries) {
    const key = parent === "" ? entry.name : `${parent}/${entry.name}`;
    if (entry.isDirectory()) yield* keysUnder(folder, key);
    else if (!entry.name.startsWith(".")) yield key;
  }
}

function noEntries(error: unknown): never[] {
  if (isAbsent(error)) return [];
  throw error;
}
