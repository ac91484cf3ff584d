// Takes in events from a real broker while the server and the broker are killed with SIGKILL in turns, and counts what
// is then in the store: every event once. The last stretch is measured without kills.
//   tools/ci/with-kafka.sh npm run bench:streams -- [--broker kafka|nats] [--events 20000] [--kills 4]
//     [--database postgres://…]     (embedded without --database; an empty one)
// Prints one line of JSON; exit code 1 when an event is missing or there twice.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  type Broker,
  kafkaOrReason,
  natsOrReason,
  startKafka,
  startNats,
} from "../apps/server/test/brokers.ts";
import {
  makeKafkaTopic,
  makeNatsStream,
  type Sending,
  sendKafka,
  sendNats,
} from "../apps/server/test/streams-load.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { apiKey, type ServerProcess, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    broker: { type: "string", default: "kafka" },
    events: { type: "string", default: "20000" },
    kills: { type: "string", default: "4" },
    database: { type: "string", default: "" },
    port: { type: "string", default: "4187" },
  },
});
await requireEmptyDatabase(values.database);
const events = Number(values.events);
const kills = Number(values.kills);
const dataDir = mkdtempSync(join(tmpdir(), "rapport-streams-"));
const file = join(dataDir, "streams.json");

interface Setup {
  broker: Broker;
  prepare(): Promise<void>;
  send: Sending;
  stream: object;
}

async function setUp(): Promise<Setup> {
  if (values.broker === "kafka") {
    const found = kafkaOrReason();
    if ("reason" in found) throw new Error(found.reason);
    const broker = await startKafka(found.libs);
    const { address } = broker;
    const stream = {
      brokers: [address],
      topics: ["bench"],
      group: "bench",
      sessionTimeoutMs: 6000,
    };
    return {
      broker,
      prepare: () => makeKafkaTopic(address, "bench"),
      send: (from, to) => sendKafka(address, "bench", { from, to }),
      stream,
    };
  }
  const found = natsOrReason();
  if ("reason" in found) throw new Error(found.reason);
  const broker = await startNats(found.program);
  const { address } = broker;
  return {
    broker,
    prepare: () => makeNatsStream(address, "BENCH"),
    send: (from, to) => sendNats(address, "BENCH", { from, to }),
    stream: { servers: [address], stream: "BENCH", durable: "bench" },
  };
}

const start = () =>
  startServer({
    databaseUrl: values.database,
    port: Number(values.port),
    dataDir,
    environment: { RAPPORT_STREAMS_FILE: file },
  });

async function ask<T>({ origin }: ServerProcess, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${apiKey}` };
  return (await (await fetch(`${origin}/api/v1${path}`, { headers })).json()) as T;
}

interface Counts {
  accepted: number;
  duplicates: number;
  rejected: number;
}

async function countsOf(server: ServerProcess): Promise<Counts> {
  const answer = await ask<{ data: { kind: string; lastDay: Counts }[] }>(server, "/event-sources");
  const own = answer.data.find(({ kind }) => kind === values.broker);
  return own?.lastDay ?? { accepted: 0, duplicates: 0, rejected: 0 };
}

async function until(server: ServerProcess, accepted: number, forMs: number): Promise<Counts> {
  let counts = await countsOf(server);
  for (let waited = 0; counts.accepted < accepted && waited < forMs; waited += 100) {
    await wait(100);
    counts = await countsOf(server);
  }
  return counts;
}

writeFileSync(file, JSON.stringify({ streams: [] }));
const { broker, prepare, send, stream } = await setUp();
await prepare();
let server = await start();
const { id: workspace } = await ask<{ id: string }>(server, "/workspace");
await server.stop();
const whole = { kind: values.broker, name: "bench", direction: "in", workspace, ...stream };
writeFileSync(file, JSON.stringify({ streams: [whole] }));

server = await start();
const perRound = Math.floor(events / (kills + 1));
for (let kill = 0; kill < kills; kill += 1) {
  const from = kill * perRound;
  const sending = send(from, from + perRound);
  await until(server, from + Math.floor(perRound / 4), 60_000);
  if (kill % 2 === 0) {
    const died = new Promise((resolve) => server.child.once("exit", resolve));
    server.child.kill("SIGKILL");
    await died;
    server = await start();
  } else {
    await broker.kill();
    await broker.start();
  }
  await sending;
}
const before = await until(server, kills * perRound, 120_000);
const rest = events - kills * perRound;
await server.stop();
await send(kills * perRound, events);
server = await start();
const measuredFrom = performance.now();
const after = await until(server, events, 120_000);
const seconds = (performance.now() - measuredFrom) / 1000;
await wait(12_000);
const last = await countsOf(server);
const { peakMb } = server;
const result = {
  broker: values.broker,
  database: values.database === "" ? "embedded" : "postgresql",
  events,
  kills,
  accepted: last.accepted,
  redelivered: last.duplicates,
  dead: last.rejected,
  eventsPerSecond: Math.round((after.accepted - before.accepted) / seconds),
  measured: rest,
  peakMb: Math.round(peakMb()),
};
await server.stop();
await broker.end();
rmSync(dataDir, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(last.accepted === events && last.rejected === 0 ? 0 : 1);
