// Every hot query uses an index, under row security, as the role that the server runs as: also once the
// database has settled on a plan that does not look at the values. Works on both databases.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asked, askedOf, plansOf } from "../../../test/query-plans.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { createActs } from "../../platform/acts.ts";
import { systemClock } from "../../platform/clock.ts";
import type { Reader } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { parseFilterText } from "./filter.rules.ts";
import { findRecord } from "./find-record.ts";
import { countRows, listRows } from "./list.store.ts";
import { encodeCursor } from "./list-cursor.ts";
import { type ListInput, listQuery } from "./list-records.ts";
import { recordsHolding, recordsHoldingEach } from "./lookup.store.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { timelineRows } from "./timeline.store.ts";
import type { WriteOp } from "./write-batch.ts";

let ground: RecordsGround;
let workspace: Workspace;
let people: ObjectType;
let activities: ObjectType;
let notes: ObjectType;
const rowCount = 20_000;
const owners = Array.from({ length: 40 }, () => newId());
let somebody = "";

function person(index: number): Record<string, unknown> {
  return {
    firstName: `First ${index % 500}`,
    lastName: index % 10 === 0 ? null : `Last ${(index * 7919) % 5000}`,
    email: `p${index}@example.com`,
    city: `City ${index % 200}`,
    region: `Region ${index % 20}`,
    custom: { tier: `Tier ${index % 100}`, score: (index * 31) % 1000 },
  };
}

async function fill(into: Workspace, count: number): Promise<void> {
  const acts = createActs({ db: ground.test.db, clock: systemClock, listeners: [] });
  const act = acts.begin(into.ctx, "test.fill");
  for (let from = 0; from < count; from += 2000) {
    const ops: WriteOp[] = Array.from({ length: Math.min(2000, count - from) }, (_, at) => ({
      op: "create",
      data: person(from + at),
    }));
    await ground.test.db.tenant(into.ctx, (tx) =>
      ground.first.records.write(tx, act, "people", ops, { trusted: true }),
    );
  }
  // Owners are members of another room; here they are only numbers to tell apart.
  await ground.test.asOwner(
    "UPDATE records.people SET owner_id = ($2::uuid[])[1 + (hashtext(email) & 1023) % 40] WHERE workspace_id = $1",
    [into.id, owners],
  );
}

async function fillStory(table: string, columns: string): Promise<void> {
  await ground.test.asOwner(
    `INSERT INTO records.${table} (workspace_id, id, version, created_at, updated_at, person_id, ${columns})
     SELECT workspace_id, gen_random_uuid(), 1, created_at, updated_at, id, ${columns === "body" ? "'x'" : "created_at, 'call'"}
     FROM records.people, generate_series(1, 2) WHERE workspace_id = $1`,
    [workspace.id],
  );
}

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  const other = await ground.workspace();
  for (const [key, type] of [
    ["tier", "text"],
    ["score", "number"],
  ]) {
    await workspace.admin.post("/fields", { object: "people", key, label: key, type });
    await other.admin.post("/fields", { object: "people", key, label: key, type });
  }
  await fill(workspace, rowCount);
  await fill(other, 2000);
  await fillStory("notes", "body");
  await fillStory("activities", "occurred_at, kind");
  for (const table of ["people", "field_values", "notes", "activities"]) {
    await ground.test.asOwner(`ANALYZE records.${table}`);
  }
  await ground.test.db.tenant(workspace.ctx, async (tx) => {
    people = await ground.first.records.objectType(tx, "people");
    activities = await ground.first.records.objectType(tx, "activities");
    notes = await ground.first.records.objectType(tx, "notes");
  });
  const page = await workspace.admin.get("/people?limit=1");
  somebody = page.body.data[0].id;
}, 180_000);
afterAll(() => ground.close());

type Read = (reader: Reader) => Promise<unknown>;

const asked = (read: Read) => askedOf(workspace.id, read);
const plans = (statement: Asked) => plansOf(ground.test.db, workspace.ctx, statement);

interface Expectation {
  /** One of these must be used. */
  index: string[];
  /** Whether the rows come in the order that is asked for, so that a page reads no more than a page. */
  inOrder: boolean;
}

async function expectIndex(
  read: (reader: Reader) => Promise<unknown>,
  { index, inOrder }: Expectation,
) {
  for (const [at, statement] of (await asked(read)).entries()) {
    for (const nodes of await plans(statement)) {
      const said = JSON.stringify(nodes.map((node) => [node["Node Type"], node["Index Name"]]));
      expect(said).not.toContain("Seq Scan");
      // Rows without a value follow those with one, by whatever index the rest of the filter has.
      if (at > 0) continue;
      expect(
        nodes.some((node) => index.includes(node["Index Name"] ?? "")),
        said,
      ).toBe(true);
      if (inOrder) expect(said).not.toContain('"Sort"');
    }
  }
}

const list =
  (input: ListInput | (() => ListInput), who: () => Caller = () => workspace.admin) =>
  (reader: Reader) =>
    listRows(
      reader,
      listQuery(who().ctx, people, typeof input === "function" ? input() : input, {
        trashed: false,
        nowMs: 0,
      }),
    );

const own = { create: true, read: "own", update: "own", delete: "own" } as const;
const seller = () =>
  workspace.as({ memberId: owners[0] ?? "", permissions: { objects: { "*": own } } });
const regional = () =>
  workspace.as({
    regions: ["Region 3"],
    permissions: { objects: { "*": { ...own, read: "region" } } },
  });

/** A later page of the same list. */
function later(input: ListInput, value: unknown): ListInput {
  const { sort = "-createdAt", filter } = input;
  const list = { object: "people", trashed: false, sort, filter: parseFilterText(filter) };
  return { ...input, cursor: encodeCursor(list, { value, id: somebody }) };
}

