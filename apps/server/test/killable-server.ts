// The real server as a process of its own, which a test kills with SIGKILL and starts again on the same data.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../start.mjs", import.meta.url));
const apiKey = "rk_test_0123456789abcdefghijkl";

export interface KillableServer {
  origin: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Kills it and takes its data away. */
  end(): Promise<void>;
  call<T>(method: string, path: string, body?: object): Promise<T>;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export async function until<T>(look: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not within ${withinMs} ms`);
}

/** `more`: what it is told beside. */
export async function killableServer(more: Record<string, string> = {}): Promise<KillableServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-killable-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  return {
    origin,
    call,
    kill,
    start: async () => {
      child = spawn(process.execPath, [entry], {
        stdio: "ignore",
        env: {
          PATH: process.env.PATH,
          RAPPORT_DATA_DIR: dataDir,
          RAPPORT_PORT: String(port),
          RAPPORT_DEMO: "off",
          RAPPORT_MODELS: "off",
          RAPPORT_ADMIN_KEY: apiKey,
          RAPPORT_LOG_LEVEL: "silent",
          ...more,
        },
      });
      await until(() => call("GET", "/api/v1/me"), 150_000);
    },
    end: async () => {
      await kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
