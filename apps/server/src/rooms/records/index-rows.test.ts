import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { indexPlace, indexValue, valueColumns } from "./filter-sql.store.ts";
import type { Field } from "./object-type.rules.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.admin;
});
afterAll(() => ground.close());

const types: Field["type"][] = [
  "text",
  "longText",
  "url",
  "number",
  "boolean",
  "date",
  "datetime",
  "select",
  "multiSelect",
  "reference",
  "member",
];
const options = ["a", "b", "c"].map((key) => ({ key, label: key }));

const valueFor: Record<string, fc.Arbitrary<unknown>> = {
  text: fc.constantFrom("Ada", "ÄDA", "東京", "ﷺ".repeat(200)),
  longText: fc.constantFrom("short", `${"👩‍👩‍👧".repeat(300)}`, "a\nb"),
  url: fc.constantFrom("https://example.com", `https://example.com/${"ä".repeat(1500)}`),
  number: fc.constantFrom(0, -1.5, 1e300, 2 ** 53),
  boolean: fc.boolean(),
  date: fc.constantFrom("0001-01-01", "9999-12-31"),
  datetime: fc.constantFrom("0001-01-01T00:00:00.000Z", "2026-01-31T09:30:00.123Z"),
  select: fc.constantFrom("a", "b"),
  multiSelect: fc.subarray(["a", "b", "c"]),
};

/** What the index must hold of the records as they are in their table. */
async function expectedRows(fields: Field[]): Promise<unknown[]> {
  const rows = await ground.test.asOwner(
    "SELECT id, custom FROM records.people WHERE workspace_id = $1",
    [workspace.id],
  );
  return rows.flatMap(({ id, custom }) =>
    fields.flatMap((field) => {
      const value = (custom as Record<string, unknown>)[field.key] ?? [];
      const items = Array.isArray(value) ? value : [value];
      return items.map((item, position) => [
        id,
        field.customId,
        position,
        indexPlace(field).column,
        indexValue(field, item),
      ]);
    }),
  );
}

async function actualRows(): Promise<unknown[]> {
  const rows = await ground.test.asOwner(
    "SELECT * FROM records.field_values WHERE workspace_id = $1",
    [workspace.id],
  );
  return rows.flatMap((row) =>
    valueColumns
      .filter((column) => row[column] !== null)
      .map((column) => [row.record_id, row.field_id, row.position, column, row[column]]),
  );
}

const byText = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

test("index rows stay in step with the records after every kind of write", async () => {
  const fields: Field[] = [];
  const definitions: object[] = [];
  for (const type of types) {
    const isChoice = type === "select" || type === "multiSelect";
    const refObject = type === "reference" ? { refObject: "people" } : {};
    const body = {
      object: "people",
      key: `my_${type}`,
      label: type,
      type,
      ...(isChoice ? { options } : {}),
      ...refObject,
    };
    const { id } = (await admin.post("/fields", body)).body;
    definitions.push(body);
    fields.push({ ...body, required: false, sortable: true, filterable: true, customId: id });
  }
  const target = (await admin.post("/people", { lastName: "target" })).body.id;
  const acts: string[] = [];
  const ids: string[] = [target];
  const removed = new Set<number>();
  let most = 0;

  const custom = fc
    .dictionary(fc.constantFrom(...types.map((type) => `my_${type}`)), fc.constant(null), {
      maxKeys: 6,
    })
    .chain((keys) =>
      fc.record(
        Object.fromEntries(
          Object.keys(keys).map((key) => {
            const fallback = fc.constant(key === "my_member" ? admin.memberId : target);
            return [
              key,
              fc.oneof(
                { weight: 4, arbitrary: valueFor[key.slice(3)] ?? fallback },
                { weight: 1, arbitrary: fc.constant(null) },
              ),
            ];
          }),
        ),
      ),
    );
  const step = fc.record({
    kind: fc.constantFrom(
      "create",
      "update",
      "bulk",
      "delete",
      "restore",
      "undo",
      "remove-field",
      "add-field",
    ),
    custom,
    pick: fc.nat(),
  });

  const run: Record<string, (data: object, id: string, pick: number) => Promise<{ act: string }>> =
    {
      create: async (data) => {
        const made = await admin.post("/people", { custom: data });
        if (made.body.id) ids.push(made.body.id);
        return made;
      },
      update: (data, id) => admin.patch(`/people/${id}`, { custom: data, city: "x" }),
      bulk: (data, id) =>
        admin.post("/people/bulk", {
          operations: [
            { op: "update", id, data: { custom: data } },
            { op: "update", id, data: { city: "y" } },
            { op: "create", data: { custom: data } },
          ],
        }),
      delete: (_data, id) => admin.remove(`/people/${id}`),
      restore: (_data, id) => admin.post(`/people/${id}/restore`),
      undo: (_data, _id, pick) =>
        admin.post(`/undo/${acts[pick % Math.max(1, acts.length)] ?? target}`),
      "remove-field": async (_data, _id, pick) => {
        removed.add(pick % fields.length);
        return admin.remove(`/fields/${fields[pick % fields.length]?.customId}`);
      },
      "add-field": async () => {
        const [first = 0] = removed;
        removed.delete(first);
        return admin.post("/fields", definitions[first]);
      },
    };

  /** Without the fields that are removed just now, so that most writes are taken. */
  const writable = (data: object) =>
    Object.fromEntries(
      Object.entries(data).filter(([key]) => {
        const at = fields.findIndex((field) => field.key === key);
        return !removed.has(at);
      }),
    );

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      for (const { kind, custom: data, pick } of steps) {
        const made = await run[kind]?.(writable(data), ids[pick % ids.length] ?? target, pick);
        if (made?.act) acts.push(made.act);
      }
      const actual = await actualRows();
      expect(byText(actual)).toEqual(byText(await expectedRows(fields)));
      most = Math.max(most, actual.length);
    }),
    { numRuns: 25 },
  );
  expect(most).toBeGreaterThan(5);
}, 120_000);

test("a process that does not know a new field yet leaves its index rows in place", async () => {
  const own = await ground.workspace();
  const other = own.as({ process: ground.startProcess() });
  await own.admin.post("/fields", { object: "people", key: "old", label: "Old", type: "text" });
  const { body } = await other.post("/people", { lastName: "Both", custom: { old: "a" } });
  await own.admin.post("/fields", { object: "people", key: "new", label: "New", type: "text" });
  await own.admin.patch(`/people/${body.id}`, { custom: { new: "n" } });
  expect((await other.patch(`/people/${body.id}`, { custom: { old: "b" } })).status).toBe(200);
  for (const filter of ['{"custom.new":"n"}', '{"custom.old":"b"}'])
    expect(await own.admin.list("people", { filter })).toHaveLength(1);
  expect(await own.admin.list("people", { filter: '{"custom.old":"a"}' })).toEqual([]);
});
