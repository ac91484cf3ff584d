// Kills the server with SIGKILL at random moments under write load, and looks after each restart whether
// every acknowledged write is there; at the end, whether anything is there in part.
//   node bench/kill.ts [--kills 200] [--database postgres://…]     (embedded without --database)
// Prints one line of JSON; exit code 1 when a write was lost or half-applied.
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connectOwner, startDatabaseServer } from "../apps/server/src/platform/db/index.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { bulkSize, newMemory, type Remembered, writeUntil } from "./kill-load.ts";
import { apiKey, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    database: { type: "string", default: "" },
    port: { type: "string", default: "4188" },
  },
});
await requireEmptyDatabase(values.database);
const kills = Number(values.kills);
const dataDir = mkdtempSync(join(tmpdir(), "rapport-kill-"));
const memory = newMemory();
const lost: string[] = [];
const startsMs: number[] = [];

async function cityOf(origin: string, id: string): Promise<string | null> {
  const response = await fetch(`${origin}/api/v1/people/${id}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`Reading ${id} was answered with ${response.status}.`);
  return ((await response.json()) as { city: string }).city;
}

/** What the last round wrote, and a few older ones; the end looks at all of them. */
async function checkRecent(origin: string, since: number): Promise<void> {
  const entries = [...memory.people];
  const older = entries.slice(0, since).filter(() => randomInt(50) === 0);
  for (const [id, city] of [...older, ...entries.slice(since)]) {
    if (memory.open.has(id)) continue;
    if ((await cityOf(origin, id)) !== city) lost.push(id);
  }
}

async function round(checkedBefore: number): Promise<void> {
  const startMs = performance.now();
  const server = await startServer({
    databaseUrl: values.database,
    port: Number(values.port),
    dataDir,
  });
  startsMs.push(Math.round(performance.now() - startMs));
  await checkRecent(server.origin, checkedBefore);
  // An open change is settled by what is there now.
  for (const id of memory.open) memory.people.set(id, await cityOf(server.origin, id));
  memory.open.clear();
  let isOver = false;
  const ended = new Promise((resolve) => server.child.once("exit", resolve));
  const writing = writeUntil(server.origin, memory, () => isOver);
  await wait(randomInt(20, 1500));
  server.child.kill("SIGKILL");
  isOver = true;
  await Promise.all([ended, writing]);
}

interface Half {
  bulk: number;
  withoutAudit: number;
  auditWithoutRecord: number;
  versions: number;
  wrong: number;
}

const halfSql = {
  bulk: `SELECT count(*)::int AS n FROM (SELECT last_name FROM records.people WHERE last_name LIKE 'bulk-%'
         GROUP BY workspace_id, last_name HAVING count(*) <> ${bulkSize}) parts`,
  withoutAudit: `SELECT count(*)::int AS n FROM records.people p WHERE NOT EXISTS (SELECT 1 FROM governance.audit_entries a
         WHERE a.workspace_id = p.workspace_id AND a.record_id = p.id AND a.op = 'create')`,
  auditWithoutRecord: `SELECT count(*)::int AS n FROM governance.audit_entries a WHERE a.object = 'people' AND a.op = 'create'
         AND NOT EXISTS (SELECT 1 FROM records.people p WHERE p.workspace_id = a.workspace_id AND p.id = a.record_id)`,
  versions: `SELECT count(*)::int AS n FROM records.people p WHERE p.version <> (SELECT count(*) FROM governance.audit_entries a
         WHERE a.workspace_id = p.workspace_id AND a.record_id = p.id)`,
};

/** Straight in the database, as its owner: all rows, not only those that the API shows. */
async function checkAll(remembered: Remembered): Promise<Half> {
  const server = await startDatabaseServer({
    dataDir,
    databaseUrl: values.database,
    databasePool: 1,
  });
  const client = await connectOwner(server);
  const count = async (sql: string) => (await client.query<{ n: number }>(sql))[0]?.n ?? 0;
  const half: Half = {
    bulk: await count(halfSql.bulk),
    withoutAudit: await count(halfSql.withoutAudit),
    auditWithoutRecord: await count(halfSql.auditWithoutRecord),
    versions: await count(halfSql.versions),
    wrong: 0,
  };
  const rows = await client.query<{ id: string; city: string; gone: boolean }>(
    "SELECT id, city, deleted_at IS NOT NULL AS gone FROM records.people",
  );
  const found = new Map(rows.map((row) => [row.id, row.gone ? null : row.city]));
  for (const [id, city] of remembered.people) {
    if (remembered.open.has(id)) continue;
    if (!found.has(id) || found.get(id) !== city) half.wrong += 1;
  }
  await client.release();
  await server.stop();
  return half;
}

let known = 0;
for (let index = 0; index < kills; index += 1) {
  const before = known;
  known = memory.people.size;
  await round(before);
  if ((index + 1) % 10 === 0) {
    console.error(
      `${index + 1} kills, ${memory.acknowledged} acknowledged writes, ${lost.length} lost`,
    );
  }
}
const half = await checkAll(memory);
rmSync(dataDir, { recursive: true, force: true });
const sorted = [...startsMs].sort((a, b) => a - b);
const report = {
  database: values.database ? "postgresql" : "embedded",
  kills,
  acknowledged: memory.acknowledged,
  lost: lost.length + half.wrong,
  halfApplied: half.bulk + half.withoutAudit + half.auditWithoutRecord + half.versions,
  half,
  startMs: { median: sorted[Math.floor(sorted.length / 2)], slowest: sorted.at(-1) },
};
console.log(JSON.stringify(report));
process.exitCode = report.lost + report.halfApplied === 0 ? 0 : 1;
