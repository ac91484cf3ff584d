import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type Caller,
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
  await admin.post("/fields", { object: "people", key: "tier", label: "Tier", type: "text" });
  await admin.post("/fields", {
    object: "people",
    key: "tags",
    label: "Tags",
    type: "multiSelect",
    options: ["a", "b", "c"].map((key) => ({ key, label: key })),
  });
});
afterAll(() => ground.close());

const tables = ["people", "deals", "custom_records", "field_values", "line_items", "relations"];

/** Every row of the workspace's records, whole; and the search documents that follow them. */
async function contents(): Promise<unknown> {
  const all: Record<string, unknown> = {};
  for (const table of [...tables.map((name) => `records.${name}`), "search.documents"]) {
    const rows = await ground.test.asOwner(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE workspace_id = $1 ORDER BY to_jsonb(t)::text`,
      [workspace.id],
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

async function undo(act: string, by = admin) {
  const answer = await by.post(`/undo/${act}`);
  return { ...answer.body, act: answer.act, status: answer.status };
}

const person = { firstName: "Ada", city: "London", custom: { tier: "gold", tags: ["b", "a"] } };

interface Change {
  name: string;
  /** Makes what the change needs, and answers how to make the change itself. */
  prepare(): Promise<() => Promise<{ act: string; status: number }>>;
}

const changes: Change[] = [
  { name: "a creation", prepare: async () => () => admin.post("/people", person) },
  {
    name: "a change of standard and custom fields",
    prepare: async () => {
      const { id } = (await admin.post("/people", person)).body;
      const custom = { tier: null, tags: ["c"] };
      return () => admin.patch(`/people/${id}`, { city: null, lastName: "Lovelace", custom });
    },
  },
  {
    name: "a deletion",
    prepare: async () => {
      const { id } = (await admin.post("/people", person)).body;
      return () => admin.remove(`/people/${id}`);
    },
  },
  {
    name: "a restoration",
    prepare: async () => {
      const { id } = (await admin.post("/people", person)).body;
      await admin.remove(`/people/${id}`);
      return () => admin.post(`/people/${id}/restore`);
    },
  },
  {
    name: "a bulk of everything, some of it twice on one record",
    prepare: async () => {
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        ids.push(
          (await admin.post("/people", { ...person, email: `p${count}@example.com` })).body.id,
        );
      }
      const operations = [
        { op: "create", data: person },
        { op: "update", id: ids[0], data: { custom: { tier: "tin" } } },
        { op: "update", id: ids[0], data: { city: "Paris" } },
        { op: "delete", id: ids[1] },
        { op: "upsert", data: { email: "p2@example.com", city: "Oslo" } },
        { op: "upsert", data: { email: "new@example.com", city: "Oslo" } },
        { op: "create", data: { email: "broken" } },
      ];
      return () => admin.post("/people/bulk", { operations });
    },
  },
  {
    name: "a deal that is won",
    prepare: async () => {
      const [{ stages }] = (await admin.get("/pipelines")).body.data;
      const { id } = (await admin.post("/deals", { name: "Deal", amountMinor: 5 })).body;
      const stage = stages.find((candidate: { kind: string }) => candidate.kind === "won");
      return () => admin.patch(`/deals/${id}`, { stageId: stage.id });
    },
  },
  {
    name: "a record of a custom object",
    prepare: async () => {
      await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
      await admin.post("/fields", {
        object: "boats",
        key: "length",
        label: "Length",
        type: "number",
      });
      return () => admin.post("/records/boats", { name: "Ark", custom: { length: 137.16 } });
    },
  },
  {
    name: "a first line of a deal",
    prepare: async () => {
      const { id } = (await admin.post("/deals", { name: "Deal", amountMinor: 5 })).body;
      const line = { name: "Seat", quantity: 3, unitPriceMinor: 1000 };
      return () => admin.post(`/deals/${id}/line-items`, line);
    },
  },
  {
    name: "a change of a line",
    prepare: async () => {
      const { id } = (await admin.post("/deals", { name: "Deal" })).body;
      const line = { name: "Seat", quantity: 3, unitPriceMinor: 1000 };
      const made = (await admin.post(`/deals/${id}/line-items`, line)).body;
      return () => admin.patch(`/deals/${id}/line-items/${made.id}`, { quantity: 4 });
    },
  },
  {
    name: "a line that is removed",
    prepare: async () => {
      const { id } = (await admin.post("/deals", { name: "Deal" })).body;
      const line = { name: "Seat", quantity: 3, unitPriceMinor: 1000 };
      const made = (await admin.post(`/deals/${id}/line-items`, line)).body;
      return () => admin.remove(`/deals/${id}/line-items/${made.id}`);
    },
  },
  {
    name: "a link",
    prepare: async () => {
      const [fromId, toId] = await twoPeople();
      return () => link(fromId, toId);
    },
  },
  {
    name: "a link that is removed",
    prepare: async () => {
      const [fromId, toId] = await twoPeople();
      const { id } = (await link(fromId, toId)).body;
      return () => admin.remove(`/relations/${id}`);
    },
  },
];

async function twoPeople(): Promise<[string, string]> {
  const first = (await admin.post("/people", { firstName: "Ada" })).body.id;
  return [first, (await admin.post("/people", { firstName: "Ben" })).body.id];
}

function link(fromId: string, toId: string) {
  return admin.post("/relations", {
    fromObject: "people",
    fromId,
    toObject: "people",
    toId,
    label: "knows",
  });
}

test.each(changes)(
  "$name is undone exactly, and the undoing too, and that again",
  async ({ prepare }) => {
    const change = await prepare();
    const before = await contents();
    const { act, status } = await change();
    expect(status).toBeLessThan(300);
    const after = await contents();
    expect(after).not.toEqual(before);

    const undone = await undo(act);
    expect(undone).toMatchObject({ status: 200, kept: [] });
    expect(await contents()).toEqual(before);
    const redone = await undo(undone.act);
    expect(redone.kept).toEqual([]);
    expect(await contents()).toEqual(after);
    expect((await undo(redone.act)).kept).toEqual([]);
    expect(await contents()).toEqual(before);
    const thrice = await undo(act);
    expect(thrice).toMatchObject({ undone: 0 });
    expect(thrice.kept.length).toBeGreaterThan(0);
    expect(await contents()).toEqual(before);
  },
);

test("what someone changed since is kept and named, the rest is undone", async () => {
  const operations = [
    { op: "create", data: { firstName: "A" } },
    { op: "create", data: { firstName: "B" } },
  ];
  const bulk = await admin.post("/people/bulk", { operations });
  const [kept, gone] = bulk.body.results.map(({ id }: { id: string }) => id);
  await admin.patch(`/people/${kept}`, { city: "Paris" });
  const outcome = await undo(bulk.act);
  expect(outcome).toMatchObject({
    undone: 1,
    kept: [{ object: "people", id: kept, reason: "changed-since" }],
  });
  expect((await admin.get(`/people/${kept}`)).body.city).toBe("Paris");
  expect((await admin.get(`/people/${gone}`)).status).toBe(404);
});

test("a state that came back by undo is not taken for the one that was undone", async () => {
  const made = await admin.post("/people", person);
  const path = `/people/${made.body.id}`;
  const first = await admin.patch(path, { city: "Paris" });
  await undo(first.act);
  const second = await admin.patch(path, { city: "Rome" });
  expect(second.body.version).toBe(first.body.version);
  const stale = await admin.patch(
    path,
    { city: "Oslo" },
    { "if-match": String(first.headers.etag) },
  );
  expect(stale.status).toBe(412);
  expect((await undo(first.act)).kept).toHaveLength(1);
});

test("others' acts are undone only by those who may change everything concerned", async () => {
  const own = { create: true, read: "all", update: "own", delete: "own" } as const;
  const seller = workspace.as({ permissions: { objects: { "*": own } } });
  const blind = workspace.as({ permissions: { fields: { people: { city: "none" } } } });
  const peer = workspace.as({});
  const made = await seller.post("/people", person);
  for (const other of [workspace.as({ permissions: { objects: { "*": own } } }), blind]) {
    const refused = await undo(made.act, other);
    expect([refused.status, refused.code]).toEqual([404, "platform.not_found"]);
  }
  const elsewhere = await ground.workspace();
  expect((await undo(made.act, elsewhere.admin)).status).toBe(404);
  expect(await undo(made.act, peer)).toMatchObject({ undone: 1, kept: [] });
});

test("one's own act is not undone where the role reaches no more", async () => {
  const own = { create: true, read: "own", update: "own", delete: "own" } as const;
  const permissions = { objects: { "*": own } };
  const seller = workspace.as({ permissions });
  const made = await seller.post("/people", person);
  const changed = await seller.patch(`/people/${made.body.id}`, { ownerId: admin.memberId });
  expect(changed.status).toBe(200);
  expect(await undo(changed.act, seller)).toMatchObject({
    undone: 0,
    kept: [{ reason: "not-allowed" }],
  });
  const renamed = await admin.patch(`/people/${made.body.id}`, { lastName: "Lovelace" });
  const narrowed = workspace.as({
    memberId: admin.memberId,
    permissions: { fields: { people: { lastName: "read" } } },
  });
  expect(await undo(renamed.act, narrowed)).toMatchObject({
    undone: 0,
    kept: [{ reason: "not-allowed" }],
  });
});

test("an act that shapes the workspace says that it cannot be undone so", async () => {
  const field = await admin.post("/pipelines", {
    name: "Other",
    stages: [{ name: "New", kind: "open", probability: 0 }],
  });
  const audit = await ground.test.asOwner(
    "SELECT act_id FROM governance.audit_entries WHERE workspace_id = $1 AND object = 'pipelines'",
    [workspace.id],
  );
  expect(field.status).toBe(201);
  const outcome = await undo(String(audit[0]?.act_id));
  expect(outcome).toMatchObject({
    undone: 0,
    kept: [{ object: "pipelines", reason: "not-undoable" }],
  });
});
