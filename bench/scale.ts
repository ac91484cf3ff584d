// How the cost of reading grows with the number of people: the same requests at each size, at concurrency 16.
//   npm run bench:scale -- --database postgres://…     (an empty database; embedded without it)
//   options: --sizes 10000,100000,1000000 --seconds 5 --json
import { parseArgs } from "node:util";
import { streamPeople } from "@rapport/world";
import { requireEmptyDatabase } from "./empty-database.ts";
import { load } from "./load.ts";
import { fillPeople } from "./people.ts";
import { apiKey, startServer } from "./server-process.ts";
import { untilIdle } from "./until-idle.ts";
import { create, fullLists, readById, search } from "./workload.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    sizes: { type: "string", default: "10000,100000,1000000" },
    seconds: { type: "string", default: "5" },
    port: { type: "string", default: "4160" },
    json: { type: "boolean", default: false },
  },
});

const sizes = values.sizes.split(",").map(Number);
const seconds = Number(values.seconds);
await requireEmptyDatabase(values.database);
// Scores of a million people would be computed for a quarter of an hour after they were written.
const server = await startServer({
  databaseUrl: values.database,
  port: Number(values.port),
  environment: { RAPPORT_MODELS: "off" },
});
const ids: string[] = [];
const rows: Record<string, number>[] = [];

async function p50(next: Parameters<typeof load>[0]["next"]): Promise<number> {
  const options = { origin: server.origin, apiKey, concurrency: 16, next };
  await load({ ...options, seconds: 2 });
  const result = await load({ ...options, seconds });
  if (result.failed > 0) throw new Error(`${result.failed} requests failed.`);
  return Number((16_000 / result.requestsPerSecond).toFixed(2));
}

const seedOf = (size: number) => `scale-${size}`;
const smallest = sizes[0] ?? 0;
const listByCity = fullLists(streamPeople({ seed: seedOf(smallest), count: smallest }));

const mostSettleMs = 20 * 60_000;
const startedMs = performance.now();
const say = (what: string) =>
  process.stderr.write(`${Math.round((performance.now() - startedMs) / 1000)} s: ${what}\n`);

for (const size of sizes) {
  const known = ids.length;
  // One by one: a million arguments are more than a call may have.
  for (const id of await fillPeople(server.origin, size - known, seedOf(size))) ids.push(id);
  say(`${size} people are written`);
  // What follows a million (duplicates, features) takes a quarter of an hour in what time requests leave.
  await untilIdle(server.origin, mostSettleMs);
  say("measuring");
  rows.push({
    people: size,
    readMs: await p50(readById(ids)),
    listMs: await p50(listByCity),
    searchMs: await p50(search),
    createMs: await p50(create),
  });
}
await server.stop();

const growth = Object.fromEntries(
  ["readMs", "listMs", "searchMs", "createMs"].map((key) => [
    key,
    Number(((rows.at(-1)?.[key] ?? 0) / (rows[0]?.[key] ?? 1)).toFixed(2)),
  ]),
);

if (values.json) console.log(JSON.stringify({ rows, growth }, null, 2));
else {
  console.log("mean milliseconds a request, 16 at a time");
  console.table(rows);
  console.log("growth from the first size to the last:", growth);
}
