// Imports people from CSV through the public API: rows a second from the start of the run to its end, the
// server's memory, then undo, with hashes of the table before and after.
//   npm run bench:import -- --database postgres://…   an empty PostgreSQL database
//   options: --rows 1000000 --kill (kill -9 half-way, start again) --no-undo --port 4170 --json
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { streamPeople } from "@rapport/world";
import { connectOwner, startDatabaseServer } from "../apps/server/src/platform/db/index.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { fillPeople } from "./people.ts";
import { apiKey, type ServerProcess, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    rows: { type: "string", default: "1000000" },
    port: { type: "string", default: "4170" },
    kill: { type: "boolean", default: false },
    undo: { type: "boolean", default: true },
    json: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const rowCount = Number(values.rows);
const existingCount = Math.min(2000, Math.round(rowCount / 100));
const dataDir = mkdtempSync(join(tmpdir(), "rapport-bench-import-"));
const options = { databaseUrl: values.database, port: Number(values.port), dataDir };
await requireEmptyDatabase(values.database);
let server: ServerProcess = await startServer(options);

interface Import {
  id: string;
  status: string;
  counts: Record<string, number>;
  progress: { rowsDone: number; rowsPerSecond: number };
  startedAt: string;
  finishedAt: string;
  error: unknown;
}

async function call(method: string, path: string, init: RequestInit = {}): Promise<Import> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(init.headers as Record<string, string>),
  };
  const response = await fetch(`${server.origin}/api/v1${path}`, { ...init, method, headers });
  const body = (await response.json()) as Import;
  if (!response.ok) throw new Error(JSON.stringify(body));
  return body;
}

const cell = (value: unknown) => {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const columns = [
  "firstName",
  "lastName",
  "email",
  "phone",
  "jobTitle",
  "city",
  "country",
  "region",
  "lifecycle",
] as const;

/** The first rows are people who are there already, with another phone number. */
function* csv(): Generator<Buffer> {
  let text = `${columns.join(",")},Score\n`;
  let index = 0;
  for (const person of streamPeople({ seed: "bench", count: rowCount })) {
    const known = person as unknown as Record<string, unknown>;
    const phone = index < existingCount ? "+1 555 0100" : known.phone;
    text += `${columns.map((column) => cell(column === "phone" ? phone : known[column])).join(",")},${index % 100}\n`;
    index += 1;
    if (text.length < 200_000) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

async function hash(sql: string): Promise<string> {
  if (!values.database) return "";
  const target = { dataDir, databaseUrl: values.database, databasePool: 1 };
  const owner = await connectOwner(await startDatabaseServer(target));
  const rows = await owner.query(sql);
  await owner.release();
  return String((rows[0] as { hash: string }).hash);
}

const wholeRows =
  "SELECT md5(string_agg(md5(t::text), '' ORDER BY id)) AS hash FROM records.people t";
const contents = `SELECT md5(string_agg(md5(concat_ws('|', email, first_name, last_name, phone, job_title, city)), '' ORDER BY email)) || ' ' || count(*) AS hash FROM records.people`;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(id: string, isEnough: (now: Import) => boolean): Promise<Import> {
  for (;;) {
    const now = await call("GET", `/imports/${id}`);
    if (isEnough(now)) return now;
    await pause(250);
  }
}

const isSettled = (now: Import) => !["running", "undoing", "checking"].includes(now.status);

/** Scores are columns too, and are computed after the people came: waits until nothing changes for a while. */
async function settledHash(): Promise<string> {
  let last = "";
  for (let tries = 0; tries < 60; tries += 1) {
    const now = await hash(wholeRows);
    if (now === last) return now;
    last = now;
    await pause(3000);
  }
  throw new Error("The table went on changing for three minutes.");
}

await fillPeople(server.origin, existingCount);
const before = values.undo ? await settledHash() : "";
const idleMb = server.residentMb();

const uploadStartMs = performance.now();
const body = ReadableStream.from(csv());
const upload = { body, duplex: "half", headers: { "content-type": "text/csv" } } as RequestInit;
const { id } = await call("POST", "/imports?object=people&fileName=people.csv", upload);
const uploadSeconds = (performance.now() - uploadStartMs) / 1000;

const runStartMs = performance.now();
await call("POST", `/imports/${id}/run`);
let downSeconds = 0;
if (values.kill) {
  await until(id, (now) => now.progress.rowsDone > rowCount / 2);
  const killedMs = performance.now();
  const dead = new Promise((resolve) => server.child.once("exit", resolve));
  server.child.kill("SIGKILL");
  await dead;
  server = await startServer(options);
  downSeconds = (performance.now() - killedMs) / 1000;
}
const done = await until(id, isSettled);
const runSeconds = (performance.now() - runStartMs) / 1000;
const peakMb = server.peakMb();
const imported = await hash(contents);

let undoSeconds = 0;
let restored = "not undone";
if (values.undo) {
  const undoStartMs = performance.now();
  await call("POST", `/imports/${id}/undo`);
  await until(id, isSettled);
  undoSeconds = (performance.now() - undoStartMs) / 1000;
  restored =
    (await settledHash()) === before ? "the same hash as before" : "NOT the same hash as before";
}
await server.stop();

const result = {
  rows: rowCount,
  status: done.status,
  counts: done.counts,
  uploadSeconds: Number(uploadSeconds.toFixed(1)),
  runSeconds: Number(runSeconds.toFixed(1)),
  rowsPerSecond: Math.round(rowCount / runSeconds),
  killed: values.kill,
  downSeconds: Number(downSeconds.toFixed(1)),
  idleMb: Math.round(idleMb),
  peakMb: Math.round(peakMb),
  contentHash: imported,
  undoSeconds: Number(undoSeconds.toFixed(1)),
  restored,
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(16)}${JSON.stringify(value)}\n`);
