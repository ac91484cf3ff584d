// Many people edit the same records at once, as the screens let them: on the version that they saw, merged by itself
// where somebody changed another field, shown and chosen where somebody changed the same one. Afterwards it is proved
// that nobody's value was overwritten by someone who had not seen it, that every edit was saved or given up by its
// person, and that the history holds each saved one exactly once.
//   node bench/edits.ts [--database postgres://…] [--edits 50000] [--people 20] [--records 300] [--json]
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { baseOf, collides } from "../apps/web/src/rooms/records/collision.rules.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { apiKey, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    edits: { type: "string", default: "50000" },
    people: { type: "string", default: "20" },
    records: { type: "string", default: "300" },
    port: { type: "string", default: "4176" },
    json: { type: "boolean", default: false },
  },
});
const wanted = Number(values.edits);
const fields = ["city", "jobTitle", "phone", "country"] as const;
const historyPage = 100;

type Field = (typeof fields)[number];
type Person = Parameters<typeof collides>[1];

interface Saved {
  id: string;
  field: Field;
  value: string;
  /** What the person saw in the field before. */
  base: unknown;
  version: number;
}

const tally = { saved: 0, mergedByItself: 0, conflictsShown: 0, mineChosen: 0, theirsChosen: 0 };
const log: Saved[] = [];
let begun = 0;

await requireEmptyDatabase(values.database);
const server = await startServer({ databaseUrl: values.database, port: Number(values.port) });
const pool = new Pool(server.origin, { connections: Number(values.people) });

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all routes
  body: any;
}

async function call(
  key: string,
  method: "GET" | "POST" | "PATCH",
  path: string,
  body?: object,
  version?: number,
): Promise<Answer> {
  const answer = await pool.request({
    method,
    path: `/api/v1${path}`,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body ? { "content-type": "application/json" } : {}),
      ...(version === undefined ? {} : { "if-match": `"${version}"` }),
    },
    body: body ? JSON.stringify(body) : null,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: text ? JSON.parse(text) : null };
}

function must({ status, body }: Answer): Answer["body"] {
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A row of numbers that is the same each time, one for each person. */
function chance(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state / 2 ** 32;
  };
}

interface Edit {
  field: Field;
  value: string;
  /** The field as the person saw it. */
  base: ReturnType<typeof baseOf>;
}

/** What a person does about a refusal: null, the other one's value stays; else on which base it is sent again. */
function settle(one: Edit, current: Person, luck: () => number): Edit["base"] | null {
  if (!collides(one.base, current, { [one.field]: one.value })) {
    tally.mergedByItself += 1;
    return one.base;
  }
  tally.conflictsShown += 1;
  if (luck() < 0.5) {
    tally.theirsChosen += 1;
    return null;
  }
  tally.mineChosen += 1;
  return baseOf(current, { [one.field]: one.value });
}

function currentOf(answer: Answer): Person {
  if (answer.status !== 412) must(answer);
  if (!answer.body.current) throw new Error("A conflict came without the record as it is now.");
  return answer.body.current as Person;
}

/** One edit, to its end: saved, or given up after a conflict was shown. Answers the record as it is then. */
async function edit(key: string, seen: Person, one: Edit, luck: () => number): Promise<Person> {
  const { field, value } = one;
  let now = seen;
  for (let base: Edit["base"] | null = one.base; base !== null; ) {
    const answer = await call(key, "PATCH", `/people/${seen.id}`, { [field]: value }, now.version);
    if (answer.status === 200) {
      const saved = answer.body as Person;
      log.push({ id: seen.id, field, value, base: base[field], version: saved.version });
      tally.saved += 1;
      return saved;
    }
    now = currentOf(answer);
    base = settle({ field, value, base }, now, luck);
  }
  return now;
}

async function work(key: string, at: number, ids: readonly string[]): Promise<void> {
  const luck = chance(at + 1);
  const screen = new Map<string, Person>();
  for (let turn = 0; begun < wanted; turn += 1) {
    begun += 1;
    const id = ids[Math.floor(luck() * ids.length)] ?? "";
    const field = fields[Math.floor(luck() * fields.length)] ?? "city";
    const seen = screen.get(id) ?? (must(await call(key, "GET", `/people/${id}`)) as Person);
    const value = `${at}-${turn}`;
    const one = { field, value, base: baseOf(seen, { [field]: value }) };
    screen.set(id, await edit(key, seen, one, luck));
  }
}

interface HistoryEntry {
  op: string;
  after: Record<string, unknown>;
}

/** Which edits an entry of the history tells. */
function editsIn({ op, after }: HistoryEntry): string[] {
  if (op !== "update") return [];
  return fields.filter((field) => field in after).map((field) => `${field} ${after[field]}`);
}

async function historyOf(id: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const path = `/people/${id}/history?limit=${historyPage}${more}`;
    const page = must(await call(apiKey, "GET", path));
    found.push(...(page.data as HistoryEntry[]).flatMap(editsIn));
    cursor = page.nextCursor;
  }
  return found;
}

/** What is wrong with one record, in words; nothing when all is well. */
async function faultsOf(id: string): Promise<string[]> {
  const saves = log.filter((one) => one.id === id).sort((a, b) => a.version - b.version);
  const faults: string[] = [];
  const held = new Map<Field, unknown>(fields.map((field) => [field, null]));
  saves.forEach(({ field, value, base, version }, at) => {
    if (version !== at + 2) faults.push(`${id}: version ${version} where ${at + 2} was due`);
    if (base !== held.get(field))
      faults.push(`${id}: ${field} ${String(held.get(field))} was overwritten unseen by ${value}`);
    held.set(field, value);
  });
  const now = must(await call(apiKey, "GET", `/people/${id}`)) as Person;
  for (const [field, value] of held)
    if (now[field] !== value) faults.push(`${id}: ${field} is ${String(now[field])}, not ${value}`);
  const told = (await historyOf(id)).sort();
  const made = saves.map(({ field, value }) => `${field} ${value}`).sort();
  if (JSON.stringify(told) !== JSON.stringify(made))
    faults.push(`${id}: the history tells ${told.length} edits of ${made.length}`);
  return faults;
}

try {
  const keys: string[] = [];
  for (let at = 0; at < Number(values.people); at += 1) {
    const made = { name: `Person ${at + 1}`, rateLimitPerMinute: 10_000_000 };
    keys.push(must(await call(apiKey, "POST", "/api-keys", made)).secret);
  }
  const operations = Array.from({ length: Number(values.records) }, (_, at) => ({
    op: "create",
    data: { lastName: `Edited ${at}` },
  }));
  const { results } = must(await call(apiKey, "POST", "/people/bulk", { operations }));
  const ids = (results as { id: string }[]).map(({ id }) => id);
  const startMs = performance.now();
  await Promise.all(keys.map((key, at) => work(key, at, ids)));
  const seconds = (performance.now() - startMs) / 1000;
  const faults: string[] = [];
  for (const id of ids) faults.push(...(await faultsOf(id)));
  const unaccounted = begun - tally.saved - tally.theirsChosen;
  const result = {
    edits: begun,
    people: keys.length,
    records: ids.length,
    seconds: Number(seconds.toFixed(1)),
    ...tally,
    unaccounted,
    faults: faults.length,
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
  for (const fault of faults.slice(0, 20)) console.error(fault);
  if (faults.length > 0 || unaccounted !== 0) process.exitCode = 1;
} finally {
  await pool.close();
  await server.stop();
}
