// Kills the real server again and again while values and segments follow events that come twice and late: after each
// start it goes on by itself, and in the end every value is what the events give, and whoever belongs is within once.
import { afterAll, beforeAll, expect, test } from "vitest";
import { seeded } from "../../../test/features-oracle.ts";
import { type KillableServer, killableServer, until } from "../../../test/killable-server.ts";
import { nowIso, systemClock } from "../../platform/clock.ts";

const people = 160;
const rounds = 4;
const dayMs = 86_400_000;
let server: KillableServer;
beforeAll(async () => {
  server = await killableServer();
});
afterAll(() => server.end());

type Id = { id: string };
const random = seeded(17);
const sent = new Map<string, { person: number; daysAgo: number }>();

/** A batch of events, some of which were sent before. */
async function send(writeKey: string, count: number): Promise<void> {
  const again = [...sent.keys()].slice(-20);
  const fresh = Array.from({ length: count }, () => {
    const id = `m${sent.size}`;
    sent.set(id, { person: Math.floor(random() * people), daysAgo: Math.floor(random() * 50) });
    return id;
  });
  const batch = [...fresh, ...again].map((messageId) => {
    const { person, daysAgo } = sent.get(messageId) ?? { person: 0, daysAgo: 0 };
    const email = `person${person}@kill.example`;
    const timestamp = new Date(systemClock.nowMs() - daysAgo * dayMs - 3_600_000).toISOString();
    const context = { traits: { email } };
    return { type: "track", event: "Order", messageId, userId: `u${person}`, context, timestamp };
  });
  await until(async () => {
    const answer = await fetch(`${server.origin}/v1/batch`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${writeKey}:`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ batch, sentAt: nowIso(systemClock) }),
    });
    return answer.ok || undefined;
  });
}

const expectedOf = (person: number) =>
  [...sent.values()].filter((one) => one.person === person && one.daysAgo < 30).length;

interface Values {
  computedAt: string;
  values: Record<string, number>;
}

/** Once all are what the events give: how many were computed after a time. */
async function allRight(ids: readonly string[], afterMs: number): Promise<number | undefined> {
  let after = 0;
  for (const [person, id] of ids.entries()) {
    const path = `/api/v1/feature-sets/people/values/${id}`;
    const { computedAt, values } = await server.call<Values>("GET", path);
    if (values.events_30d !== expectedOf(person)) return undefined;
    if (Date.parse(computedAt) > afterMs) after += 1;
  }
  return after;
}

async function makePeople(): Promise<string[]> {
  const operations = Array.from({ length: people }, (_, at) => ({
    op: "create",
    data: { lastName: `Person ${at}`, email: `person${at}@kill.example` },
  }));
  const made = await server.call<{ results: Id[] }>("POST", "/api/v1/people/bulk", {
    operations,
  });
  return made.results.map(({ id }) => id);
}

test("killed in the middle, it loses nothing, counts nothing twice, and goes on by itself", async () => {
  await server.start();
  const { writeKey } = await server.call<{ writeKey: string }>("POST", "/api/v1/event-sources", {
    name: "Shop",
  });
  const ids = await makePeople();
  const segment = await server.call<Id>("POST", "/api/v1/segments", {
    name: "Often",
    definition: {
      entity: "people",
      match: "all",
      rules: [{ kind: "event", name: "Order", withinDays: 30, op: "gte", times: 6 }],
    },
  });
  let unfinished = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await send(writeKey, 300);
    await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 300)));
    await server.kill();
    const killedMs = systemClock.nowMs();
    await server.start();
    const later = await until(() => allRight(ids, killedMs), 120_000);
    // Most of those that the batch touched had not been written when it was killed.
    if (later > people / 2) unfinished += 1;
  }
  expect(unfinished).toBeGreaterThan(0);
  const belong = ids.filter((_, person) => expectedOf(person) >= 6);
  expect(belong.length).toBeGreaterThan(10);
  const members = await until(async () => {
    const { data } = await server.call<{ data: Id[] }>(
      "GET",
      `/api/v1/segments/${segment.id}/members`,
    );
    return data.length >= belong.length ? data : undefined;
  });
  expect(members.map(({ id }) => id).sort()).toEqual(belong.sort());
  const found = await server.call<{ parity: { compared: number; wrong: number } }>(
    "POST",
    "/api/v1/feature-sets/people/check",
  );
  expect(found.parity.wrong).toBe(0);
  expect(found.parity.compared).toBeGreaterThan(1000);
}, 400_000);
