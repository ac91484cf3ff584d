// Kills the real server in the middle of an import, twice: after each start it goes on by itself, and in
// the end every row is there exactly once, as if nothing had happened.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImportDescription } from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";

const entry = fileURLToPath(new URL("../../../start.mjs", import.meta.url));
const apiKey = "rk_kill-import-test-0123456789";
const distinct = 6000;
const repeats = 500;

let dataDir = "";
let origin = "";
let child: ChildProcess | undefined;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "rapport-kill-"));
  origin = `http://127.0.0.1:${await freePort()}`;
});

afterAll(async () => {
  await kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function start(): Promise<void> {
  child = spawn(process.execPath, [entry], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: new URL(origin).port,
      RAPPORT_DEMO: "off",
      RAPPORT_ADMIN_KEY: apiKey,
      RAPPORT_LOG_LEVEL: "silent",
    },
  });
  await until(() => call("GET", "/me").catch(() => undefined));
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child?.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(init.headers as Record<string, string>),
  };
  const response = await fetch(`${origin}/api/v1${path}`, { ...init, method, headers });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response;
}

async function until<T>(look: () => Promise<T | undefined>, withinMs = 150_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not within ${withinMs} ms`);
}

/** Some rows come again at the end, with another city. */
function csv(): string {
  const lines = ["First Name,Email,City"];
  for (let at = 0; at < distinct; at++) lines.push(`Person ${at},person${at}@kill.example,Rome`);
  for (let at = 0; at < repeats; at++) lines.push(`Person ${at},person${at}@kill.example,Oslo`);
  return lines.join("\n");
}

async function readImport(id: string): Promise<ImportDescription> {
  return (await (await call("GET", `/imports/${id}`)).json()) as ImportDescription;
}

test("an import outlives kill -9, with every row written once", { timeout: 400_000 }, async () => {
  await start();
  const uploaded = await call("POST", "/imports?object=people", {
    body: csv(),
    headers: { "content-type": "text/csv" },
  });
  const { id } = (await uploaded.json()) as ImportDescription;
  await call("POST", `/imports/${id}/run`);
  let rowsDone = 0;
  for (const share of [0.2, 0.6]) {
    await until(async () => {
      const now = await readImport(id);
      expect(now.status).toBe("running");
      rowsDone = now.progress.rowsDone;
      return rowsDone >= distinct * share || undefined;
    });
    await kill();
    await start();
    expect((await readImport(id)).progress.rowsDone).toBeGreaterThanOrEqual(rowsDone);
  }
  const done = await until(async () => {
    const now = await readImport(id);
    return now.status === "running" ? undefined : now;
  });
  expect(done).toMatchObject({
    status: "done",
    error: null,
    counts: { rows: distinct + repeats, created: distinct, updated: repeats, unchanged: 0, bad: 0 },
  });

  const exported = await (await call("GET", "/people/export?fields=email,firstName,city")).text();
  const rows = exported.trim().split("\r\n").slice(1).sort();
  const expected = Array.from({ length: distinct }, (_, at) =>
    [`person${at}@kill.example`, `Person ${at}`, at < repeats ? "Oslo" : "Rome"].join(","),
  );
  expect(rows).toEqual(expected.sort());

  // One creation each, one change for those that came again: nothing was written twice.
  for (const [at, entries] of [
    [0, 2],
    [distinct - 1, 1],
    [Math.round(distinct * 0.3), 1],
  ] as const) {
    const filter = encodeURIComponent(JSON.stringify({ email: `person${at}@kill.example` }));
    const found = (await (await call("GET", `/people?filter=${filter}`)).json()) as {
      data: { id: string }[];
    };
    expect(found.data).toHaveLength(1);
    const history = await call("GET", `/people/${found.data[0]?.id}/history`);
    expect(((await history.json()) as { data: unknown[] }).data).toHaveLength(entries);
  }
});
