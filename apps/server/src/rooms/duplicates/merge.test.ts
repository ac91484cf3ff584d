// Merging over HTTP on the real database: what the survivor holds, what moves, and that undo brings every row
// back as it was.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contentsOf, make, merge, undo } from "../../../test/merge-ground.ts";
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

const read = async (path: string, by = admin) => (await by.get(path)).body;

/** Two companies with all kinds of things that hang on the second. */
async function twoCompanies() {
  await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
  const reference = { type: "reference", refObject: "companies" };
  await admin.post("/fields", { object: "boats", key: "yard", label: "Yard", ...reference });
  await admin.post("/fields", {
    object: "companies",
    key: "parent",
    label: "Parent",
    ...reference,
  });
  await admin.post("/fields", {
    object: "companies",
    key: "tags",
    label: "Tags",
    type: "multiSelect",
    options: ["a", "b", "c"].map((key) => ({ key, label: key })),
  });
  const survivorId = await make(admin, "/companies", {
    name: "Acme",
    domain: "acme.com",
    currency: "USD",
    custom: { tags: ["a"] },
  });
  const loserId = await make(admin, "/companies", {
    name: "ACME Inc",
    city: "Oslo",
    annualRevenueMinor: 500,
    currency: "EUR",
    custom: { tags: ["b", "a"] },
  });
  const other = await make(admin, "/companies", { name: "Zenith", custom: { parent: loserId } });
  await admin.patch(`/companies/${survivorId}`, { custom: { parent: loserId } });
  const personId = await make(admin, "/people", { firstName: "Ada", companyId: loserId });
  const dealId = await make(admin, "/deals", { name: "Deal", companyId: loserId, personId });
  await make(admin, `/deals/${dealId}/line-items`, {
    name: "Seat",
    quantity: 2,
    unitPriceMinor: 100,
  });
  const trashed = await make(admin, "/deals", { name: "Old deal", companyId: loserId });
  await admin.remove(`/deals/${trashed}`);
  const ticketId = await make(admin, "/tickets", { subject: "Help", companyId: loserId });
  await make(admin, "/tasks", { title: "Call", companyId: loserId });
  await make(admin, "/notes", { body: "Note", companyId: loserId });
  await make(admin, "/activities", { kind: "call", companyId: loserId });
  const boatId = await make(admin, "/records/boats", { name: "Ark", custom: { yard: loserId } });
  const link = (fromId: string, toId: string, label: string) =>
    make(admin, "/relations", {
      fromObject: "companies",
      fromId,
      toObject: "companies",
      toId,
      label,
    });
  await link(loserId, other, "supplies");
  await link(survivorId, other, "supplies");
  await link(other, loserId, "owns");
  await link(survivorId, loserId, "is the same as");
  return { survivorId, loserId, other, personId, dealId, trashed, ticketId, boatId };
}

