// What acts of this room changed goes back with one call, as it does everywhere; a revoked source stays revoked.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventsGround, openEventsGround, track } from "../../../test/events-ground.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

const done = async (method: string, path: string, body?: unknown) => {
  const reply = await ground.call(method, path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return { body: reply.body, act: reply.headers.get("rapport-act") };
};

const undo = async (act: string | null) => (await ground.call("POST", `/undo/${act}`)).body;

const sourceNow = async () => {
  const { body } = await ground.call("GET", "/event-sources");
  return body.data.find(({ id }: { id: string }) => id === ground.sourceId);
};

it("gives a source its name back, and keeps one revoked", async () => {
  const renamed = await done("PATCH", `/event-sources/${ground.sourceId}`, { name: "Shop" });
  expect(await undo(renamed.act)).toMatchObject({ undone: 1 });
  expect(await sourceNow()).toMatchObject({ name: "Website", revokedAt: null });
  const { body: second, act: made } = await done("POST", "/event-sources", { name: "Other" });
  expect(await undo(made)).toMatchObject({ undone: 0 });
  const revoked = await done("POST", `/event-sources/${second.id}/revoke`);
  expect(await undo(revoked.act)).toMatchObject({ undone: 0 });
  expect((await ground.send("/track", track("X"), second.writeKey)).status).toBe(401);
});

it("lets the schema before hold again, and takes undoing back", async () => {
  const key = { type: "track", name: "Paid" };
  const declare = (maximum: number) =>
    done("POST", "/event-schemas", {
      ...key,
      onViolation: "reject",
      spec: { properties: { total: { type: "number", maximum } } },
    });
  const take = async (total: number) =>
    (await ground.take(track("Paid", { properties: { total } })))[0]?.status;
  await declare(10);
  const second = await declare(100);
  expect([await take(50), await take(500)]).toEqual(["accepted", "rejected"]);
  const undone = await ground.call("POST", `/undo/${second.act}`);
  expect(undone.body).toMatchObject({ undone: 2 });
  expect([await take(5), await take(51)]).toEqual(["accepted", "rejected"]);
  expect(await undo(undone.headers.get("rapport-act"))).toMatchObject({ undone: 2 });
  expect(await take(52)).toBe("accepted");
  const retired = await done("POST", "/event-schemas/retire", key);
  expect(await take(501)).toBe("accepted");
  expect(await undo(retired.act)).toMatchObject({ undone: 1 });
  expect(await take(502)).toBe("rejected");
});

it("opens letters again that were discarded", async () => {
  await ground.take(track("", { messageId: "bad" }));
  const discarded = await done("POST", "/dead-letters/discard", { reason: "no_name" });
  const open = async () =>
    (await ground.call("GET", "/dead-letters?state=open&reason=no_name")).body;
  expect((await open()).data).toEqual([]);
  expect(await undo(discarded.act)).toMatchObject({ undone: 1 });
  expect((await open()).data).toHaveLength(1);
});

it("joins two ids again that were taken apart", async () => {
  await ground.take(track("Both", { userId: "u-both", anonymousId: "a-both" }));
  const joined = async () =>
    (
      await ground.rows(
        "SELECT DISTINCT root_id FROM events.identities WHERE value IN ('u-both', 'a-both')",
      )
    ).length === 1;
  const [join] = await ground.rows("SELECT id FROM events.joins");
  const apart = await done("POST", `/event-joins/${join?.id}/undo`);
  expect(await joined()).toBe(false);
  expect(await undo(apart.act)).toMatchObject({ undone: 1 });
  expect(await joined()).toBe(true);
});
