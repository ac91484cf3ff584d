// The same request twice, one after the other and at once: every route that takes an Idempotency-Key does its
// work once and answers the same both times.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { place, upload } from "./attachments-ground.ts";
import {
  type Answer,
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "./records-ground.ts";
import { groups } from "./reports-ground.ts";

let ground: RecordsGround;
let admin: Caller;
let dealId: string;
let personIds: string[];

beforeAll(async () => {
  ground = await openRecordsGround();
  admin = (await ground.workspace()).admin;
  dealId = (await admin.post("/deals", { name: "Deal", currency: "EUR" })).body.id;
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

const report = () => ({ name: "Once", definition: groups({ chart: "number" }) });

const quote = () => ({ dealId });

async function madeAt(path: string, body: object): Promise<string> {
  const made = await admin.post(path, body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return `${path}/${made.body.id}`;
}

async function newFile(): Promise<string> {
  const made = await upload(admin, place("deals", dealId), "once.txt", "once");
  return `/attachments/${made.body.id}`;
}

type Ask = (key: Record<string, string>) => Promise<Answer>;

/** The same four times, twice of them at once: one act, one answer. */
async function expectOnce(ask: Ask): Promise<void> {
  const key = { "idempotency-key": newId() };
  const answers = [await ask(key), await ask(key)];
  answers.push(...(await Promise.all([ask(key), ask(key)])));
  const [first] = answers;
  expect(first?.status, JSON.stringify(first?.body)).toBeLessThan(300);
  const told = ({ status, body, act }: Answer) => ({ status, body, act });
  for (const answer of answers) expect(told(answer)).toEqual(first && told(first));
}

describe.each<[string, () => string, () => object]>([
  ["a record", () => "/tasks", () => ({ title: "Once" })],
  [
    "a line of a deal",
    () => `/deals/${dealId}/line-items`,
    () => ({ name: "Seat", quantity: 1, unitPriceMinor: 100 }),
  ],
  ["a view", () => "/views", () => ({ object: "people", name: "Once" })],
  ["a list", () => "/lists", () => ({ object: "people", name: "Once" })],
  ["a report", () => "/reports", report],
  ["a dashboard", () => "/dashboards", () => ({ name: "Once", items: [] })],
  ["a quote", () => "/quotes", quote],
  ["a link", () => "/relations", link],
  ["a custom field", () => "/fields", () => ({ object: "people", label: "Once", type: "text" })],
  ["a custom object", () => "/object-types", () => ({ label: "Ship", labelPlural: "Ships" })],
  [
    "a decision on a pair",
    () => "/duplicates/dismiss",
    () => ({ object: "people", ids: personIds }),
  ],
])("%s", (_what, path, body) => {
  it("is made once", () => expectOnce((key) => admin.post(path(), body(), key)));

  it("is refused with a key that cannot be one", async () => {
    const answer = await admin.post(path(), body(), { "idempotency-key": "two words" });
    expect([answer.status, answer.body.code]).toEqual([422, "platform.bad_idempotency_key"]);
  });
});

describe.each<[string, () => Promise<string>, object]>([
  ["a record", () => madeAt("/tasks", { title: "Once" }), { title: "Twice" }],
  ["a view", () => madeAt("/views", { object: "people", name: "Once" }), { name: "Twice" }],
  ["a list", () => madeAt("/lists", { object: "people", name: "Once" }), { name: "Twice" }],
  ["a report", () => madeAt("/reports", report()), { name: "Twice" }],
  ["a dashboard", () => madeAt("/dashboards", { name: "Once", items: [] }), { name: "Twice" }],
  ["a quote", () => madeAt("/quotes", quote()), { title: "Twice" }],
  ["a file", newFile, { fileName: "twice.txt" }],
])("%s", (_what, make, change) => {
  it("is changed once and deleted once", async () => {
    const path = await make();
    await expectOnce((key) => admin.patch(path, change, key));
    await expectOnce((key) => admin.remove(path, key));
  });
});

describe("a quote", () => {
  it("is sent, revised and accepted once", async () => {
    const path = await madeAt("/quotes", quote());
    const lines = [{ name: "Seat", quantity: 1, unitPriceMinor: 100 }];
    await admin.patch(path, { lines });
    await expectOnce((key) => admin.post(`${path}/send`, undefined, key));
    await expectOnce((key) => admin.post(`${path}/accept`, { setAmount: true }, key));
    await expectOnce((key) => admin.post(`${path}/revise`, undefined, key));
  });
});

it("a question that writes nothing takes no key, and lets be one that cannot be one", async () => {
  const key = { "idempotency-key": "two words" };
  const { definition } = report();
  expect((await admin.post("/reports/run", { definition }, key)).status).toBe(200);
});
