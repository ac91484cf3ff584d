// Merging over HTTP on the real database: what the survivor holds, what moves, and that undo brings every row
// back as it was.
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

const tables = [
  "people",
  "companies",
  "deals",
  "tickets",
  "tasks",
  "notes",
  "activities",
  "custom_records",
  "field_values",
  "line_items",
  "relations",
].map((name) => `records.${name}`);

/** Every row of the workspace's records, whole, and the search documents that follow them. */
async function contents(): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const table of [...tables, "search.documents"]) {
    const rows = await ground.test.asOwner(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE workspace_id = $1 ORDER BY to_jsonb(t)::text`,
      [workspace.id],
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

async function make(path: string, body: object): Promise<string> {
  const answer = await admin.post(path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

const read = async (path: string, by = admin) => (await by.get(path)).body;

async function merge(body: object, by = admin) {
  const answer = await by.post("/merges", body);
  return { ...answer, act: answer.act };
}

async function undo(act: string, by = admin) {
  const answer = await by.post(`/undo/${act}`);
  return { status: answer.status, ...answer.body, act: answer.act };
}

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
  const survivorId = await make("/companies", {
    name: "Acme",
    domain: "acme.com",
    currency: "USD",
    custom: { tags: ["a"] },
  });
  const loserId = await make("/companies", {
    name: "ACME Inc",
    city: "Oslo",
    annualRevenueMinor: 500,
    currency: "EUR",
    custom: { tags: ["b", "a"] },
  });
  const other = await make("/companies", { name: "Zenith", custom: { parent: loserId } });
  await admin.patch(`/companies/${survivorId}`, { custom: { parent: loserId } });
  const personId = await make("/people", { firstName: "Ada", companyId: loserId });
  const dealId = await make("/deals", { name: "Deal", companyId: loserId, personId });
  await make(`/deals/${dealId}/line-items`, { name: "Seat", quantity: 2, unitPriceMinor: 100 });
  const trashed = await make("/deals", { name: "Old deal", companyId: loserId });
  await admin.remove(`/deals/${trashed}`);
  const ticketId = await make("/tickets", { subject: "Help", companyId: loserId });
  await make("/tasks", { title: "Call", companyId: loserId });
  await make("/notes", { body: "Note", companyId: loserId });
  await make("/activities", { kind: "call", companyId: loserId });
  const boatId = await make("/records/boats", { name: "Ark", custom: { yard: loserId } });
  const link = (fromId: string, toId: string, label: string) =>
    make("/relations", { fromObject: "companies", fromId, toObject: "companies", toId, label });
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
    const { status, body, act } = await merge({
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
    const before = await contents();
    const { act } = await merge({ object: "companies", survivorId, loserIds: [loserId] });
    const merged = await contents();
    expect(merged).not.toEqual(before);
    const undone = await undo(act);
    expect(undone).toMatchObject({ status: 200, kept: [] });
    expect(await contents()).toEqual(before);
    expect((await admin.get(`/companies/${loserId}`)).status).toBe(200);
    expect((await undo(undone.act)).kept).toEqual([]);
    expect(await contents()).toEqual(merged);
    expect((await admin.get(`/companies/${loserId}`)).status).toBe(410);
    const again = await admin.post(`/merges/${act}/undo`);
    expect(again.status, JSON.stringify(again.body)).toBe(200);
  });

  test("of several takes them all, and goes back as one", async () => {
    const ids: string[] = [];
    for (const email of ["a@x.com", null, "c@x.com"]) {
      const id = await make("/people", { firstName: "Ada", email, city: email ? null : "Oslo" });
      await make("/notes", { body: `Of ${email}`, personId: id });
      ids.push(id);
    }
    const [survivorId = "", ...loserIds] = ids;
    const before = await contents();
    const { body, act } = await merge({ object: "people", survivorId, loserIds });
    expect(body.record).toMatchObject({ email: "a@x.com", city: "Oslo" });
    const filter = encodeURIComponent(JSON.stringify({ personId: survivorId }));
    expect((await read(`/notes?filter=${filter}`)).data).toHaveLength(3);
    await undo(act);
    expect(await contents()).toEqual(before);
  });
});

describe("undoing later", () => {
  test("leaves what came since, keeps what changed since and says so", async () => {
    const { survivorId, loserId, dealId, ticketId } = await twoCompanies();
    const { act } = await merge({ object: "companies", survivorId, loserIds: [loserId] });
    const later = await make("/deals", { name: "Later deal", companyId: survivorId });
    await admin.patch(`/deals/${dealId}`, { name: "Renamed deal" });
    await admin.patch(`/tickets/${ticketId}`, { companyId: null });
    await admin.patch(`/companies/${survivorId}`, { city: "Rome" });
    const undone = await undo(act);
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
      ["A", "B", "C"].map((name) => make("/companies", { name })),
    );
    const deal = await make("/deals", { name: "Deal", companyId: a });
    const link = { fromObject: "companies", fromId: a, toObject: "deals", toId: deal, label: "x" };
    await make("/relations", link);
    const before = await contents();
    const first = await merge({ object: "companies", survivorId: b, loserIds: [a] });
    const second = await merge({ object: "companies", survivorId: c, loserIds: [b] });
    expect((await admin.get(`/companies/${a}`)).body.mergedInto.id).toBe(c);
    expect((await undo(first.act)).kept).toEqual([]);
    expect((await read(`/deals/${deal}`)).companyId).toBe(a);
    expect((await read(`/relations?object=companies&id=${a}`)).data).toHaveLength(1);
    await undo(second.act);
    const after = await contents();
    const stamps = (rows: unknown) =>
      JSON.stringify(rows).replace(/"(version|updated_at)": ?("[^"]*"|\d+)/g, "");
    for (const table of tables) expect(stamps(after[table])).toBe(stamps(before[table]));
  });

  test("is refused a second time, and to those who may not change the records any more", async () => {
    const seller = workspace.as({
      permissions: { objects: { "*": { ...everything, update: "own", delete: "own" } } },
    });
    const ids = await Promise.all(
      ["A", "B"].map(async (name) => (await seller.post("/companies", { name })).body.id),
    );
    const { act } = await merge(
      { object: "companies", survivorId: ids[0], loserIds: [ids[1]] },
      seller,
    );
    await admin.patch(`/companies/${ids[0]}`, { ownerId: admin.memberId });
    expect((await undo(act, seller)).status).toBe(403);
    expect((await admin.post(`/merges/${act}/undo`)).status).toBe(200);
    const again = await admin.post(`/merges/${act}/undo`);
    expect(again.status).toBe(409);
    expect(again.body.code).toBe("duplicates.already_undone");
  });
});

describe("two at once", () => {
  test("of one record: the second is told where it went", async () => {
    const [a, b, c] = await Promise.all(
      ["A", "B", "C"].map((firstName) => make("/people", { firstName })),
    );
    const answers = await Promise.all([
      merge({ object: "people", survivorId: a, loserIds: [b] }),
      merge({ object: "people", survivorId: c, loserIds: [b] }),
    ]);
    const [won, lost] = answers.sort((one, other) => one.status - other.status);
    expect([won?.status, lost?.status]).toEqual([201, 409]);
    expect(lost?.body).toMatchObject({
      code: "records.merged",
      mergedInto: { object: "people", id: won?.body.record.id },
    });
  });

  test("in a ring: one wins", async () => {
    const [a, b] = await Promise.all(["A", "B"].map((firstName) => make("/people", { firstName })));
    const answers = await Promise.all([
      merge({ object: "people", survivorId: a, loserIds: [b] }),
      merge({ object: "people", survivorId: b, loserIds: [a] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test("with a change: who saw an older version is refused and shown the newer one", async () => {
    const [a = "", b = ""] = await Promise.all(
      ["A", "B"].map((firstName) => make("/people", { firstName })),
    );
    const preview = await admin.post("/merges/preview", {
      object: "people",
      survivorId: a,
      loserIds: [b],
    });
    await admin.patch(`/people/${b}`, { city: "Oslo" });
    const { versions } = preview.body;
    const refused = await merge({ object: "people", survivorId: a, loserIds: [b], versions });
    expect(refused.status).toBe(412);
    expect(refused.body.current).toMatchObject({ id: b, city: "Oslo" });
  });

  test("with a write of what points at the loser: nothing is left behind", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a = "", b = ""] = await Promise.all(
        ["A", "B"].map((name) => make("/companies", { name })),
      );
      const [merged, ...deals] = await Promise.all([
        merge({ object: "companies", survivorId: a, loserIds: [b] }),
        ...[1, 2, 3].map((name) => admin.post("/deals", { name: `${name}`, companyId: b })),
      ]);
      expect(merged.status).toBe(201);
      for (const { status, body } of deals) {
        if (status === 201) expect((await read(`/deals/${body.id}`)).companyId).toBe(a);
        else expect(status).toBe(422);
      }
    }
  });

  test("sent twice with one key it happens once", async () => {
    const [a, b] = await Promise.all(["A", "B"].map((firstName) => make("/people", { firstName })));
    const body = { object: "people", survivorId: a, loserIds: [b] };
    const send = () => admin.post("/merges", body, { "idempotency-key": "merge-1" });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.act).toBe(answers[1]?.act);
  });
});

describe("what cannot be meant", () => {
  test.each([
    ["itself", (a: string) => ({ survivorId: a, loserIds: [a] })],
    ["one twice", (a: string, b: string) => ({ survivorId: a, loserIds: [b, b] })],
    ["no field", (a: string, b: string) => ({ survivorId: a, loserIds: [b], picks: { shoe: a } })],
    [
      "a value of another record",
      (a: string, b: string, c: string) => ({ survivorId: a, loserIds: [b], picks: { city: c } }),
    ],
    [
      "a field of the prototype",
      (a: string, b: string) => ({
        survivorId: a,
        loserIds: [b],
        picks: { constructor: b },
      }),
    ],
  ])("%s is refused, and nothing happens", async (_name, body) => {
    const [a = "", b = "", c = ""] = await Promise.all(
      ["A", "B", "C"].map((firstName) => make("/people", { firstName })),
    );
    const before = await contents();
    const answer = await merge({ object: "people", ...body(a, b, c) });
    expect(answer.status).toBe(422);
    expect(await contents()).toEqual(before);
  });

  test("an upsert by an e-mail that the survivor took goes to the survivor", async () => {
    const a = await make("/people", { firstName: "Ada" });
    const b = await make("/people", { firstName: "Ada", email: "ada@example.com" });
    await merge({ object: "people", survivorId: a, loserIds: [b] });
    const operations = [{ op: "upsert", data: { email: "ada@example.com", city: "Oslo" } }];
    const { body } = await admin.post("/people/bulk", { operations });
    expect(body.results[0]).toMatchObject({ status: 200, id: a });
  });
});
