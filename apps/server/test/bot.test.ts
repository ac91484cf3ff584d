// The first minutes of the README over the whole app: the demo's chat answers from the demo's help pages with no model,
// cites them and says what it is; a person is asked for, and answers in the inbox. And what came of it is counted.
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VisitorMessage } from "@rapport/sdk/visitor";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type App, createApp } from "../src/app.ts";
import { seedDemoWorld } from "../src/flows/seed-demo-world.ts";
import { loadConfig } from "../src/platform/config.ts";
import { newId } from "../src/platform/ids.ts";
import { createLogger } from "../src/platform/logger.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

let test: TestDatabase;
let app: App;
let dataDir: string;
let server: string;
let workspaceId: string;
let memberKey: string;
let aheadMs = 0;
const seedMs = 400_000;
// A busy machine answers late, and late is not wrong.
vi.setConfig({ testTimeout: 400_000 });

beforeAll(async () => {
  test = await openTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "rapport-bot-"));
  const config = loadConfig({
    RAPPORT_MODELS: "off",
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    RAPPORT_SECRET: "a secret of the tests, long enough for all of them",
  });
  const clock = { nowMs: () => Date.now() + aheadMs };
  const logger = createLogger(process.env.RAPPORT_TEST_LOG ?? "silent");
  app = createApp({ config, db: test.db, logger, clock });
  const seeded = await seedDemoWorld(
    { ...app, db: test.db, clock },
    {
      companies: 10,
      seed: 7,
      password: "correct horse battery",
      made: null,
      keep: () => undefined,
    },
  );
  workspaceId = seeded.workspaceId;
  const { secret, key } = await app.access.createApiKey(workspaceId, { name: "inbox" });
  await test.asOwner(
    "UPDATE access.api_keys SET member_id = (SELECT id FROM access.members WHERE workspace_id = $1 LIMIT 1) WHERE id = $2",
    [workspaceId, key.id],
  );
  memberKey = secret;
  await app.start();
  await app.http.listen({ port: 0, host: "127.0.0.1" });
  server = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
}, seedMs);

