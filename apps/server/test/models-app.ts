// The whole server over the simulated company, with all models trained by themselves, as its callers see it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelSummary } from "@rapport/contracts";
import { type App, createApp } from "../src/app.ts";
import { seedDemoWorld } from "../src/flows/seed-demo-world.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase } from "./harness.ts";
import { eventually } from "./live-ground.ts";

const key = "rk_models-test-key-0123456789";

async function callOf(base: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  const json: any = text.startsWith("{") ? JSON.parse(text) : null;
  return { status: response.status, body: json, act: response.headers.get("rapport-act") };
}

/** Waits as long as trainings take. */
export async function until(check: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 24; tries += 1)
    if (
      await eventually(check, what).then(
        () => true,
        () => false,
      )
    )
      return;
  throw new Error(`Never: ${what}`);
}

export interface ModelsApp {
  app: App;
  base: string;
  workspaceId: string;
  call(method: string, path: string, body?: unknown): Promise<Awaited<ReturnType<typeof callOf>>>;
  close(): Promise<void>;
}

export async function openModelsApp(): Promise<ModelsApp> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "rapport-models-"));
  const app = createApp({
    config: loadConfig({ RAPPORT_DATA_DIR: folder, RAPPORT_PORT: "0", RAPPORT_ADMIN_KEY: key }),
    db: database.db,
    logger: createLogger(process.env.RAPPORT_TEST_LOG ?? "silent"),
    clock: systemClock,
  });
  const { access, actions, acts, channels, conversations, events, records } = app;
  const { workspaceId } = await seedDemoWorld(
    {
      db: database.db,
      clock: systemClock,
      acts,
      access,
      actions,
      channels,
      conversations,
      events,
      records,
    },
    { companies: 120, seed: 1, password: "correct horse", made: null, keep: () => undefined },
  );
  await app.start();
  const base = await app.http.listen({ host: "127.0.0.1", port: 0 });
  const call: ModelsApp["call"] = (method, path, body) => callOf(base, method, path, body);
  await until(async () => {
    const { data } = (await call("GET", "/models")).body;
    return (data as ModelSummary[]).every(({ run }) => run?.endedAt);
  }, "all models were trained by themselves");
  return {
    app,
    base,
    workspaceId,
    call,
    close: async () => {
      await app.http.close();
      await app.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
