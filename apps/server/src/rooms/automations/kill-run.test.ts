// Kills the real server while automations run, again and again: after each start the runs go on by themselves, and
// in the end every record has had each of its steps exactly once.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const entry = fileURLToPath(new URL("../../../start.mjs", import.meta.url));
const email = "ada@kill.example";
const password = "correct horse battery";
/** More than the server takes at once, so that a killed one leaves some that it had taken and some that nobody had. */
const tickets = 60;

let dataDir = "";
let origin = "";
let cookie = "";
let child: ChildProcess | undefined;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "rapport-kill-run-"));
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(probe.address() as AddressInfo).port}`;
  await new Promise((resolve) => probe.close(resolve));
});

afterAll(async () => {
  await kill();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  child = spawn(process.execPath, [entry], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: new URL(origin).port,
      RAPPORT_DEMO: "off",
      RAPPORT_LOG_LEVEL: "silent",
    },
  });
  await until(() => fetch(`${origin}/api/ready`).then(({ ok }) => (ok ? true : undefined)));
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child?.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

type Listed = { data: Record<string, string>[] };

async function call(method: string, path: string, body?: object): Promise<Listed> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { cookie, origin, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const set = response.headers.get("set-cookie");
  if (set) cookie = set.split(";")[0] ?? "";
  const text = await response.text();
  return text ? (JSON.parse(text) as Listed) : { data: [] };
}

/** Asks for no more than the test must know: what it asks takes the server's time from the runs. */
const runs = async (state: string, limit: number) =>
  (await call("GET", `/automations/runs?state=${state}&limit=${limit}`)).data;

async function until<T>(look: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Not within ${withinMs} ms`);
}

test("a killed server loses no run, does no step twice, and goes on at once when it is started again", async () => {
  await start();
  await call("POST", "/auth/sign-up", { name: "Ada", email, password, workspaceName: "Kill" });
  await call("POST", "/automations", {
    name: "Two steps",
    object: "tickets",
    trigger: { kind: "created" },
    steps: [
      {
        kind: "create",
        object: "notes",
        set: { body: { text: "{{ticket.subject}}" }, ticketId: { copy: "id" } },
      },
      { kind: "update", set: { category: { text: "{{ticket.category|}}x" } } },
    ],
    enabled: true,
  });
  const operations = Array.from({ length: tickets }, (_, at) => ({
    op: "create",
    data: { subject: `T${at}` },
  }));
  await call("POST", "/tickets/bulk", { operations });
  // Once at the first, and once in the midst of what the one before had taken.
  for (const further of [1, 20]) {
    const before = (await runs("done", tickets)).length;
    expect(before + further).toBeLessThan(tickets);
    await until(async () => (await runs("done", tickets)).length >= before + further || undefined);
    await kill();
    await start();
  }
  await until(async () => (await runs("waiting", 1)).length === 0 || undefined);
  expect(await runs("done", 200)).toHaveLength(tickets);
  const notes = (await call("GET", "/notes?limit=200")).data;
  const bodies = notes.map(({ body }) => body);
  expect(bodies.toSorted()).toEqual(operations.map(({ data }) => data.subject).toSorted());
  const { data } = await call("GET", "/tickets?limit=200");
  expect(new Set(data.map(({ category }) => category))).toEqual(new Set(["x"]));
}, 240_000);
