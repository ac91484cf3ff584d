// Speed of the search room alone, without HTTP: fills a database of its own with people through the
// change listener, as acts do, then searches, 16 at a time, in workspaces of growing size.
//   node bench/search.ts [10000 100000 1000000]
// RAPPORT_BENCH_DATABASE_URL: a PostgreSQL server on which databases may be made.
import { readFileSync } from "node:fs";
import { builtInRoles, type Permissions } from "@rapport/contracts";
import { type StreamedPerson, streamPeople } from "@rapport/world";
import pg from "pg";
import type { RecordChange } from "../apps/server/src/platform/acts.ts";
import { type Ctx, systemContext } from "../apps/server/src/platform/context.ts";
import { migrateAll, openDatabase } from "../apps/server/src/platform/db/index.ts";
import { newId } from "../apps/server/src/platform/ids.ts";
import { contextOfRole, openBenchIndex } from "../apps/server/test/search/bench-index.ts";

const serverUrl =
  process.env.RAPPORT_BENCH_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5499/postgres";
const databaseName = "rapport_bench_search";
const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const wanted = sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000];
const chunkRows = 2000;
const concurrency = 16;
const secondsEach = 2;

type Person = StreamedPerson;

async function recreateDatabase(): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${databaseName} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${databaseName}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName}`;
  return url.toString();
}

const server = {
  ownerConnection: { connectionString: await recreateDatabase() },
  isEmbedded: false,
  stop: async () => undefined,
};
await migrateAll(server);
const db = openDatabase(server, 10);
const { search, acts } = openBenchIndex(db);
search.upkeep.start();

const owners = Array.from({ length: 50 }, () => newId());
const workspaceId = newId();
const system = systemContext(workspaceId, "bench");
const asRole = (permissions: Permissions, memberId?: string): Ctx =>
  contextOfRole(workspaceId, permissions, memberId);
const everything = { create: true, read: "all", update: "all", delete: "all" } as const;
const admin = asRole(builtInRoles.admin);
const seller = asRole(
  { objects: { "*": { ...everything, read: "own" } }, fields: {}, settings: [] },
  owners[0],
);
const restricted = asRole({
  objects: { "*": everything },
  fields: { people: { email: "none", phone: "none" } },
  settings: [],
});

function changeOf(person: Person, index: number): RecordChange {
  const id = newId();
  const record = {
    id,
    object: "people",
    ...person,
    ownerId: owners[index % owners.length],
    custom: {},
    deletedAt: null,
  };
  return { object: "people", id, op: "create", before: null, after: record, record };
}

/** Processor time of our database connections in µs, where the server runs on this Linux machine; else 0. */
async function databaseCpuMicros(): Promise<number> {
  const { rows: backends } = await db.pool.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = 'rapport'",
    [databaseName],
  );
  let ticks = 0;
  for (const { pid } of backends) {
    try {
      const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      ticks += Number(after[11]) + Number(after[12]);
    } catch {
      return 0;
    }
  }
  return ticks * 10_000;
}

interface Cpu {
  node: number;
  database: number;
}

async function cpuMicros(): Promise<Cpu> {
  const { user, system } = process.cpuUsage();
  return { node: user + system, database: await databaseCpuMicros() };
}

function cpuEach(before: Cpu, after: Cpu, count: number): string {
  return `Node ${((after.node - before.node) / count).toFixed(0)} + database ${((after.database - before.database) / count).toFixed(0)} µs`;
}

/** What autovacuum would have done a minute later. */
async function vacuum(): Promise<void> {
  const client = new pg.Client(server.ownerConnection);
  await client.connect();
  await client.query("VACUUM (ANALYZE) search.documents");
  await client.query("VACUUM (ANALYZE) search.lexicon");
  await client.end();
}

async function fill(people: Iterator<Person>, from: number, to: number): Promise<void> {
  const before = await cpuMicros();
  const startMs = performance.now();
  for (let done = from; done < to; ) {
    const chunk: RecordChange[] = [];
    for (; chunk.length < chunkRows && done < to; done += 1)
      chunk.push(changeOf(people.next().value as Person, done));
    await db.tenant(system, (tx) => acts.begin(system, "bench.fill").changed(tx, chunk));
  }
  const seconds = (performance.now() - startMs) / 1000;
  const rows = to - from;
  await search.upkeep.round();
  const cost = cpuEach(before, await cpuMicros(), rows);
  console.log(
    `filled to ${to}: ${Math.round(rows / seconds)} rows/s; processor a row, upkeep included: ${cost}`,
  );
}

const swap = (word: string) =>
  `${word.slice(0, 2)}${word[3] ?? ""}${word[2] ?? ""}${word.slice(4)}`;

const queries: Record<string, { ctx: Ctx; text: (person: Person) => string }> = {
  "full name": { ctx: admin, text: (p) => `${p.firstName} ${p.lastName}` },
  "last name": { ctx: admin, text: (p) => p.lastName },
  "beginning, 2 letters": { ctx: admin, text: (p) => p.lastName.slice(0, 2) },
  "beginning, 4 letters": { ctx: admin, text: (p) => p.lastName.slice(0, 4) },
  "two beginnings": {
    ctx: admin,
    text: (p) => `${p.firstName.slice(0, 3)} ${p.lastName.slice(0, 3)}`,
  },
  "e-mail": { ctx: admin, text: (p) => p.email },
  phone: { ctx: admin, text: (p) => p.phone },
  "name and city": { ctx: admin, text: (p) => `${p.lastName} ${p.city}` },
  "city alone": { ctx: admin, text: (p) => p.city },
  "typo in last name": { ctx: admin, text: (p) => swap(p.lastName) },
  "name with typo": { ctx: admin, text: (p) => `${p.firstName} ${swap(p.lastName)}` },
  "own rows, last name": { ctx: seller, text: (p) => p.lastName },
  "restricted fields": { ctx: restricted, text: (p) => p.lastName },
  "nothing at all": { ctx: admin, text: (p) => `qx${p.phone.slice(-3)}zzv` },
};

interface Measure {
  perSecond: number;
  p50: number;
  p95: number;
  hits: number;
  cpu: string;
}

async function measure(
  names: readonly string[],
  people: readonly Person[],
  seconds: number,
): Promise<Measure> {
  const durations: number[] = [];
  let hits = 0;
  let turn = 0;
  const before = await cpuMicros();
  const startMs = performance.now();
  const worker = async () => {
    while (performance.now() - startMs < seconds * 1000) {
      const person = people[(turn * 7919) % people.length] as Person;
      const query = queries[names[turn % names.length] ?? ""];
      turn += 1;
      if (!query) continue;
      const beganMs = performance.now();
      const found = await search.search(query.ctx, { q: query.text(person), limit: 20 });
      durations.push(performance.now() - beganMs);
      if (found.length > 0) hits += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  durations.sort((a, b) => a - b);
  const at = (share: number) => durations[Math.floor(durations.length * share)] ?? 0;
  return {
    perSecond: Math.round(durations.length / ((performance.now() - startMs) / 1000)),
    p50: at(0.5),
    p95: at(0.95),
    hits: Math.round((100 * hits) / durations.length),
    cpu: cpuEach(before, await cpuMicros(), durations.length),
  };
}

const rows: Record<string, Record<string, string>> = {};
const people = streamPeople({ seed: 1, count: Math.max(...wanted) });
let filled = 0;
for (const size of wanted) {
  await fill(people, filled, size);
  filled = size;
  await vacuum();
  const sample = [...streamPeople({ seed: 1, count: Math.min(size, 10_000) })];
  const all = Object.keys(queries);
  await measure(all, sample, 1);
  for (const [label, names, seconds] of [
    ["all, mixed", all, 2 * secondsEach] as const,
    ...all.map((name) => [name, [name], secondsEach] as const),
  ]) {
    const { perSecond, p50, p95, hits, cpu } = await measure(names, sample, seconds);
    rows[label] = {
      ...rows[label],
      [`${size}`]: `${perSecond}/s ${p50.toFixed(1)}/${p95.toFixed(1)} ms ${cpu} ${hits} %`,
    };
  }
}
console.log("searches a second, p50/p95, processor time each, share that found something");
console.table(rows);
console.log(`resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
await search.upkeep.stop();
await db.close();
