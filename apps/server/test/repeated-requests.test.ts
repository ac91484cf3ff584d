// The same request twice, one after the other and at once: every route that takes an Idempotency-Key does its
// work once and answers the same both times.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { type Caller, openRecordsGround, type RecordsGround } from "./records-ground.ts";

let ground: RecordsGround;
let admin: Caller;
let dealId: string;
let personIds: string[];

beforeAll(async () => {
  ground = await openRecordsGround();
  admin = (await ground.workspace()).admin;
  dealId = (await admin.post("/deals", { name: "Deal" })).body.id;
  personIds = await Promise.all(
    ["One", "Two"].map(async (lastName) => (await admin.post("/people", { lastName })).body.id),
  );
});
afterAll(() => ground?.close());

const link = () => ({
  fromObject: "people",
  fromId: personIds[0],
  toObject: "people",
  toId: personIds[1],
  label: "knows",
});

describe.each<[string, () => string, () => object]>([
  ["a record", () => "/tasks", () => ({ title: "Once" })],
  [
    "a line of a deal",
    () => `/deals/${dealId}/line-items`,
    () => ({ name: "Seat", quantity: 1, unitPriceMinor: 100 }),
  ],
  ["a view", () => "/views", () => ({ object: "people", name: "Once" })],
  ["a link", () => "/relations", link],
  ["a custom field", () => "/fields", () => ({ object: "people", label: "Once", type: "text" })],
  ["a custom object", () => "/object-types", () => ({ label: "Ship", labelPlural: "Ships" })],
  [
    "a decision on a pair",
    () => "/duplicates/dismiss",
    () => ({ object: "people", ids: personIds }),
  ],
])("%s", (_what, path, body) => {
  it("is made once", async () => {
    const key = { "idempotency-key": newId() };
    const answers = [];
    for (let time = 0; time < 2; time += 1) answers.push(await admin.post(path(), body(), key));
    answers.push(...(await Promise.all([1, 2].map(() => admin.post(path(), body(), key)))));
    expect(answers[0]?.status).toBeLessThan(300);
    for (const { status, body: answered, act } of answers)
      expect({ status, answered, act }).toEqual({
        status: answers[0]?.status,
        answered: answers[0]?.body,
        act: answers[0]?.act,
      });
  });

  it("is refused with a key that cannot be one", async () => {
    const answer = await admin.post(path(), body(), { "idempotency-key": "two words" });
    expect([answer.status, answer.body.code]).toEqual([422, "platform.bad_idempotency_key"]);
  });
});