const tier = { filter: '{"custom.tier":"Tier 5"}' };
const city = { filter: '{"city":"City 7"}' };
const byName = { sort: "lastName", filter: '{"lastName":{"empty":false}}' };

const hot: [string, (reader: Reader) => Promise<unknown>, Expectation][] = [
  [
    "one by id",
    (reader) => findRecord(reader, workspace.admin.ctx, people, somebody),
    { index: ["people_pkey"], inOrder: true },
  ],
  ["the newest", list({}), { index: ["people_pkey"], inOrder: true }],
  [
    "the newest, a later page",
    list(() => later({}, null)),
    { index: ["people_pkey"], inOrder: true },
  ],
  ["by city, newest first", list(city), { index: ["people_city_key"], inOrder: true }],
  [
    "by city, a later page",
    list(() => later(city, null)),
    { index: ["people_city_key"], inOrder: true },
  ],
  [
    "by several cities",
    list({ filter: '{"city":{"in":["City 7","City 8"]}}' }),
    { index: ["people_city_key"], inOrder: false },
  ],
  ["in the order of last names", list(byName), { index: ["people_last_name_key"], inOrder: true }],
  [
    "in the order of last names, from the end",
    list({ ...byName, sort: "-lastName" }),
    { index: ["people_last_name_key"], inOrder: true },
  ],
  [
    "in the order of last names, a later page",
    list(() => later(byName, "last 3")),
    { index: ["people_last_name_key"], inOrder: true },
  ],
  [
    "by a beginning",
    list({ filter: '{"lastName":{"startsWith":"Last 77"}}' }),
    { index: ["people_last_name_key"], inOrder: false },
  ],
  [
    "by e-mail",
    list({ filter: '{"email":"p77@example.com"}' }),
    { index: ["people_email"], inOrder: true },
  ],
  ["by a custom field", list(tier), { index: ["field_values_text"], inOrder: false }],
  [
    "by a range of a custom field",
    list({ filter: '{"custom.score":{"gt":990}}' }),
    { index: ["field_values_number"], inOrder: false },
  ],
  [
    "by time of creation",
    list({ filter: '{"createdAt":{"gte":"2020-01-01T00:00:00Z"}}' }),
    { index: ["people_pkey"], inOrder: true },
  ],
  [
    "by one of two fields",
    list({ filter: '{"or":[{"email":"p7@example.com"},{"email":"p8@example.com"}]}' }),
    { index: ["people_email"], inOrder: false },
  ],
  ["of one owner", list({}, seller), { index: ["people_owner_id"], inOrder: true }],
  ["of one region", list({}, regional), { index: ["people_region_key"], inOrder: false }],
  [
    "a count by city",
    (reader) =>
      countRows(reader, listQuery(workspace.admin.ctx, people, city, { trashed: false, nowMs: 0 })),
    { index: ["people_city_key"], inOrder: true },
  ],
];

test.each(hot)("people, %s, come by index", (_name, read, expectation) =>
  expectIndex(read, expectation),
);

test("people in the order of a custom field come by the field's index, page by page", async () => {
  for (const input of [
    { sort: "custom.score" },
    later({ sort: "custom.score" }, 500),
    { sort: "-custom.tier" },
  ]) {
    const [valued] = await asked(list(input));
    if (!valued) throw new Error("No statement");
    for (const nodes of await plans(valued)) {
      const used = nodes.map((node) => node["Index Name"]);
      expect(used).toContain(
        input.sort === "-custom.tier" ? "field_values_text" : "field_values_number",
      );
      expect(
        nodes.some((node) => node["Node Type"] === "Seq Scan" || node["Node Type"] === "Sort"),
      ).toBe(false);
    }
  }
});

test("upserts find their record by the index of the key, standard and custom", async () => {
  const all = { kind: "all" } as const;
  const field = (key: string) => {
    const found = people.fields.get(key);
    if (!found) throw new Error(`No ${key}`);
    return found;
  };
  const look = (key: string, values: unknown[]) => (reader: Reader) =>
    recordsHolding(reader, people, { field: field(key), values, limit: all, max: 3000 });
  const mails = Array.from({ length: 50 }, (_, index) => `p${index}@example.com`);
  await expectIndex(look("email", mails), { index: ["people_email"], inOrder: false });
  await expectIndex(look("custom.tier", ["tier 5"]), {
    index: ["field_values_text"],
    inOrder: false,
  });
  const pairs = {
    ...{ field: field("lastName"), values: ["last 7"], limit: all },
    also: { field: field("firstName"), values: ["first 7"] },
  };
  const named = (reader: Reader) => recordsHoldingEach(reader, people, pairs, 20);
  const either = ["people_last_name_key", "people_first_name_key"];
  await expectIndex(named, { index: either, inOrder: false });
});

test("a timeline is read by the reference and the time", async () => {
  const all = { kind: "all" } as const;
  const query = { field: "personId", id: somebody, limit: 61, before: null };
  const calls = { ...query, timeField: "occurredAt" };
  await expectIndex((reader) => timelineRows(reader, activities, all, calls), {
    index: ["activities_person_id_time"],
    inOrder: true,
  });
  const written = { ...query, timeField: "createdAt" };
  await expectIndex((reader) => timelineRows(reader, notes, all, written), {
    index: ["notes_person_id"],
    inOrder: true,
  });
  const further = { ...written, before: { at: "2026-01-31T09:30:00.000Z", id: newId() } };
  await expectIndex((reader) => timelineRows(reader, notes, all, further), {
    index: ["notes_person_id"],
    inOrder: true,
  });
});
