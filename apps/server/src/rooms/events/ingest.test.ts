// What comes in: at the right time, whatever is wrong with it, and what cannot come in is told why.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventsGround, openEventsGround, track } from "../../../test/events-ground.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

describe("the HTTP API", () => {
  it("takes single calls and batches, gzipped too, and answers as Segment does", async () => {
    const single = await ground.send("/track", { userId: "u-1", event: "Single" });
    expect([single.status, single.body]).toEqual([200, { success: true }]);
    const batch = {
      batch: [track("In batch"), track("In batch")],
      sentAt: new Date(ground.nowMs()).toISOString(),
    };
    const packed = await fetch(`${ground.url}/v1/batch`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${ground.writeKey}:`)}`,
        "content-type": "application/json",
        "content-encoding": "gzip",
      },
      body: gzipSync(JSON.stringify(batch)),
    });
    expect(packed.status).toBe(200);
    const beacon = await fetch(`${ground.url}/v1/track`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: JSON.stringify({ writeKey: ground.writeKey, userId: "u-1", event: "Beacon" }),
    });
    expect(beacon.status).toBe(200);
    expect(await ground.countOf("Single")).toBe(1);
    expect(await ground.countOf("In batch")).toBe(2);
    expect(await ground.countOf("Beacon")).toBe(1);
  });

  it("lets nobody in without a write key that holds", async () => {
    expect((await ground.send("/track", track("X"), "wk_nothing")).status).toBe(401);
    expect((await ground.send("/track", track("X"), `wk_${"a".repeat(32)}`)).status).toBe(401);
    const { body: source } = await ground.call("POST", "/event-sources", { name: "Short-lived" });
    expect((await ground.send("/track", track("X"), source.writeKey)).status).toBe(200);
    expect((await ground.call("POST", `/event-sources/${source.id}/revoke`)).status).toBe(200);
    expect((await ground.send("/track", track("X"), source.writeKey)).status).toBe(401);
    const kept = JSON.stringify(await ground.rows("SELECT * FROM events.sources"));
    expect(kept).not.toContain(source.writeKey);
    const { body: audit } = await ground.call("GET", "/audit?limit=20");
    expect(JSON.stringify(audit)).not.toContain(source.writeKey);
  });

  it("keeps to the limits of sizes", async () => {
    const large = "x".repeat(40_000);
    expect((await ground.send("/track", track("Large", { properties: { large } }))).status).toBe(
      200,
    );
    expect(await ground.countOf("Large")).toBe(0);
    const [letter] = await ground.rows(
      "SELECT reason FROM events.dead_letters WHERE name = 'Large'",
    );
    expect(letter?.reason).toBe("too_large");
    const huge = { batch: [track("Huge", { properties: { huge: "x".repeat(600_000) } })] };
    expect((await ground.send("/batch", huge)).status).toBe(413);
    const bomb = await fetch(`${ground.url}/v1/batch`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${ground.writeKey}:`)}`,
        "content-type": "application/json",
        "content-encoding": "gzip",
      },
      body: gzipSync("x".repeat(50_000_000)),
    });
    expect(bomb.status).toBe(413);
  });

  it("refuses alone, with the reason, what cannot be taken of a batch", async () => {
    const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });
    const wrong = [
      ["too_large", { properties: deep(70) }],
      ["too_large", { context: deep(990) }],
      ["not_an_object", { properties: "text" }],
      ["not_an_object", { properties: [1, 2] }],
      ["not_an_object", { context: "text" }],
      ["bad_time", { timestamp: "2026-02-30T00:00:00.000Z" }],
      ["no_id", { userId: "vic\u0000tim", anonymousId: undefined }],
    ] as const;
    const batch = [
      track("Beside them", { properties: [], traits: null }),
      ...wrong.map(([, part], at) => track(`Wrong ${at}`, part)),
    ];
    expect((await ground.send("/batch", { batch })).status).toBe(200);
    expect(await ground.countOf("Beside them")).toBe(1);
    const letters = await ground.rows(
      "SELECT reason FROM events.dead_letters WHERE name LIKE 'Wrong %' ORDER BY name",
    );
    expect(letters.map(({ reason }) => reason)).toEqual(wrong.map(([reason]) => reason));
    const tooDeep = await ground.send("/batch", { batch: [track("X", { context: deep(1000) })] });
    expect([tooDeep.status, tooDeep.body.code]).toEqual([400, "platform.too_deep"]);
    const many = { batch: Array.from({ length: 5001 }, () => ({})) };
    const refused = await ground.send("/batch", many);
    expect([refused.status, refused.body.code]).toEqual([422, "events.too_many_in_batch"]);
  });

  it("refuses what is no batch at all", async () => {
    expect((await ground.send("/batch", { no: "batch" })).status).toBe(422);
    expect((await ground.send("/track", [])).status).toBe(422);
    const response = await fetch(`${ground.url}/v1/batch`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${ground.writeKey}:`)}`,
        "content-type": "application/json",
      },
      body: "{nonsense",
    });
    expect(response.status).toBe(400);
  });
});

