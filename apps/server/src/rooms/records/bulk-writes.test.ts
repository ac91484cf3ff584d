import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  workspace = await ground.workspace();
});
afterAll(() => ground.close());

const noSuchId = "0192f5c0-0000-7000-8000-000000000001";

describe("bulk", () => {
  test("gives each operation its own result, and what fails harms no other", async () => {
    const { admin } = workspace;
    const ada = (await admin.post("/people", { firstName: "Ada", email: "ada@example.com" })).body;
    const gone = (await admin.post("/people", { firstName: "Gone" })).body;
    const { status, body } = await admin.post("/people/bulk", {
      operations: [
        { op: "create", data: { firstName: "Ben" } },
        { op: "create", data: { email: "broken" } },
        { op: "update", id: ada.id.toUpperCase(), data: { city: "London" } },
        { op: "update", id: noSuchId, data: { city: "London" } },
        { op: "upsert", data: { email: "ADA@example.com", country: "UK" } },
        { op: "upsert", key: "email", data: { email: "new@example.com" } },
        { op: "upsert", key: "lifecycle", data: { lifecycle: "lead" } },
        { op: "upsert", key: "nothing", data: {} },
        { op: "delete", id: gone.id },
        { op: "update", data: { city: "x" } },
        { op: "create", id: noSuchId, data: {} },
        { op: "delete", id: "no id at all" },
      ],
    });
    expect(status).toBe(200);
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([
      201, 422, 200, 404, 200, 201, 422, 422, 204, 422, 422, 404,
    ]);
    expect(body.results[4].data).toMatchObject({ id: ada.id, city: "London", country: "UK" });
    expect(body.results[8].id).toBe(gone.id);
    const names = (await admin.list("people", { sort: "email" })).map((row) => row.email);
    expect(names).toEqual(["ada@example.com", "new@example.com", null]);
  });

  test("refuses what changed since it was read, operation by operation", async () => {
    const { admin } = workspace;
    const [old, now] = await Promise.all(
      ["Ada", "Ben"].map((firstName) => admin.post("/people", { firstName })),
    );
    await admin.patch(`/people/${old?.body.id}`, { city: "Oslo" });
    const tag = (answer: typeof old) => String(answer?.headers.etag);
    const { body } = await admin.post("/people/bulk", {
      operations: [
        { op: "update", id: old?.body.id, data: { city: "Rome" }, ifMatch: tag(old) },
        { op: "update", id: now?.body.id, data: { city: "Rome" }, ifMatch: tag(now) },
        { op: "delete", id: now?.body.id, ifMatch: tag(now) },
        { op: "delete", id: old?.body.id, ifMatch: "2" },
        { op: "create", data: { firstName: "Cy" }, ifMatch: "1" },
      ],
    });
    const { results } = body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([
      412, 200, 412, 204, 422,
    ]);
    expect(results[0].error).toMatchObject({
      code: "records.version_conflict",
      current: { city: "Oslo" },
    });
  });

  test("a note that mentions nobody is refused, save whom it mentioned before", async () => {
    const { admin } = workspace;
    const body = `@[Nobody](member:${noSuchId}) please call`;
    const operations = [
      { op: "create", data: { body } },
      { op: "create", data: { body: `@[Me](member:${admin.memberId}) please call` } },
    ];
    const { results } = (await admin.post("/notes/bulk", { operations })).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([422, 201]);
    expect(results[0].error.errors).toMatchObject([
      { path: "body", code: "records.bad_reference" },
    ]);
    await ground.test.asOwner("UPDATE records.notes SET body = $2 WHERE id = $1", [
      results[1].id,
      body,
    ]);
    const changed = await admin.patch(`/notes/${results[1].id}`, { body: `${body} again` });
    expect(changed.status).toBe(200);
  });

  test("an upsert finds what earlier operations of its call made, changed or deleted", async () => {
    const { admin } = workspace;
    const known = (await admin.post("/people", { email: "old@example.com" })).body.id;
    const gone = (await admin.post("/people", { email: "gone@example.com" })).body.id;
    const upsert = (data: object, key = "email") => ({ op: "upsert", key, data });
    const { results } = (
      await admin.post("/people/bulk", {
        operations: [
          { op: "create", data: { email: "new@example.com", phone: "+1" } },
          upsert({ email: "NEW@example.com", city: "Rome" }),
          upsert({ phone: "+1", country: "Italy" }, "phone"),
          { op: "update", id: known, data: { email: "now@example.com" } },
          upsert({ email: "now@example.com", city: "Oslo" }),
          upsert({ email: "old@example.com", city: "Bonn" }),
          { op: "delete", id: gone },
          upsert({ email: "gone@example.com", city: "Bern" }),
          { op: "create", data: { email: "now@example.com" } },
          upsert({ email: "now@example.com" }),
        ],
      })
    ).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([
      201, 200, 200, 200, 200, 201, 204, 201, 201, 409,
    ]);
    expect(results[2].data).toMatchObject({ id: results[0].id, city: "Rome", country: "Italy" });
    expect(results[4].data).toMatchObject({ id: known, city: "Oslo" });
    expect(results[7].id).not.toBe(gone);
    const cities = (await admin.list("people", { sort: "city" })).map(({ city }) => city);
    expect(cities).toEqual(["Bern", "Bonn", "Oslo", "Rome", null]);
  });

  test("a record is restored only as it was read", async () => {
    const { admin } = workspace;
    const made = await admin.post("/people", { firstName: "Ada" });
    await admin.remove(`/people/${made.body.id}`);
    const restore = (version: string) =>
      admin.post(`/people/${made.body.id}/restore`, {}, { "if-match": version });
    const stale = await restore(String(made.headers.etag));
    expect([stale.status, stale.body.code]).toEqual([412, "records.version_conflict"]);
    expect((await restore("2")).status).toBe(200);
  });

  test("applies several operations on one record in order, each with a version of its own", async () => {
    const { admin } = workspace;
    const { id } = (await admin.post("/people", { firstName: "Ada" })).body;
    const { body } = await admin.post("/people/bulk", {
      operations: [
        { op: "update", id, data: { city: "London" } },
        { op: "update", id, data: { city: "Paris" } },
        { op: "update", id, data: { city: "Paris" } },
        { op: "delete", id },
        { op: "update", id, data: { city: "Rome" } },
      ],
    });
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([
      200, 200, 200, 204, 404,
    ]);
    expect(
      body.results.map((result: { data?: { version: number } }) => result.data?.version),
    ).toEqual([2, 3, 3, undefined, undefined]);
    await admin.post(`/people/${id}/restore`);
    const history = (await admin.get(`/people/${id}/history`)).body.data;
    expect(history.map((entry: { op: string }) => entry.op)).toEqual([
      "restore",
      "trash",
      "create",
    ]);
  });

  test("takes a thousand operations, and no more", async () => {
    const { admin } = workspace;
    const operations = Array.from({ length: 1000 }, (_, index) => ({
      op: "create",
      data: { firstName: `P${index}`, email: `p${index}@example.com` },
    }));
    const { body } = await admin.post("/people/bulk", { operations });
    expect(body.results.every((result: { status: number }) => result.status === 201)).toBe(true);
    const upserts = operations.map(({ data }) => ({
      op: "upsert",
      data: { ...data, city: "Oslo" },
    }));
    const again = await admin.post("/people/bulk", { operations: upserts });
    expect(again.body.results.every((result: { status: number }) => result.status === 200)).toBe(
      true,
    );
    const page = await admin.get("/people?total=true&limit=1&filter=%7B%22city%22%3A%22oslo%22%7D");
    expect(page.body.total).toEqual({ count: 1000, capped: false });
    const ids = (await admin.list("people", { sort: "createdAt", limit: "200" })).map(
      (row) => row.firstName,
    );
    expect(ids).toEqual(operations.map(({ data }) => data.firstName));
    const tooMany = await admin.post("/people/bulk", {
      operations: [...operations, operations[0]],
    });
    expect(tooMany.status).toBe(422);
  });
});

