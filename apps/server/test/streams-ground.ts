// The whole app over a test database, with streams from and to a broker of the test's own, and what is then in the
// store of events.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { systemContext } from "../src/platform/context.ts";
import { createLogger } from "../src/platform/logger.ts";
import type { Broker } from "./brokers.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export interface Stored {
  entries: number;
  messages: number;
  letters: number;
}

export interface StreamsGround {
  database: TestDatabase;
  workspaceId: string;
  app(): App;
  /** Another process on the same database takes over the streams; those before are stopped. */
  start(streams: readonly object[]): Promise<void>;
  stored(): Promise<Stored>;
  standing(name: string): Promise<Record<string, unknown> | undefined>;
  newPerson(firstName: string): Promise<string>;
  close(): Promise<void>;
}

export async function openStreamsGround(): Promise<StreamsGround> {
  const database = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-streams-"));
  const file = join(dataDir, "streams.json");
  let running: App | undefined;
  writeFileSync(file, JSON.stringify({ streams: [] }));

  const makeApp = () => {
    const config = loadConfig({
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_STREAMS_FILE: file,
      RAPPORT_MODELS: "off",
    });
    return createApp({
      config,
      db: database.db,
      logger: createLogger(process.env.RAPPORT_TEST_LOG ?? "silent"),
      clock: systemClock,
    });
  };
  const stop = async () => {
    await running?.http.close();
    await running?.stop();
    running = undefined;
  };
  const first = makeApp();
  const { workspaceId } = await first.access.createWorkspace({
    name: "Streams",
    admin: { name: "Ada", email: "ada@streams.example", password: "correct horse battery" },
  });
  await first.http.close();
  await first.stop();

  const numberOf = async (sql: string) =>
    Number((await database.asOwner(sql, [workspaceId]))[0]?.n ?? 0);

  return {
    database,
    workspaceId,
    app: () => {
      if (!running) throw new Error("No app runs.");
      return running;
    },
    start: async (streams) => {
      await stop();
      const own = streams.map((stream) => ({ workspace: workspaceId, ...stream }));
      writeFileSync(file, JSON.stringify({ streams: own }));
      running = makeApp();
      await running.start();
      await running.http.ready();
    },
    stored: async () => ({
      entries: await numberOf("SELECT count(*) AS n FROM events.entries WHERE workspace_id = $1"),
      messages: await numberOf(
        "SELECT count(DISTINCT message_id) AS n FROM events.entries WHERE workspace_id = $1",
      ),
      letters: await numberOf(
        "SELECT count(*) AS n FROM events.dead_letters WHERE workspace_id = $1",
      ),
    }),
    standing: async (name) =>
      (
        await database.asOwner(
          "SELECT * FROM streams.standing WHERE workspace_id = $1 AND name = $2",
          [workspaceId, name],
        )
      )[0],
    newPerson: async (firstName) => {
      if (!running) throw new Error("No app runs.");
      const { records, acts } = running;
      const ctx = systemContext(workspaceId, "test", "api");
      const [made] = await database.db.tenant(ctx, (tx) =>
        records.write(tx, acts.begin(ctx, "records.create"), "people", [
          { op: "create", data: { firstName } },
        ]),
      );
      if (made?.status !== "created") throw new Error("The person was not made.");
      return made.record.id;
    },
    close: async () => {
      await stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const eventOf = (messageId: string, more: object = {}) => ({
  type: "track",
  event: "Order placed",
  userId: `user-${messageId}`,
  messageId,
  timestamp: "2026-11-01T10:00:00.000Z",
  ...more,
});

/** What becomes dead letters, and what is no event at all. */
export const poison = ["{ not JSON", '"a text"', '{"type":"nothing"}', '{"type":"track"}'];

/** Kills and starts the broker again while more is under way in both directions. */
export async function killAmid(
  broker: Broker,
  read: () => Promise<Stored>,
  sending: Promise<void>,
): Promise<{ atKill: Stored }> {
  sending.catch(() => undefined);
  for (let tries = 0; tries < 300 && (await read()).entries === 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await broker.kill();
  const atKill = await read();
  await broker.start();
  await sending;
  return { atKill };
}

/** Polls until it holds; then once more, for what might still come. */
export async function settled(
  read: () => Promise<Stored>,
  wanted: Stored,
  { forMs }: { forMs: number },
): Promise<Stored> {
  const tries = forMs / 100;
  for (let at = 0; at < tries; at += 1) {
    const { entries, letters } = await read();
    if (entries >= wanted.entries && letters >= wanted.letters) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  return read();
}
