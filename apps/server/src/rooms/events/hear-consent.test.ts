// Consent that comes with events: believed only from named sources, recorded once, and heeded at once: of who objects
// nothing is kept, and the client is answered as ever.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventsGround, openEventsGround } from "../../../test/events-ground.ts";

let ground: EventsGround;
let personId: string;

beforeAll(async () => {
  ground = await openEventsGround();
  const { body } = await ground.call("POST", "/people", { email: "ida@nordwind.example" });
  personId = body.id;
});

afterAll(() => ground?.close());

const send = async (messageId: string, preferences?: object) => {
  const consent = preferences ? { consent: { categoryPreferences: preferences } } : {};
  const context = { traits: { email: "ida@nordwind.example" }, ...consent };
  const batch = [{ type: "track", event: "Seen", userId: "u-ida", messageId, context }];
  return (await ground.send("/batch", { batch })).status;
};

const countOf = async (table: string) => {
  const [row] = await ground.rows(`SELECT count(*)::int AS n FROM ${table}`);
  return row?.n;
};

const stateOf = async (purpose: string) => {
  const { body } = await ground.call("GET", `/people/${personId}/consent`);
  return body.purposes.find((one: { purpose: string }) => one.purpose === purpose);
};

describe("consent in events", () => {
  it("is not believed at first", async () => {
    expect(await send("a1", { analytics: false })).toBe(200);
    expect(await stateOf("analytics")).toMatchObject({ state: "unknown" });
    expect(await countOf("events.entries")).toBe(1);
  });

  it("is believed from the named sources, by the purposes of their categories", async () => {
    const categories = [
      { category: "Analytics", purpose: "analytics" },
      { category: "Advertising", purpose: "marketing_email" },
    ];
    const change = { sourceIds: [ground.sourceId], categories };
    const { status, body } = await ground.call("PATCH", "/consent/hearing", change);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.categories).toContainEqual({ category: "advertising", purpose: "marketing_email" });
    expect(await send("a2", { analytics: true, ADVERTISING: true, other: false })).toBe(200);
    expect(await stateOf("marketing_email")).toMatchObject({
      state: "granted",
      isAllowed: true,
      statement: { source: "event" },
    });
    expect(await countOf("events.entries")).toBe(2);
  });

  it("is recorded once, however often it comes", async () => {
    const before = await countOf("consent.statements");
    expect(await send("a3", { analytics: true, advertising: true })).toBe(200);
    expect(await send("a4", { analytics: true })).toBe(200);
    expect(await countOf("consent.statements")).toBe(before);
    expect(await countOf("events.entries")).toBe(4);
  });

  it("that is withdrawn holds for the very event that says so, and for those after it", async () => {
    expect(await send("a5", { analytics: false })).toBe(200);
    expect(await stateOf("analytics")).toMatchObject({ state: "denied", isAllowed: false });
    expect(await send("a6")).toBe(200);
    expect(await countOf("events.entries")).toBe(4);
    const [counts] = await ground.rows("SELECT sum(withheld)::int AS n FROM events.counts");
    expect(counts?.n).toBe(2);
    const [kept] = await ground.rows(
      "SELECT count(*)::int AS n FROM events.entries WHERE message_id IN ('a5', 'a6')",
    );
    expect(kept?.n).toBe(0);
    expect(await send("a7", { analytics: true })).toBe(200);
    expect(await countOf("events.entries")).toBe(5);
  });

  it("takes no source that is not there, and no purpose", async () => {
    const unknown = { sourceIds: ["01900000-0000-7000-8000-000000000001"] };
    const one = await ground.call("PATCH", "/consent/hearing", unknown);
    expect([one.status, one.body.code]).toEqual([422, "consent.unknown_source"]);
    const categories = [{ category: "x", purpose: "nothing_such" }];
    const two = await ground.call("PATCH", "/consent/hearing", { categories });
    expect([two.status, two.body.code]).toEqual([422, "consent.unknown_purpose"]);
    const { body } = await ground.call("GET", "/consent/hearing");
    expect(body.sourceIds).toEqual([ground.sourceId]);
  });

  it("is undone like any setting", async () => {
    const changed = await ground.call("PATCH", "/consent/hearing", { sourceIds: [] });
    const act = changed.headers.get("rapport-act");
    expect((await ground.call("POST", `/undo/${act}`)).status).toBe(200);
    const { body } = await ground.call("GET", "/consent/hearing");
    expect(body.sourceIds).toEqual([ground.sourceId]);
  });
});
