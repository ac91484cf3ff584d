// Segment's own library, unchanged, pointed at a running server: every call of it arrives, and it asks nobody else.
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventsGround, openEventsGround } from "../../../test/events-ground.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

function client(
  onAsked: (url: string) => void,
  options: { host?: string; maxRetries?: number } = {},
) {
  return new Analytics({
    writeKey: ground.writeKey,
    host: ground.url,
    flushAt: 5,
    ...options,
    httpClient: (resource, init) => {
      onAsked(String(resource));
      return fetch(resource, init as RequestInit) as ReturnType<typeof fetch>;
    },
  });
}

it("takes every call of the library, with its ids, times and properties", async () => {
  const asked: string[] = [];
  const errors: unknown[] = [];
  const analytics = client((url) => asked.push(url));
  analytics.on("error", (error) => errors.push(error));
  const timestamp = new Date(ground.nowMs() - 3 * 3600 * 1000);
  analytics.identify({ userId: "u-1", traits: { email: "Ada@Example.com", plan: "pro" } });
  analytics.track({
    userId: "u-1",
    event: "Order Completed",
    properties: { total: 49.9, items: [{ sku: "a" }] },
    timestamp,
  });
  analytics.page({ userId: "u-1", name: "Pricing", properties: { path: "/pricing" } });
  analytics.screen({ anonymousId: "a-1", name: "Home" });
  analytics.group({ userId: "u-1", groupId: "acme", traits: { domain: "acme.example" } });
  analytics.alias({ userId: "u-1", previousId: "a-1" });
  await analytics.closeAndFlush();
  expect(errors).toEqual([]);
  expect(new Set(asked)).toEqual(new Set([`${ground.url}/v1/batch`]));
  const rows = await ground.rows(
    "SELECT type, name, user_id, anonymous_id, group_id, properties, occurred_at, message_id, context FROM events.entries ORDER BY type",
  );
  expect(rows.map(({ type, name }) => `${type}: ${name}`)).toEqual([
    "alias: alias",
    "group: group",
    "identify: identify",
    "page: Pricing",
    "screen: Home",
    "track: Order Completed",
  ]);
  const track = rows.at(-1);
  expect(track?.properties).toEqual({ total: 49.9, items: [{ sku: "a" }] });
  expect(track?.user_id).toBe("u-1");
  expect(Math.abs(Date.parse(String(track?.occurred_at)) - timestamp.getTime())).toBeLessThan(5000);
  expect(String(track?.message_id)).toMatch(/^node-next-/);
  expect(track?.context).toMatchObject({ library: { name: "@segment/analytics-node" } });
  expect(await ground.rows("SELECT * FROM events.dead_letters")).toEqual([]);
});

it("is told to come again when the server cannot take it, and then everything is there once", async () => {
  let refusals = 0;
  const analytics = new Analytics({
    writeKey: ground.writeKey,
    host: ground.url,
    flushAt: 2,
    maxRetries: 5,
    httpClient: async (resource, init) => {
      const response = (await fetch(resource, init as RequestInit)) as Response;
      // The answer of a batch that was taken is lost on its way, twice: the library sends it again.
      if (refusals >= 2) return response as Awaited<ReturnType<typeof fetch>>;
      refusals += 1;
      return new Response("{}", { status: 503 });
    },
  });
  analytics.track({ userId: "u-9", event: "Retried", properties: { n: 1 } });
  analytics.track({ userId: "u-9", event: "Retried", properties: { n: 2 } });
  await analytics.closeAndFlush();
  expect(refusals).toBe(2);
  const rows = await ground.rows("SELECT properties FROM events.entries WHERE name = 'Retried'");
  expect(rows).toHaveLength(2);
}, 30_000);
