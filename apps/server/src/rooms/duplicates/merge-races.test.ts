// Merges that meet each other, a change, a write of what points at the loser, or a request that cannot be
// meant: one thing happens, nothing is left behind, and who loses is told where the record went.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contentsOf, make, merge } from "../../../test/merge-ground.ts";
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

const read = async (path: string, by = admin) => (await by.get(path)).body;

describe("two at once", () => {
  test("of one record: the second is told where it went", async () => {
    const [a, b, c] = await Promise.all(
      ["A", "B", "C"].map((firstName) => make(admin, "/people", { firstName })),
    );
    const answers = await Promise.all([
      merge(admin, { object: "people", survivorId: a, loserIds: [b] }),
      merge(admin, { object: "people", survivorId: c, loserIds: [b] }),
    ]);
    const [won, lost] = answers.sort((one, other) => one.status - other.status);
    expect([won?.status, lost?.status]).toEqual([201, 409]);
    expect(lost?.body).toMatchObject({
      code: "records.merged",
      mergedInto: { object: "people", id: won?.body.record.id },
    });
  });

  test("in a ring: one wins", async () => {
    const [a, b] = await Promise.all(
      ["A", "B"].map((firstName) => make(admin, "/people", { firstName })),
    );
    const answers = await Promise.all([
      merge(admin, { object: "people", survivorId: a, loserIds: [b] }),
      merge(admin, { object: "people", survivorId: b, loserIds: [a] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test("with a change: who saw an older version is refused and shown the newer one", async () => {
    const [a = "", b = ""] = await Promise.all(
      ["A", "B"].map((firstName) => make(admin, "/people", { firstName })),
    );
    const preview = await admin.post("/merges/preview", {
      object: "people",
      survivorId: a,
      loserIds: [b],
    });
    await admin.patch(`/people/${b}`, { city: "Oslo" });
    const { versions } = preview.body;
    const refused = await merge(admin, {
      object: "people",
      survivorId: a,
      loserIds: [b],
      versions,
    });
    expect(refused.status).toBe(412);
    expect(refused.body.current).toMatchObject({ id: b, city: "Oslo" });
  });

  test("with a write of what points at the loser: nothing is left behind", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a = "", b = ""] = await Promise.all(
        ["A", "B"].map((name) => make(admin, "/companies", { name })),
      );
      const [merged, ...deals] = await Promise.all([
        merge(admin, { object: "companies", survivorId: a, loserIds: [b] }),
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
    const [a, b] = await Promise.all(
      ["A", "B"].map((firstName) => make(admin, "/people", { firstName })),
    );
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
      ["A", "B", "C"].map((firstName) => make(admin, "/people", { firstName })),
    );
    const before = await contentsOf(ground, workspace);
    const answer = await merge(admin, { object: "people", ...body(a, b, c) });
    expect(answer.status).toBe(422);
    expect(await contentsOf(ground, workspace)).toEqual(before);
  });

  test("an upsert by an e-mail that the survivor took goes to the survivor", async () => {
    const a = await make(admin, "/people", { firstName: "Ada" });
    const b = await make(admin, "/people", { firstName: "Ada", email: "ada@example.com" });
    await merge(admin, { object: "people", survivorId: a, loserIds: [b] });
    const operations = [{ op: "upsert", data: { email: "ada@example.com", city: "Oslo" } }];
    const { body } = await admin.post("/people/bulk", { operations });
    expect(body.results[0]).toMatchObject({ status: 200, id: a });
  });
});
