// Detection over HTTP on the real database: pairs appear after writes, follow changes, are remembered when
// dismissed.
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
