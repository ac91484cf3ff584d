import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { sleep, systemClock } from "./clock.ts";
import { newId } from "./ids.ts";
import { silentLogger } from "./logger.ts";
import { createOutbox, type Outbox, type OutboxEvent } from "./outbox.ts";

let database: TestDatabase;
let outbox: Outbox;
const started: Outbox[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.asOwner("DELETE FROM platform.outbox");
  outbox = open();
});
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

function open(): Outbox {
  const made = createOutbox({ db: database.db, clock: systemClock, logger: silentLogger });
  started.push(made);
  return made;
}

function publish(workspaceId: string, payload: Record<string, unknown>, topic = "test.happened") {
  return database.db.tenant({ workspaceId }, async (tx) =>
    outbox.publish(tx, topic, payload, "request-1"),
  );
}

const waiting = async () =>
  (await database.asOwner("SELECT attempts FROM platform.outbox")).map((row) => row.attempts);
const until = (check: () => Promise<void> | void) =>
  vi.waitFor(check, { timeout: 10_000, interval: 50 });

test("an event is delivered after the commit, once, with where it came from, in order", async () => {
  const workspaceId = newId();
  const seen: OutboxEvent[] = [];
  outbox.subscribe("test.happened", async (event) => void seen.push(event));
  for (let index = 0; index < 5; index += 1) await publish(workspaceId, { index });
  await publish(workspaceId, {}, "test.nobody-listens");
  outbox.start();
  await until(async () => expect(await waiting()).toEqual([]));
  expect(seen.map(({ payload }) => payload.index)).toEqual([0, 1, 2, 3, 4]);
  expect(seen[0]).toMatchObject({ workspaceId, topic: "test.happened", requestId: "request-1" });
});

test("a group comes at once and in order, by workspace; of one that fails, only what is bad waits", async () => {
  const [one, other] = [newId(), newId()];
  const groups: [string, unknown[]][] = [];
  outbox.subscribeGroups("test.happened", async (workspaceId, events) => {
    const indexes = events.map(({ payload }) => payload.index);
    if (indexes.includes("bad")) throw new Error("no");
    groups.push([workspaceId, indexes]);
  });
  for (const index of [0, 1, 2]) await publish(one, { index });
  for (const index of [3, "bad", 4]) await publish(other, { index });
  outbox.start();
  await until(async () => expect(await waiting()).toEqual([1]));
  expect(groups).toEqual([
    [one, [0, 1, 2]],
    [other, [3]],
    [other, [4]],
  ]);
});

test("a transaction that is rolled back publishes nothing", async () => {
  const failing = database.db.tenant({ workspaceId: newId() }, async (tx) => {
    outbox.publish(tx, "test.happened", {}, "request-1");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await waiting()).toEqual([]);
});

test("a subscriber that fails gets the event again later, and holds up no other event", async () => {
  let failures = 0;
  const seen: unknown[] = [];
  outbox.subscribe("test.happened", async ({ payload }) => {
    if (payload.bad === true && failures === 0) {
      failures += 1;
      throw new Error("not now");
    }
    seen.push(payload.index);
  });
  await publish(newId(), { index: 1, bad: true });
  await publish(newId(), { index: 2 });
  outbox.start();
  await until(() => expect(seen).toEqual([2]));
  await until(async () => expect(await waiting()).toEqual([1]));
  await database.asOwner("UPDATE platform.outbox SET due_at = now()");
  await until(() => expect(seen).toEqual([2, 1]));
  await until(async () => expect(await waiting()).toEqual([]));
});

test("what a killed process had claimed comes back, and two processes do not share an event", async () => {
  const counts = new Map<unknown, number>();
  const processes = [outbox, open()];
  for (const each of processes) {
    each.subscribe("test.happened", async ({ payload }) => {
      counts.set(payload.index, (counts.get(payload.index) ?? 0) + 1);
      await sleep(2);
    });
  }
  for (let index = 0; index < 30; index += 1) await publish(newId(), { index });
  await database.asOwner(
    "UPDATE platform.outbox SET attempts = 1, due_at = now() + interval '30 seconds' WHERE (payload->>'index')::int < 10",
  );
  for (const each of processes) each.start();
  await until(() => expect(counts.size).toBe(20));
  await until(async () => expect(await waiting()).toHaveLength(10));
  await database.asOwner("UPDATE platform.outbox SET due_at = now()");
  await until(async () => expect(await waiting()).toEqual([]));
  expect([...counts.values()]).toEqual(Array(30).fill(1));
});

test("an event that nobody listens to is not written", async () => {
  await publish(newId(), {});
  expect(await waiting()).toEqual([]);
});

test("it stops within its round, and what is left stays for others", async () => {
  outbox.subscribe("test.happened", () => sleep(20));
  outbox.start();
  await outbox.stop();
  await publish(newId(), {});
  await sleep(700);
  expect(await waiting()).toEqual([0]);
});
