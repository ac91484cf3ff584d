// Products, and what a line of a deal takes from one: a copy, of what the writer may see.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.admin;
});

afterAll(() => ground?.close());

const seat = {
  name: "Seat",
  code: "SEAT-1",
  description: "One seat.\nFor a year.",
  unitPriceMinor: 12_000,
  currency: "EUR",
  taxPercent: 19,
  unit: "seat",
};

async function make(object: string, body: object): Promise<string> {
  const made = await admin.post(`/${object}`, body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

const newDeal = (currency: string | null = "EUR") => make("deals", { name: "Deal", currency });

describe("a product", () => {
  it("is a record like the others: active unless told, filtered, sorted, grouped, found", async () => {
    const id = await make("products", seat);
    const old = await make("products", { name: "Old seat", active: false, taxPercent: 7.5 });
    expect((await admin.get(`/products/${id}`)).body).toMatchObject({ ...seat, active: true });
    const ids = async (filter: object) =>
      (await admin.list("products", { filter: JSON.stringify(filter) })).map((row) => row.id);
    expect(await ids({ active: false })).toEqual([old]);
    expect(await ids({ active: true })).toEqual([id]);
    expect(await ids({ code: "seat-1" })).toEqual([id]);
    expect(await ids({ taxPercent: { gt: -1, lt: 1000 } })).toHaveLength(2);
    const sorted = await admin.list("products", { sort: "taxPercent" });
    expect(sorted.map((row) => row.id)).toEqual([old, id]);
    const found = await admin.get("/search?q=seat-1&objects=products");
    expect(found.body.data).toMatchObject([{ object: "products", id, subtitle: "SEAT-1 · seat" }]);
  });

  it.each([
    { taxPercent: -1 },
    { taxPercent: 100.5 },
    { unitPriceMinor: 1.5 },
    { name: "" },
    { currency: "EURO" },
    { active: "yes" },
  ])("is not made with %j", async (wrong) => {
    expect((await admin.post("/products", { ...seat, ...wrong })).status).toBe(422);
  });
});

describe("a line of a product", () => {
  it("takes what is not said, and keeps it when the product changes or goes", async () => {
    const [dealId, productId] = [await newDeal(), await make("products", seat)];
    const lines = `/deals/${dealId}/line-items`;
    const made = await admin.post(lines, { productId, quantity: 2, discountPercent: 50 });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { name, description, unit, unitPriceMinor, taxPercent } = seat;
    const copied = { name, description, unit, unitPriceMinor, taxPercent };
    expect(made.body).toMatchObject({ ...copied, productId, quantity: 2, discountPercent: 50 });
    await admin.patch(`/products/${productId}`, { name: "Chair", unitPriceMinor: 1 });
    await admin.remove(`/products/${productId}`);
    expect((await admin.get(lines)).body.data).toMatchObject([copied]);
    expect((await admin.get(`/deals/${dealId}`)).body.amountMinor).toBe(12_000);
  });

  it("says otherwise where it says so, and can be moved to another product", async () => {
    const [dealId, productId] = [await newDeal(), await make("products", seat)];
    const other = await make("products", { name: "Stool", unitPriceMinor: 500, currency: "eur" });
    const lines = `/deals/${dealId}/line-items`;
    const said = { productId, name: "Seat, special", unitPriceMinor: 10_000, discountMinor: 300 };
    const { body, act } = await admin.post(lines, said);
    expect(body).toMatchObject({ ...said, taxPercent: 19, quantity: 1 });
    const moved = await admin.patch(`${lines}/${body.id}`, { productId: other });
    expect(moved.body).toMatchObject({ name: "Stool", unitPriceMinor: 500, discountMinor: 300 });
    expect((await admin.get(`/deals/${dealId}`)).body.amountMinor).toBe(200);
    await admin.post(`/undo/${moved.act}`);
    expect((await admin.get(lines)).body.data).toEqual([body]);
    await admin.post(`/undo/${act}`);
    expect((await admin.get(lines)).body.data).toEqual([]);
  });

  it("needs a price in the deal's own currency", async () => {
    const [dealId, productId] = [await newDeal("USD"), await make("products", seat)];
    const lines = `/deals/${dealId}/line-items`;
    const refused = await admin.post(lines, { productId });
    expect([refused.status, refused.body.code]).toEqual([422, "records.other_currency"]);
    expect((await admin.post(lines, { productId, unitPriceMinor: 13_000 })).status).toBe(201);
    const priceless = await make("products", { name: "To be agreed" });
    const incomplete = await admin.post(lines, { productId: priceless });
    expect(incomplete.body.code).toBe("records.line_incomplete");
  });

  it("gives its currency to a deal that has none, so that the amount means something", async () => {
    const [dealId, productId] = [await newDeal(null), await make("products", seat)];
    const dollars = await make("products", { name: "Stool", unitPriceMinor: 500, currency: "USD" });
    const lines = `/deals/${dealId}/line-items`;
    const deal = async () => {
      const { amountMinor, currency } = (await admin.get(`/deals/${dealId}`)).body;
      return [amountMinor, currency];
    };
    const { act } = await admin.post(lines, { productId });
    expect(await deal()).toEqual([12_000, "EUR"]);
    const other = await admin.post(lines, { productId: dollars });
    expect([other.status, other.body.code]).toEqual([422, "records.other_currency"]);
    await admin.post(`/undo/${act}`);
    expect(await deal()).toEqual([null, null]);
    await admin.post(lines, { productId, unitPriceMinor: 7 });
    expect(await deal()).toEqual([7, null]);
  });

  it("takes nothing from a product that its writer may not see", async () => {
    const [dealId, productId] = [await newDeal(), await make("products", seat)];
    const lines = `/deals/${dealId}/line-items`;
    const none = { create: false, read: "none", update: "none", delete: "none" } as const;
    const own = { ...everything, read: "own" } as const;
    const foreign = (await ground.workspace()).admin;
    const foreignId = (await foreign.post("/products", seat)).body.id;
    const callers = [
      workspace.as({ permissions: { objects: { "*": everything, products: none } } }),
      workspace.as({ permissions: { objects: { "*": everything, products: own } } }),
    ];
    for (const who of callers) {
      const answers = await Promise.all(
        [productId, newId(), foreignId].map((id) => who.post(lines, { productId: id })),
      );
      const [first, ...others] = answers.map(({ status, body }) => [status, body.detail]);
      expect(first?.[0]).toBe(422);
      for (const other of others) expect(other).toEqual(first);
    }
    const partly = workspace.as({
      permissions: { fields: { products: { unitPriceMinor: "none", description: "none" } } },
    });
    const made = await partly.post(lines, { productId, unitPriceMinor: 7 });
    expect(made.body).toMatchObject({ name: "Seat", description: null, unitPriceMinor: 7 });
    expect((await partly.post(lines, { productId })).status).toBe(422);
  });
});

it("a currency is the code of one, in capitals; a filter may ask for anything", async () => {
  for (const [path, record] of [
    ["/products", { name: "Seat" }],
    ["/deals", { name: "Deal" }],
    ["/companies", { name: "Acme" }],
  ] as const) {
    for (const currency of ["€", "ZZZ", "EU"]) {
      const refused = await admin.post(path, { ...record, currency });
      expect([refused.status, refused.body.errors[0].path]).toEqual([422, "currency"]);
    }
    const kept = await admin.post(path, { ...record, currency: "eur" });
    expect([kept.status, kept.body.currency]).toEqual([201, "EUR"]);
    const filter = encodeURIComponent(JSON.stringify({ currency: "€" }));
    expect((await admin.get(`${path}?filter=${filter}`)).body.data).toEqual([]);
  }
});