afterAll(async () => {
  await app?.http.close();
  await app?.stop();
  await test?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: unknown): Promise<Reply> {
  const answer = await fetch(`${server}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${memberKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
}

interface Visit {
  write(text: string): Promise<void>;
  read(): Promise<VisitorMessage[]>;
  /** Until so many messages stand there. */
  until(count: number): Promise<VisitorMessage[]>;
  askForPerson(): Promise<number>;
}

async function visit(): Promise<Visit> {
  const key = await app.channels.demoKey();
  const from = { origin: server, "content-type": "application/json" };
  const opened = await fetch(`${server}/api/v1/widget/${key}/sessions`, {
    ...{ method: "POST", headers: from, body: "{}" },
  });
  const session = (await opened.json()) as { token: string; botAnswers: boolean };
  expect(session.botAnswers).toBe(true);
  const headers = { ...from, authorization: `Bearer ${session.token}` };
  const post = (path: string, body: object) =>
    fetch(`${server}/api/v1/widget${path}`, {
      ...{ method: "POST", headers, body: JSON.stringify(body) },
    });
  const read = async () => {
    const page = await fetch(`${server}/api/v1/widget/messages?after=0`, { headers });
    return ((await page.json()) as { messages: VisitorMessage[] }).messages;
  };
  return {
    write: async (text) => {
      const answer = await post("/messages", { id: newId(), text });
      expect(answer.status).toBeLessThan(300);
    },
    read,
    until: async (count) => {
      await expect.poll(async () => (await read()).length, { timeout: 120_000 }).toBe(count);
      return read();
    },
    askForPerson: async () => (await post("/person", {})).status,
  };
}

async function conversationWith(text: string) {
  const { body } = await call("GET", "/conversations?limit=20&state=any");
  const found = body.data.find((one: { preview: string }) => one.preview.includes(text));
  return found ?? null;
}

it("a question is answered with its source and without any key; a person takes over and answers", async () => {
  const visitor = await visit();
  await visitor.write("How long is the link to reset my password valid?");
  const [, answer] = await visitor.until(2);
  expect(answer).toMatchObject({ author: "bot" });
  expect(answer?.text).toMatch(/^Hello, I am an AI assistant\./);
  expect(answer?.text).toContain("one hour");
  expect(answer?.text).toContain("talk to a person");
  expect(answer?.sources).toEqual([{ title: "Reset your password", url: null }]);

  const status = await visitor.askForPerson();
  expect(status).toBeLessThan(300);
  const { id } = await conversationWith("Hello, I am an AI assistant");
  const conversation = (await call("GET", `/conversations/${id}`)).body;
  expect(conversation.handOver).toMatchObject({
    reason: "The customer asked for a person",
    summary: expect.stringContaining("How long is the link to reset my password valid?"),
  });
  const thread = (await call("GET", `/conversations/${id}/messages`)).body.data;
  expect(thread[1]).toMatchObject({
    rung: "extractive",
    citations: [{ title: "Reset your password" }],
  });
  await visitor.write("Are you there?");
  await call("POST", `/conversations/${id}/replies`, { text: "Yes, how can I help?" });
  const all = await visitor.until(4);
  expect(all.map(({ author }) => author)).toEqual(["visitor", "bot", "visitor", "member"]);
});

it("what no page answers goes to a person in one step, and becomes a gap", async () => {
  const visitor = await visit();
  await visitor.write("Can the app brew espresso on Mars?");
  const [, said] = await visitor.until(2);
  expect(said?.text).toContain("A person will answer you here.");
  expect(said?.sources).toEqual([]);
  const gaps = (await call("GET", "/knowledge/gaps")).body;
  expect(JSON.stringify(gaps)).toContain("espresso on Mars");
});

it("prices and refunds that somebody wants are left to a person; when one is paid is answered", async () => {
  const [wants, asks, price] = [await visit(), await visit(), await visit()];
  await wants.write("I want a refund for my first purchase!");
  await price.write("What does Ostravane Field cost?");
  await asks.write("When is a refund paid?");
  for (const visitor of [wants, price]) {
    const [, said] = await visitor.until(2);
    expect(said?.text).toContain("for a colleague of mine to decide");
  }
  const [, said] = await asks.until(2);
  expect(said).toMatchObject({ author: "bot", sources: [{ title: "Refunds" }] });
  expect(said?.text).toContain("within ten working days");
});

it("who asks for a person in words hears that one comes, in the language of the conversation", async () => {
  const visitor = await visit();
  await visitor.write("Guten Tag, ich möchte bitte mit einem Menschen sprechen.");
  const [, said] = await visitor.until(2);
  expect(said).toMatchObject({ author: "system" });
  expect(said?.text).toContain("Hier antwortet Ihnen ein Mensch.");
  await visitor.write("Hallo?");
  expect(await visitor.until(3)).toHaveLength(3);
});

it("counts as resolved only what the customer confirmed and what then rested for 72 hours", async () => {
  const visitor = await visit();
  await visitor.write("How long is a link to export my data valid?");
  await visitor.until(2);
  await visitor.write("Thank you, that helped.");
  await visitor.until(4);
  const before = (await call("GET", "/bot/figures?days=30")).body;
  expect(before).toMatchObject({ confirmed: 1, waiting: 1, deflected: 0, reopened: 0 });
  expect(before.answered).toBeGreaterThanOrEqual(3);
  expect(before.rungs).toEqual([{ rung: "extractive", count: before.answered }]);
  expect(before.reasons.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
    "asked",
    "sensitive",
    "unsure",
  ]);
  aheadMs = 73 * 3_600_000;
  const after = (await call("GET", "/bot/figures?days=30")).body;
  expect(after).toMatchObject({ confirmed: 1, waiting: 0, deflected: 1 });
  aheadMs = 0;
  await visitor.write("It came back: the link is gone again.");
  await expect
    .poll(async () => (await call("GET", "/bot/figures?days=30")).body.reopened, {
      timeout: 120_000,
    })
    .toBe(1);
});

it("counts nothing as resolved that a person answered or was asked for afterwards", async () => {
  const figures = async () => {
    const { body } = await call("GET", "/bot/figures?days=30");
    return [body.confirmed, body.waiting, body.reopened];
  };
  const confirmed = async () => {
    const visitor = await visit();
    await visitor.write("How long is a link to export my data valid?");
    await visitor.until(2);
    await visitor.write("Thank you, that helped.");
    await visitor.until(4);
    return visitor;
  };
  const [before, waiting, reopened] = await figures();
  const visitor = await confirmed();
  expect(await figures()).toEqual([before + 1, waiting + 1, reopened]);
  expect(await visitor.askForPerson()).toBe(204);
  await expect.poll(figures, { timeout: 120_000 }).toEqual([before + 1, waiting, reopened + 1]);

  await confirmed();
  expect(await figures()).toEqual([before + 2, waiting + 1, reopened + 1]);
  const { body } = await call("GET", "/conversations?limit=20&state=closed&sort=newest");
  const [latest] = body.data;
  await call("POST", `/conversations/${latest.id}/replies`, { text: "And from me." });
  await expect.poll(async () => (await figures())[1], { timeout: 120_000 }).toBe(waiting);
});

it("the console shows each step and sends nothing", async () => {
  const tried = await call("POST", "/bot/try", { text: "How do I reset my password?" });
  expect(tried.status).toBe(200);
  expect(tried.body.steps.map(({ step }: { step: string }) => step)).toEqual(
    tried.body.kind === "answered"
      ? ["decide", "look-up", "draft", "reply"]
      : ["decide", "look-up"],
  );
  const price = await call("POST", "/bot/try", { text: "Gibt es Rabatt?" });
  expect(price.body).toMatchObject({ kind: "handed_over", language: "de", citations: [] });
});

it("refuses first words that do not say what it is, and channels that are not there", async () => {
  const now = (await call("GET", "/bot/settings")).body;
  const words = { language: "en", channelId: null, disclosure: "Hello, I am Bob.", handOver: null };
  const refused = await call("PUT", "/bot/settings", { ...now, wordings: [words] });
  expect([refused.status, refused.body.code]).toEqual([422, "bot.bad_words"]);
  const away = { ...words, channelId: newId(), disclosure: null };
  const unknown = await call("PUT", "/bot/settings", { ...now, wordings: [away] });
  expect([unknown.status, unknown.body.code]).toEqual([422, "bot.bad_words"]);
  const twice = { ...words, disclosure: "I am an AI." };
  const doubled = await call("PUT", "/bot/settings", { ...now, wordings: [twice, twice] });
  expect([doubled.status, doubled.body.code]).toEqual([422, "bot.bad_words"]);
  expect((await call("PUT", "/bot/settings", now)).status).toBe(200);
});
