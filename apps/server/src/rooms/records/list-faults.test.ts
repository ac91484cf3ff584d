import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  ({ admin } = await ground.workspace());
  const options = [{ key: "one", label: "One" }];
  for (const type of ["text", "number", "date", "multiSelect"]) {
    const more = type === "multiSelect" ? { options } : {};
    await admin.post("/fields", {
      object: "people",
      key: `my_${type}`,
      label: type,
      type,
      ...more,
    });
  }
  for (const city of ["Oslo", "Rome"]) await admin.post("/people", { city });
});
afterAll(() => ground.close());

describe("what is asked wrongly", () => {
  const refused = async (query: Record<string, string>, code: string) => {
    const answer = await admin.get(`/people?${new URLSearchParams(query)}`);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  };

  test.each([
    ["{", "records.bad_filter"],
    ["[]", "records.bad_filter"],
    ['"x"', "records.bad_filter"],
    ['{"nothing":1}', "records.unknown_field"],
    ['{"custom.nothing":1}', "records.unknown_field"],
    ['{"constructor":1}', "records.unknown_field"],
    ['{"__proto__":{"eq":1}}', "records.unknown_field"],
    ['{"city":{}}', "records.bad_filter"],
    ['{"city":{"like":"x"}}', "records.bad_filter"],
    ['{"city":{"in":"x"}}', "records.bad_filter"],
    ['{"city":5}', "records.bad_filter"],
    ['{"city":"a\\u0000b"}', "records.bad_filter"],
    ['{"city":"\\ud800"}', "records.bad_filter"],
    ['{"lifecycle":"nothing"}', "records.bad_filter"],
    ['{"companyId":"x"}', "records.bad_filter"],
    ['{"lifecycle":{"gt":"lead"}}', "records.bad_filter"],
    ['{"companyId":{"contains":"x"}}', "records.bad_filter"],
    ['{"city":{"gt":null}}', "records.bad_filter"],
    ['{"custom.my_number":"x"}', "records.bad_filter"],
    ['{"and":{}}', "records.bad_filter"],
    [`${'{"and":['.repeat(9)}${"]}".repeat(9)}`, "records.bad_filter"],
    [
      JSON.stringify({ or: Array.from({ length: 51 }, () => ({ city: "x" })) }),
      "records.bad_filter",
    ],
  ])("the filter %s is refused", (filter, code) => refused({ filter }, code));

  test("a sort by what cannot be sorted", async () => {
    await refused({ sort: "nothing" }, "records.unknown_field");
    await refused({ sort: "custom.my_multiSelect" }, "records.bad_sort");
    await refused({ sort: "--city" }, "records.unknown_field");
  });

  const forge = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const firstCursor = async (query: Record<string, string>) => {
    const page = await admin.get(`/people?${new URLSearchParams({ limit: "1", ...query })}`);
    expect(page.body.nextCursor).toBeTruthy();
    return String(page.body.nextCursor);
  };

  test("a cursor of another order, filter or kind of list", async () => {
    const code = "records.bad_cursor";
    const filter = JSON.stringify({ or: [{ city: { empty: true } }, { city: { empty: false } }] });
    const cursor = await firstCursor({ sort: "city" });
    await refused({ sort: "-city", cursor }, code);
    await refused({ sort: "custom.my_text", cursor }, code);
    await refused({ sort: "city", filter, cursor }, code);
    const filtered = await firstCursor({ sort: "city", filter });
    await refused({ sort: "city", cursor: filtered }, code);
    expect((await admin.get(`/people/trash?sort=city&cursor=${cursor}`)).body.code).toBe(code);
    const spaced = filter.replaceAll(",", ", ");
    const next = new URLSearchParams({ sort: "city", filter: spaced, cursor: filtered });
    expect((await admin.get(`/people?${next}`)).status).toBe(200);
  });

  test("a cursor that is forged", async () => {
    const code = "records.bad_cursor";
    const id = "0192f5c0-0000-7000-8000-000000000001";
    const altered = async (sort: string, v: unknown) => {
      const real = Buffer.from(await firstCursor({ sort }), "base64url").toString("utf8");
      return forge({ ...JSON.parse(real), v, i: id });
    };
    for (const forged of [
      "null",
      "5",
      "x",
      forge(null),
      forge([]),
      forge({ l: "city", v: "a", i: id }),
      await altered("city", {}),
      forge({ ...JSON.parse(Buffer.from(await firstCursor({}), "base64url").toString()), i: "b" }),
    ]) {
      await refused({ sort: "city", cursor: forged }, code);
    }
    for (const [sort, v] of [
      ["updatedAt", "abc"],
      ["updatedAt", true],
      ["custom.my_number", "x"],
      ["custom.my_date", "+275760-09-13"],
    ] as const) {
      await refused({ sort, cursor: await altered(sort, v) }, code);
    }
    const hostile = await admin.get(`/people?sort=city&cursor=${await altered("city", "a\u0000")}`);
    expect(hostile.status).toBe(422);
  });
});
