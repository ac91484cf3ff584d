// Conversations over the chat on websites while the server is killed with SIGKILL: every visitor runs the widget's own
// client, a member hears of messages on the live stream and answers each one. Afterwards the database and what either side
// saw are held beside what was written. Then, without kills, how long a message takes to be seen on the other side; last,
// one visitor whose connection is cut a thousand times.
//   npm run bench:messages                                 200 conversations, 10 messages each, on the embedded database
//   npm run bench:messages -- --database postgres://…      on an empty PostgreSQL database, as its superuser
//   options: --conversations 200 --messages 10 --kills 5 --every 6 (seconds between a visitor's messages) --reconnects 1000
//     --most-ms 150 (asked of the 95th percentile) --port 4304 --json
// Exit code 1 when anything is lost, there twice or out of order, or slower than asked.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "@rapport/sdk";
import { requireEmptyDatabase } from "./empty-database.ts";
import { isGood, judge, readStored, type Stored, type Verdict } from "./messages-check.ts";
import {
  answerTo,
  createMember,
  createVisitor,
  type Member,
  type Place,
  type Sent,
  type Visitor,
} from "./messages-people.ts";
import { startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    conversations: { type: "string", default: "200" },
    messages: { type: "string", default: "10" },
    kills: { type: "string", default: "5" },
    every: { type: "string", default: "6" },
    reconnects: { type: "string", default: "1000" },
    "most-ms": { type: "string", default: "150" },
    port: { type: "string", default: "4304" },
    json: { type: "boolean", default: false },
  },
});
const conversations = Number(values.conversations);
const messages = Number(values.messages);
const kills = Number(values.kills);
const reconnects = Number(values.reconnects);
const everyMs = Number(values.every) * 1000;
const mostMs = Number(values["most-ms"]);
const site = "https://shop.example";
const settleMs = 90_000;

await requireEmptyDatabase(values.database);
const dataDir = mkdtempSync(join(tmpdir(), "rapport-messages-"));
const start = () =>
  startServer({
    databaseUrl: values.database,
    port: Number(values.port),
    dataDir,
    environment: { RAPPORT_MODELS: "off" },
  });
let server = await start();
process.on("uncaughtExceptionMonitor", () => server.child.kill("SIGKILL"));
const { origin } = server;

async function ask<T>(method: string, path: string, headers: object, body: object): Promise<T> {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", origin, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  return { ...(text ? (JSON.parse(text) as T) : ({} as T)), cookie: cookie.join("; ") };
}

/** Answers are members', so somebody signs up; the key is theirs. */
async function setUp(): Promise<{ place: Place; key: string }> {
  const { cookie } = await ask<{ cookie: string }>(
    "POST",
    "/auth/sign-up",
    {},
    {
      name: "Ada Bench",
      email: "ada@bench.example",
      password: "correct horse battery",
      workspaceName: "Bench",
    },
  );
  const made = { name: "Bench", rateLimitPerMinute: 10_000_000 };
  const { secret } = await ask<{ secret: string }>("POST", "/api-keys", { cookie }, made);
  const channel = { kind: "widget", name: "Website", settings: { origins: [site] } };
  const authorization = `Bearer ${secret}`;
  const { publicKey } = await ask<{ publicKey: string }>(
    "POST",
    "/channels",
    { authorization },
    channel,
  );
  return { place: { server: origin, key: publicKey, site }, key: secret };
}

async function kill(): Promise<void> {
  const died = new Promise((resolve) => server.child.once("exit", resolve));
  server.child.kill("SIGKILL");
  await died;
  server = await start();
}

async function until(holds: () => boolean, forMs: number): Promise<boolean> {
  for (const endMs = performance.now() + forMs; performance.now() < endMs; await wait(20))
    if (holds()) return true;
  return holds();
}

/** Thinks, writes, thinks again; now and then writes before it was answered, as people do. */
async function talk(visitor: Visitor, paceMs: number): Promise<void> {
  await wait(Math.random() * paceMs);
  for (let at = 0; at < messages; at += 1) {
    visitor.say(`${visitor.name} ${at}`);
    await wait(paceMs * (0.7 + 0.6 * Math.random()));
  }
}

const answersSeen = (visitors: readonly Visitor[]): number =>
  visitors.reduce(
    (sum, { seen }) => sum + seen.filter(({ message }) => message.author === "member").length,
    0,
  );

const isAllAnswered = (visitors: readonly Visitor[]): boolean =>
  visitors.every(({ written, seen }) => seen.length >= 2 * written.length);

const { place, key } = await setUp();
const sent: Sent = new Map();
const api = createClient({ baseUrl: origin, apiKey: key });
const say = (text: string): void => {
  if (!values.json) process.stderr.write(`${text}\n`);
};

