// A real server for the walk: the same start as `npm start`, on fresh data and a free port, without the demo world.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const START_MS = 180_000;
const STOP_MS = 15_000;
/** Where the walk itself takes webhooks. */
export const RECEIVER_PORT = 47_213;
/** Where the walk itself serves a model. */
export const MODEL_PORT = 47_214;
/** Where the walk itself has mail servers. */
export const MAIL_PORTS = { imap: 47_215, smtp: 47_216 };
const root = fileURLToPath(new URL("../../", import.meta.url));

export interface WalkServer {
  url: string;
  dataDir: string;
  stop: () => Promise<void>;
}

const addressIn = (output: string): string | undefined =>
  output.match(/Rapport is ready: (\S+)/)?.[1];

const untilReady = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(
      () => reject(new Error(`The server did not start:\n${output}`)),
      START_MS,
    );
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = addressIn(output);
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}:\n${output}`)));
  });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve();
    child.once("exit", () => resolve());
    setTimeout(resolve, STOP_MS).unref();
  });

/** Starts a server; `stop` ends it and removes its data. */
export const startServer = async (demo: boolean): Promise<WalkServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-walk-"));
  const child = spawn(process.execPath, ["apps/server/start.mjs"], {
    cwd: root,
    env: {
      ...process.env,
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: "0",
      RAPPORT_DEMO: demo ? "on" : "off",
      RAPPORT_LOG_LEVEL: "error",
      RAPPORT_OUTBOUND_ALLOW: [RECEIVER_PORT, ...Object.values(MAIL_PORTS)]
        .map((port) => `127.0.0.1:${port}`)
        .join(),
      RAPPORT_MODEL_HOSTS: `127.0.0.1:${MODEL_PORT}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    return { url: await untilReady(child), dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
