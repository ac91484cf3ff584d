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
import { systemContext } from "../apps/server/src/platform/context.ts";
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

const shape = `CREATE TABLE bench_entries (LIKE events.entries);
  ALTER TABLE bench_entries ADD PRIMARY KEY (workspace_id, id, occurred_at);
  CREATE INDEX ON bench_entries (workspace_id, profile_id, occurred_at);
  CREATE INDEX ON bench_entries (workspace_id, company_id, occurred_at) WHERE company_id IS NOT NULL`;

/** The rows as they were stored, as the text that COPY takes. */
async function copyText(client: pg.Client, from: number, to: number): Promise<Buffer[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT concat_ws(E'\\t', workspace_id, id, message_id, type, name, occurred_at, known_at, profile_id, '\\N',
       user_id, anonymous_id, '\\N', properties, context, '\\N', '\\N') || E'\\n' AS line
     FROM (SELECT * FROM events.entries ORDER BY known_at, message_id LIMIT $2 OFFSET $1) e`,
    [from, to - from],
  );
  const chunks: Buffer[] = [];
  for (let at = 0; at < rows.length; at += 500)
    chunks.push(
      Buffer.from(
        rows
          .slice(at, at + 500)
          .map(({ line }) => line)
          .join(""),
      ),
    );
  return chunks;
}

async function copyRaw(client: pg.Client, chunks: readonly Buffer[]): Promise<number> {
  const startMs = performance.now();
  await pipeline(chunks, client.query(copyFrom("COPY bench_entries FROM STDIN")));
  return performance.now() - startMs;
}

export async function measureIngestion(asked: Asked) {
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-bench-events-"));
  const config = loadConfig({ RAPPORT_DATA_DIR: dataDir, RAPPORT_DATABASE_URL: asked.databaseUrl });
  const server = await startDatabaseServer(config);
  await migrateAll(server);
  const db = openDatabase(server, 4);
  const app = createApp({ config, db, logger: createLogger("warn"), clock: systemClock });
  const { workspaceId } = await app.access.createWorkspace({ name: "Bench" });
  const ctx = systemContext(workspaceId, "bench");
  const client = new pg.Client({ connectionString: asked.databaseUrl });
  await client.connect();
  await client.query(shape);
  const nowMs = Date.now();
  const batchOf = (from: number): Incoming[] =>
    Array.from({ length: asked.batch }, (_none, at) => ({
      message: messageOf(from + at, asked.people, nowMs),
      sourceId: null,
      receivedMs: nowMs,
    }));
  // Who they are is known before, as it is on most days.
  for (let from = 0; from < asked.people; from += asked.batch)
    await app.events.ingest(ctx, batchOf(from));
  const { rows: before } = await client.query("SELECT count(*)::int AS n FROM events.entries");
  const batches: Incoming[][] = [];
  for (let from = asked.people; from < asked.people + asked.rows; from += asked.batch) {
    const batch = batchOf(from);
    // One in a hundred comes again.
    for (let at = 0; at < batch.length; at += 100) {
      const again = batch[at === 0 ? 1 : at - 1];
      if (again) batch[at] = again;
    }
    batches.push(batch);
  }
  let duplicates = 0;
  const caller = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const outcomes = await app.events.ingest(ctx, batch);
      duplicates += outcomes.filter(({ status }) => status === "duplicate").length;
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const ours = performance.now() - startMs;
  const { rows: after } = await client.query("SELECT count(*)::int AS n FROM events.entries");
  const stored = after[0].n - before[0].n;
  let raw = 0;
  // The same size of transaction: a batch each.
  for (let from = before[0].n; from < after[0].n; from += asked.batch)
    raw += await copyRaw(
      client,
      await copyText(client, from, Math.min(from + asked.batch, after[0].n)),
    );
  await client.end();
  await app.http.close();
  await app.stop();
  await db.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  const ingested = Math.round((stored / ours) * 1000);
  const copied = Math.round((stored / raw) * 1000);
  return {
    rows: stored,
    duplicates,
    rowsPerSecond: ingested,
    rawCopyRowsPerSecond: copied,
    ratio: Number((ingested / copied).toFixed(3)),
  };
}
