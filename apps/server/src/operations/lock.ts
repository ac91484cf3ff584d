// One process a data folder: the embedded database would be destroyed by a second one.
// Three layers, each for what the one before cannot see:
//   1. a socket that the system frees when the process ends, however it ends (Linux: an abstract one,
//      so that two starts at once cannot both win); it is also the way to the control API;
//   2. a path socket for the control API, in a folder of this user alone;
//   3. a file in the data folder that its holder touches every few seconds, for containers and hosts
//      that share the folder but not the sockets: who finds it watches whether it still moves.
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { sleep } from "../platform/clock.ts";
import { AppError } from "../platform/errors.ts";
import { makeFolder } from "../platform/make-folder.ts";

export interface LockNote {
  pid: number;
  host: string;
  /** Where the holder's control API listens. */
  socketPath: string;
}

export interface FolderLock {
  socketPath: string;
  release(): Promise<void>;
}

const touchEveryMs = 4000;
const watchForMs = 10_000;

export function lockFile(dataDir: string): string {
  return join(dataDir, "rapport.lock");
}

export function readLock(dataDir: string): LockNote | null {
  try {
    const note = JSON.parse(readFileSync(lockFile(dataDir), "utf8")) as Partial<LockNote>;
    if (typeof note.pid !== "number" || typeof note.host !== "string") return null;
    return { pid: note.pid, host: note.host, socketPath: note.socketPath ?? "" };
  } catch {
    return null;
  }
}

/** Creates the data folder if needed, and says what to do when that cannot be. */
export function openDataFolder(dataDir: string): string {
  try {
    makeFolder(dataDir, 0o700);
    const probe = join(dataDir, `.writable-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
    return realpathSync(dataDir);
  } catch (error) {
    throw folderProblem(dataDir, (error as NodeJS.ErrnoException).code ?? "");
  }
}

export function folderProblem(dataDir: string, code: string): AppError {
  if (code === "ENOSPC") {
    return new AppError(
      "unavailable",
      "platform.disk_full",
      `The disk that holds ${dataDir} is full. Free some space and start again.`,
    );
  }
  return new AppError(
    "unavailable",
    "operations.folder_not_writable",
    `The data folder ${dataDir} cannot be written (${code}). Give this user (${userInfo().username}) the right to, or set RAPPORT_DATA_DIR to another folder.`,
  );
}

function keyOf(realDir: string): string {
  return createHash("sha256").update(realDir).digest("hex").slice(0, 24);
}

/** In a folder of this user alone: whoever can reach the socket commands the server. */
function socketPathOf(realDir: string): string {
  const folder = join(tmpdir(), `rapport-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOurs = uid === userInfo().uid && lstatSync(folder).isDirectory() && (mode & 0o077) === 0;
  if (!isOurs) {
    throw new AppError(
      "conflict",
      "operations.unsafe_socket_folder",
      `${folder} belongs to somebody else or is open to others, so it cannot hold the control socket. Remove it, or set TMPDIR to a folder of your own.`,
    );
  }
  return join(folder, `${keyOf(realDir)}.sock`);
}

function listen(path: string): Promise<Server | null> {
  const server = createServer((socket) => socket.end());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}

/** Whether some process of this machine holds the folder right now (known on Linux only). */
export async function isFolderHeld(dataDir: string): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const free = await listen(`\0rapport-${keyOf(realpathSync(dataDir))}`);
  free?.close();
  return free === null;
}

function inUse(dataDir: string, note: LockNote | null): AppError {
  const who = note
    ? `process ${note.pid}${note.host === hostname() ? "" : ` on ${note.host}`}`
    : "another process";
  return new AppError(
    "conflict",
    "operations.folder_in_use",
    `The data folder ${dataDir} is in use by ${who}, and the embedded database serves one process only. ` +
      "Stop that process, set RAPPORT_DATA_DIR to another folder, or move to PostgreSQL (docs/operations.md).",
  );
}

/** Waits just long enough to tell a living holder elsewhere from one that was killed. */
async function checkOtherHosts(dataDir: string): Promise<void> {
  const note = readLock(dataDir);
  if (!note || note.host === hostname()) return;
  const before = statSync(lockFile(dataDir)).mtimeMs;
  for (let waitedMs = 0; waitedMs < watchForMs; waitedMs += 250) {
    await sleep(250);
    if (readLock(dataDir) === null) return;
    if (statSync(lockFile(dataDir)).mtimeMs !== before) throw inUse(dataDir, note);
  }
}

function placeSocket(realDir: string, exclusive: Server | null): string {
  try {
    return socketPathOf(realDir);
  } catch (error) {
    exclusive?.close();
    throw error;
  }
}

export async function takeFolderLock(dataDir: string): Promise<FolderLock> {
  const realDir = openDataFolder(dataDir);
  const exclusive =
    process.platform === "linux" ? await listen(`\0rapport-${keyOf(realDir)}`) : null;
  if (process.platform === "linux" && !exclusive) throw inUse(dataDir, readLock(realDir));
  try {
    await checkOtherHosts(realDir);
  } catch (error) {
    exclusive?.close();
    throw error;
  }
  const socketPath = placeSocket(realDir, exclusive);
  const note: LockNote = { pid: process.pid, host: hostname(), socketPath };
  const write = () => writeFileSync(lockFile(realDir), JSON.stringify(note), { mode: 0o600 });
  write();
  // Written again, not touched: it comes back should someone remove it by hand.
  const touching = setInterval(() => tryTo(write), touchEveryMs);
  touching.unref();
  return {
    socketPath,
    release: async () => {
      clearInterval(touching);
      rmSync(lockFile(realDir), { force: true });
      await new Promise<void>((resolve) =>
        exclusive ? exclusive.close(() => resolve()) : resolve(),
      );
    },
  };
}

/** A full disk must not end the server that holds the lock. */
function tryTo(write: () => void): void {
  try {
    write();
  } catch {
    // The socket still holds the lock on this machine.
  }
}
