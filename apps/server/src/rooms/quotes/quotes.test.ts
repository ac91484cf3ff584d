// Quotes: made from a deal's lines, frozen when sent, numbered without gaps, decided, undone, and seen by those
// who see the deal.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dealWithLines, made, newQuote, sentQuote } from "../../../test/quotes-ground.ts";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { nowIso, systemClock } from "../../platform/clock.ts";
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

const year = nowIso(systemClock).slice(0, 4);

const undo = (act: string, by = admin) => by.post(`/undo/${act}`);

describe("a draft", () => {
  it("copies the deal's lines, names the addressee and reckons its totals", async () => {
    const company = await made(admin.post("/companies", { name: "Nordwind", city: "Kiel" }));
    const person = await made(admin.post("/people", { firstName: "Ida", lastName: "Holm" }));
    const dealId = await dealWithLines(admin, { companyId: company.id, personId: person.id });
    const quote = await made(admin.post("/quotes", { dealId, discountMinor: 350 }));
    expect(quote).toMatchObject({
      dealId,
      status: "draft",
      number: null,
      versionNo: 1,
      title: "Roll-out",
      addressee: "Nordwind\nIda Holm\nKiel",
      currency: "EUR",
      isLatest: true,
      mayChange: true,
    });
    expect(quote.lines).toMatchObject([{ name: "Seat", quantity: 3 }, { name: "Set-up" }]);
    expect(quote.totals).toEqual({
      subtotalMinor: 3500,
      discountMinor: 350,
      netMinor: 3150,
      taxes: [
        { taxPercent: 7, netMinor: 450, taxMinor: 32 },
        { taxPercent: 19, netMinor: 2700, taxMinor: 513 },
      ],
      taxMinor: 545,
      totalMinor: 3695,
    });
    await admin.post(`/deals/${dealId}/line-items`, {
      name: "More",
      quantity: 1,
      unitPriceMinor: 1,
    });
    expect((await admin.get(`/quotes/${quote.id}`)).body.lines).toHaveLength(2);
    const again = await made(admin.patch(`/quotes/${quote.id}`, { linesFromDeal: true }), 200);
    expect(again.lines).toHaveLength(3);
  });

  it("is changed as a whole or in part, not over another's change, and undone", async () => {
    const quote = await newQuote(admin);
    const path = `/quotes/${quote.id}`;
    const lines = [{ name: "All in", quantity: 1, unitPriceMinor: 9_900, taxPercent: 20 }];
    const changed = await made(admin.patch(path, { lines, notes: "Dear all,", title: "New" }), 200);
    expect(changed).toMatchObject({ title: "New", notes: "Dear all,", version: 2 });
    expect(changed.totals.totalMinor).toBe(11_880);
    const late = await admin.patch(path, { notes: null }, { "if-match": '"1"' });
    expect([late.status, late.body.code]).toEqual([412, "quotes.version_conflict"]);
    expect(late.body.current.version).toBe(2);
    expect((await undo(changed.act)).body).toEqual({ undone: 1, kept: [] });
    expect((await admin.get(path)).body).toMatchObject({ title: "Roll-out", version: 3 });
    const gone = await admin.remove(path);
    expect((await admin.get(path)).status).toBe(404);
    await undo(gone.act);
    expect((await admin.get(path)).body).toMatchObject({ title: "Roll-out" });
  });

  it.each([
    [{ dealId: newId() }, 404],
    [{ title: "" }, 422],
    [{ discountPercent: 101 }, 422],
    [{ validUntil: "2026-02-30" }, 422],
    [{ notes: "a\u0000" }, 422],
    [{ number: "Q-1" }, 422],
  ])("is not made with %j", async (wrong, status) => {
    const dealId = await dealWithLines(admin);
    expect((await admin.post("/quotes", { dealId, ...wrong })).status).toBe(status);
  });

  it("needs a currency, and lines that can be summed", async () => {
    const { id } = await made(admin.post("/deals", { name: "No currency" }));
    expect((await admin.post("/quotes", { dealId: id })).body.code).toBe("quotes.no_currency");
    const quote = await newQuote(admin);
    const lines = [{ name: "x", quantity: 1e9, unitPriceMinor: Number.MAX_SAFE_INTEGER }];
    const refused = await admin.patch(`/quotes/${quote.id}`, { lines });
    expect(refused.body.code).toBe("quotes.amount_too_large");
    await made(admin.patch(`/quotes/${quote.id}`, { lines: [] }), 200);
    expect((await admin.post(`/quotes/${quote.id}/send`)).body.code).toBe("quotes.no_lines");
  });
});

