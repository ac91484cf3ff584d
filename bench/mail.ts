// Mail against real servers: thousands of mails in labelled threads come into a mailbox while Dovecot, Postfix and our own
// server are killed in the middle. What the server has is held beside what Rapport has: missing, double, in a wrong thread.
//   npm run bench:mail                                   5,000 mails on the embedded database
//   npm run bench:mail -- --database postgres://…        on an empty PostgreSQL database
//   options: --mails 5000 --kills 6 --port 4171 --json
// Needs root, Dovecot and Postfix (Debian: dovecot-imapd dovecot-lmtpd postfix).
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  serverLogin,
  startMailServers,
  whyNoMailServers,
} from "../apps/server/test/mail-servers.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { type LabelledMail, labelledMails } from "./mail-threads.ts";
import { apiKey, type ServerProcess, startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    mails: { type: "string", default: "5000" },
    kills: { type: "string", default: "6" },
    port: { type: "string", default: "4171" },
    json: { type: "boolean", default: false },
  },
});

const why = whyNoMailServers();
if (why) throw new Error(why);
if (values.database) await requireEmptyDatabase(values.database);

const ourAddress = "help@ours.example";
const all = labelledMails(Number(values.mails), ourAddress);
const servers = await startMailServers();
const options = {
  databaseUrl: values.database,
  port: Number(values.port),
  dataDir: mkdtempSync(join(tmpdir(), "rapport-bench-mail-")),
  environment: {
    RAPPORT_MODELS: "off",
    RAPPORT_OUTBOUND_ALLOW: `127.0.0.1:${servers.imapPort},127.0.0.1:${servers.smtpPort}`,
  },
};
let server: ServerProcess = await startServer(options);

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${server.origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${answer}`);
  return JSON.parse(answer) as T;
}

const place = (port: number, user: string) => ({ host: "127.0.0.1", port, security: "none", user });
const { id: channelId } = await call<{ id: string }>("POST", "/channels", {
  kind: "email",
  name: "Mail",
  providerToken: serverLogin.password,
  settings: {
    address: ourAddress,
    senderName: "Support",
    imap: place(servers.imapPort, ourAddress),
    smtp: place(servers.smtpPort, ""),
    folders: ["INBOX"],
    since: "2026-01-01",
  },
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const kills = [
  async () => {
    await servers.killDovecot();
    await pause(1500);
    await servers.startDovecot();
  },
  async () => {
    const dead = new Promise((resolve) => server.child.once("exit", resolve));
    server.child.kill("SIGKILL");
    await dead;
    server = await startServer(options);
  },
  async () => {
    await servers.killPostfix();
    await pause(500);
    await servers.startPostfix();
  },
];

/** Until the server has taken it; a server that dies in between is asked again, as senders do. */
async function send({ raw, from }: LabelledMail): Promise<void> {
  for (let tries = 0; ; tries += 1)
    try {
      return await servers.send(raw, from, ourAddress);
    } catch (error) {
      if (tries > 40) throw error;
      await pause(250);
    }
}

/** Whatever happens, nothing is left running. */
process.on("uncaughtExceptionMonitor", () => {
  server.child.kill("SIGKILL");
  void servers.close();
});

const startMs = performance.now();
const killEvery = Math.ceil(all.length / (Number(values.kills) + 1));
let killed = Promise.resolve();
let killCount = 0;
for (const [at, mail] of all.entries()) {
  await send(mail);
  if ((at + 1) % killEvery !== 0 || killCount >= Number(values.kills)) continue;
  const kill = kills[killCount % kills.length] ?? kills[0];
  killCount += 1;
  killed = killed.then(kill);
}
await killed;

interface Box {
  state: string;
  words: string;
  folders: { serverCount: number; knownCount: number; verdicts: Record<string, number> }[];
}

async function settled(): Promise<Box> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const box = await call<Box>("GET", `/mailboxes/${channelId}`).catch(() => null);
    const [folder] = box?.folders ?? [];
    if (box && folder && folder.serverCount >= all.length && box.state === "complete") return box;
    if (tries % 10 === 0) await call("POST", `/mailboxes/${channelId}/look`).catch(() => undefined);
    await pause(1000);
  }
  throw new Error(JSON.stringify(await call("GET", `/mailboxes/${channelId}`)));
}
const box = await settled();
const seconds = (performance.now() - startMs) / 1000;

interface Page<T> {
  data: T[];
  nextCursor?: string | null;
}

async function everything<T>(path: string): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Page<T> = await call("GET", `${path}?limit=100${cursor && `&cursor=${cursor}`}`);
    rows.push(...page.data);
    cursor = page.nextCursor ?? null;
  }
  return rows;
}

/** In which conversation each mail is; its text names it. */
const places = new Map<string, string[]>();
for (const { id } of await everything<{ id: string }>("/conversations"))
  for (const { text } of await everything<{ text: string }>(`/conversations/${id}/messages`)) {
    const label = /\bmail (\d+)\b/.exec(text)?.[1] ?? "?";
    places.set(label, [...(places.get(label) ?? []), id]);
  }

const labelled = all.map((mail) => ({ ...mail, at: places.get(mail.label) ?? [] }));
const missing = labelled.filter(({ at }) => at.length === 0).length;
const double = labelled.filter(({ at }) => at.length > 1).length;
/** A mail is right where it stands with the first of its thread, and no first of another thread is there. */
const firsts = new Map(
  labelled.filter(({ isFirst }) => isFirst).map(({ thread, at }) => [thread, at[0]]),
);
const owners = new Map<string, number>();
for (const id of firsts.values()) if (id) owners.set(id, (owners.get(id) ?? 0) + 1);
const isRight = ({ thread, at }: (typeof labelled)[number]) =>
  at[0] !== undefined && at[0] === firsts.get(thread) && owners.get(at[0]) === 1;
const wrong = labelled.filter((mail) => !isRight(mail));
const wrongKinds = Object.fromEntries(
  [...Map.groupBy(wrong, ({ kind }) => kind)].map(([kind, mails]) => [kind, mails.length]),
);

const result = {
  mails: all.length,
  kills: killCount,
  seconds: Math.round(seconds),
  serverCount: box.folders[0]?.serverCount,
  verdicts: box.folders[0]?.verdicts,
  missing,
  double,
  threadsRight: Number((1 - wrong.length / all.length).toFixed(4)),
  wrongKinds,
  reconciliation: box.words,
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(16)}${JSON.stringify(value)}\n`);
await server.stop();
await servers.close();
