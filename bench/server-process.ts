// A real server process to measure: started on its own data folder, stopped by its id, watched for memory.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const apiKey = "rk_bench_0123456789abcdefghijkl";

const entry = fileURLToPath(new URL("../apps/server/start.mjs", import.meta.url));

/** As in `npm start`: a small young generation, which costs nothing measurable and saves a third. */
const nodeFlags = ["--max-semi-space-size=8"];

export interface ServerProcess {
  origin: string;
  child: ChildProcess;
  /** Resident memory now, in megabytes. */
  residentMb(): number;
  /** Highest resident memory so far, in megabytes. */
  peakMb(): number;
  /** Time of all cores so far, in milliseconds. */
  cpuMs(): number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  databaseUrl: string;
  port: number;
  dataDir?: string;
  environment?: Record<string, string>;
}

function statusMb(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? "0";
  return Number(kilobytes) / 1024;
}

/** The kernel counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const fields = after.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function answers(origin: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    const answer = await fetch(`${origin}/api/v1/me`, {
      headers: { authorization: `Bearer ${apiKey}` },
    }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The server did not answer within a minute.");
}

export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "rapport-bench-"));
  const child = spawn(process.execPath, [...nodeFlags, entry], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      ...(process.env.NODE_OPTIONS ? { NODE_OPTIONS: process.env.NODE_OPTIONS } : {}),
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: String(options.port),
      RAPPORT_DATABASE_URL: options.databaseUrl,
      RAPPORT_DEMO: "off",
      RAPPORT_ADMIN_KEY: apiKey,
      RAPPORT_LOG_LEVEL: "warn",
      ...options.environment,
    },
  });
  const origin = `http://127.0.0.1:${options.port}`;
  await answers(origin, child);
  const pid = child.pid ?? 0;
  return {
    origin,
    child,
    residentMb: () => statusMb(pid, "VmRSS"),
    peakMb: () => statusMb(pid, "VmHWM"),
    cpuMs: () => cpuMs(pid),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}
