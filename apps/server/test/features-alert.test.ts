// A served value that is not what the sources give, on a whole server: the check says so, the catalogue shows it, and
// whoever manages features finds it among the notifications; computed anew, it is right again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, createApp } from "../src/app.ts";
import { systemClock } from "../src/platform/clock.ts";
import { loadConfig } from "../src/platform/config.ts";
import { silentLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";
import { eventually } from "./live-ground.ts";

let database: TestDatabase;
let app: App;
let folder = "";
let origin = "";
let cookie = "";

beforeAll(async () => {
  database = await openTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "rapport-features-"));
  app = createApp({
    config: loadConfig({ RAPPORT_DATA_DIR: folder, RAPPORT_PORT: "0", RAPPORT_MODELS: "off" }),
    db: database.db,
    logger: silentLogger,
    clock: systemClock,
  });
  await app.start();
  origin = await app.http.listen({ host: "127.0.0.1", port: 0 });
}, 60_000);

afterAll(async () => {
  await app?.http.close();
  await app?.stop();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { cookie, origin, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
  return (text ? JSON.parse(text) : null) as T;
}

interface Check {
  parity: { compared: number; wrong: number; examples: { feature: string; online: unknown }[] };
}
type Sets = { data: { key: string; parity: { result: Check["parity"] } | null }[] };

const check = () => call<Check>("POST", "/feature-sets/people/check");

test("a wrong value is told where people look, and computing anew mends it", async () => {
  await call("POST", "/auth/sign-up", {
    name: "Ada",
    email: "ada@parity.example",
    password: "correct horse battery",
    workspaceName: "Parity",
  });
  const { id } = await call<{ id: string }>("POST", "/people", { lastName: "One" });
  const kept = () =>
    database.asOwner("SELECT cells FROM features.vectors WHERE entity_id = $1", [id]);
  // A workspace that is new is seen within a quarter of a minute.
  await eventually(async () => (await kept()).length > 0, "values are kept", 45_000);
  expect((await check()).parity).toMatchObject({ wrong: 0 });
  const [row = { cells: [] }] = await kept();
  const cells = (row.cells as unknown[]).map((cell) => (cell === 0 ? 3 : cell));
  await database.asOwner("UPDATE features.vectors SET cells = $2 WHERE entity_id = $1", [
    id,
    JSON.stringify(cells),
  ]);
  const { parity } = await check();
  expect(parity.wrong).toBeGreaterThan(0);
  expect(parity.examples[0]?.online).toBe(3);
  const { data } = await call<Sets>("GET", "/feature-sets");
  expect(data.find(({ key }) => key === "people")?.parity?.result.wrong).toBe(parity.wrong);
  const told = await call<{ data: { title: string; body: string }[] }>("GET", "/notifications");
  expect(JSON.stringify(told.data)).toContain("what is served is not what the sources give");
  await call("POST", "/feature-sets/people/backfill");
  await eventually(
    async () => (await check()).parity.wrong === 0,
    "the value is right again",
    30_000,
  );
}, 120_000);
