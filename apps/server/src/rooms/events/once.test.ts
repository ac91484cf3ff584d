// Each message once, whatever its id is and however often it comes.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventsGround, openEventsGround, track } from "../../../test/events-ground.ts";
import { changesAfter } from "./index.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

it.each([
  [
    "numbers that read the same",
    '"messageId":1541815603606036480',
    '"messageId":1541815603606036481',
  ],
  ["no numbers at all", '"messageId":1e400', '"messageId":2e400'],
  ["texts that cannot be stored", '"messageId":"\\u0000"', '"messageId":"\\ud800"'],
])("never takes two message ids for one: %s", async (what, first, second) => {
  for (const id of [first, second]) {
    const response = await fetch(`${ground.url}/v1/track`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${ground.writeKey}:`)}`,
        "content-type": "application/json",
      },
      body: `{"userId":"u-1","event":${JSON.stringify(what)},${id}}`,
    });
    expect(response.status).toBe(200);
  }
  expect(await ground.countOf(what)).toBe(2);
});

it.each([5, "m".repeat(5000)])("takes a message id that is a number or long once", async (id) => {
  const message = track(`By ${String(id).slice(0, 5)}`, { messageId: id });
  await ground.send("/track", message);
  await ground.send("/track", message);
  expect(await ground.countOf(message.event)).toBe(1);
});

it("takes a message id once: in a batch, later, at the same time, and over months", async () => {
  const one = track("Once", { messageId: "m-1" });
  const [first, second] = await ground.take(one, one);
  expect(first?.status).toBe("accepted");
  expect(second?.status).toBe("duplicate");
  const later = await ground.take({
    ...one,
    timestamp: new Date(ground.nowMs() - 90 * 86_400_000).toISOString(),
  });
  expect(later[0]?.status).toBe("duplicate");
  await Promise.all(
    Array.from({ length: 8 }, () => ground.take(track("At once", { messageId: "m-2" }))),
  );
  expect(await ground.countOf("At once")).toBe(1);
  expect(await ground.countOf("Once")).toBe(1);
});

it("tells files' lines without an id apart by what they say", async () => {
  const line = track("Line", { timestamp: "2026-01-05T10:00:00Z", properties: { n: 1 } });
  const repeat = (message: object) => ground.incoming(message, { isRepeatable: true });
  const other = { ...line, properties: { n: 2 } };
  await ground.app.events.ingest(ground.ctx, [line, other].map(repeat));
  const again = await ground.app.events.ingest(
    ground.ctx,
    [line, other, { ...line, userId: "u-2" }].map(repeat),
  );
  expect(again.map(({ status }) => status)).toEqual(["duplicate", "duplicate", "accepted"]);
});

it("gives followers numbers without a hole in the order of commits", async () => {
  const before = (await ground.test.db.tenant(ground.ctx, (tx) => changesAfter(tx, 0, 10_000)))
    .length;
  await Promise.all(
    Array.from({ length: 10 }, (_none, n) =>
      ground.take(track("Followed", { messageId: `f-${n}` })),
    ),
  );
  const changes = await ground.test.db.tenant(ground.ctx, (tx) => changesAfter(tx, 0, 10_000));
  expect(changes.length).toBe(before + 10);
  const numbers = changes.map(({ no }) => no);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(changes.at(-1)?.names).toEqual(["Followed"]);
});