describe("a merge", () => {
  test("fills, unites, re-points everything, and leads from the loser to the survivor", async () => {
    const made = await twoCompanies();
    const { survivorId, loserId } = made;
    const preview = await admin.post("/merges/preview", {
      object: "companies",
      survivorId,
      loserIds: [loserId],
      picks: { name: loserId },
    });
    expect(preview.status).toBe(200);
    const field = (key: string) =>
      preview.body.fields.find((one: { key: string }) => one.key === key);
    expect(field("name")).toMatchObject({ value: "ACME Inc", from: loserId, rule: "picked" });
    expect(field("city")).toMatchObject({ value: "Oslo", from: loserId, rule: "filled" });
    expect(field("domain")).toMatchObject({ value: "acme.com", rule: "same" });
    expect(field("custom.tags")).toMatchObject({ value: ["a", "b"], from: null, rule: "union" });
    expect(field("currency")).toMatchObject({ value: "EUR", rule: "follows" });
    expect(preview.body.related).toEqual(
      expect.arrayContaining([
        { object: "people", label: "People", count: 1, isCapped: false },
        { object: "deals", label: "Deals", count: 1, isCapped: false },
        { object: "boats", label: "Boats", count: 1, isCapped: false },
      ]),
    );
    const { status, body, act } = await merge(admin, {
      object: "companies",
      survivorId,
      loserIds: [loserId],
      picks: { name: loserId },
      versions: preview.body.versions,
    });
    expect(status).toBe(201);
    expect(body.id).toBe(act);
    expect(body.record).toMatchObject({
      id: survivorId,
      name: "ACME Inc",
      city: "Oslo",
      annualRevenueMinor: 500,
      currency: "EUR",
      custom: { tags: ["a", "b"] },
    });
    expect(body.record.custom.parent ?? null).toBeNull();
    for (const path of [`/people/${made.personId}`, `/deals/${made.dealId}`]) {
      expect((await read(path)).companyId).toBe(survivorId);
    }
    expect((await read(`/records/boats/${made.boatId}`)).custom.yard).toBe(survivorId);
    expect((await read(`/companies/${made.other}`)).custom.parent).toBe(survivorId);
    expect((await admin.post(`/deals/${made.trashed}/restore`)).body.companyId).toBe(survivorId);
    const links = await read(`/relations?object=companies&id=${survivorId}`);
    expect(links.data.map((one: { label: string }) => one.label).sort()).toEqual([
      "owns",
      "supplies",
    ]);
    const gone = await admin.get(`/companies/${loserId}`);
    expect(gone.status).toBe(410);
    expect(gone.body).toMatchObject({
      code: "records.merged",
      mergedInto: { object: "companies", id: survivorId },
    });
  });

  test("goes back to the very rows that were there, twice over", async () => {
    const { survivorId, loserId } = await twoCompanies();
    const before = await contentsOf(ground, workspace);
    const { act } = await merge(admin, { object: "companies", survivorId, loserIds: [loserId] });
    const merged = await contentsOf(ground, workspace);
    expect(merged).not.toEqual(before);
    const undone = await undo(admin, act);
    expect(undone).toMatchObject({ status: 200, kept: [] });
    expect(await contentsOf(ground, workspace)).toEqual(before);
    expect((await admin.get(`/companies/${loserId}`)).status).toBe(200);
    expect((await undo(admin, undone.act)).kept).toEqual([]);
    expect(await contentsOf(ground, workspace)).toEqual(merged);
    expect((await admin.get(`/companies/${loserId}`)).status).toBe(410);
    const again = await admin.post(`/merges/${act}/undo`);
    expect(again.status, JSON.stringify(again.body)).toBe(200);
  });

  test("is not gone around by restoring the loser by hand", async () => {
    const survivorId = await make(admin, "/people", { firstName: "Ada" });
    const loserId = await make(admin, "/people", { firstName: "Ada L" });
    const { act } = await merge(admin, { object: "people", survivorId, loserIds: [loserId] });
    const refused = await admin.post(`/people/${loserId}/restore`);
    expect([refused.status, refused.body.code]).toEqual([410, "records.merged"]);
    expect(refused.body.mergedInto).toEqual({ object: "people", id: survivorId });
    await admin.remove(`/people/${survivorId}`);
    expect((await admin.post(`/people/${loserId}/restore`)).status).toBe(404);
    await admin.post(`/people/${survivorId}/restore`);
    expect((await undo(admin, act)).kept).toEqual([]);
    await admin.remove(`/people/${loserId}`);
    expect((await admin.post(`/people/${loserId}/restore`)).status).toBe(200);
  });

  test("of several takes them all, and goes back as one", async () => {
    const ids: string[] = [];
    for (const email of ["a@x.com", null, "c@x.com"]) {
      const id = await make(admin, "/people", {
        firstName: "Ada",
        email,
        city: email ? null : "Oslo",
      });
      await make(admin, "/notes", { body: `Of ${email}`, personId: id });
      ids.push(id);
    }
    const [survivorId = "", ...loserIds] = ids;
    const before = await contentsOf(ground, workspace);
    const { body, act } = await merge(admin, { object: "people", survivorId, loserIds });
    expect(body.record).toMatchObject({ email: "a@x.com", city: "Oslo" });
    const filter = encodeURIComponent(JSON.stringify({ personId: survivorId }));
    expect((await read(`/notes?filter=${filter}`)).data).toHaveLength(3);
    await undo(admin, act);
    expect(await contentsOf(ground, workspace)).toEqual(before);
  });
});

