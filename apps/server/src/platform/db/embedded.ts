// Starts and stops the embedded database's worker thread. One connection only: a second one would
// corrupt the extended protocol, so the pool over it has `max: 1`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { AppError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";

export interface EmbeddedDatabase {
  /** Folder of the private Unix socket, as `host` of a `pg` connection. */
  socketDir: string;
  /** The whole data folder as a tar file; for snapshots in tests. */
  dump(): Promise<Uint8Array<ArrayBuffer>>;
  stop(): Promise<void>;
}

interface WorkerMessage {
  ready?: boolean;
  failed?: string;
  stopped?: boolean;
  dump?: Uint8Array<ArrayBuffer>;
}

function nextMessage(worker: Worker): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The embedded database ended (${code}).`)));
  });
}

const socketPrefix = "rapport-";

/** A process that was killed leaves its socket's folder behind; the data folder says where it was. */
function makeSocketDir(dataDir: string): string {
  const socketDir = mkdtempSync(join(tmpdir(), socketPrefix));
  if (dataDir.startsWith("memory:")) return socketDir;
  const note = join(dirname(dataDir), `${basename(dataDir)}.socket`);
  removeLeftSocket(note);
  writeFileSync(note, socketDir);
  return socketDir;
}

function removeLeftSocket(note: string): void {
  let left = "";
  try {
    left = readFileSync(note, "utf8");
  } catch {
    return;
  }
  const isOurs = dirname(left) === tmpdir() && basename(left).startsWith(socketPrefix);
  if (isOurs) rmSync(left, { recursive: true, force: true });
}

let program: Promise<WebAssembly.Module> | undefined;

/** PostgreSQL as compiled code, once a process: each database that it opens, one after the other, runs the same. */
const compiledProgram = (): Promise<WebAssembly.Module> => {
  const library = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  program ??= readFile(join(dirname(library), "pglite.wasm")).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  return program;
};

/**
 * `dataDir` may be `memory://` for a database that is gone when the process ends. A snapshot is a tar file as `dump` makes it,
 * in memory that threads share, so that many databases can start from it without a copy each.
 */
export async function startEmbedded(
  dataDir: string,
  snapshot?: SharedArrayBuffer,
): Promise<EmbeddedDatabase> {
  if (!dataDir.startsWith("memory:")) makeFolder(dataDir);
  // Socket paths are capped at 107 bytes, so it cannot live in a data folder of any depth.
  const socketDir = makeSocketDir(dataDir);
  const worker = new Worker(new URL("./embedded-worker.ts", import.meta.url), {
    workerData: {
      ...{ dataDir, snapshot, program: await compiledProgram() },
      socketPath: join(socketDir, ".s.PGSQL.5432"),
    },
  });
  worker.setMaxListeners(50);
  const first = await nextMessage(worker);
  if (first.failed !== undefined) {
    await worker.terminate();
    rmSync(socketDir, { recursive: true, force: true });
    throw new AppError(
      "unavailable",
      "platform.embedded_failed",
      `The embedded database in ${dataDir} did not open: ${first.failed} Run "npm run -s rapport -- doctor".`,
    );
  }
  worker.unref();
  return {
    socketDir,
    async dump() {
      worker.postMessage("dump");
      const { dump } = await nextMessage(worker);
      if (!dump)
        throw new AppError("internal", "platform.dump_failed", "The snapshot could not be made.");
      return dump;
    },
    async stop() {
      worker.postMessage("stop");
      await nextMessage(worker).catch(() => undefined);
      await worker.terminate();
      rmSync(socketDir, { recursive: true, force: true });
    },
  };
}
