// Detection over HTTP on the real database: pairs appear after writes, follow changes, are remembered when
// dismissed, and show nothing that the reader may not see.
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

const idsOf = (list: readonly Pair[]) => list.map((pair) => pair.ids.toSorted().join(" ")).sort();
const together = (a: string, b: string) => [a, b].sort().join(" ");

describe("pairs", () => {
  test("appear after a write, with reasons, the surest first, and go with what made them", async () => {
    const a = await make("people", { firstName: "Ada", lastName: "Lovelace", email: "ada@x.com" });
    const b = await make("people", {
      firstName: "Ada",
      lastName: "Lovelace",
      email: "ada+1@x.com",
    });
    const c = await make("people", { firstName: "Charles", email: "ada@x.com", lastName: "Other" });
    await make("people", { firstName: "Nobody", email: "nobody@x.com" });
    await look();
    const found = await pairs();
    expect(found[0]).toMatchObject({
      ids: [a, b],
      band: "high",
      reasons: [{ rule: "email-tag" }, { rule: "name-same", text: "Same name" }],
    });
    expect(idsOf(found)).toEqual([together(a, b), together(a, c), together(b, c)].sort());
    expect(idsOf(await pairs("people", admin, `&recordId=${c}`))).toHaveLength(2);
    expect(idsOf(await pairs("people", admin, "&band=high"))).toEqual([together(a, b)]);

    await admin.patch(`/people/${b}`, { email: "grace@x.com", lastName: "Hopper" });
    await admin.remove(`/people/${c}`);
    await look();
    expect(await pairs()).toEqual([]);
    await admin.post(`/people/${c}/restore`);
    await look();
    expect(idsOf(await pairs())).toEqual([together(a, c)]);
  });

  test("of companies go by domain, name and city", async () => {
    const a = await make("companies", { name: "Acme Ltd", domain: "acme.com" });
    const b = await make("companies", { name: "ACME", website: "https://www.acme.com/en" });
    await make("companies", { name: "Zenith", domain: "gmail.com" });
    await make("companies", { name: "Nadir", domain: "gmail.com" });
    await look();
    expect(idsOf(await pairs("companies"))).toEqual([together(a, b)]);
  });

  test("come in pages that hold each pair once", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      ids.push(await make("people", { firstName: `Ada${count}`, email: "ada@x.com" }));
    }
    await look();
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await admin.get(`/duplicates?object=people&limit=4${cursor}`);
      seen.push(...idsOf(body.data));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : "";
    } while (cursor);
    expect(seen).toHaveLength(15);
    expect(new Set(seen).size).toBe(15);
    expect((await admin.get("/duplicates?object=people&cursor=x")).status).toBe(422);
  });

  test("of records that were there before are found by walking them once", async () => {
    const a = await make("people", { email: "ada@x.com" });
    const b = await make("people", { email: "ADA@x.com" });
    await look();
    await ground.test.asOwner("DELETE FROM duplicates.pairs WHERE workspace_id = $1", [
      workspace.id,
    ]);
    await ground.test.asOwner("DELETE FROM duplicates.keys WHERE workspace_id = $1", [
      workspace.id,
    ]);
    const { createUpkeep } = await import("./upkeep.ts");
    const { silentLogger } = await import("../../platform/logger.ts");
    const upkeep = createUpkeep({
      db: ground.test.db,
      logger: silentLogger,
      records: ground.first.records,
      workspaceIds: async () => [workspace.id],
    });
    await upkeep.backfill();
    expect(idsOf(await pairs())).toEqual([together(a, b)]);
    await upkeep.backfill();
    expect(idsOf(await pairs())).toEqual([together(a, b)]);
  });

  test("cost a write one row of the queue, and nothing where no rule looks", async () => {
    const id = await make("people", { firstName: "Ada" });
    await look();
    const queued = async () =>
      (
        await ground.test.asOwner(
          "SELECT record_ids FROM duplicates.queue WHERE workspace_id = $1",
          [workspace.id],
        )
      ).length;
    await admin.patch(`/people/${id}`, { jobTitle: "Countess" });
    expect(await queued()).toBe(0);
    const operations = Array.from({ length: 50 }, (_, at) => ({
      op: "create",
      data: { firstName: `Ada ${at}` },
    }));
    await admin.post("/people/bulk", { operations });
    expect(await queued()).toBe(1);
    await look();
    expect(await queued()).toBe(0);
  });

  test("are bounded where very many share one value", async () => {
    const operations = Array.from({ length: 300 }, (_, at) => ({
      op: "create",
      data: { firstName: `Ada ${at}`, phone: "+44 20 7946 0958" },
    }));
    await admin.post("/people/bulk", { operations });
    await look();
    const [row] = await ground.test.asOwner(
      "SELECT count(*)::int AS count FROM duplicates.pairs WHERE workspace_id = $1",
      [workspace.id],
    );
    expect(Number(row?.count)).toBeLessThanOrEqual(300 * 60);
    expect(Number(row?.count)).toBeGreaterThan(0);
  });
});

describe("a dismissal", () => {
  test("lasts through changes, is refused twice, and can be undone", async () => {
    const a = await make("people", { email: "ada@x.com" });
    const b = await make("people", { email: "ada@x.com" });
    await look();
    const body = { object: "people", ids: [b, a] };
    const dismissed = await admin.post("/duplicates/dismiss", body);
    expect(dismissed.status).toBe(204);
    expect(await pairs()).toEqual([]);
    await admin.patch(`/people/${a}`, { firstName: "Ada" });
    await look();
    expect(await pairs()).toEqual([]);
    expect((await admin.post("/duplicates/dismiss", body)).status).toBe(409);
    expect((await admin.post(`/undo/${dismissed.act}`)).body).toEqual({ undone: 1, kept: [] });
    await look();
    expect(idsOf(await pairs())).toEqual([together(a, b)]);
  });

  test("is for those who may change such records, and see these", async () => {
    const a = await make("people", { email: "ada@x.com" });
    const b = await make("people", { email: "ada@x.com" });
    const body = { object: "people", ids: [a, b] };
    const viewer = workspace.as({
      permissions: { objects: { "*": { ...everything, update: "none" } } },
    });
    const seller = workspace.as({
      permissions: { objects: { "*": { ...everything, read: "own" } } },
    });
    expect((await viewer.post("/duplicates/dismiss", body)).status).toBe(403);
    expect((await seller.post("/duplicates/dismiss", body)).status).toBe(404);
  });
});

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
    expect(JSON.stringify(preview.body)).not.toMatch(/7946|"phone"/);
    const body = { object: "companies", survivorId: a, loserIds: [b] };
    const picked = await seller.post("/merges", { ...body, picks: { phone: b } });
    expect(picked.status).toBe(422);
    const merged = await seller.post("/merges", body);
    expect(JSON.stringify(merged.body)).not.toContain("7946");
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
