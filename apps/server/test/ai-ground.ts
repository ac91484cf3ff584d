// The whole app over a test database with model servers on this machine, and a clock that can be moved.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../src/app.ts";
import { createBlobs } from "../src/platform/blobs.ts";
import { type Config, loadConfig } from "../src/platform/config.ts";
import { type Ctx, systemContext } from "../src/platform/context.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";
import { type ModelServer, openModelServer } from "./model-server.ts";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
  headers: Record<string, unknown>;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

export interface AiWorkspace {
  id: string;
  ctx: Ctx;
  call: Call;
  /** A provider with one model; answers the model's id. Prices in dollars for a million tokens. */
  connect(
    server: ModelServer,
    more?: ConnectMore,
  ): Promise<{ providerId: string; modelId: string }>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
}

export interface ConnectMore {
  name?: string;
  model?: string;
  price?: { input: number; output: number } | null;
  dataClass?: string;
  region?: string;
  apiKey?: string;
}

export interface AiGround {
  test: TestDatabase;
  app: App;
  servers: [ModelServer, ModelServer];
  anotherApp(): App;
  /** Puts a file where the app looks for it. */
  putBlob(key: string, bytes: Uint8Array): Promise<void>;
  workspace(): Promise<AiWorkspace>;
  advance(ms: number): void;
  nowMs(): number;
  close(): Promise<void>;
}

const dollar = 1_000_000;

const usual = { name: "Local", region: "on-site", dataClass: "personal", model: "tiny" };

async function connect(call: Call, { baseUrl }: ModelServer, more: ConnectMore = {}) {
  const { model: name, price = { input: 3, output: 15 }, ...told } = { ...usual, ...more };
  const kind = "openai-compatible";
  const provider = await call("POST", "/ai/providers", { kind, baseUrl, ...told });
  const micros = price && {
    inputMicrosPerMillion: price.input * dollar,
    outputMicrosPerMillion: price.output * dollar,
  };
  const path = `/ai/providers/${provider.body.id}/models`;
  const model = await call("POST", path, { name, price: micros });
  return { providerId: String(provider.body.id), modelId: String(model.body.id) };
}

/** `hosts`: further model servers, `outside`: whom the app may call besides, as host:port. */
export async function openAiGround(
  hosts: readonly string[] = [],
  outside: readonly string[] = [],
): Promise<AiGround> {
  const test = await openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-ai-"));
  const servers: [ModelServer, ModelServer] = [await openModelServer(), await openModelServer()];
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs };
  const apps: App[] = [];

  function anotherApp(): App {
    const config = loadConfig({
      RAPPORT_MODELS: "off",
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: "0",
      RAPPORT_SECRET: "a secret of the tests, long enough for all of them",
      RAPPORT_OUTBOUND_ALLOW: outside.join(","),
      RAPPORT_MODEL_HOSTS: [...hosts, ...servers.map(({ host }) => host)].join(","),
    });
    const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
    const app = createApp({ config, db: test.db, logger, clock });
    apps.push(app);
    return app;
  }

  const app = anotherApp();
  let count = 0;

  async function workspace(): Promise<AiWorkspace> {
    count += 1;
    const admin = {
      name: "Ada Admin",
      email: `admin${count}@ai.example`,
      password: "correct horse battery",
    };
    const made = await app.access.createWorkspace({ name: `workspace ${count}`, admin });
    const id = made.workspaceId;
    const { secret } = await app.access.createApiKey(id, { name: "all" });
    const call: Call = async (method, path, body) => {
      // The ledger is written beside the answers.
      await app.llm.settled();
      const answer = await app.http.inject({
        method: method as "GET",
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${secret}` },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const parsed = answer.body ? answer.json() : null;
      return { status: answer.statusCode, body: parsed, headers: answer.headers };
    };
    return {
      id,
      ctx: systemContext(id, "test"),
      call,
      connect: (server, more) => connect(call, server, more),
      rows: async (sql) => {
        await app.llm.settled();
        return test.asOwner(sql, [id]);
      },
    };
  }

  return {
    test,
    app,
    servers,
    anotherApp,
    putBlob: async (key, bytes) => {
      const blobs = createBlobs({ dataDir, blobs: {} as Config["blobs"] });
      await blobs.put(key, bytes);
    },
    workspace,
    advance: (ms) => {
      aheadMs += ms;
    },
    nowMs: clock.nowMs,
    close: async () => {
      for (const server of servers) await server.close();
      for (const one of apps) await one.http.close();
      for (const one of apps) await one.stop();
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
