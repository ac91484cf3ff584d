// Sends events over HTTP as a client library does (again until it is told that they are taken), while the server is
// killed with SIGKILL and started again; afterwards every event must be there once.
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Asked, messageOf } from "./events-load.ts";
import { apiKey, type ServerProcess, startServer } from "./server-process.ts";

const kills = 3;
const perCall = 100;
const atOnce = 4;

async function countStored(server: ServerProcess): Promise<{ stored: number; distinct: number }> {
  const seen = new Map<string, number>();
  let cursor: string | null = "";
  while (cursor !== null) {
    const answer = await fetch(`${server.origin}/api/v1/events?limit=200&cursor=${cursor}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const page = (await answer.json()) as { data: { userId: string }[]; nextCursor: string | null };
    for (const { userId } of page.data) seen.set(userId, (seen.get(userId) ?? 0) + 1);
    cursor = page.nextCursor;
  }
  const stored = [...seen.values()].reduce((sum, count) => sum + count, 0);
  return { stored, distinct: seen.size };
}

export async function killWhileTakingIn(asked: Asked) {
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-events-kill-"));
  const { databaseUrl, port, rows, people } = asked;
  const start = () => startServer({ databaseUrl, port, dataDir });
  let server = await start();
  const made = await fetch(`${server.origin}/api/v1/event-sources`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Bench" }),
  });
  const { writeKey } = (await made.json()) as { writeKey: string };
  const nowMs = Date.now();
  let next = 0;
  let acknowledged = 0;
  let repeats = 0;

  async function sendOne(from: number): Promise<void> {
    const batch = Array.from({ length: perCall }, (_none, at) => ({
      ...messageOf(from + at, people, nowMs),
      // A user of its own each, by which it is found again.
      userId: `user ${from + at}`,
    }));
    for (;;) {
      const answer = await fetch(`${server.origin}/v1/batch`, {
        method: "POST",
        headers: {
          authorization: `Basic ${btoa(`${writeKey}:`)}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
      }).catch(() => null);
      if (answer?.ok) break;
      repeats += 1;
      await wait(50);
    }
    acknowledged += perCall;
  }

  async function sender(): Promise<void> {
    while (next < rows) {
      const from = next;
      next += perCall;
      await sendOne(from);
    }
  }

  async function killer(): Promise<number> {
    let died = 0;
    for (let turn = 1; turn <= kills; turn += 1) {
      const target = (rows * turn) / (kills + 1);
      while (acknowledged < target) await wait(5);
      await wait(randomInt(30));
      const exited = new Promise((resolve) => server.child.once("exit", resolve));
      server.child.kill("SIGKILL");
      await exited;
      died += 1;
      server = await start();
    }
    return died;
  }

  const [died] = await Promise.all([killer(), ...Array.from({ length: atOnce }, sender)]);
  const { stored, distinct } = await countStored(server);
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return {
    kills: died,
    acknowledged,
    sentAgain: repeats * perCall,
    lost: acknowledged - distinct,
    twice: stored - distinct,
  };
}
