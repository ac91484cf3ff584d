// The two ways in, one after the other on the same database, in slices that take turns so that both meet the same
// machine.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type App, createApp } from "../apps/server/src/app.ts";
import { systemClock } from "../apps/server/src/platform/clock.ts";
import { loadConfig } from "../apps/server/src/platform/config.ts";
import { type Ctx, systemContext } from "../apps/server/src/platform/context.ts";
import {
  migrateAll,
  openDatabase,
  startDatabaseServer,
} from "../apps/server/src/platform/db/index.ts";
import { createLogger } from "../apps/server/src/platform/logger.ts";

type Incoming = Parameters<App["events"]["ingest"]>[1][number];

export interface Asked {
  databaseUrl: string;
  rows: number;
  people: number;
  batch: number;
  port: number;
}

const dayMs = 86_400_000;
/** As many clients as send at the same time. */
const callers = 3;
const names = ["Page opened", "Search made", "Order Completed", "Seat added", "Report run"];

/** Over two months, so that two partitions are written; every tenth message is late. */
export function messageOf(n: number, people: number, nowMs: number): Record<string, unknown> {
  const person = (n * 7919) % people;
  const lateMs = n % 10 === 0 ? 25 * dayMs : 0;
  return {
    type: "track",
    messageId: `bench-${n}-0b1c2d3e4f`,
    event: names[n % names.length],
    userId: `user-${person}`,
    anonymousId: `visitor-${person}`,
    timestamp: new Date(nowMs - lateMs - (n % 86_400) * 1000).toISOString(),
    properties: {
      path: `/product/${n % 1000}`,
      total: (n % 10_000) / 100,
      currency: "EUR",
      items: n % 7,
      isFirst: n % 13 === 0,
    },
    context: { library: { name: "bench", version: "1.0.0" }, locale: "de-DE" },
  };
}

/** The same columns with the same key: what a raw copy would be made into. */
const shape = `CREATE TABLE bench_entries (LIKE events.entries);
  ALTER TABLE bench_entries ADD PRIMARY KEY (workspace_id, id, occurred_at)`;

/** Batches that are taken in between two turns of the raw copy. */
const batchesASlice = 8;

/** The rows that were stored since then, as the text that COPY takes, a batch a list of chunks. */
async function copyTexts(client: pg.Client, since: string, batch: number): Promise<Buffer[][]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT concat_ws(E'\\t', workspace_id, id, message_id, type, name, occurred_at, known_at, profile_id, '\\N',
       user_id, anonymous_id, '\\N', properties, context, '\\N', '\\N') || E'\\n' AS line
     FROM events.entries WHERE known_at >= $1 ORDER BY known_at, message_id`,
    [since],
  );
  const inParts = (lines: string[], size: number): string[][] =>
    Array.from({ length: Math.ceil(lines.length / size) }, (_none, at) =>
      lines.slice(at * size, (at + 1) * size),
    );
  return inParts(
    rows.map(({ line }) => line),
    batch,
  ).map((lines) => inParts(lines, 500).map((part) => Buffer.from(part.join(""))));
}

async function copyRaw(client: pg.Client, chunks: readonly Buffer[]): Promise<number> {
  const startMs = performance.now();
  await pipeline(chunks, client.query(copyFrom("COPY bench_entries FROM STDIN")));
  return performance.now() - startMs;
}

interface Taken {
  ms: number;
  duplicates: number;
}

async function takeAll(app: App, ctx: Ctx, batches: Incoming[][]): Promise<Taken> {
  let duplicates = 0;
  const caller = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const outcomes = await app.events.ingest(ctx, batch);
      duplicates += outcomes.filter(({ status }) => status === "duplicate").length;
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  return { ms: performance.now() - startMs, duplicates };
}

/** Of a slice, one message in a hundred comes again. */
function sliceOf({ people, batch }: Asked, from: number, count: number): Incoming[][] {
  const nowMs = Date.now();
  return Array.from({ length: Math.ceil(count / batch) }, (_slice, part) => {
    const messages = Array.from({ length: batch }, (_none, at): Incoming => {
      const n = from + part * batch + at;
      return { message: messageOf(n, people, nowMs), sourceId: null, receivedMs: nowMs };
    });
    for (let at = 0; at < batch; at += 100) {
      const again = messages[at === 0 ? 1 : at - 1];
      if (again) messages[at] = again;
    }
    return messages;
  });
}

export async function measureIngestion(asked: Asked) {
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-bench-events-"));
  const config = loadConfig({ RAPPORT_DATA_DIR: dataDir, RAPPORT_DATABASE_URL: asked.databaseUrl });
  const server = await startDatabaseServer(config);
  await migrateAll(server);
  const db = openDatabase(server, callers + 1);
  const app = createApp({ config, db, logger: createLogger("warn"), clock: systemClock });
  const { workspaceId } = await app.access.createWorkspace({ name: "Bench" });
  const ctx = systemContext(workspaceId, "bench");
  const client = new pg.Client({ connectionString: asked.databaseUrl });
  await client.connect();
  await client.query(shape);
  // Who they are is known before, as it is on most days.
  await takeAll(app, ctx, sliceOf(asked, 0, asked.people));
  let [duplicates, ours, raw] = [0, 0, 0];
  const { people, rows, batch } = asked;
  for (let from = people; from < people + rows; from += batchesASlice * batch) {
    const since = new Date().toISOString();
    const count = Math.min(batchesASlice * batch, people + rows - from);
    const taken = await takeAll(app, ctx, sliceOf(asked, from, count));
    ours += taken.ms;
    duplicates += taken.duplicates;
    for (const chunks of await copyTexts(client, since, batch))
      raw += await copyRaw(client, chunks);
  }
  const { rows: copied } = await client.query("SELECT count(*)::int AS n FROM bench_entries");
  const stored: number = copied[0].n;
  await client.end();
  await app.http.close();
  await app.stop();
  await db.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  const ingested = Math.round((stored / ours) * 1000);
  const rawCopied = Math.round((stored / raw) * 1000);
  return {
    rows: stored,
    duplicates,
    rowsPerSecond: ingested,
    rawCopyRowsPerSecond: rawCopied,
    ratio: Number((ingested / rawCopied).toFixed(3)),
  };
}
