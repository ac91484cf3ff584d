// What could not be taken: told why, kept, and taken once what was wrong is mended.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventsGround, openEventsGround, track } from "../../../test/events-ground.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

describe("dead letters", () => {
  it("say why, keep the message, and are the same letter when it comes again", async () => {
    const bad = { type: "track", event: "", userId: "u-1", messageId: "bad-1" };
    await ground.take(bad);
    await ground.take(bad);
    const { body } = await ground.call("GET", "/dead-letters?reason=no_name");
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).toMatchObject({
      reason: "no_name",
      times: 2,
      state: "open",
      message: bad,
    });
    expect(body.open).toContainEqual({ reason: "no_name", count: 1 });
  });

  it("takes what it can of a batch with something in it that no database holds", async () => {
    const outcomes = await ground.take(
      track("Among", { properties: { text: "a\u0000b\ud800" } }),
      track("Among", { properties: { number: 1e308 } }),
      track("Among", { userId: "null" }),
      { type: "track", event: "Among", userId: 17 },
      { type: "nonsense" },
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      "accepted",
      "accepted",
      "rejected",
      "accepted",
      "rejected",
    ]);
    const rows = await ground.rows(
      "SELECT properties FROM events.entries WHERE name = 'Among' ORDER BY id",
    );
    expect(JSON.stringify(rows)).toContain("a\ufffdb\ufffd");
  });

  it("are taken once what was wrong is mended, each once, as of when they first came", async () => {
    await ground.rows(
      `INSERT INTO events.schemas (workspace_id, id, type, name, version, spec, on_violation, is_active, created_at, created_by)
       SELECT workspace_id, gen_random_uuid(), 'track', 'Strict', 1, '{"properties":{"n":{"type":"number","required":true}}}',
         'reject', true, now(), 'tests' FROM events.heads`,
    );
    const receivedMs = ground.nowMs() - 5000;
    const strict = track("Strict", {
      messageId: "s-1",
      timestamp: "2026-11-01T00:00:01Z",
      sentAt: "2026-11-01T00:00:02Z",
    });
    await ground.app.events.ingest(ground.ctx, [
      ground.incoming(strict, { receivedMs }),
      ground.incoming(track("Strict", { properties: { n: 1 } })),
    ]);
    expect(await ground.countOf("Strict")).toBe(1);
    expect(
      (await ground.call("POST", "/dead-letters/replay", { reason: "breaks_schema" })).body,
    ).toEqual({
      replayed: 0,
      rejected: 1,
    });
    await ground.rows("UPDATE events.schemas SET is_active = false");
    const replays = await Promise.all(
      [1, 2].map(() => ground.call("POST", "/dead-letters/replay", { reason: "breaks_schema" })),
    );
    expect(replays.map(({ status }) => status)).toEqual([200, 200]);
    expect(await ground.countOf("Strict")).toBe(2);
    const rows = await ground.rows(
      "SELECT occurred_at FROM events.entries WHERE message_id = 's-1'",
    );
    expect(Date.parse(String(rows[0]?.occurred_at))).toBe(receivedMs - 1000);
    expect((await ground.call("GET", "/dead-letters?state=replayed")).body.data).toHaveLength(1);
    const discarded = await ground.call("POST", "/dead-letters/discard", { reason: "no_name" });
    expect(discarded.body).toEqual({ discarded: 1 });
  });
});
