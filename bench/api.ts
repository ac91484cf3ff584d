// Requests a second of the public API beside Twenty's measured figures, at concurrency 16.
//   npm run bench:api                                  embedded database
//   npm run bench:api -- --database postgres://…       PostgreSQL (an empty database)
//   options: --people 100000 --seconds 8 --json
import { parseArgs } from "node:util";
import { type Anchor, twenty } from "./anchors.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { type LoadRequest, load } from "./load.ts";
import { fillPeople } from "./people.ts";
import { apiKey, startServer } from "./server-process.ts";
import { bulkCreate, create, listByCity, readById, search } from "./workload.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    people: { type: "string", default: "100000" },
    seconds: { type: "string", default: "8" },
    port: { type: "string", default: "4160" },
    json: { type: "boolean", default: false },
  },
});

interface Row {
  operation: string;
  concurrency: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  failed: number;
  timesTwenty: number;
}

const peopleCount = Number(values.people);
const seconds = Number(values.seconds);
await requireEmptyDatabase(values.database);
const server = await startServer({ databaseUrl: values.database, port: Number(values.port) });
const idleMb = server.residentMb();
const fillStartMs = performance.now();
const ids = await fillPeople(server.origin, peopleCount);
const filledPerSecond = peopleCount / ((performance.now() - fillStartMs) / 1000);

async function measure(
  operation: string,
  anchor: Anchor,
  concurrency: number,
  next: (index: number) => LoadRequest,
  recordsPerRequest = 1,
): Promise<Row> {
  const options = { origin: server.origin, apiKey, concurrency, next };
  await load({ ...options, seconds: Math.min(2, seconds / 2) });
  const result = await load({ ...options, seconds });
  const perSecond = result.requestsPerSecond * recordsPerRequest;
  const theirs = recordsPerRequest > 1 ? (anchor.recordsPerSecond ?? 1) : anchor.requestsPerSecond;
  return {
    operation,
    concurrency,
    perSecond: Math.round(perSecond),
    p50Ms: Number(result.p50Ms.toFixed(1)),
    p95Ms: Number(result.p95Ms.toFixed(1)),
    failed: result.failed,
    timesTwenty: Number((perSecond / theirs).toFixed(1)),
  };
}

const rows = [
  await measure("read by id", twenty.read, 16, readById(ids)),
  await measure("list 60, city = x", twenty.list, 16, listByCity),
  await measure("search, 20 results", twenty.search, 16, search),
  await measure("create", twenty.create, 16, create),
  await measure("bulk, 60 creates a call (records)", twenty.bulk, 4, bulkCreate, 60),
];

const memory = {
  idleMb: Math.round(idleMb),
  afterMb: Math.round(server.residentMb()),
  peakMb: Math.round(server.peakMb()),
};
await server.stop();

if (values.json) {
  console.log(JSON.stringify({ people: peopleCount, filledPerSecond, rows, memory }, null, 2));
} else {
  console.log(
    `${peopleCount} people, filled at ${Math.round(filledPerSecond)} records/s through the bulk endpoint`,
  );
  console.table(rows);
  console.log(
    `resident memory: ${memory.idleMb} MB idle, ${memory.afterMb} MB after, ${memory.peakMb} MB peak`,
  );
}
