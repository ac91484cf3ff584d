// Starts the whole server on fresh data for a check from outside, and prints one line of JSON when it
// listens: { url, key }. Data, port and key are new each time; RAPPORT_DATABASE_URL moves it to PostgreSQL.
// With --fast-clock a minute lasts a second, so that limits per minute do not keep a fuzzer out.
//   node e2e/start-server.ts --data FOLDER [--port 0] [--fast-clock]
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { createApp } from "../apps/server/src/app.ts";
import { systemClock } from "../apps/server/src/platform/clock.ts";
import { loadConfig } from "../apps/server/src/platform/config.ts";
import {
  migrateAll,
  openDatabase,
  startDatabaseServer,
} from "../apps/server/src/platform/db/index.ts";
import { createLogger } from "../apps/server/src/platform/logger.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    port: { type: "string", default: "0" },
    "fast-clock": { type: "boolean" },
  },
});
if (!values.data) throw new Error("--data names the folder to use.");

const key = `rk_${randomBytes(24).toString("base64url")}`;
const config = loadConfig({
  RAPPORT_DATABASE_URL: process.env.RAPPORT_DATABASE_URL,
  RAPPORT_DATA_DIR: values.data,
  RAPPORT_PORT: values.port,
  RAPPORT_ADMIN_KEY: key,
  RAPPORT_DEMO: "off",
  RAPPORT_LOG_LEVEL: "error",
});
const startMs = systemClock.nowMs();
const fastClock = { nowMs: () => startMs + (systemClock.nowMs() - startMs) * 60 };
const clock = values["fast-clock"] ? fastClock : systemClock;
const server = await startDatabaseServer(config);
await migrateAll(server);
const db = openDatabase(server, config.databasePool);
const app = createApp({
  config,
  server,
  db,
  logger: createLogger(config.logLevel),
  clock,
} as Parameters<typeof createApp>[0]);
await app.access.createWorkspace({
  name: "Check",
  admin: { name: "Ada Admin", email: "ada@check.example", password: "correct horse battery" },
});
await app.start();
await app.http.listen({ host: "127.0.0.1", port: config.port });
const address = app.http.server.address();
const port = typeof address === "object" && address ? address.port : config.port;
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, key }));

async function stop(): Promise<void> {
  await app.http.close();
  await app.stop();
  await db.close();
  await server.stop();
}
process.once("SIGTERM", () => void stop().finally(() => process.exit(0)));
process.once("SIGINT", () => void stop().finally(() => process.exit(0)));
