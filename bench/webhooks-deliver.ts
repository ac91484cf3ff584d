// Queues events by changing records through the API of apps in this process, then lets them all deliver. Each
// app stands for one server process: nothing but the database is shared.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../apps/server/src/app.ts";
import { loadConfig } from "../apps/server/src/platform/config.ts";
import {
  migrateAll,
  openDatabase,
  startDatabaseServer,
} from "../apps/server/src/platform/db/index.ts";
import { createHousekeeping } from "../apps/server/src/platform/housekeeping.ts";
import { createLogger } from "../apps/server/src/platform/logger.ts";
import { type Asked, type Outcome, outcomeOf, startReceiver } from "./webhooks-parent.ts";

const day = 24 * 3600 * 1000;
const bulkSize = 500;

export async function deliverAll(asked: Asked): Promise<Outcome> {
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-webhooks-bench-"));
  const receiver = await startReceiver();
  const config = loadConfig({
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_DATABASE_URL: asked.databaseUrl,
    RAPPORT_DEMO: "off",
    RAPPORT_OUTBOUND_ALLOW: receiver.host,
  });
  const server = await startDatabaseServer(config);
  await migrateAll(server);
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs };
  const logger = createLogger("warn");
  const all = Array.from({ length: asked.processes }, () => {
    const db = openDatabase(server, 6);
    return { db, app: createApp({ config, db, logger, clock }) };
  });
  const [first] = all;
  if (!first) throw new Error("At least one process is needed.");
  // As in a server: the embedded database looks after its tables by this alone.
  const housekeeping = createHousekeeping({ db: first.db, logger });
  housekeeping.start();
  const call = await admin(first.app);
  const made = await call("POST", "/webhooks", { url: receiver.url, events: ["people.*"] });
  await receiver.tell({ secret: made.secret as string, failing: asked.failing });
  const events = await change(call, asked);

  const startMs = performance.now();
  let jumps = 0;
  for (let taken = 0; taken < events && jumps < 400; jumps += 1) {
    await Promise.all(all.map(({ app }) => app.webhooks.courier.drain()));
    ({ taken } = await receiver.tell({}));
    const webhook = await call("GET", `/webhooks/${made.id}`);
    if (webhook.status === "disabled") await call("POST", `/webhooks/${made.id}/resume`);
    aheadMs += day / 4;
  }
  const seconds = (performance.now() - startMs) / 1000;
  const tally = await receiver.tell({});
  receiver.stop();
  await housekeeping.stop();
  for (const { app } of all) await app.http.close();
  for (const { app } of all) await app.stop();
  for (const { db } of all) await db.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return outcomeOf(events, seconds, tally);
}

type Json = Record<string, unknown>;
type Call = (method: "GET" | "POST", path: string, body?: Json) => Promise<Json>;

async function admin({ access, http }: ReturnType<typeof createApp>): Promise<Call> {
  const { workspaceId } = await access.createWorkspace({ name: "Measured" });
  const { secret } = await access.createApiKey(workspaceId, { name: "bench" });
  return async (method, path, body) => {
    const answer = await http.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${secret}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
    return answer.json() as Json;
  };
}

/** Makes records, then changes each of them in turn, until there are so many events. */
async function change(call: Call, { events, records }: Asked): Promise<number> {
  const made: string[] = [];
  let queued = 0;
  const bulk = async (operations: Json[]): Promise<Json[]> => {
    queued += operations.length;
    return (await call("POST", "/people/bulk", { operations })).results as Json[];
  };
  while (made.length < Math.min(records, events)) {
    const count = Math.min(bulkSize, records - made.length);
    const results = await bulk(
      Array.from({ length: count }, () => ({ op: "create", data: { firstName: "Ada" } })),
    );
    made.push(...results.map(({ id }) => String(id)));
  }
  for (let turn = 0; queued < events; turn += 1) {
    const ids = made.slice(0, events - queued);
    for (let at = 0; at < ids.length; at += bulkSize) {
      await bulk(
        ids.slice(at, at + bulkSize).map((id) => ({
          op: "update",
          id,
          data: { city: `City ${turn}` },
        })),
      );
    }
  }
  return queued;
}
