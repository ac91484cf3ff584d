import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
});
afterAll(() => ground.close());

describe("one record", () => {
  test("is made, read, changed, deleted and restored", async () => {
    const { admin } = workspace;
    const made = await admin.post("/people", { firstName: "Ada", email: " Ada@Example.com " });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      object: "people",
      firstName: "Ada",
      email: "ada@example.com",
      version: 1,
      ownerId: admin.memberId,
      deletedAt: null,
      custom: {},
    });
    const { id } = made.body;
    expect((await admin.get(`/people/${id.toUpperCase()}`)).body).toEqual(made.body);
  });
});
