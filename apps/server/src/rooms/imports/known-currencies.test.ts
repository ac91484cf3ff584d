// Amounts that come back without their currency: a known record keeps its own, a new one takes the default.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsGround, openImportsGround } from "../../../test/imports-ground.ts";

let ground: ImportsGround;
beforeAll(async () => {
  ground = await openImportsGround();
});
afterAll(() => ground.close());

const field = (column: string, key = column, more: object = {}) => ({
  column,
  target: { kind: "field", field: key, ...more },
});

async function made(name: string, amountMinor: number, currency?: string): Promise<string> {
  const { body, text } = await ground.call("POST", "/deals", {
    name,
    amountMinor,
    ...(currency ? { currency } : {}),
  });
  expect(body?.id, text).toBeDefined();
  return body.id;
}

async function priceOf(name: string) {
  const filter = encodeURIComponent(JSON.stringify({ name }));
  const { body } = await ground.call("GET", `/deals?filter=${filter}`);
  return body.data.map((deal: { amountMinor: number; currency: string }) => [
    deal.amountMinor,
    deal.currency,
  ])[0];
}

async function imported(file: string, change: object) {
  const { body: upload } = await ground.upload("?object=deals", file);
  const { status, text } = await ground.call("PATCH", `/imports/${upload.id}`, change);
  expect(status, text).toBe(200);
  const started = await ground.call("POST", `/imports/${upload.id}/run`);
  expect(started.status, started.text).toBe(202);
  return ground.settled(upload.id);
}

const byId = { mode: "update", upsertKey: "id" };
const withoutCurrency = [field("id"), field("name"), field("amount", "amountMinor")];

test("an export without its currencies comes back by id as it was", async () => {
  await made("Euro", 123_450, "EUR");
  await made("Yen", 5000, "JPY");
  await made("Dinar", 1234, "KWD");
  await made("Bare", 100);
  const { text } = await ground.call("GET", "/deals/export?fields=id,name,amountMinor");
  const back = await imported(text, { ...byId, mapping: withoutCurrency });
  expect(back.counts).toMatchObject({ updated: 0, unchanged: 4, bad: 0 });
  const changed = text.replace("1234.50", "99.90").replace("Yen,5000", "Yen,7000");
  const done = await imported(changed, { ...byId, mapping: withoutCurrency });
  expect(done.counts).toMatchObject({ updated: 2, unchanged: 2, bad: 0 });
  expect(await priceOf("Euro")).toEqual([9990, "EUR"]);
  expect(await priceOf("Yen")).toEqual([7000, "JPY"]);
  expect(await priceOf("Dinar")).toEqual([1234, "KWD"]);
  expect(await priceOf("Bare")).toEqual([100, null]);
});

test("a blank currency changes none, one that is named does; what is too fine for its own is refused", async () => {
  const [blank, named, fine] = [
    await made("Blank", 5000, "JPY"),
    await made("Named", 5000, "JPY"),
    await made("Fine", 5000, "JPY"),
  ];
  const file = `id,name,amount,currency\n${blank},Blank,6000,\n${named},Named,€60,\n${fine},Fine,60.5,\n`;
  const mapping = [...withoutCurrency, field("currency")];
  const done = await imported(file, { ...byId, mapping });
  expect(done.counts).toMatchObject({ updated: 2, bad: 1 });
  expect(await priceOf("Blank")).toEqual([6000, "JPY"]);
  expect(await priceOf("Named")).toEqual([6000, "EUR"]);
  expect(await priceOf("Fine")).toEqual([5000, "JPY"]);
  const errors = await ground.call("GET", `/imports/${done.id}/errors.csv`);
  expect(errors.text).toContain("4,amount,too_precise");
});

test("records found by another key keep theirs too; what an upsert makes takes the default", async () => {
  await made("Found", 5000, "JPY");
  const mapping = [field("name"), field("amount", "amountMinor"), field("currency")];
  const file =
    "name,amount,currency\nFound,7000,\nNew,12.5,\nTwice,100,JPY\nTwice,200,\nNew again,much,\n";
  const upsert = { mode: "upsert", upsertKey: "name", mapping };
  const done = await imported(file, upsert);
  expect(done.counts).toMatchObject({ created: 2, updated: 2, bad: 1 });
  expect(await priceOf("Found")).toEqual([7000, "JPY"]);
  expect(await priceOf("New")).toEqual([1250, "USD"]);
  expect(await priceOf("Twice")).toEqual([200, "JPY"]);
  const more = "name,amount,currency\nFound,8000,\nNew,13,\n";
  const updated = await imported(more, { ...upsert, mode: "update" });
  expect(updated.counts).toMatchObject({ updated: 2, bad: 0 });
  expect(await priceOf("Found")).toEqual([8000, "JPY"]);
});

test("minor units leave the currency alone", async () => {
  const id = await made("Minor", 5000, "JPY");
  const mapping = [field("id"), field("amount", "amountMinor", { minorUnits: true })];
  const done = await imported(`id,amount\n${id},6000\n`, { ...byId, mapping });
  expect(done.counts).toMatchObject({ updated: 1, bad: 0 });
  expect(await priceOf("Minor")).toEqual([6000, "JPY"]);
});
