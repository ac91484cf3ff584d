// What a quote and its deal cannot both be: of two currencies, of more lines than a deal has; two versions with one
// number; and pages of quotes of which few are to be seen.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { made, newQuote, sentQuote } from "../../../test/quotes-ground.ts";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  admin = (await ground.workspace()).admin;
});

afterAll(() => ground?.close());

const linesOf = async (dealId: string) =>
  (await admin.get(`/deals/${dealId}/line-items`)).body.data;
const manyLines = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `No. ${at}`, quantity: 1, unitPriceMinor: 2 }));

describe("a deal that changed its currency", () => {
  it("gives no lines to a quote, and takes none from it", async () => {
    const draft = await newQuote(admin);
    const sent = await sentQuote(admin);
    for (const { dealId } of [draft, sent]) {
      await made(admin.patch(`/deals/${dealId}`, { currency: "USD" }), 200);
    }
    const copied = await admin.patch(`/quotes/${draft.id}`, { linesFromDeal: true });
    const before = await linesOf(sent.dealId);
    const accept = `/quotes/${sent.id}/accept`;
    const accepted = await admin.post(accept, { setAmount: true });
    for (const { status, body } of [copied, accepted]) {
      expect([status, body.code]).toEqual([409, "quotes.other_currency"]);
    }
    expect(await linesOf(sent.dealId)).toEqual(before);
    expect((await admin.get(`/quotes/${sent.id}`)).body.status).toBe("sent");
    await made(admin.post(accept, {}), 200);
    await made(admin.patch(`/deals/${draft.dealId}`, { currency: "eur" }), 200);
    await made(admin.patch(`/quotes/${draft.id}`, { linesFromDeal: true }), 200);
  });
});

describe("the most lines", () => {
  it("have room on the deal, a discount on the whole included", async () => {
    const { id, dealId } = await newQuote(admin);
    const path = `/quotes/${id}`;
    await made(admin.patch(path, { lines: manyLines(200) }), 200);
    const refused = await admin.patch(path, { discountMinor: 1 });
    expect([refused.status, refused.body.code]).toEqual([422, "quotes.too_many_lines"]);
    await made(admin.patch(path, { lines: manyLines(199), discountMinor: 1 }), 200);
    await made(admin.post(`${path}/send`), 200);
    const accepted = await made(admin.post(`${path}/accept`, { setAmount: true }), 200);
    expect(await linesOf(dealId)).toHaveLength(200);
    expect((await admin.get(`/deals/${dealId}`)).body.amountMinor).toBe(397);
    expect((await admin.post(`/undo/${accepted.act}`)).body.kept).toEqual([]);
    expect(await linesOf(dealId)).toHaveLength(2);
  });

  it("are not passed by a quote of older days either", async () => {
    const { id, dealId } = await newQuote(admin);
    await made(admin.patch(`/quotes/${id}`, { lines: manyLines(200) }), 200);
    await ground.test.asOwner("UPDATE quotes.quotes SET discount_minor = 1 WHERE id = $1", [id]);
    await made(admin.post(`/quotes/${id}/send`), 200);
    const refused = await admin.post(`/quotes/${id}/accept`, { setAmount: true });
    expect([refused.status, refused.body.code]).toEqual([422, "records.too_many_lines"]);
    expect(await linesOf(dealId)).toHaveLength(2);
  });
});

describe("a version that was deleted", () => {
  it("does not come back beside a newer one with its number", async () => {
    const first = await sentQuote(admin);
    const revise = () => made(admin.post(`/quotes/${first.id}/revise`));
    const second = await revise();
    const deleted = await admin.remove(`/quotes/${second.id}`);
    const other = await revise();
    expect(other.versionNo).toBe(second.versionNo);
    const undone = await admin.post(`/undo/${deleted.act}`);
    expect([undone.status, undone.body]).toEqual([
      200,
      { undone: 0, kept: [{ object: "quotes", id: second.id, reason: "changed-since" }] },
    ]);
    await admin.remove(`/quotes/${other.id}`);
    expect((await admin.post(`/undo/${deleted.act}`)).body.undone).toBe(1);
    expect((await admin.get(`/quotes/${second.id}`)).body.versionNo).toBe(2);
  });
});

describe("a list of many quotes that somebody else sees", () => {
  it("is looked through a part at a time", async () => {
    const { admin: owner, as } = await ground.workspace();
    const some = as({ permissions: { objects: { "*": { ...everything, read: "own" } } } });
    const mine = await newQuote(some);
    const hidden = await newQuote(owner);
    await ground.test.asOwner(
      `INSERT INTO quotes.quotes SELECT (jsonb_populate_record(q, jsonb_build_object('id', n.id, 'root_id', n.id))).*
       FROM quotes.quotes q,
         (SELECT overlay($1::text placing lpad(to_hex(g), 8, '0') from 1 for 8)::uuid AS id
          FROM generate_series(x'f0000000'::bigint, x'f0000000'::bigint + 2100) g) n
       WHERE q.id = $1::text::uuid`,
      [hidden.id],
    );
    const first = (await some.get("/quotes?limit=2")).body;
    expect([first.data, typeof first.nextCursor]).toEqual([[], "string"]);
    const second = (await some.get(`/quotes?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.data.map((one: { id: string }) => one.id)).toEqual([mine.id]);
    expect(second.nextCursor).toBeNull();
    const ofDeal = (await owner.get(`/quotes?limit=2&dealId=${hidden.dealId}`)).body;
    expect(ofDeal.data).toHaveLength(2);
    expect(ofDeal.nextCursor).toBe(ofDeal.data[1].id);
    expect((await some.get(`/quotes?dealId=${mine.dealId}`)).body.data).toHaveLength(1);
  });
});