describe("a quote that was sent", () => {
  it("has a number and stays as it is; a change is a new version", async () => {
    const first = await sentQuote(admin);
    expect(first).toMatchObject({ status: "sent", versionNo: 1 });
    expect(first.number).toMatch(new RegExp(`^Q-${year}-\\d{4}$`));
    const path = `/quotes/${first.id}`;
    expect((await admin.patch(path, { notes: "x" })).body.code).toBe("quotes.frozen");
    expect((await admin.remove(path)).body.code).toBe("quotes.frozen");
    expect((await admin.post(`${path}/send`)).body.code).toBe("quotes.not_draft");
    const second = await made(admin.post(`${path}/revise`));
    expect(second).toMatchObject({ status: "draft", versionNo: 2, number: first.number });
    expect((await admin.post(`${path}/revise`)).body.code).toBe("quotes.not_latest");
    expect((await admin.post(`/quotes/${second.id}/revise`)).body.code).toBe("quotes.still_draft");
    expect((await admin.get(path)).body).toMatchObject({ status: "sent", isLatest: false });
    const again = await made(admin.post(`/quotes/${second.id}/send`), 200);
    expect(again.number).toBe(first.number);
    expect((await admin.get(path)).body.status).toBe("superseded");
    expect((await admin.post(`${path}/accept`, {})).body.code).toBe("quotes.not_open");
    expect((await undo(again.act)).body.undone).toBe(2);
    expect((await admin.get(path)).body.status).toBe("sent");
  });

  it("keeps its number when its sending is undone, and is then not deleted", async () => {
    const quote = await sentQuote(admin);
    await undo(quote.act);
    const back = (await admin.get(`/quotes/${quote.id}`)).body;
    expect(back).toMatchObject({ status: "draft", number: quote.number });
    expect((await admin.remove(`/quotes/${quote.id}`)).body.code).toBe("quotes.numbered");
    const again = await made(admin.post(`/quotes/${quote.id}/send`), 200);
    expect(again.number).toBe(quote.number);
  });

  it("is numbered without gaps or doubles, however many are sent at once", async () => {
    const { admin: own } = await ground.workspace();
    const drafts = await Promise.all(Array.from({ length: 8 }, () => newQuote(own)));
    const bad = await newQuote(own, { validUntil: "2020-01-01" });
    const answers = await Promise.all([
      ...drafts.map(({ id }) => own.post(`/quotes/${id}/send`)),
      own.post(`/quotes/${bad.id}/send`),
    ]);
    const numbers = answers.filter(({ status }) => status === 200).map(({ body }) => body.number);
    const wanted = Array.from({ length: 8 }, (_, at) => `Q-${year}-000${at + 1}`);
    expect(numbers.sort()).toEqual(wanted);
    expect(answers.at(-1)?.body.code).toBe("quotes.lapsed");
  });

  it("expires with its last day, and goes on as a new version", async () => {
    const quote = await sentQuote(admin);
    await ground.test.asOwner("UPDATE quotes.quotes SET valid_until = '2020-01-31' WHERE id = $1", [
      quote.id,
    ]);
    const path = `/quotes/${quote.id}`;
    expect((await admin.get(path)).body.status).toBe("expired");
    expect((await admin.post(`${path}/accept`, {})).body.code).toBe("quotes.not_open");
    const next = await made(admin.post(`${path}/revise`));
    expect(next.validUntil > "2020-01-31").toBe(true);
    await made(admin.post(`/quotes/${next.id}/send`), 200);
  });
});

