// Groups of a list: counts and sums by value and currency, within the caller's rows and fields.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { systemClock } from "../../platform/clock.ts";

let ground: RecordsGround;
let workspace: Workspace;
let stages: { id: string; name: string }[];

const deal = (
  name: string,
  stage: number,
  amountMinor: number | null,
  currency: string | null,
) => ({
  name,
  stageId: stages[stage]?.id,
  amountMinor,
  currency,
});

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  const { admin } = workspace;
  stages = (await admin.get("/pipelines")).body.data[0].stages;
  for (const body of [
    deal("a", 0, 1000, "EUR"),
    deal("b", 0, 2500, "EUR"),
    deal("c", 0, 700, "USD"),
    deal("d", 1, 40, "EUR"),
    deal("e", 1, null, null),
  ]) {
    expect((await admin.post("/deals", body)).status).toBe(201);
  }
});

afterAll(() => ground?.close());

const groups = (query: Record<string, string>, who = workspace.admin) =>
  who.get(`/deals/groups?${new URLSearchParams(query)}`);

describe("groups of records", () => {
  it("count and sum each stage, by currency, with one request", async () => {
    const { status, body } = await groups({ by: "stageId", sum: "amountMinor" });
    expect(status).toBe(200);
    expect(body.truncated).toBe(false);
    const [first, second] = body.groups;
    expect(first).toMatchObject({ value: stages[0]?.id, count: 3 });
    expect(first.sums).toEqual(
      expect.arrayContaining([
        { currency: "EUR", sum: 3500 },
        { currency: "USD", sum: 700 },
      ]),
    );
    expect(second).toMatchObject({ value: stages[1]?.id, count: 2 });
    expect(second.sums).toContainEqual({ currency: "EUR", sum: 40 });
  });

  it("obey the filter, and leave the trash out", async () => {
    const gone = await workspace.admin.post("/deals", deal("gone", 0, 1, "EUR"));
    await workspace.admin.remove(`/deals/${gone.body.id}`);
    const filter = JSON.stringify({ amountMinor: { gt: 900 } });
    const { body } = await groups({ by: "stageId", sum: "amountMinor", filter });
    expect(body.groups).toEqual([
      { value: stages[0]?.id, count: 2, sums: [{ currency: "EUR", sum: 3500 }] },
    ]);
  });

  it("put texts that filters take for one into one group", async () => {
    const { admin } = workspace;
    for (const city of ["Oslo", "OSLO", "Tromsø", null]) await admin.post("/people", { city });
    const { body } = await admin.get("/people/groups?by=city");
    expect(body.groups.map(({ count }: { count: number }) => count)).toEqual([2, 1, 1]);
    expect(body.groups).toContainEqual({ value: null, count: 1, sums: [] });
  });

  it("take custom choices and custom numbers", async () => {
    const { admin } = workspace;
    await admin.post("/object-types", { key: "vans", label: "Van", labelPlural: "Vans" });
    const options = [
      { key: "red", label: "Red" },
      { key: "blue", label: "Blue" },
    ];
    await admin.post("/fields", {
      object: "vans",
      key: "paint",
      label: "Paint",
      type: "select",
      options,
    });
    await admin.post("/fields", { object: "vans", key: "seats", label: "Seats", type: "integer" });
    for (const [paint, seats] of [
      ["red", 3],
      ["red", 9],
      ["blue", 2],
    ]) {
      const made = await admin.post("/records/vans", { name: "v", custom: { paint, seats } });
      expect(made.status).toBe(201);
    }
    const { body } = await admin.get("/records/vans/groups?by=custom.paint&sum=custom.seats");
    expect(body.groups).toEqual([
      { value: "red", count: 2, sums: [{ currency: null, sum: 12 }] },
      { value: "blue", count: 1, sums: [{ currency: null, sum: 2 }] },
    ]);
  });

  it("count no row and tell no field that the caller may not see", async () => {
    const own = workspace.as({
      permissions: { objects: { "*": { ...everything, read: "own" } } },
    });
    await own.post("/deals", deal("mine", 1, 5, "EUR"));
    const { body } = await groups({ by: "stageId", sum: "amountMinor" }, own);
    expect(body.groups).toEqual([
      { value: stages[1]?.id, count: 1, sums: [{ currency: "EUR", sum: 5 }] },
    ]);
    const blind = workspace.as({ permissions: { fields: { deals: { amountMinor: "none" } } } });
    const refused = await groups({ by: "stageId", sum: "amountMinor" }, blind);
    const unknown = await groups({ by: "stageId", sum: "nothing" }, blind);
    expect([refused.status, refused.body.code]).toEqual([unknown.status, unknown.body.code]);
    const noMoney = workspace.as({ permissions: { fields: { deals: { currency: "none" } } } });
    const unsummed = await groups({ by: "stageId", sum: "amountMinor" }, noMoney);
    expect(unsummed.body.groups.every(({ sums }: { sums: [] }) => sums.length === 0)).toBe(true);
    const none = workspace.as({ permissions: { objects: {} } });
    expect((await groups({ by: "stageId" }, none)).status).toBe(403);
  });

  it("refuse what makes no groups and what has no sum", async () => {
    for (const query of [
      { by: "closedAt" },
      { by: "amountMinor" },
      { by: "stageId", sum: "name" },
    ]) {
      const { status, body } = await groups(query as Record<string, string>);
      expect([status, body.code]).toEqual([422, "records.bad_group"]);
    }
  });
});

