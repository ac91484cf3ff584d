// Writes to a whole server and kills it with SIGKILL again and again while it delivers; afterwards every change
// that the server had acknowledged must have reached the receiver, each record's in order.
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { apiKey, type ServerProcess, startServer } from "./server-process.ts";
import { type Asked, type Outcome, outcomeOf, startReceiver } from "./webhooks-parent.ts";

const kills = 3;
const batch = 100;
/** What a killed process had taken is passed on after a minute. */
const patienceMs = 300_000;

type Json = Record<string, unknown>;

const post = async (origin: string, path: string, body: Json): Promise<Json> => {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
};

export async function killWhileDelivering(asked: Asked): Promise<Outcome & { kills: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-webhooks-kill-"));
  const receiver = await startReceiver();
  const environment = { RAPPORT_OUTBOUND_ALLOW: receiver.host };
  const { databaseUrl, port } = asked;
  const start = () => startServer({ databaseUrl, port, dataDir, environment });
  const startMs = performance.now();
  let server: ServerProcess = await start();
  const made = await post(server.origin, "/webhooks", { url: receiver.url, events: ["people.*"] });
  await receiver.tell({ secret: String(made.secret), failing: 0 });
  let acknowledged = 0;
  let died = 0;
  for (const target of Array.from(
    { length: kills },
    (_, at) => asked.events * ((at + 1) / kills),
  )) {
    while (acknowledged < target) {
      const create = { op: "create", data: { firstName: "Ada" } };
      const operations = Array.from({ length: batch }, () => create);
      await post(server.origin, "/people/bulk", { operations });
      acknowledged += batch;
    }
    await wait(randomInt(200));
    const exited = new Promise((resolve) => server.child.once("exit", resolve));
    server.child.kill("SIGKILL");
    await exited;
    died += 1;
    server = await start();
  }
  let tally = await receiver.tell({});
  for (let waited = 0; tally.taken < acknowledged && waited < patienceMs; waited += 500) {
    await wait(500);
    tally = await receiver.tell({});
  }
  const seconds = (performance.now() - startMs) / 1000;
  await server.stop();
  receiver.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return { kills: died, ...outcomeOf(acknowledged, seconds, tally) };
}
