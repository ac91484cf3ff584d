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

describe("one record", () => {
  test("is made, read, changed, deleted and restored", async () => {
    const { admin } = workspace;
    const made = await admin.post("/people", { firstName: "Ada", email: " Ada@Example.com " });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      object: "people",
      firstName: "Ada",
      lastName: null,
      email: "ada@example.com",
      version: 1,
      ownerId: admin.memberId,
      createdBy: admin.memberId,
      deletedAt: null,
      custom: {},
    });
    const { id } = made.body;
    const read = await admin.get(`/people/${id.toUpperCase()}`);
    expect(read.body).toEqual(made.body);
    expect(read.headers.etag).toBe(made.headers.etag);

    const changed = await admin.patch(`/people/${id.toUpperCase()}`, { lastName: "Lovelace" });
    expect(changed.body).toMatchObject({ firstName: "Ada", lastName: "Lovelace", version: 2 });
    expect(changed.headers.etag).not.toBe(made.headers.etag);

    expect((await admin.remove(`/people/${id}`)).status).toBe(204);
    expect((await admin.get(`/people/${id}`)).status).toBe(404);
    expect((await admin.patch(`/people/${id}`, { lastName: "x" })).status).toBe(404);
    expect((await admin.remove(`/people/${id}`)).status).toBe(404);
    expect((await admin.list("people/trash", {})).map((row) => row.id)).toEqual([id]);
    expect(await admin.list("people", {})).toEqual([]);

    const restored = await admin.post(`/people/${id}/restore`);
    expect(restored.body).toMatchObject({ lastName: "Lovelace", deletedAt: null, version: 4 });
    expect(await admin.list("people/trash", {})).toEqual([]);
  });

  test("that does not change keeps its version", async () => {
    const { admin } = workspace;
    const made = await admin.post("/people", { firstName: "Ada" });
    const same = await admin.patch(`/people/${made.body.id}`, { firstName: " Ada ", lastName: "" });
    expect(same.body).toEqual(made.body);
    const history = await admin.get(`/people/${made.body.id}/history`);
    expect(history.body.data).toHaveLength(1);
  });

  test("of another workspace is as missing as one that does not exist", async () => {
    const other = await ground.workspace();
    const foreign = await other.admin.post("/people", { firstName: "Eve" });
    const { admin } = workspace;
    for (const path of ["", "/history", "/timeline"]) {
      const there = await admin.get(`/people/${foreign.body.id}${path}`);
      const nowhere = await admin.get(`/people/${noSuchId}${path}`);
      expect(there.status).toBe(404);
      expect({ ...there.body, requestId: "" }).toEqual({ ...nowhere.body, requestId: "" });
    }
    const pointer = { name: "Deal", personId: foreign.body.id };
    const refused = await admin.post("/deals", pointer);
    const unknown = await admin.post("/deals", { ...pointer, personId: noSuchId });
    expect(refused.status).toBe(422);
    expect({ ...refused.body, requestId: "" }).toEqual({ ...unknown.body, requestId: "" });
  });

  test("keeps a reference whose target has gone, and takes no new one to it", async () => {
    const { admin } = workspace;
    const company = (await admin.post("/companies", { name: "Acme" })).body;
    const person = (await admin.post("/people", { companyId: company.id })).body;
    await admin.remove(`/companies/${company.id}`);
    const kept = await admin.patch(`/people/${person.id}`, {
      companyId: company.id,
      city: "Paris",
    });
    expect(kept.status).toBe(200);
    const refused = await admin.post("/people", { companyId: company.id });
    expect(refused.body.errors).toEqual([
      expect.objectContaining({ path: "companyId", code: "records.bad_reference" }),
    ]);
  });

  test("tells all that is wrong with it at once", async () => {
    const { admin } = workspace;
    const answer = await admin.post("/companies", {
      employees: 1.5,
      nickname: "x",
      version: 7,
      custom: { tier: "gold" },
      "custom.tier": "gold",
    });
    expect(answer.status).toBe(422);
    expect(
      answer.body.errors.map(({ path, code }: Record<string, string>) => [path, code]),
    ).toEqual([
      ["employees", "records.bad_value"],
      ["nickname", "records.unknown_field"],
      ["version", "records.read_only_field"],
      ["custom.tier", "records.unknown_field"],
      ["custom.tier", "records.unknown_field"],
      ["name", "records.required"],
    ]);
    for (const body of [[], "text", 5, null]) {
      const refused = await admin.post("/companies", JSON.stringify(body), {
        "content-type": "application/json",
      });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.status).toBeLessThan(500);
    }
    expect(
      (await admin.post("/companies", "{not json", { "content-type": "application/json" })).status,
    ).toBe(400);
  });
});

