// What rules add to events as they come, from tables and from the person; that it shows nobody more than they may
// see; and that rules and tables come back when their removal is undone.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventsGround, openEventsGround, track } from "../../../test/events-ground.ts";

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(() => ground.close());

const propertiesOf = async (...names: string[]) =>
  (
    await ground.rows(
      `SELECT properties FROM events.entries WHERE name IN ('${names.join("', '")}') ORDER BY id`,
    )
  ).map(({ properties }) => properties);

const undo = async (act: string | null) => (await ground.call("POST", `/undo/${act}`)).body;

const lookupRule = (lookupId: string) => ({
  kind: "lookup",
  name: "Product",
  eventNames: ["Bought"],
  lookupId,
  match: "sku",
  fields: ["line", "price"],
  prefix: "product_",
});

const makeLookup = () =>
  ground.call("POST", "/event-lookups", {
    name: "Products",
    rows: [{ key: "p-1", values: { line: "Field", price: 12 } }],
  });

it("adds columns of a table to what comes, and never overwrites what was sent", async () => {
  const { body: lookup } = await makeLookup();
  const rule = lookupRule(lookup.id);
  const { body: made } = await ground.call("POST", "/event-enrichments", rule);
  const wrong = await ground.call("POST", "/event-enrichments", { ...rule, fields: ["none"] });
  expect([wrong.status, wrong.body.code]).toEqual([422, "events.unknown_column"]);
  await ground.take(
    track("Bought", { properties: { sku: "p-1", product_price: 9 } }),
    track("Bought", { properties: { sku: "p-2" } }),
    track("Other", { properties: { sku: "p-1" } }),
  );
  const properties = await propertiesOf("Bought", "Other");
  expect(properties).toContainEqual({ sku: "p-1", product_price: 9, product_line: "Field" });
  expect(properties).toContainEqual({ sku: "p-2" });
  expect(properties).toContainEqual({ sku: "p-1" });
  const [remarked] = await ground.rows(
    "SELECT remarks FROM events.entries WHERE remarks IS NOT NULL",
  );
  expect(remarked?.remarks).toEqual({
    enriched: [{ rule: "Product", properties: ["product_line"] }],
  });
  expect((await ground.call("DELETE", `/event-lookups/${lookup.id}`)).status).toBe(409);
  expect((await ground.call("DELETE", `/event-enrichments/${made.id}`)).status).toBe(204);
  expect((await ground.call("DELETE", `/event-lookups/${lookup.id}`)).status).toBe(204);
});

it("puts a rule and its table back, rows and all, until the table is forgotten", async () => {
  const { body: lookup } = await makeLookup();
  const { body: rule } = await ground.call("POST", "/event-enrichments", lookupRule(lookup.id));
  const ruleGone = await ground.call("DELETE", `/event-enrichments/${rule.id}`);
  const tableGone = await ground.call("DELETE", `/event-lookups/${lookup.id}`);
  const [ruleAct, tableAct] = [ruleGone, tableGone].map(({ headers }) =>
    headers.get("rapport-act"),
  );
  expect(await undo(ruleAct ?? "")).toMatchObject({ undone: 0 });
  expect(await undo(tableAct ?? "")).toMatchObject({ undone: 1 });
  expect(await undo(ruleAct ?? "")).toMatchObject({ undone: 1 });
  expect((await ground.call("GET", "/event-enrichments")).body.data).toEqual([rule]);
  await ground.take(track("Bought", { messageId: "again", properties: { sku: "p-1" } }));
  expect(await propertiesOf("Bought")).toContainEqual({
    sku: "p-1",
    product_line: "Field",
    product_price: 12,
  });
  await ground.call("DELETE", `/event-enrichments/${rule.id}`);
  await ground.call("DELETE", `/event-lookups/${lookup.id}`);
  ground.advance(31 * 24 * 3600 * 1000);
  await ground.app.events.upkeep.round();
  expect(await ground.rows("SELECT 1 FROM events.lookup_rows")).toEqual([]);
});

it("adds fields of the person whose event it is, as they are when it comes", async () => {
  const { body: field } = await ground.call("POST", "/fields", {
    object: "people",
    key: "plan",
    label: "Plan",
    type: "text",
  });
  expect(field.id).toBeTruthy();
  const { body: person } = await ground.call("POST", "/people", {
    email: "ada@enriched.example",
    city: "Bern",
    custom: { plan: "team" },
  });
  const rule = {
    kind: "person",
    name: "Who",
    eventNames: ["Opened"],
    fields: ["city", "custom.plan", "phone"],
    prefix: "person_",
  };
  const unknown = await ground.call("POST", "/event-enrichments", { ...rule, fields: ["none"] });
  expect([unknown.status, unknown.body.code]).toEqual([422, "events.unknown_field"]);
  expect((await ground.call("POST", "/event-enrichments", rule)).status).toBe(201);
  const opened = (messageId: string) =>
    track("Opened", { messageId, userId: person.id, properties: { path: "/" } });
  await ground.take(opened("o-1"), track("Opened", { userId: "a stranger" }));
  await ground.call("PATCH", `/people/${person.id}`, { city: "Basel" });
  await ground.take(opened("o-2"));
  const properties = await propertiesOf("Opened");
  expect(properties).toContainEqual({ path: "/", person_city: "Bern", person_plan: "team" });
  expect(properties).toContainEqual({ path: "/", person_city: "Basel", person_plan: "team" });
  expect(properties).toContainEqual({});
});

it("shows what was added from a person to nobody who may not see all of that person", async () => {
  const { body: key } = await ground.call("POST", "/api-keys", {
    name: "Watcher",
    scopes: {
      objects: { people: { create: false, read: "all", update: "none", delete: "none" } },
      fields: { people: { city: "none" } },
      settings: ["events.manage"],
    },
  });
  const { body: page } = await ground.call("GET", "/events?order=arrival&name=Opened");
  const known = page.data.find((event: { personId: string | null }) => event.personId !== null);
  const own = await ground.call("GET", `/events/${known.id}`);
  expect(own.body.properties).toMatchObject({ person_city: "Basel" });
  const answer = await fetch(`${ground.url}/api/v1/events/${known.id}`, {
    headers: { authorization: `Bearer ${key.secret}` },
  });
  const seen = (await answer.json()) as { properties: object };
  expect([answer.status, seen.properties]).toEqual([200, { path: "/" }]);
});
