// Schemas made from what was seen, flagged and refused; files that are taken in part by part; what a person did, for
// those who may see the person.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventsGround, openEventsGround } from "../../../test/events-ground.ts";
import { newId } from "../../platform/ids.ts";
import { proposedSchema } from "./propose-schema.rules.ts";
import { violations } from "./schema.rules.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

const track = (event: string, properties: object, more: object = {}) => ({
  type: "track",
  userId: "u-1",
  event,
  properties,
  ...more,
});

it("makes a schema from what was seen, and holds what comes against it", async () => {
  await ground.take(
    track("Paid", { total: 1, at: "2026-01-01" }),
    track("Paid", { total: 2, at: "soon", note: null }),
  );
  const key = "type=track&name=Paid";
  const { body: spec } = await ground.call("GET", `/event-schemas/proposal?${key}`);
  expect(spec).toEqual({
    properties: {
      at: { type: "string", required: true },
      note: {},
      total: { type: "number", required: true },
    },
  });
  const declare = (onViolation: string) =>
    ground.call("POST", "/event-schemas", { type: "track", name: "Paid", onViolation, spec });
  expect((await declare("flag")).body.version).toBe(1);
  const [flagged] = await ground.take(track("Paid", { total: "3", at: "now" }));
  expect(flagged?.status).toBe("accepted");
  const { body } = await ground.call("GET", "/events?order=arrival&flagged=true");
  expect(body.data).toHaveLength(1);
  const detail = await ground.call("GET", `/events/${body.data[0].id}`);
  expect(detail.body).toMatchObject({
    schemaVersion: 1,
    violations: [{ property: "total", rule: "type" }],
  });
  expect((await declare("reject")).body.version).toBe(2);
  const [refused] = await ground.take(track("Paid", { at: "now" }));
  expect(refused).toMatchObject({ status: "rejected", reason: "breaks_schema" });
  const names = await ground.call("GET", "/event-names");
  expect(names.body.data[0]).toMatchObject({
    name: "Paid",
    count: 3,
    versions: 2,
    schema: { version: 2 },
  });
  const retired = { type: "track", name: "Paid" };
  expect((await ground.call("POST", "/event-schemas/retire", retired)).status).toBe(204);
  expect((await ground.call("POST", "/event-schemas/retire", retired)).status).toBe(404);
  expect((await ground.take(track("Paid", {})))[0]?.status).toBe("accepted");
});

it("knows what breaks a promise, by own properties only", () => {
  const spec = {
    properties: {
      toString: { type: "string" as const },
      n: { type: "integer" as const, minimum: 1, maximum: 3, required: true },
      kind: { enum: ["a", "b"], nullable: false },
    },
    additional: false,
  };
  expect(violations(spec, { n: 2, kind: "a" })).toEqual([]);
  expect(violations(spec, { n: 4, kind: null, other: 1 })).toEqual([
    { property: "n", rule: "maximum" },
    { property: "kind", rule: "null" },
    { property: "other", rule: "additional" },
  ]);
  expect(violations(spec, {})).toEqual([{ property: "n", rule: "missing" }]);
  expect(proposedSchema({}, 0)).toEqual({ properties: {} });
});

it("takes a file in part by part, and goes on where it was", async () => {
  const file = { fileName: "old.jsonl", fileHash: "a".repeat(64) };
  const { body: begun } = await ground.call("POST", "/event-backfills", file);
  const rows = Array.from({ length: 5 }, (_none, n) =>
    track("Old", { n }, { timestamp: "2026-02-03T04:05:06Z" }),
  );
  const send = (fromRow: number, messages: object[], isLast = false) =>
    ground.call("POST", `/event-backfills/${begun.id}/rows`, { fromRow, messages, isLast });
  expect((await send(0, rows.slice(0, 3))).body).toMatchObject({ rowsDone: 3, accepted: 3 });
  expect((await send(0, rows.slice(0, 3))).status).toBe(409);
  expect((await ground.call("POST", "/event-backfills", file)).body).toMatchObject({
    id: begun.id,
    rowsDone: 3,
  });
  expect((await send(3, [...rows.slice(2), { type: "track" }], true)).body).toMatchObject({
    rowsDone: 7,
    accepted: 5,
    duplicates: 1,
    rejected: 1,
    isFinished: true,
  });
  const [old] = await ground.rows(
    "SELECT occurred_at, known_at FROM events.entries WHERE name = 'Old' LIMIT 1",
  );
  expect(old?.occurred_at).toBe("2026-02-03T04:05:06.000Z");
  expect(Date.parse(String(old?.known_at))).toBeGreaterThan(ground.nowMs() - 60_000);
});

it("shows what a person did to those who may see the person, and what was told only where no field is hidden", async () => {
  const { body: person } = await ground.call("POST", "/people", {
    lastName: "Seen",
    email: "seen@example.com",
  });
  await ground.take(
    { type: "identify", userId: "s-1", traits: { email: "seen@example.com" } },
    track("Looked", { page: "/x" }, { userId: "s-1" }),
  );
  const { body } = await ground.call("GET", `/people/${person.id}/events?limit=1`);
  expect(body.data).toHaveLength(1);
  const next = await ground.call(
    "GET",
    `/people/${person.id}/events?limit=1&cursor=${body.nextCursor}`,
  );
  expect(new Set([body.data[0].name, next.body.data[0].name])).toEqual(
    new Set(["identify", "Looked"]),
  );
  const everything = { create: true, read: "all", update: "all", delete: "all" };
  const ask = async (permissions: object, path = `/people/${person.id}/events`) => {
    const { body: role } = await ground.call("POST", "/roles", {
      name: `role ${newId()}`,
      permissions,
    });
    const { body: key } = await ground.call("POST", "/api-keys", { name: "key", roleId: role.id });
    const response = await fetch(`${ground.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${key.secret}` },
    });
    return { status: response.status, text: await response.text() };
  };
  const hidden = await ask({
    objects: { "*": everything },
    fields: { people: { email: "none" } },
    settings: [],
  });
  expect(hidden.status).toBe(200);
  expect(hidden.text).not.toContain("seen@example.com");
  const nothing = await ask({
    objects: { people: { ...everything, read: "none" } },
    fields: {},
    settings: [],
  });
  expect(nothing.status).toBe(404);
  const own = { "*": everything, people: { ...everything, read: "own" } };
  const watcher = { objects: own, fields: {}, settings: ["events.manage"] };
  const watched = await ask(watcher, "/events?limit=200");
  expect(watched.text).toContain("Looked");
  expect(watched.text).not.toContain(person.id);
  for (const query of [`personId=${person.id}`, `order=arrival&personId=${person.id}`])
    expect(JSON.parse((await ask(watcher, `/events?${query}`)).text).data).toEqual([]);
  const asked = () => ground.call("GET", `/events?personId=${person.id}`);
  expect((await asked()).body.data).toHaveLength(2);
  await ground.call("DELETE", `/people/${person.id}`);
  const inTrash = (await asked()).body.data;
  expect(inTrash).toHaveLength(2);
  expect(inTrash[0]).toMatchObject({ personId: person.id, personTitle: null });
  const still = await ask(watcher, `/events?personId=${person.id}`);
  expect(JSON.parse(still.text).data).toEqual([]);
});