describe("If-Match", () => {
  test("lets the current version through and answers others with what is current", async () => {
    const { admin } = workspace;
    const made = await admin.post("/people", { firstName: "Ada" });
    const { id } = made.body;
    const stale = { "if-match": String(made.headers.etag) };
    const changed = await admin.patch(`/people/${id}`, { city: "London" }, stale);
    expect(changed.status).toBe(200);
    const conflict = await admin.patch(`/people/${id}`, { city: "Paris" }, stale);
    expect(conflict.status).toBe(412);
    expect(conflict.body).toMatchObject({
      code: "records.version_conflict",
      current: { id, city: "London", version: 2 },
    });
    expect((await admin.remove(`/people/${id}`, stale)).status).toBe(412);
    const fresh = { "if-match": `"0-nothing", ${changed.headers.etag}` };
    expect((await admin.patch(`/people/${id}`, { city: "Paris" }, fresh)).status).toBe(200);
    expect((await admin.patch(`/people/${id}`, { city: "Rome" }, { "if-match": "*" })).status).toBe(
      200,
    );
    expect((await admin.remove(`/people/${id}`, { "if-match": '"4"' })).status).toBe(204);
  });

  test("lets one of many writers at once win, and loses no other write", async () => {
    const { admin } = workspace;
    const made = await admin.post("/people", { firstName: "Ada" });
    const headers = { "if-match": String(made.headers.etag) };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        admin.patch(`/people/${made.body.id}`, { jobTitle: `Title ${index}` }, headers),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(7).fill(412)]);
    const now = (await admin.get(`/people/${made.body.id}`)).body;
    expect(now.jobTitle).toBe(answers.find((answer) => answer.status === 200)?.body.jobTitle);
  });
});

describe("Idempotency-Key", () => {
  test("gives one answer to the same request twice at once, and twice in a row", async () => {
    const { admin } = workspace;
    const headers = { "idempotency-key": "key-1" };
    const twins = await Promise.all(
      Array.from({ length: 4 }, () => admin.post("/people", { firstName: "Ada" }, headers)),
    );
    const later = await admin.post("/people", { firstName: "Ada" }, headers);
    expect(new Set([...twins, later].map((answer) => answer.body.id)).size).toBe(1);
    expect(later.headers["idempotency-replayed"]).toBe("true");
    expect(later.act).toBe(twins[0]?.act);
    expect(await admin.list("people", {})).toHaveLength(1);
  });

  test("is refused with another body, and means nothing to another caller", async () => {
    const { admin } = workspace;
    const headers = { "idempotency-key": "key-1" };
    await admin.post("/people", { firstName: "Ada" }, headers);
    const reused = await admin.post("/people", { firstName: "Eve" }, headers);
    expect(reused.body.code).toBe("platform.idempotency_key_reused");
    expect((await admin.post("/companies", { name: "Ada" }, headers)).status).toBe(422);
    expect((await workspace.as({}).post("/people", { firstName: "Eve" }, headers)).status).toBe(
      201,
    );
    expect((await admin.post("/people", {}, { "idempotency-key": "a b" })).status).toBe(422);
  });

  test("keeps no answer of what was refused, and the whole one of a bulk", async () => {
    const { admin } = workspace;
    const headers = { "idempotency-key": "key-2" };
    expect((await admin.post("/companies", {}, headers)).status).toBe(422);
    expect((await admin.post("/companies", { name: "Acme" }, headers)).status).toBe(201);
    const operations = [
      { op: "create", data: { firstName: "Ada" } },
      { op: "create", data: { email: "not one" } },
    ];
    const bulk = { "idempotency-key": "key-3" };
    const once = await admin.post("/people/bulk", { operations }, bulk);
    const again = await admin.post("/people/bulk", { operations }, bulk);
    expect(again.body).toEqual(once.body);
    expect(again.body.results[1].error.detail).toContain("e-mail");
    const deep = `{"firstName":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const nested = await admin.post("/people", deep, {
      "content-type": "application/json",
      "idempotency-key": "key-4",
    });
    expect([400, 422]).toContain(nested.status);
  });
});