describe("time", () => {
  it("is late when it is late, with both times kept", async () => {
    const happened = new Date(ground.nowMs() - 200 * 86_400_000).toISOString();
    await ground.take(track("Late", { timestamp: happened }));
    const [row] = await ground.rows(
      "SELECT occurred_at, known_at FROM events.entries WHERE name = 'Late'",
    );
    expect(row?.occurred_at).toBe(happened);
    expect(Math.abs(Date.parse(String(row?.known_at)) - ground.nowMs())).toBeLessThan(10_000);
  });

  it("refuses far future and far past, and takes a day ahead", async () => {
    const at = (days: number) => new Date(ground.nowMs() + days * 86_400_000).toISOString();
    const outcomes = await ground.take(
      track("Time", { timestamp: at(0.9) }),
      track("Time", { timestamp: at(1.1) }),
      track("Time", { timestamp: at(-3640) }),
      track("Time", { timestamp: at(-3660) }),
      track("Time", { timestamp: "next Tuesday" }),
    );
    expect(
      outcomes.map((outcome) => ("reason" in outcome ? outcome.reason : outcome.status)),
    ).toEqual(["accepted", "far_future", "accepted", "far_past", "bad_time"]);
  });

  it("has partitions that are protected like the table, and none beyond the bounds", async () => {
    const parts = await ground.test.asOwner(
      `SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS safe,
         has_table_privilege('rapport_app', c.oid, 'SELECT') AS open
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'events.entries'::regclass`,
    );
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.filter(({ safe, open }) => safe !== true || open === true)).toEqual([]);
    const make = (day: string) =>
      ground.test.db.tenant(ground.ctx, (tx) => tx.query("SELECT events.make_month($1)", [day]));
    await expect(make("1999-01-01")).rejects.toThrow();
    await expect(make("2999-01-01")).rejects.toThrow();
    await expect(
      ground.test.db.tenant(ground.ctx, (tx) => tx.query("CREATE TABLE events.mine (id int)")),
    ).rejects.toThrow();
  });
});

it("counts by source and keeps a registry of names with kinds of values", async () => {
  const accepted = async () =>
    (await ground.call("GET", "/event-sources")).body.data[0].lastDay.accepted;
  const before = await accepted();
  await ground.take(
    track("Seen", { properties: { a: 1, b: "x", at: "2026-01-01T00:00:00Z" } }),
    track("Seen", { properties: { a: "1", list: [], empty: null } }),
  );
  const [name] = await ground.rows(
    "SELECT count, properties FROM events.names WHERE name = 'Seen'",
  );
  expect(Number(name?.count)).toBe(2);
  expect(name?.properties).toEqual({
    a: { number: 1, string: 1 },
    b: { string: 1 },
    at: { time: 1 },
    list: { list: 1 },
    empty: { null: 1 },
  });
  expect(await accepted()).toBe(before + 2);
});

it("lists the last that came, and one with all that became of it", async () => {
  await ground.take(track("Older", { timestamp: "2026-02-01T00:00:00Z" }), track("Newer"));
  await ground.take(track("Oldest", { timestamp: "2026-01-01T00:00:00Z" }));
  const arrivals = await ground.call("GET", "/events?order=arrival&limit=3");
  expect(arrivals.body.data.map(({ name }: { name: string }) => name)).toEqual([
    "Oldest",
    "Newer",
    "Older",
  ]);
  const byTime = await ground.call("GET", "/events?limit=2");
  expect(byTime.body.nextCursor).not.toBeNull();
  const next = await ground.call("GET", `/events?limit=2&cursor=${byTime.body.nextCursor}`);
  expect(next.body.data[0].occurredAt <= byTime.body.data[1].occurredAt).toBe(true);
  const one = await ground.call("GET", `/events/${arrivals.body.data[0].id}`);
  expect(one.body).toMatchObject({ name: "Oldest", userId: "u-1", properties: {} });
  expect(one.body.identities[0]).toMatchObject({ kind: "user", value: "u-1" });
});

it("keeps each event's own context, whether few or many differ", async () => {
  const of = (name: string, n: number, kinds: number) =>
    track(name, { messageId: `${name}-${n}`, userId: `u-${n}`, context: { locale: n % kinds } });
  for (const [name, kinds] of [
    ["One context", 1],
    ["Few contexts", 3],
    ["Many contexts", 70],
  ] as const) {
    await ground.take(...Array.from({ length: 140 }, (_none, n) => of(name, n, kinds)));
    const rows = await ground.rows(
      `SELECT user_id, context FROM events.entries WHERE name = '${name}'`,
    );
    expect(rows).toHaveLength(140);
    for (const { user_id: user, context } of rows)
      expect(context).toEqual({ locale: Number(String(user).slice(2)) % kinds });
  }
});

it("takes what is new of a batch that holds what came before, and then looks for repeats for a while", async () => {
  const one = (n: number) => track("Repeated", { messageId: `rep-${n}` });
  const statuses = async (...numbers: number[]) =>
    (await ground.take(...numbers.map(one))).map(({ status }) => status);
  ground.advance(120_000);
  expect(await statuses(1, 2, 2)).toEqual(["accepted", "accepted", "duplicate"]);
  expect(await statuses(2, 3)).toEqual(["duplicate", "accepted"]);
  expect(await statuses(3, 4)).toEqual(["duplicate", "accepted"]);
  ground.advance(120_000);
  const both = await Promise.all([statuses(5, 6), statuses(6, 5), statuses(5)]);
  expect(both.flat().filter((status) => status === "accepted")).toHaveLength(2);
  expect(await ground.countOf("Repeated")).toBe(6);
});
