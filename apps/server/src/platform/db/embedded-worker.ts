// Worker thread that hosts the embedded database (PostgreSQL in WASM) and serves it on a private Unix
// socket to this process alone, so that a heavy query never blocks the event loop.
// Messages out: { ready: true } | { failed: message }. Message in: "stop".
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { vector } from "@electric-sql/pglite-pgvector";
import { serveEmbedded } from "./embedded-wire.ts";

interface EmbeddedWorkerData {
  dataDir: string;
  socketPath: string;
  program: WebAssembly.Module;
  /** A data folder, as a tar file, to start from instead of an empty one (tests). */
  snapshot?: SharedArrayBuffer;
}

/** A file over shared memory: a Blob would copy all of it, twice. */
const sharedFile = (bytes: SharedArrayBuffer): Blob =>
  ({ type: "application/x-tar", arrayBuffer: async () => bytes }) as unknown as Blob;

const { dataDir, socketPath, program, snapshot } = workerData as EmbeddedWorkerData;

try {
  const db = await PGlite.create({
    dataDir,
    extensions: { pg_trgm, vector },
    pgliteWasmModule: program,
    ...(snapshot ? { loadDataDir: sharedFile(snapshot) } : {}),
  });
  const server = await serveEmbedded(db, socketPath);
  parentPort?.on("message", async (message) => {
    if (message === "dump") {
      const file = await db.dumpDataDir("none");
      parentPort?.postMessage({ dump: new Uint8Array(await file.arrayBuffer()) });
      return;
    }
    server.close();
    await db.close();
    parentPort?.postMessage({ stopped: true });
    parentPort?.close();
  });
  parentPort?.postMessage({ ready: true });
} catch (error) {
  parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) });
}