describe("undoing later", () => {
  test("leaves what came since, keeps what changed since and says so", async () => {
    const { survivorId, loserId, dealId, ticketId } = await twoCompanies();
    const { act } = await merge(admin, { object: "companies", survivorId, loserIds: [loserId] });
    const later = await make(admin, "/deals", { name: "Later deal", companyId: survivorId });
    await admin.patch(`/deals/${dealId}`, { name: "Renamed deal" });
    await admin.patch(`/tickets/${ticketId}`, { companyId: null });
    await admin.patch(`/companies/${survivorId}`, { city: "Rome" });
    const undone = await undo(admin, act);
    expect(undone.kept).toEqual(
      expect.arrayContaining([
        { object: "companies", id: survivorId, reason: "changed-since", fields: ["city"] },
        { object: "tickets", id: ticketId, reason: "changed-since" },
      ]),
    );
    expect(undone.kept).toHaveLength(2);
    expect((await read(`/deals/${later}`)).companyId).toBe(survivorId);
    expect(await read(`/deals/${dealId}`)).toMatchObject({
      name: "Renamed deal",
      companyId: loserId,
    });
    expect((await read(`/tickets/${ticketId}`)).companyId).toBeNull();
    expect(await read(`/companies/${survivorId}`)).toMatchObject({
      city: "Rome",
      annualRevenueMinor: null,
      currency: "USD",
    });
    expect(await read(`/companies/${loserId}`)).toMatchObject({ city: "Oslo" });
  });

  test("finds what a later merge moved on, in either order", async () => {
    const [a = "", b = "", c = ""] = await Promise.all(
      ["A", "B", "C"].map((name) => make(admin, "/companies", { name })),
    );
    const deal = await make(admin, "/deals", { name: "Deal", companyId: a });
    const link = { fromObject: "companies", fromId: a, toObject: "deals", toId: deal, label: "x" };
    await make(admin, "/relations", link);
    const before = await contentsOf(ground, workspace);
    const first = await merge(admin, { object: "companies", survivorId: b, loserIds: [a] });
    const second = await merge(admin, { object: "companies", survivorId: c, loserIds: [b] });
    expect((await admin.get(`/companies/${a}`)).body.mergedInto.id).toBe(c);
    expect((await undo(admin, first.act)).kept).toEqual([]);
    expect((await read(`/deals/${deal}`)).companyId).toBe(a);
    expect((await read(`/relations?object=companies&id=${a}`)).data).toHaveLength(1);
    await undo(admin, second.act);
    const after = await contentsOf(ground, workspace);
    const stamps = (rows: unknown) =>
      JSON.stringify(rows).replace(/"(version|updated_at)": ?("[^"]*"|\d+)/g, "");
    for (const table of Object.keys(before))
      expect(stamps(after[table])).toBe(stamps(before[table]));
  });

  test("is refused a second time, and to those who may not change the records any more", async () => {
    const seller = workspace.as({
      permissions: { objects: { "*": { ...everything, update: "own", delete: "own" } } },
    });
    const ids = await Promise.all(
      ["A", "B"].map(async (name) => (await seller.post("/companies", { name })).body.id),
    );
    const { act } = await merge(seller, {
      object: "companies",
      survivorId: ids[0],
      loserIds: [ids[1]],
    });
    await admin.patch(`/companies/${ids[0]}`, { ownerId: admin.memberId });
    expect((await undo(seller, act)).status).toBe(403);
    expect((await admin.post(`/merges/${act}/undo`)).status).toBe(200);
    const again = await admin.post(`/merges/${act}/undo`);
    expect(again.status).toBe(409);
    expect(again.body.code).toBe("duplicates.already_undone");
  });
});