describe("upsert", () => {
  test("knows a record by a custom field, folded, and makes several rows with one key one record", async () => {
    const { admin } = workspace;
    await admin.post("/fields", { object: "people", key: "badge", label: "Badge", type: "text" });
    const upsert = (badge: string, city: string) => ({
      op: "upsert",
      key: "custom.badge",
      data: { custom: { badge }, city },
    });
    const first = await admin.post("/people/bulk", {
      operations: [upsert("ÉMILE-1", "Paris"), upsert("émile-1", "Rome"), upsert("B-2", "Oslo")],
    });
    expect(first.body.results.map((result: { status: number }) => result.status)).toEqual([
      201, 200, 201,
    ]);
    const again = await admin.post("/people/bulk", { operations: [upsert("emile-1", "Bonn")] });
    expect(again.body.results[0].data).toMatchObject({
      city: "Bonn",
      custom: { badge: "emile-1" },
    });
    expect(await admin.list("people", {})).toHaveLength(2);
  });

  test("tells apart keys that are alike for longer than the index holds", async () => {
    const { admin } = workspace;
    await admin.post("/fields", { object: "people", key: "page", label: "Page", type: "url" });
    const page = (end: string) => `https://example.com/${"a".repeat(800)}${end}`;
    const operations = ["1", "2", "1"].map((end) => ({
      op: "upsert",
      key: "custom.page",
      data: { custom: { page: page(end) } },
    }));
    await admin.post("/people/bulk", { operations });
    await admin.post("/people/bulk", { operations });
    expect(await admin.list("people", {})).toHaveLength(2);
  });

  test("refuses a key that names several records, and an empty one", async () => {
    const { admin } = workspace;
    await admin.post("/people", { firstName: "Ada", email: "twin@example.com" });
    await admin.post("/people", { firstName: "Ada", email: "twin@example.com" });
    const twin = { op: "upsert", data: { email: "twin@example.com" } };
    const empty = { op: "upsert", data: { email: " " } };
    const { results } = (await admin.post("/people/bulk", { operations: [twin, empty] })).body;
    expect(results.map(({ error }: { error: { code: string } }) => error.code)).toEqual([
      "records.key_ambiguous",
      "records.key_missing",
    ]);
  });

  test("takes what is out of sight for what does not exist, however many there are", async () => {
    const { admin } = workspace;
    const make = (email: string) => admin.post("/people", { firstName: "Hidden", email });
    for (const email of ["one@hidden.example", "two@hidden.example", "two@hidden.example"])
      await make(email);
    const own = { create: true, read: "own", update: "own", delete: "own" } as const;
    const seller = workspace.as({ permissions: { objects: { "*": own } } });
    const upsert = (email: string) => ({ op: "upsert", data: { email, city: "x" } });
    const emails = ["none@hidden.example", "one@hidden.example", "two@hidden.example"];
    const alone = await seller.post("/people/bulk", { operations: emails.map(upsert) });
    const other = { op: "create", data: { firstName: "Else" } };
    const again = await seller.post("/people/bulk", { operations: [other, ...emails.map(upsert)] });
    const statuses = (body: { results: { status: number }[] }) =>
      body.results.map(({ status }) => status);
    expect(statuses(alone.body)).toEqual([201, 201, 201]);
    expect(statuses(again.body)).toEqual([201, 200, 200, 200]);
    expect(JSON.stringify([alone.body, again.body])).not.toContain("Hidden");
    const untouched = await admin.list("people", {
      filter: JSON.stringify({ firstName: "Hidden" }),
    });
    expect(untouched.map(({ city }) => city)).toEqual([null, null, null]);
  });

  test("of the same key many times at once makes one record", async () => {
    const { admin } = workspace;
    const upsert = (index: number) =>
      admin.post("/people/bulk", {
        operations: [{ op: "upsert", data: { email: "one@example.com", city: `City ${index}` } }],
      });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => upsert(index)));
    const statuses = answers.map(({ body }) => body.results[0].status).sort();
    expect(statuses).toEqual([...Array(7).fill(200), 201]);
    expect(await admin.list("people", {})).toHaveLength(1);
  });

  test("that would make a record without what it requires is refused", async () => {
    const { admin } = workspace;
    const operations = [{ op: "upsert", key: "domain", data: { domain: "acme.example" } }];
    const { results } = (await admin.post("/companies/bulk", { operations })).body;
    expect(results[0].error.errors[0]).toMatchObject({ path: "name", code: "records.required" });
  });
});
