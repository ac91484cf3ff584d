// Undo goes field by field: what nobody touched since goes back, what somebody changed stays and is named.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { make } from "../../../test/merge-ground.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  admin = (await ground.workspace()).admin;
});
afterAll(() => ground.close());

const undo = async (act: string) => (await admin.post(`/undo/${act}`)).body;
const read = async (path: string) => (await admin.get(path)).body;

async function bulkUpdate(object: string, id: string, ...steps: object[]): Promise<string> {
  const operations = steps.map((data) => ({ op: "update", id, data }));
  return (await admin.post(`/${object}/bulk`, { operations })).act;
}

test("another field that was changed since does not keep the record from going back", async () => {
  const id = await make(admin, "/people", { firstName: "Ada", city: "London" });
  const act = await bulkUpdate("people", id, { city: "Paris", jobTitle: "Countess" });
  await admin.patch(`/people/${id}`, { lastName: "Lovelace" });
  expect(await undo(act)).toEqual({ undone: 1, kept: [] });
  expect(await read(`/people/${id}`)).toMatchObject({
    city: "London",
    jobTitle: null,
    lastName: "Lovelace",
    version: 4,
  });
});

test("the field that was changed since stays and is named, custom ones too", async () => {
  for (const key of ["tier", "shoe"]) {
    await admin.post("/fields", { object: "people", key, label: key, type: "text" });
  }
  const custom = { tier: "tin", shoe: "38" };
  const id = await make(admin, "/people", { firstName: "Ada", city: "London", custom });
  const act = await bulkUpdate("people", id, {
    city: "Paris",
    custom: { tier: "gold", shoe: "39" },
  });
  await admin.patch(`/people/${id}`, { custom: { tier: "silver" } });
  expect(await undo(act)).toEqual({
    undone: 1,
    kept: [{ object: "people", id, reason: "changed-since", fields: ["custom.tier"] }],
  });
  expect(await read(`/people/${id}`)).toMatchObject({
    city: "London",
    custom: { tier: "silver", shoe: "38" },
  });
});

test("a record that the act made stays whole once somebody has changed it", async () => {
  const operations = [{ op: "create", data: { firstName: "Ada", city: "Paris" } }];
  const { act, body } = await admin.post("/people/bulk", { operations });
  const { id } = body.results[0];
  await admin.patch(`/people/${id}`, { jobTitle: "Countess" });
  expect(await undo(act)).toEqual({
    undone: 0,
    kept: [{ object: "people", id, reason: "changed-since" }],
  });
  expect(await read(`/people/${id}`)).toMatchObject({ city: "Paris", jobTitle: "Countess" });
});

test("the undoing of a part is undone exactly", async () => {
  const id = await make(admin, "/people", { firstName: "Ada", city: "London" });
  const act = await bulkUpdate("people", id, { city: "Paris", jobTitle: "Countess" });
  await admin.patch(`/people/${id}`, { city: "Rome" });
  const before = await read(`/people/${id}`);
  const undone = await admin.post(`/undo/${act}`);
  expect(await read(`/people/${id}`)).toMatchObject({ city: "Rome", jobTitle: null });
  expect(await undo(undone.act)).toEqual({ undone: 1, kept: [] });
  expect(await read(`/people/${id}`)).toEqual(before);
});

test("a deletion goes back though its values were not those that it left", async () => {
  const id = await make(admin, "/people", { firstName: "Ada", city: "London" });
  const renamed = (await admin.patch(`/people/${id}`, { city: "Paris" })).act;
  const removed = (await admin.remove(`/people/${id}`)).act;
  expect(await undo(renamed)).toEqual({ undone: 1, kept: [] });
  expect(await undo(removed)).toEqual({ undone: 1, kept: [] });
  expect(await read(`/people/${id}`)).toMatchObject({ city: "London", deletedAt: null });
});

test("a status and the time of its end, an amount and its currency stay or go together", async () => {
  const ticket = await make(admin, "/tickets", { subject: "Printer", priority: "low" });
  const solved = await bulkUpdate("tickets", ticket, { status: "solved", priority: "high" });
  await admin.patch(`/tickets/${ticket}`, { status: "closed" });
  const { kept } = await undo(solved);
  expect(kept).toEqual([
    { object: "tickets", id: ticket, reason: "changed-since", fields: ["status", "resolvedAt"] },
  ]);
  const now = await read(`/tickets/${ticket}`);
  expect(now).toMatchObject({ status: "closed", priority: "low" });
  expect(now.resolvedAt).not.toBeNull();

  const money = { amountMinor: 100, currency: "USD" };
  const deal = await make(admin, "/deals", { name: "Deal", ...money, source: "fair" });
  const act = await bulkUpdate("deals", deal, { amountMinor: 90, currency: "EUR", source: "web" });
  await admin.patch(`/deals/${deal}`, { currency: "GBP" });
  expect((await undo(act)).kept[0].fields.sort()).toEqual(["amountMinor", "currency"]);
  expect(await read(`/deals/${deal}`)).toMatchObject({
    amountMinor: 90,
    currency: "GBP",
    source: "fair",
  });
});

test("a deal with lines is worth their sum after whatever undo", async () => {
  const deal = await make(admin, "/deals", { name: "Deal" });
  const line = { name: "Seat", quantity: 1, unitPriceMinor: 100 };
  const first = await admin.post(`/deals/${deal}/line-items`, line);
  await admin.patch(`/deals/${deal}`, { name: "Renamed" });
  await admin.post(`/deals/${deal}/line-items`, { ...line, unitPriceMinor: 50 });
  await admin.patch(`/deals/${deal}/line-items/${first.body.id}`, { unitPriceMinor: 50 });
  expect(await read(`/deals/${deal}`)).toMatchObject({ amountMinor: 100 });
  await undo(first.act);
  const { data } = await read(`/deals/${deal}/line-items`);
  expect(data).toHaveLength(2);
  expect(await read(`/deals/${deal}`)).toMatchObject({ amountMinor: 100, name: "Renamed" });
});
