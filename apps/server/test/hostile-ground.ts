// The whole app over a test database, listening on a free port, for tests of what nobody should send.
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase } from "./harness.ts";

const key = "rk_hostile-input-test-key-0123";

export interface Sent {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "HEAD" | "OPTIONS";
  /** Under /api/v1. */
  path?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

export interface Got {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into problems of all shapes
  problem: any;
}

export interface HostileGround {
  app: App;
  send(sent: Sent): Promise<Got>;
  /** Bytes as they are, and all that comes back until either side closes. */
  raw(bytes: string): Promise<string>;
  close(): Promise<void>;
}

export async function openHostileGround(): Promise<HostileGround> {
  const database = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-hostile-"));
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    RAPPORT_ADMIN_KEY: key,
    RAPPORT_ROLES: "api",
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const app = createApp({ config, db: database.db, logger, clock: systemClock });
  await app.start();
  await app.http.listen({ host: "127.0.0.1", port: 0 });
  const address = app.http.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    app,
    send: (sent) => send(app, sent),
    raw: (bytes) => exchange(port, bytes),
    close: async () => {
      await app.http.close();
      await app.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function send(
  app: App,
  { method = "POST", path = "/people", body, headers }: Sent,
): Promise<Got> {
  const answer = await app.http.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  const type = String(answer.headers["content-type"] ?? "");
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    problem: type.startsWith("application/problem+json") ? answer.json() : null,
  };
}

function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    let answer = "";
    socket.setTimeout(20_000, () => socket.destroy(new Error("No answer in twenty seconds.")));
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (/\r\n\r\n[\s\S]*}$/.test(answer)) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
