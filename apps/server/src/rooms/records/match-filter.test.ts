// A filter matched in memory answers as the list does, record by record, for every operator and kind of field.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import { checkMatchable, matchFilter } from "./match-filter.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

/** Fields that some have and others lack. */
const oddPerson = (index: number) => ({
  lastName: `Last${index}`,
  email: `P${index}@Example.com`,
  lifecycle: "customer",
  custom: { tags: ["a", "b"].slice(0, index), score: index - 2 },
});
const evenPerson = (index: number) => ({
  lastName: `Last${index}`,
  city: "Paris",
  lifecycle: "lead",
  custom: { code: `X-${index}`, vip: index > 2, since: `2026-0${index + 1}-15`, score: 2 },
});

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.admin;
  const fields: [string, string, object][] = [
    ["tags", "multiSelect", { options: ["a", "b", "c"].map((key) => ({ key, label: key })) }],
    ["score", "number", {}],
    ["code", "text", {}],
    ["vip", "boolean", {}],
    ["since", "date", {}],
  ];
  for (const [key, type, more] of fields) {
    await admin.post("/fields", { object: "people", key, label: key, type, ...more });
  }
  const names = ["Ada", "ADÉLE", "Åsa", "bob", "Zoë", "", "Ada"];
  for (const [index, firstName] of names.entries()) {
    await admin.post("/people", {
      firstName,
      ...(index % 2 ? oddPerson(index) : evenPerson(index)),
    });
  }
});
afterAll(() => ground?.close());

const filters = [
  { firstName: "ada" },
  { firstName: { ne: "ada" } },
  { firstName: { in: ["bob", "zoe"] } },
  { firstName: { in: ["bob", null] } },
  { firstName: { contains: "ad" } },
  { firstName: { startsWith: "A" } },
  { firstName: { gte: "b" } },
  { firstName: { lt: "b" } },
  { firstName: { empty: true } },
  { email: { contains: "p1@" } },
  { email: "p3@example.com" },
  { lifecycle: { in: ["lead"] } },
  { city: null },
  { city: { ne: null } },
  { "custom.tags": "b" },
  { "custom.tags": { in: ["b", "c"] } },
  { "custom.tags": { ne: "a" } },
  { "custom.tags": { empty: true } },
  { "custom.score": { gt: 0 } },
  { "custom.score": { lte: 0 } },
  { "custom.score": { ne: 2 } },
  { "custom.code": "x-2" },
  { "custom.code": { contains: "x" } },
  { "custom.vip": true },
  { "custom.vip": { ne: true } },
  { "custom.since": { within: { range: "this-year", zone: "UTC" } } },
  { "custom.since": { gte: "2026-02-01", lt: "2026-04-01" } },
  { createdAt: { within: "today" } },
  { createdAt: { gt: "2100-01-01T00:00:00Z" } },
  { ownerId: "me" },
  { or: [{ city: "Paris" }, { and: [{ "custom.vip": true }, { lifecycle: "customer" }] }] },
  { and: [] },
  { or: [] },
];

it.each(filters)("%j", async (filter) => {
  const listed = await admin.list("people", { filter: JSON.stringify(filter) });
  const all = (await admin.list("people", {})) as unknown as StoredRecord[];
  expect(all).toHaveLength(7);
  const { records } = ground.first;
  const type = await ground.test.db.tenant(workspace.ctx, (tx) => records.objectType(tx, "people"));
  const { rights } = admin.ctx.principal;
  const asker = { nowMs: systemClock.nowMs(), memberId: admin.memberId };
  const matched = all.filter((record) => matchFilter({ type, rights, asker }, filter, record).held);
  const ids = (rows: readonly { id?: unknown }[]) => rows.map(({ id }) => String(id)).toSorted();
  expect(ids(matched)).toEqual(ids(listed));
});

it("says which parts held, whatever decided", () => {
  return ground.test.db.tenant(workspace.ctx, async (tx) => {
    const type = await ground.first.records.objectType(tx, "people");
    const [record] = (await ground.first.records.readRawPage(tx, "people", {
      afterId: null,
      limit: 1,
    })) as [StoredRecord];
    const { rights } = admin.ctx.principal;
    const filter = { or: [{ firstName: "Ada" }, { city: { ne: "Paris" } }] };
    const asker = { nowMs: 0, memberId: null };
    expect(matchFilter({ type, rights, asker }, filter, record)).toEqual({
      held: true,
      parts: [
        { field: "firstName", op: "eq", value: "Ada", actual: "Ada", held: true },
        { field: "city", op: "ne", value: "Paris", actual: "Paris", held: false },
      ],
    });
  });
});

it("refuses beforehand what no record alone can tell", () => {
  const id = "00000000-0000-4000-8000-000000000001";
  return ground.test.db.tenant(workspace.ctx, async (tx) => {
    const type = await ground.first.records.objectType(tx, "deals");
    const { rights } = admin.ctx.principal;
    const check = (filter: object) => () => checkMatchable(type, rights, filter);
    for (const test of [
      { stageId: { reached: id } },
      { stageId: { left: [id, null, null] } },
      { list: id },
      { list: { in: [id] } },
    ]) {
      expect(check({ or: [{ name: "A" }, { and: [test] }] })).toThrow(/only lists and reports/);
    }
    expect(check({ stageId: id, name: { contains: "a" } })).not.toThrow();
    expect(check({ nothing: 1 })).toThrow(/no field/);
  });
});