describe("relative dates in filters", () => {
  const within = (value: unknown) =>
    workspace.admin.list("deals", { filter: JSON.stringify({ createdAt: { within: value } }) });

  it("mean days of the zone", async () => {
    expect((await within("today")).length).toBeGreaterThan(0);
    expect((await within({ range: "last-30-days", zone: "Asia/Kolkata" })).length).toBeGreaterThan(
      0,
    );
    expect(await within("last-year")).toEqual([]);
    expect(await within("tomorrow")).toEqual([]);
  });

  it("work on days as on times, and within groups of conditions", async () => {
    const { admin } = workspace;
    const day = new Date(systemClock.nowMs() + 86_400_000);
    const expectedCloseOn = day.toISOString().slice(0, 10);
    await admin.post("/deals", { ...deal("soon", 0, 1, "EUR"), expectedCloseOn });
    const filter = JSON.stringify({
      or: [{ expectedCloseOn: { within: "next-3-days" } }, { name: "nobody" }],
    });
    const found = await admin.list("deals", { filter });
    expect(found.map(({ name }) => name)).toEqual(["soon"]);
  });

  it.each([
    [{ name: { within: "today" } }],
    [{ createdAt: { within: "soon" } }],
    [{ createdAt: { within: { range: "today", zone: "Mars/Olympus" } } }],
    [{ createdAt: { within: null } }],
    [{ createdAt: { within: ["today"] } }],
  ])("refuse %j", async (filter) => {
    const query = new URLSearchParams({ filter: JSON.stringify(filter) });
    const { status, body } = await workspace.admin.get(`/deals?${query}`);
    expect([status, body.code]).toEqual([422, "records.bad_filter"]);
  });
});

describe('"me" in filters', () => {
  it("is the member who asks", async () => {
    const [ada, sam] = [workspace.as({}), workspace.as({})];
    await ada.post("/tasks", { title: "Ada's" });
    await sam.post("/tasks", { title: "Sam's" });
    for (const condition of ["me", { in: ["me"] }, { in: ["me", null] }]) {
      const filter = JSON.stringify({ ownerId: condition });
      const found = await ada.list("tasks", { filter });
      expect(found.map(({ title }) => title)).toEqual(["Ada's"]);
    }
    const others = await sam.list("tasks", { filter: JSON.stringify({ ownerId: { ne: "me" } }) });
    expect(others.map(({ title }) => title)).toEqual(["Ada's"]);
  });
});
