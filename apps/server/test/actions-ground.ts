// The whole server over the simulated company, as tests of next best actions need it. Models are not trained by themselves.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ActionSummary, NextActions } from "@rapport/contracts";
import { createTruth, type Truth } from "@rapport/world/truth";
import { type App, createApp } from "../src/app.ts";
import { seedDemoWorld } from "../src/flows/seed-demo-world.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase } from "./harness.ts";
import { eventually } from "./live-ground.ts";

const adminKey = "rk_actions-test-key-0123456789";

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
type Answer = { status: number; body: any; act: string | null };

export interface ActionsGround {
  app: App;
  workspaceId: string;
  truth: Truth;
  call(method: string, path: string, body?: unknown, key?: string): Promise<Answer>;
  close(): Promise<void>;
}

async function fill(app: App, db: Parameters<typeof seedDemoWorld>[0]["db"]) {
  const { access, actions, acts, channels, conversations, events, records } = app;
  const world = { companies: 120, seed: 1 };
  const { workspaceId } = await seedDemoWorld(
    { db, clock: systemClock, acts, access, actions, channels, conversations, events, records },
    { ...world, password: "correct horse battery", made: null, keep: () => undefined },
  );
  const truth = createTruth({ ...world, now: new Date(systemClock.nowMs()) });
  return { workspaceId, truth };
}

export async function openActionsGround(): Promise<ActionsGround> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "rapport-actions-"));
  const app = createApp({
    config: loadConfig({
      RAPPORT_DATA_DIR: folder,
      RAPPORT_PORT: "0",
      RAPPORT_ADMIN_KEY: adminKey,
      RAPPORT_MODELS: "off",
    }),
    db: database.db,
    logger: createLogger(process.env.RAPPORT_TEST_LOG ?? "silent"),
    clock: systemClock,
  });
  const filled = await fill(app, database.db);
  await app.start();
  const base = await app.http.listen({ host: "127.0.0.1", port: 0 });
  return {
    ...filled,
    app,
    call: async (method, path, body, key = adminKey) => {
      const response = await fetch(`${base}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = text.startsWith("{") ? JSON.parse(text) : null;
      return { status: response.status, body: json, act: response.headers.get("rapport-act") };
    },
    close: async () => {
      await app.http.close();
      await app.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function actionOf({ call }: ActionsGround, key: string): Promise<ActionSummary> {
  const { data } = (await call("GET", "/actions")).body;
  return data.find((one: ActionSummary) => one.key === key);
}

export async function nextFor({ call }: ActionsGround, id: string, key?: string) {
  return (await call("GET", `/next-actions/people/${id}`, undefined, key)).body as NextActions;
}

export async function newLead(
  { call }: ActionsGround,
  custom: Record<string, string>,
  employees = 40,
): Promise<string> {
  const company = await call("POST", "/companies", { name: "Brightwell", employees });
  const person = await call("POST", "/people", {
    firstName: "Ada",
    lastName: "Nyström",
    lifecycle: "lead",
    companyId: company.body.id,
    custom,
  });
  return String(person.body.id);
}

/** Longer than others wait: the first minute of a seeded server is busy. */
export async function until(check: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    const isDone = await eventually(check, what).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
  throw new Error(`Never: ${what}`);
}
