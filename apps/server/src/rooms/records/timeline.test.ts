import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
});
afterAll(() => ground.close());

interface Item {
  object: string;
  id: string;
  at: string;
}

async function pages(by: Caller, path: string, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = "";
  do {
    const { status, body } = await by.get(`${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    expect(body.data.length).toBeLessThanOrEqual(limit);
    items.push(...body.data);
    cursor = body.nextCursor ?? "";
  } while (cursor);
  return items;
}

describe("the timeline", () => {
  let personId: string;
  let made: Item[];

  beforeEach(async () => {
    personId = (await admin.post("/people", { firstName: "Ada" })).body.id;
    const other = (await admin.post("/people", { firstName: "Eve" })).body.id;
    const about = async (object: string, data: object) => {
      const { id, occurredAt, createdAt } = (await admin.post(`/${object}`, { personId, ...data }))
        .body;
      return { object, id, at: occurredAt ?? createdAt };
    };
    made = [];
    for (let index = 0; index < 5; index += 1) {
      made.push(await about("notes", { body: `Note ${index}` }));
      made.push(await about("tasks", { title: `Task ${index}` }));
      made.push(
        await about("activities", {
          kind: "call",
          occurredAt: `2020-01-0${1 + (index % 3)}T00:00:00Z`,
        }),
      );
      made.push(await about("activities", { kind: "email" }));
    }
    made.push(
      await about("deals", { name: "Deal" }),
      await about("tickets", { subject: "Ticket" }),
    );
    const gone = await about("notes", { body: "Gone" });
    await admin.remove(`/notes/${gone.id}`);
    await admin.post("/notes", { body: "Other", personId: other });
  });

  const newest = (items: readonly Item[]) =>
    [...items].sort((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? 1 : -1));

  test.each([1, 3, 60])("comes newest first, complete, in pages of %i", async (limit) => {
    const items = await pages(admin, `/people/${personId}/timeline`, limit);
    expect(items.map(({ id }) => id)).toEqual(newest(made).map(({ id }) => id));
    expect(items.map(({ at }) => at)).toEqual(newest(made).map(({ at }) => at));
  });

  test("shows what the caller may see, and when only if that may be known", async () => {
    const all = { create: true, read: "all", update: "all", delete: "all" } as const;
    const none = { create: false, read: "none", update: "none", delete: "none" } as const;
    const fields = { tasks: { personId: "none" }, activities: { occurredAt: "none" } } as const;
    const blind = workspace.as({ permissions: { objects: { "*": all, notes: none }, fields } });
    const items = await pages(blind, `/people/${personId}/timeline`, 4);
    expect(new Set(items.map(({ object }) => object))).toEqual(
      new Set(["activities", "deals", "tickets"]),
    );
    expect(items).toHaveLength(12);
    expect(items.some(({ at }) => at.startsWith("2020"))).toBe(false);
    const own = workspace.as({
      permissions: { objects: { "*": { ...all, read: "own" }, people: all } },
    });
    expect(await pages(own, `/people/${personId}/timeline`, 4)).toEqual([]);
  });

  test("refuses a forged cursor", async () => {
    const forge = (text: string) => Buffer.from(text).toString("base64url");
    const hostile = [
      "x",
      forge("x y"),
      forge(`2026 ${personId}`),
      forge(`+275760-09-13T00:00:00.000Z ${personId}`),
      forge(`0000-01-01T00:00:00.000Z ${personId}`),
      forge("2026-01-01T00:00:00.000Z x"),
    ];
    for (const cursor of hostile) {
      const { status, body } = await admin.get(`/people/${personId}/timeline?cursor=${cursor}`);
      expect([status, body.code]).toEqual([422, "records.bad_cursor"]);
    }
  });
});

describe("the history", () => {
  test("says who changed what, newest first, in pages", async () => {
    const { id } = (await admin.post("/people", { firstName: "Ada" })).body;
    for (const city of ["Rome", "Paris", "Oslo"]) await admin.patch(`/people/${id}`, { city });
    const items = (await pages(admin, `/people/${id}/history`, 2)) as unknown as {
      op: string;
      after: { city?: string };
    }[];
    expect(items.map(({ op, after }) => [op, after.city])).toEqual([
      ["update", "Oslo"],
      ["update", "Paris"],
      ["update", "Rome"],
      ["create", undefined],
    ]);
  });
});

describe("links", () => {
  const label = "advises";
  let fromId: string;
  let toId: string;

  beforeEach(async () => {
    fromId = (await admin.post("/people", { firstName: "Ada" })).body.id;
    toId = (await admin.post("/companies", { name: "Acme" })).body.id;
  });

  const link = (change: object = {}, by = admin) =>
    by.post("/relations", {
      fromObject: "people",
      fromId,
      toObject: "companies",
      toId,
      label,
      ...change,
    });

  test("show at both ends, with the other's title, and are made once", async () => {
    const made = await link();
    expect(made.status).toBe(201);
    expect((await link()).body.code).toBe("records.relation_exists");
    expect((await link({ label: "owns" })).status).toBe(201);
    for (const [object, id, title] of [
      ["people", fromId, "Acme"],
      ["companies", toId.toUpperCase(), "Ada"],
    ] as const) {
      const { data } = (await admin.get(`/relations?object=${object}&id=${id}`)).body;
      expect(data.map((row: { label: string; title: string }) => [row.label, row.title])).toEqual([
        ["advises", title],
        ["owns", title],
      ]);
    }
    expect((await admin.remove(`/relations/${made.body.id}`)).status).toBe(204);
    expect((await admin.remove(`/relations/${made.body.id}`)).status).toBe(404);
  });

  test("come in pages", async () => {
    for (let index = 0; index < 5; index += 1) await link({ label: `label ${index}` });
    const first = (await admin.get(`/relations?object=people&id=${fromId}&limit=3`)).body;
    const second = (
      await admin.get(`/relations?object=people&id=${fromId}&limit=3&cursor=${first.nextCursor}`)
    ).body;
    const labels = [...first.data, ...second.data].map((row: { label: string }) => row.label);
    expect(labels).toEqual(["label 0", "label 1", "label 2", "label 3", "label 4"]);
    expect(second.nextCursor).toBeNull();
    expect((await admin.get(`/relations?object=people&id=${fromId}&cursor=x`)).status).toBe(422);
  });

  test("with an end out of reach do not exist", async () => {
    const made = (await link()).body;
    const all = { create: true, read: "all", update: "all", delete: "all" } as const;
    const own = workspace.as({
      permissions: { objects: { "*": all, companies: { ...all, read: "own" } } },
    });
    expect((await own.get(`/relations?object=people&id=${fromId}`)).body.data).toEqual([]);
    expect((await own.get(`/relations?object=companies&id=${toId}`)).status).toBe(404);
    expect((await link({ label: "x" }, own)).status).toBe(404);
    const hidden = await own.remove(`/relations/${made.id}`);
    const absent = await own.remove("/relations/0192f5c0-0000-7000-8000-000000000001");
    expect({ ...hidden.body, requestId: "" }).toEqual({ ...absent.body, requestId: "" });
    const reader = workspace.as({
      permissions: { objects: { "*": all, companies: { ...all, update: "own" } } },
    });
    expect((await reader.remove(`/relations/${made.id}`)).status).toBe(403);
    const foreign = (await ground.workspace()).admin;
    expect((await foreign.remove(`/relations/${made.id}`)).status).toBe(404);
    expect((await link({}, foreign)).status).toBe(404);
  });

  test("refuse what makes no sense", async () => {
    expect((await link({ toObject: "people", toId: fromId.toUpperCase() })).body.code).toBe(
      "records.self_relation",
    );
    for (const change of [
      { label: "" },
      { label: "a\u0000" },
      { label: "\ud800" },
      { toObject: "nothing" },
      { toObject: "people" },
      { toId: "x" },
    ]) {
      expect([404, 422]).toContain((await link(change)).status);
    }
  });
});
