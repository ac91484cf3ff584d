// The whole app over a test database, listening on a free port; for tests of imports and exports.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportDescription } from "@rapport/contracts";
import { type App, createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export const testKey = "rk_imports-test-key-0123456789";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  text: string;
  headers: Headers;
}

export interface ImportsGround {
  app: App;
  database: TestDatabase;
  workspaceId: string;
  /** Where the app listens, and a key that may do everything. */
  url: string;
  key: string;
  call(method: string, path: string, body?: unknown, key?: string): Promise<Answer>;
  upload(query: string, body: string | Buffer, contentType?: string): Promise<Answer>;
  /** Asks for the import until it is none of these. */
  settled(id: string, busy?: readonly string[]): Promise<ImportDescription>;
  close(): Promise<void>;
}

const patienceMs = 60_000;

export async function openImportsGround(): Promise<ImportsGround> {
  const database = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-imports-"));
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_ADMIN_KEY: testKey,
    RAPPORT_PORT: "0",
  });
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  const app = createApp({ config, db: database.db, logger, clock: systemClock });
  await app.start();
  const [workspace] = await app.access.listWorkspaces();
  const address = await app.http.listen({ host: "127.0.0.1", port: 0 });

  async function send(path: string, init: RequestInit, key = testKey): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${address}/api/v1${path}`, { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") && text.startsWith("{");
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : undefined,
      text,
      headers: response.headers,
    };
  }

  return {
    app,
    database,
    workspaceId: workspace?.id ?? "",
    url: address,
    key: testKey,
    call: (method, path, body, key) =>
      send(
        path,
        body === undefined
          ? { method }
          : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } },
        key,
      ),
    upload: (query, body, contentType = "text/csv") =>
      send(`/imports${query}`, {
        method: "POST",
        body: new Uint8Array(Buffer.from(body)),
        headers: { "content-type": contentType },
      }),
    async settled(id, busy = ["checking", "running", "undoing"]) {
      const deadline = performance.now() + patienceMs;
      for (;;) {
        const { body } = await send(`/imports/${id}`, { method: "GET" });
        if (!busy.includes(body.status)) return body as ImportDescription;
        if (performance.now() > deadline)
          throw new Error(`still ${body.status} after ${patienceMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async close() {
      await app.http.close();
      await app.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
