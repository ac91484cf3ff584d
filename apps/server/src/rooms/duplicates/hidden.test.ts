// What somebody may not see or read shows nowhere in what the room answers: not as a pair, a match, a count,
// a preview, a reason, an outcome or a past merge; and nothing crosses from one workspace to another.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  workspace = await ground.workspace();
  admin = workspace.admin;
});
afterAll(() => ground.close());

const look = () => ground.first.duplicates.upkeep.round();

async function make(object: string, body: object, by = admin): Promise<string> {
  const answer = await by.post(`/${object}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

interface Pair {
  ids: string[];
  band: string;
  reasons: { rule: string; text: string }[];
}

async function pairs(object = "people", by = admin, query = ""): Promise<Pair[]> {
  const { status, body } = await by.get(`/duplicates?object=${object}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data;
}

describe("rights", () => {
  test("a pair with a record out of sight is not there", async () => {
    const seller = workspace.as({
      permissions: { objects: { "*": { ...everything, read: "own" } } },
    });
    const mine = await make("people", { firstName: "Zsecret", email: "ada@x.com" }, seller);
    await make("people", { firstName: "Zhidden", email: "ada@x.com" });
    await look();
    expect(await pairs()).toHaveLength(1);
    expect(await pairs("people", seller)).toEqual([]);
    expect(await pairs("people", seller, `&recordId=${mine}`)).toEqual([]);
    const check = await seller.post("/duplicates/check", {
      object: "people",
      data: { email: "ada@x.com" },
    });
    expect(check.body.hidden).toBe("not-looked");
    expect(JSON.stringify(check.body)).not.toContain("Zhidden");
  });

  test("a field out of reach counts for nothing and shows nowhere", async () => {
    await make("people", { firstName: "Ada", lastName: "Lovelace", email: "zhidden@x.com" });
    await make("people", { firstName: "Ada", lastName: "Lovelace", email: "zhidden@x.com" });
    await make("people", {
      firstName: "Grace",
      lastName: "Hopper",
      city: "Oslo",
      email: "a@x.com",
    });
    await make("people", {
      firstName: "Grace",
      lastName: "Hopper",
      city: "Oslo",
      email: "a@x.com",
    });
    await look();
    const blind = workspace.as({ permissions: { fields: { people: { email: "none" } } } });
    const found = await pairs("people", blind);
    expect(found).toHaveLength(1);
    expect(found[0]?.reasons.map(({ rule }) => rule)).toEqual(["name-same", "city-same"]);
    expect(JSON.stringify(found)).not.toContain("zhidden");
    const check = await blind.post("/duplicates/check", {
      object: "people",
      data: { email: "zhidden@x.com" },
    });
    expect(check.body).toEqual({ data: [], hidden: "not-looked" });
  });

  test("a merge moves what its maker cannot see, and tells nothing of it", async () => {
    const seller = workspace.as({
      permissions: {
        objects: { "*": everything, deals: { ...everything, read: "own", update: "own" } },
        fields: { companies: { phone: "none" } },
      },
    });
    const a = await make("companies", { name: "A" });
    const b = await make("companies", { name: "B", phone: "+44 20 7946 0958" });
    const deal = await make("deals", { name: "Zhidden deal", companyId: b });
    const preview = await seller.post("/merges/preview", {
      object: "companies",
      survivorId: a,
      loserIds: [b],
    });
    expect(preview.body.related).toEqual([]);
    expect(JSON.stringify(preview.body)).not.toMatch(/7946 ?0958|"phone"/);
    const body = { object: "companies", survivorId: a, loserIds: [b] };
    const picked = await seller.post("/merges", { ...body, picks: { phone: b } });
    expect(picked.status).toBe(422);
    const merged = await seller.post("/merges", body);
    expect(JSON.stringify(merged.body)).not.toMatch(/7946 ?0958/);
    expect((await admin.get(`/deals/${deal}`)).body.companyId).toBe(a);
    expect((await admin.get(`/companies/${a}`)).body.phone).toBe("+44 20 7946 0958");
    const undone = await seller.post(`/undo/${merged.act}`);
    expect(undone.body.kept).toEqual([]);
    expect(JSON.stringify(undone.body)).not.toContain(deal);
    expect((await admin.get(`/deals/${deal}`)).body.companyId).toBe(b);
    expect((await admin.get(`/companies/${a}`)).body.phone).toBeNull();
  });

  test("who may not change both, or delete the loser, may not merge", async () => {
    const mine = workspace.as({
      permissions: { objects: { "*": { ...everything, update: "own", delete: "own" } } },
    });
    const keep = workspace.as({
      permissions: { objects: { "*": { ...everything, delete: "own" } } },
    });
    const a = await make("people", { firstName: "A" }, mine);
    const b = await make("people", { firstName: "B" });
    const body = { object: "people", survivorId: a, loserIds: [b] };
    for (const by of [mine, keep]) expect((await by.post("/merges", body)).status).toBe(403);
    const own = await make("people", { firstName: "C" }, keep);
    const other = { object: "people", survivorId: b, loserIds: [own] };
    expect((await keep.post("/merges", other)).status).toBe(201);
  });

  test("past merges show to those who see the survivor, with what they may see", async () => {
    const seller = workspace.as({
      permissions: { objects: { "*": { ...everything, read: "own" } } },
    });
    const a = await make("people", { firstName: "Zhidden", ownerId: seller.memberId });
    const b = await make("people", { firstName: "Zother" });
    const { act } = await admin.post("/merges", { object: "people", survivorId: a, loserIds: [b] });
    const all = await admin.get(`/merges?recordId=${b}`);
    expect(all.body.data[0]).toMatchObject({
      id: act,
      survivorId: a,
      loserIds: [b],
      undoneAt: null,
    });
    const some = await seller.get("/merges");
    expect(some.body.data[0]).toMatchObject({ id: act, survivorId: a, loserIds: [] });
    expect(JSON.stringify(some.body)).not.toMatch(new RegExp(`Zother|${b}`));
    expect((await seller.get(`/people/${b}`)).status).toBe(404);
    await admin.patch(`/people/${a}`, { ownerId: null });
    expect((await seller.get("/merges")).body.data).toEqual([]);
    expect((await seller.get(`/merges/${act}`)).status).toBe(404);
    expect((await seller.post(`/merges/${act}/undo`)).status).toBe(404);
  });
});

describe("the hint", () => {
  const email = "ada@x.com";
  const check = (by: Caller, value: string) =>
    by.post("/duplicates/check", { object: "people", data: { email: value } });

  test("tells that a hidden record has the very address, nothing else, and is audited", async () => {
    const seller = workspace.as({
      permissions: {
        objects: { "*": { ...everything, read: "own" } },
        settings: ["duplicates.hints"],
      },
    });
    const hidden = await make("people", { firstName: "Zhidden", email });
    await look();
    const told = await check(seller, " ADA@x.com ");
    expect(told.body).toEqual({ data: [], hidden: "match" });
    for (const near of ["ada+1@x.com", "ad@x.com", "ada@x.org"]) {
      expect((await check(seller, near)).body).toEqual({ data: [], hidden: "none" });
    }
    const entries = await ground.test.asOwner(
      "SELECT act, actor_id, record_id FROM governance.audit_entries WHERE workspace_id = $1 AND object = 'duplicate-hints'",
      [workspace.id],
    );
    expect(entries).toEqual([
      { act: "duplicates.hint", actor_id: seller.ctx.principal.id, record_id: hidden },
    ]);
    await make("people", { firstName: "Mine", email: "mine@x.com" }, seller);
    await look();
    const own = await check(seller, "mine@x.com");
    expect(own.body.data).toHaveLength(1);
    expect(own.body.hidden).toBe("none");
  });

  test("runs dry when asked too often", async () => {
    const seller = workspace.as({
      permissions: {
        objects: { "*": { ...everything, read: "own" } },
        settings: ["duplicates.hints"],
      },
    });
    const answers: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      answers.push((await check(seller, `a${count}@x.com`)).body.hidden);
    }
    expect(answers.slice(0, 10)).toEqual(Array(10).fill("none"));
    expect(answers.slice(10)).toEqual(["not-looked", "not-looked"]);
  });

  test("needs no permission for what one may see anyway", async () => {
    await make("people", { firstName: "Ada", email });
    await look();
    const { body } = await check(admin, "ada+x@x.com");
    expect(body.data[0]).toMatchObject({ band: "high", reasons: [{ rule: "email-tag" }] });
  });
});

test("nothing crosses from one workspace to another", async () => {
  const other = await ground.workspace();
  await make("people", { email: "ada@x.com" });
  const mine = await make("people", { email: "ada@x.com" });
  await make("people", { email: "ada@x.com" }, other.admin);
  const [b, c] = await Promise.all(
    ["B", "C"].map(
      async (name) => (await other.admin.post("/people", { firstName: name })).body.id,
    ),
  );
  await look();
  expect(await pairs("people", other.admin)).toEqual([]);
  const check = { object: "people", data: { email: "ada@x.com" }, exceptId: mine };
  expect((await other.admin.post("/duplicates/check", check)).body.data).toHaveLength(1);
  const body = { object: "people", survivorId: b, loserIds: [mine] };
  expect((await other.admin.post("/merges", body)).status).toBe(404);
  const { act } = await other.admin.post("/merges", {
    object: "people",
    survivorId: b,
    loserIds: [c],
  });
  expect((await admin.get(`/merges/${act}`)).status).toBe(404);
  expect((await admin.post(`/merges/${act}/undo`)).status).toBe(404);
  expect((await admin.get("/merges")).body.data).toEqual([]);
});