describe("the customer's answer", () => {
  it("can set the deal's lines, amount and stage, and all of it is undone as one", async () => {
    const quote = await sentQuote(admin, { discountPercent: 10 });
    const [pipeline] = (await admin.get("/pipelines")).body.data;
    const won = pipeline.stages.find((stage: { kind: string }) => stage.kind === "won");
    const read = async () => ({
      deal: (await admin.get(`/deals/${quote.dealId}`)).body,
      lines: (await admin.get(`/deals/${quote.dealId}/line-items`)).body.data,
    });
    const before = await read();
    const body = { setAmount: true, stageId: won.id };
    const accepted = await made(admin.post(`/quotes/${quote.id}/accept`, body), 200);
    expect(accepted).toMatchObject({ status: "accepted", decidedAt: expect.any(String) });
    const after = await read();
    expect(after.deal).toMatchObject({ amountMinor: 3150, status: "won", stageId: won.id });
    expect(after.lines.map((line: { name: string }) => line.name)).toEqual([
      "Seat",
      "Set-up",
      "Discount",
    ]);
    expect((await undo(accepted.act)).body.kept).toEqual([]);
    expect(await read()).toEqual(before);
    expect((await admin.get(`/quotes/${quote.id}`)).body.status).toBe("sent");
  });

  it("leaves the deal alone unless told, and is not taken at half", async () => {
    const quote = await sentQuote(admin);
    const refused = await admin.post(`/quotes/${quote.id}/accept`, {
      setAmount: true,
      stageId: newId(),
    });
    expect(refused.status).toBe(422);
    expect((await admin.get(`/quotes/${quote.id}`)).body.status).toBe("sent");
    const reason = { reason: "Too dear" };
    const declined = await made(admin.post(`/quotes/${quote.id}/decline`, reason), 200);
    expect(declined).toMatchObject({ status: "declined", declineReason: "Too dear" });
    expect((await admin.get(`/deals/${quote.dealId}`)).body.amountMinor).toBe(3500);
  });
});

describe("rights on quotes", () => {
  it("follow the deal and its amount", async () => {
    const quote = await sentQuote(admin);
    const path = `/quotes/${quote.id}`;
    const never = await admin.get(`/quotes/${newId()}`);
    const none = { ...everything, read: "none" } as const;
    const own = { ...everything, read: "own", update: "own" } as const;
    const blind = [
      workspace.as({ permissions: { objects: { "*": everything, deals: none } } }),
      workspace.as({ permissions: { objects: { "*": everything, deals: own } } }),
      workspace.as({ permissions: { fields: { deals: { amountMinor: "none" } } } }),
      (await ground.workspace()).admin,
    ];
    for (const who of blind) {
      const answers = [
        await who.get(path),
        await who.patch(path, { notes: "x" }),
        await who.post(`${path}/accept`, {}),
        await who.post(`${path}/revise`),
        await who.get(`${path}/pdf`),
        await who.remove(path),
      ];
      for (const { status, body } of answers) {
        expect([status, body.detail]).toEqual([404, never.body.detail]);
      }
      expect((await who.get("/quotes")).body.data).toEqual([]);
      expect((await who.get(`/quotes?dealId=${quote.dealId}`)).body.data).toEqual([]);
    }
    const readOnly = { ...everything, update: "none" } as const;
    const reader = workspace.as({ permissions: { objects: { "*": readOnly } } });
    expect((await reader.get(path)).body).toMatchObject({ id: quote.id, mayChange: false });
    expect((await reader.post(`${path}/revise`)).status).toBe(403);
    expect((await reader.post("/quotes", { dealId: quote.dealId })).status).toBe(403);
    expect((await undo(quote.act, reader)).status).toBe(404);
  });

  it("hold in lists, page by page", async () => {
    const { admin: own, as } = await ground.workspace();
    const some = as({ permissions: { objects: { "*": { ...everything, read: "own" } } } });
    const ids: string[] = [];
    for (const by of [own, some, own, some, some, own]) ids.push((await newQuote(by)).id);
    const mine = [ids[4], ids[3], ids[1]];
    const first = (await some.get("/quotes?limit=2")).body;
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual(mine.slice(0, 2));
    const second = (await some.get(`/quotes?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.data.map(({ id }: { id: string }) => id)).toEqual(mine.slice(2));
    expect(second.nextCursor).toBeNull();
    expect((await some.get("/quotes?cursor=x")).status).toBe(422);
  });
});
