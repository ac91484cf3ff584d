// The whole app over a test database, listening, so that clients of others can be pointed at it; with a clock that
// can be moved.
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../src/app.ts";
import { loadConfig } from "../src/platform/config.ts";
import { type Ctx, systemContext } from "../src/platform/context.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Headers;
}

type Incoming = Parameters<App["events"]["ingest"]>[1][number];
type Outcome = Awaited<ReturnType<App["events"]["ingest"]>>[number];

/** Of somebody known. */
export const track = (event: string, more: object = {}) => ({
  type: "track",
  userId: "u-1",
  event,
  ...more,
});

export interface EventsGround {
  test: TestDatabase;
  app: App;
  url: string;
  ctx: Ctx;
  adminKey: string;
  writeKey: string;
  sourceId: string;
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** To /v1, with the write key. */
  send(path: string, body: unknown, key?: string): Promise<Reply>;
  /** One message as the source sends it. */
  incoming(message: object, more?: Partial<Incoming>): Incoming;
  /** In one batch. */
  take(...messages: object[]): Promise<Outcome[]>;
  /** How many events of a name are stored. */
  countOf(name: string): Promise<number>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  advance(ms: number): void;
  nowMs(): number;
  close(): Promise<void>;
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = String(response.headers.get("content-type")).includes("json");
  return {
    status: response.status,
    body: isJson && text ? JSON.parse(text) : text,
    headers: response.headers,
  };
}

export async function openEventsGround(): Promise<EventsGround> {
  const test = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-events-"));
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs };
  const adminKey = "rk_an_admin_key_for_the_tests_of_events";
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    RAPPORT_ADMIN_KEY: adminKey,
    RAPPORT_SECRET: "a secret of the tests, long enough for all of them",
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const app = createApp({ config, db: test.db, logger, clock });
  const { workspaceId } = await app.access.createWorkspace({ name: "Events" });
  await app.http.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;

  const call: EventsGround["call"] = async (method, path, body) =>
    replyOf(
      await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${adminKey}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const { body: source } = await call("POST", "/event-sources", { name: "Website" });

  const ctx = systemContext(workspaceId, "tests");
  const incoming: EventsGround["incoming"] = (message, more = {}) => ({
    message,
    sourceId: source.id,
    receivedMs: clock.nowMs(),
    ...more,
  });
  const rows: EventsGround["rows"] = (sql) =>
    test.db.tenant({ workspaceId }, (tx) => tx.query(sql));

  return {
    test,
    app,
    url,
    ctx,
    adminKey,
    writeKey: source.writeKey,
    sourceId: source.id,
    call,
    send: async (path, body, key = source.writeKey) =>
      replyOf(
        await fetch(`${url}/v1${path}`, {
          method: "POST",
          headers: {
            authorization: `Basic ${btoa(`${key}:`)}`,
            "content-type": "application/json",
          },
          body: JSON.stringify(body),
        }),
      ),
    incoming,
    take: (...messages) =>
      app.events.ingest(
        ctx,
        messages.map((message) => incoming(message)),
      ),
    countOf: async (name) =>
      (await rows(`SELECT 1 FROM events.entries WHERE name = '${name}'`)).length,
    rows,
    advance: (ms) => {
      aheadMs += ms;
    },
    nowMs: clock.nowMs,
    close: async () => {
      await app.http.close();
      await app.stop();
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
