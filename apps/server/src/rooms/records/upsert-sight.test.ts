// Upserts find their record: by those who see a part of the rows, what is out of their sight neither shows nor stands in
// the way, and nothing that they write leaves it, since they would write it again; nor does what is in the trash.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRecordsGround, type RecordsGround } from "../../../test/records-ground.ts";

let ground: RecordsGround;

beforeAll(async () => {
  ground = await openRecordsGround();
});
afterAll(() => ground.close());

const ownRows = { create: true, read: "own", update: "own", delete: "own" } as const;

async function opened() {
  const workspace = await ground.workspace();
  const { admin } = workspace;
  const seller = workspace.as({ permissions: { objects: { people: ownRows } } });
  const upsert = async (data: object, key = "lastName") =>
    (await seller.post("/people/bulk", { operations: [{ op: "upsert", key, data }] })).body
      .results[0];
  return { admin, seller, upsert, colleague: admin.memberId };
}

describe("an upsert within own rows", () => {
  test("finds its record behind any number that are hidden", async () => {
    const { admin, seller, upsert } = await opened();
    const operations = Array.from({ length: 250 }, () => ({
      op: "create",
      data: { lastName: "Smith" },
    }));
    await admin.post("/people/bulk", { operations });
    const mine = (await seller.post("/people", { lastName: "Smith" })).body;
    expect(await upsert({ lastName: "Smith", city: "Oslo" })).toMatchObject({
      ...{ status: 200, id: mine.id },
    });
  });

  test("is refused where its record would leave the sight, new or known", async () => {
    const { admin, seller, upsert, colleague: ownerId } = await opened();
    expect(await upsert({ lastName: "Away", ownerId })).toMatchObject({ status: 403 });
    const { id } = await upsert({ lastName: "Here" });
    expect(await upsert({ lastName: "Here", ownerId })).toMatchObject({ status: 403 });
    expect(await upsert({ lastName: "Here", city: "Rome" })).toMatchObject({ status: 200, id });
    const update = { op: "update", id, data: { ownerId } };
    const { body } = await seller.post("/people/bulk", { operations: [update] });
    expect(body.results[0].status).toBe(200);
    const names = (await admin.list("people", {})).map(({ lastName }) => lastName);
    expect(names).toEqual(["Here"]);
  });
});

test.each(["all", "own"] as const)(
  "an upsert by a custom key finds its record behind any number in the trash, with %s rows",
  async (read) => {
    const workspace = await ground.workspace();
    const { admin } = workspace;
    await admin.post("/fields", { object: "people", key: "crm", label: "CRM", type: "text" });
    const rights = { ...ownRows, read, update: read, delete: read };
    const syncer = workspace.as({ permissions: { objects: { people: rights } } });
    const data = { custom: { crm: "K-1" } };
    const many = Array.from({ length: 250 }, () => ({ op: "create", data }));
    const made = (await syncer.post("/people/bulk", { operations: many })).body.results;
    const operations = made.map(({ id }: { id: string }) => ({ op: "delete", id }));
    await syncer.post("/people/bulk", { operations });
    const live = (await syncer.post("/people", data)).body;
    const upsert = { op: "upsert", key: "custom.crm", data: { ...data, city: "Oslo" } };
    const { body } = await syncer.post("/people/bulk", { operations: [upsert] });
    expect(body.results[0]).toMatchObject({ status: 200, id: live.id });
  },
);
