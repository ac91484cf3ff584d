// A real server for the walk: the same start as `npm start`, on fresh data and a free port, without the demo world.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const START_MS = 180_000;
const STOP_MS = 15_000;
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Where the walk itself answers; the server may reach nothing else on this machine. */
export interface WalkPorts {
  /** Webhooks, and mail that is only taken. */
  receiver: number;
  model: number;
  mail: { imap: number; smtp: number };
}

export interface WalkServer {
  url: string;
  ports: WalkPorts;
  dataDir: string;
  stop: () => Promise<void>;
}

/** Held until all are known, so that no two are the same. */
const freePorts = async (): Promise<WalkPorts> => {
  const held = await Promise.all(
    [0, 0, 0, 0].map(async (port) => {
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const [receiver = 0, model = 0, imap = 0, smtp = 0] = held.map((server) => {
    const address = server.address();
    return typeof address === "object" ? (address?.port ?? 0) : 0;
  });
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return { receiver, model, mail: { imap, smtp } };
};

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
  const ports = await freePorts();
  const child = spawn(process.execPath, ["apps/server/start.mjs"], {
    cwd: root,
    env: {
      ...process.env,
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: "0",
      RAPPORT_DEMO: demo ? "on" : "off",
      RAPPORT_LOG_LEVEL: "error",
      RAPPORT_OUTBOUND_ALLOW: [ports.receiver, ...Object.values(ports.mail)]
        .map((port) => `127.0.0.1:${port}`)
        .join(),
      RAPPORT_MODEL_HOSTS: `127.0.0.1:${ports.model}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    return { url: await untilReady(child), ports, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
