// Figures of the audit log: writing, sealing and verifying N entries (1,000,000 unless told).
// node bench/audit.ts [postgres-url | embedded] [entries]
// It makes a database of its own and drops it; verification must take under 60 s for 1,000,000.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createApp } from "../apps/server/src/app.ts";
import { verifyAllAudit } from "../apps/server/src/flows/verify-audit.ts";
import type { ChangeListener } from "../apps/server/src/platform/acts.ts";
import { systemClock } from "../apps/server/src/platform/clock.ts";
import { loadConfig } from "../apps/server/src/platform/config.ts";
import { systemContext } from "../apps/server/src/platform/context.ts";
import {
  type Database,
  type DatabaseServer,
  migrateAll,
  openDatabase,
  startDatabaseServer,
} from "../apps/server/src/platform/db/index.ts";
import { newId } from "../apps/server/src/platform/ids.ts";
import { silentLogger } from "../apps/server/src/platform/logger.ts";

const target = process.argv[2] ?? "postgres://postgres@127.0.0.1:5499/postgres";
const total = Number(process.argv[3] ?? 1_000_000);
const chunk = 5000;
const dataDir = mkdtempSync(join(tmpdir(), "rapport-bench-audit-"));
const databaseName = `rapport_bench_audit_${process.pid}`;

function person(index: number): Record<string, unknown> {
  return {
    firstName: `Ada ${index}`,
    lastName: "Lovelace",
    email: `ada${index}@example.com`,
    phone: "+33 1 23 45 67 89",
    jobTitle: "Engineer",
    city: "Paris",
    country: "FR",
    region: "EMEA",
    lifecycle: "lead",
    companyId: null,
    ownerId: newId(),
    custom: { tier: "gold" },
  };
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function startServer(): Promise<DatabaseServer> {
  if (target === "embedded")
    return startDatabaseServer({ dataDir, databaseUrl: "", databasePool: 4 });
  await administer(`CREATE DATABASE ${databaseName}`);
  const url = new URL(target);
  url.pathname = `/${databaseName}`;
  return startDatabaseServer({ dataDir, databaseUrl: url.toString(), databasePool: 4 });
}

/** Longest time that the event loop was held, in milliseconds. */
function watchLoop(): () => number {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 5);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  const stopWatch = watchLoop();
  let peakBytes = 0;
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  }, 100);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await work();
  const seconds = (performance.now() - startMs) / 1000;
  const used = process.cpuUsage(cpu);
  clearInterval(sampler);
  const cpuSeconds = (used.user + used.system) / 1_000_000;
  console.log(
    `${what.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s  ${Math.round(total / seconds)
      .toLocaleString("en")
      .padStart(9)} entries/s  ` +
      `process ${cpuSeconds.toFixed(1)} s CPU, peak ${Math.round(peakBytes / 1e6)} MB, event loop held at most ${stopWatch().toFixed(0)} ms`,
  );
}

async function writeAll(
  db: Database,
  onChange: ChangeListener,
  workspaceId: string,
): Promise<void> {
  const ctx = systemContext(workspaceId, newId(), "import");
  const act = {
    id: newId(),
    name: "imports.run",
    ctx,
    at: new Date(systemClock.nowMs()).toISOString(),
    isBulk: false,
    changed: async () => undefined,
  };
  for (let from = 0; from < total; from += chunk) {
    const changes = Array.from({ length: Math.min(chunk, total - from) }, (_, index) => ({
      object: "people",
      id: newId(),
      op: "create" as const,
      before: null,
      after: person(from + index),
      record: null,
    }));
    await db.tenant(ctx, (tx) => onChange(tx, act, changes));
  }
}

const server = await startServer();
try {
  await migrateAll(server);
  const db = openDatabase(server, 4);
  const config = loadConfig({ RAPPORT_DATA_DIR: dataDir, RAPPORT_LOG_LEVEL: "silent" });
  const { governance } = createApp({ config, db, clock: systemClock, logger: silentLogger });
  const workspaceId = newId();
  console.log(
    `${total.toLocaleString("en")} entries on ${target === "embedded" ? "the embedded database" : "PostgreSQL"}`,
  );
  await measure("write", () => writeAll(db, governance.onChange, workspaceId));
  await measure("seal", () => governance.sealNow({ force: true }));
  let report: Awaited<ReturnType<typeof verifyAllAudit>> | undefined;
  await measure("verify", async () => {
    report = await verifyAllAudit(db, config, workspaceId);
  });
  console.log(JSON.stringify(report));
  if (!report?.ok || report.workspaces[0]?.entries !== total) process.exitCode = 1;
  await db.close();
} finally {
  await server.stop();
  if (target !== "embedded") await administer(`DROP DATABASE ${databaseName} WITH (FORCE)`);
  rmSync(dataDir, { recursive: true, force: true });
}