/** Kills at a sixth, two sixths … of all answers. */
async function withKills(member: Member): Promise<Visitor[]> {
  const visitors = Array.from({ length: conversations }, (_, at) =>
    createVisitor(place, `killed-${at}`, sent),
  );
  const talking = visitors.map((one) => talk(one, 1000));
  const total = conversations * messages;
  for (let at = 1; at <= kills; at += 1) {
    await until(() => answersSeen(visitors) >= (total * at) / (kills + 1), settleMs);
    await wait(Math.random() * 200);
    await kill();
    say(`killed ${at} of ${kills}, ${answersSeen(visitors)} of ${total} answers seen`);
  }
  await Promise.all(talking);
  await until(() => isAllAnswered(visitors), settleMs);
  say(`${answersSeen(visitors)} of ${total} answers seen; faults: ${member.faults.length}`);
  return visitors;
}

interface Figures {
  count: number;
  p50Ms: number;
  p95Ms: number;
  slowestMs: number;
}

function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN,
    );
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), slowestMs: at(1) };
}

async function measured(member: Member): Promise<{ visitors: Visitor[]; delivery: object }> {
  const visitors = Array.from({ length: conversations }, (_, at) =>
    createVisitor(place, `timed-${at}`, sent),
  );
  // Sessions and streams are open, as when somebody has the page before them.
  await wait(3000);
  await Promise.all(visitors.map((one) => talk(one, everyMs)));
  await until(() => isAllAnswered(visitors), settleMs);
  const since = (text: string, atMs: number) => atMs - (sent.get(text) ?? Number.NaN);
  const toMember = [...member.seen.values()]
    .flat()
    .filter(({ text }) => text.startsWith("timed-"))
    .map(({ text, atMs }) => since(text, atMs));
  const toVisitor = visitors.flatMap(({ seen }) =>
    seen
      .filter(({ message }) => message.author === "member")
      .map(({ message, atMs }) => since(message.text, atMs)),
  );
  return {
    visitors,
    delivery: { toMember: figuresOf(toMember), toVisitor: figuresOf(toVisitor) },
  };
}

const streamsOpen = async (): Promise<number> =>
  Number(
    /^rapport_widget_streams (\d+)/m.exec(await (await fetch(`${origin}/metrics`)).text())?.[1],
  );

/** One visitor on the worst of lines; it writes every twentieth time. */
async function reconnecting(): Promise<{ visitor: Visitor; left: number }> {
  const visitor = createVisitor(place, "cut-0", sent);
  let written = 0;
  for (let at = 0; at < reconnects; at += 1) {
    if (at % 100 === 5 && written < 30) visitor.say(`cut-0 ${written++}`);
    await wait(Math.random() * 30);
    visitor.cut();
  }
  await until(() => isAllAnswered([visitor]), settleMs);
  visitor.stop();
  const before = await streamsOpen();
  await wait(1000);
  const left = await streamsOpen();
  say(`${reconnects} reconnects; streams at the end ${before}, a second later ${left}`);
  return { visitor, left };
}

const member = createMember(api, sent);
const killed = await withKills(member);
for (const one of killed) one.stop();
const timed = await measured(member);
for (const one of timed.visitors) one.stop();
const cut = await reconnecting();
await member.stop();
await server.stop();
const stored: Stored = await readStored(dataDir, values.database);
rmSync(dataDir, { recursive: true, force: true });

const partOf = (visitors: readonly Visitor[]): Verdict => {
  const names = new Set(visitors.map(({ name }) => name));
  const isTheirs = (text: string) => names.has(text.replace(answerTo(""), "").split(" ")[0] ?? "");
  const threads = [...stored.threads].filter(([, rows]) => rows.some((row) => isTheirs(row.text)));
  return judge({ ...stored, threads: new Map(threads) }, visitors, member);
};
const verdicts = {
  [`with ${kills} kills`]: partOf(killed),
  timed: partOf(timed.visitors),
  [`${reconnects} reconnects`]: partOf([cut.visitor]),
};
const { toMember, toVisitor } = timed.delivery as Record<string, Figures>;
const slowest = Math.max(toMember?.p95Ms ?? Number.NaN, toVisitor?.p95Ms ?? Number.NaN);
const isFine = Object.values(verdicts).every(isGood) && cut.left === 0 && slowest < mostMs;
const result = {
  database: values.database === "" ? "embedded" : "postgresql",
  ...{ conversations, messagesEach: messages, kills },
  verdicts,
  delivery: timed.delivery,
  reconnects: { count: reconnects, streamsLeft: cut.left },
  verdict: isFine ? "nothing lost, nothing twice, in order, in time" : "NOT as asked",
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else console.dir(result, { depth: 6 });
process.exit(isFine ? 0 : 1);
