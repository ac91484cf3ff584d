// Values of a removed custom field are not found, and are again once the field comes back.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { make } from "../../../test/merge-ground.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  admin = (await ground.workspace()).admin;
});
afterAll(() => ground.close());

const nickname = { object: "people", key: "nickname", label: "Nickname", type: "text" };

async function found(q: string): Promise<string[]> {
  const { status, body } = await admin.get(`/search?q=${q}`);
  expect(status).toBe(200);
  return body.data.map((hit: { id: string }) => hit.id);
}

test("a value of a removed field is found by nobody until the field is back", async () => {
  const field = await make(admin, "/fields", nickname);
  const person = await make(admin, "/people", {
    firstName: "Ada",
    custom: { nickname: "Quokkaberg" },
  });
  expect(await found("quokkaberg")).toEqual([person]);
  await admin.remove(`/fields/${field}`);
  expect(await found("quokkaberg")).toEqual([]);
  expect(await found("quok")).toEqual([]);
  expect(await found("quokkabrg")).toEqual([]);
  await admin.patch(`/people/${person}`, { lastName: "Lovelace" });
  expect(await found("quokkaberg")).toEqual([]);
  expect(await found("lovelace")).toEqual([person]);
  await make(admin, "/fields", nickname);
  expect(await found("quokkaberg")).toEqual([person]);
});

test("what else has the word is found beyond the many that had it in the removed field", async () => {
  const field = await make(admin, "/fields", nickname);
  const city = await make(admin, "/people", { firstName: "Ada", city: "Quokkaberg" });
  const operations = Array.from({ length: 60 }, (_, index) => ({
    op: "create",
    data: { firstName: `P${index}`, custom: { nickname: "Quokkaberg" } },
  }));
  await admin.post("/people/bulk", { operations });
  await admin.remove(`/fields/${field}`);
  expect(await found("quokkaberg")).toEqual([city]);
});

test("fields of the workspace's own objects as well", async () => {
  await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
  const field = await make(admin, "/fields", { ...nickname, object: "boats" });
  const boat = await make(admin, "/records/boats", {
    name: "Ark",
    custom: { nickname: "Quokkaberg" },
  });
  expect(await found("quokkaberg")).toEqual([boat]);
  await admin.remove(`/fields/${field}`);
  expect(await found("quokkaberg")).toEqual([]);
});
