import type { SchemaField, SchemaObject } from "@rapport/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";
import {
  heldValue,
  type ModelFilter,
  type ModelRecord,
  passesFilter,
  sorted,
} from "./list-model.ts";

let ground: RecordsGround;
let admin: Caller;
const worlds = new Map<string, { records: ModelRecord[]; fields: Map<string, SchemaField> }>();

const words = [
  "Ada",
  "ada",
  "Ädá",
  "Zoë",
  "zoe",
  "İzmir",
  "Straße",
  "ΟΔΟΣ",
  "οδος",
  "東京",
  "👩‍👩‍👧",
  "a b",
  "100%",
  "under_score",
  "'; DROP",
  "\u202eabc",
  "ﷺ",
];
const rows = 90;

/** A value of the type by a number, with many ties and some values missing. */
function sample(field: SchemaField, index: number): unknown {
  const turn = (index * 7919 + field.key.length * 31) % 23;
  if (!field.required && turn % 5 === 0) return null;
  const word = words[turn % words.length] ?? "";
  const made: Partial<Record<SchemaField["type"], unknown>> = {
    text: field.key === "currency" ? "EUR" : `${word}${turn % 3}`,
    longText: `${"long ".repeat(turn * 30)}${word}\n${turn}`,
    email: `p${turn}.${turn % 2 ? "A" : "é"}@example${turn % 4}.com`,
    phone: `+44 ${turn % 7}`,
    url: `https://example.com/${turn % 2 ? "Path" : "pätH"}/${turn % 6}?${"q".repeat(turn * 20)}`,
    number: [0, -1.5, 1e21, 2 ** 53, -0.1, 5e-324][turn % 6],
    integer: turn % 7,
    money: (turn % 9) * 100 - 300,
    boolean: turn % 2 === 0,
    date: `20${10 + (turn % 4)}-0${1 + (turn % 9)}-15`,
    datetime: `20${10 + (turn % 4)}-06-01T0${turn % 9}:30:00.000Z`,
    select: field.options?.[turn % (field.options?.length || 1)]?.key,
    multiSelect: field.options
      ?.filter((_option, at) => (turn >> at) % 2 === 1)
      .map(({ key }) => key),
  };
  return within(field, made[field.type] ?? null);
}

function within({ min, max, maxLength }: SchemaField, value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, maxLength).trim();
  if (typeof value !== "number" || (min === undefined && max === undefined)) return value;
  return Math.min(max ?? value, Math.max(min ?? value, value));
}

async function fill(object: SchemaObject): Promise<void> {
  const fields = object.fields.filter((field) => !field.readOnly);
  const operations = Array.from({ length: rows }, (_, index) => {
    const data: Record<string, unknown> = {};
    const custom: Record<string, unknown> = {};
    for (const field of fields) {
      const value = sample(field, index);
      if (value === null) continue;
      if (field.custom) custom[field.key.slice(7)] = value;
      else data[field.key] = value;
    }
    return { op: "create", data: { ...data, custom } };
  });
  const path = object.custom ? `records/${object.key}` : object.key;
  // In turns, so that times of creation and change differ.
  for (let from = 0; from < rows; from += 30) {
    const part = operations.slice(from, from + 30);
    const { body } = await admin.post(`/${path}/bulk`, { operations: part });
    const bad = body.results?.find((result: { status: number }) => result.status !== 201);
    if (bad || !body.results) throw new Error(JSON.stringify(bad ?? body));
  }
  const records = (await admin.list(path, { limit: "200" })) as ModelRecord[];
  const [first] = records;
  if (first) await admin.remove(`/${path}/${first.id}`);
  const live = records.filter((record) => record.id !== first?.id);
  const system = ["createdAt", "updatedAt"].map((key) => [key, timeField(key)] as const);
  const known = new Map<string, SchemaField>(fields.map((field) => [field.key, field]));
  for (const [key, field] of system) known.set(key, field);
  worlds.set(path, { records: live, fields: known });
}

function timeField(key: string): SchemaField {
  return {
    key,
    label: key,
    type: "datetime",
    required: false,
    readOnly: true,
    custom: false,
    access: "read",
    sortable: true,
    filterable: true,
  };
}

const customTypes: SchemaField["type"][] = [
  "text",
  "longText",
  "email",
  "phone",
  "url",
  "number",
  "integer",
  "money",
  "boolean",
  "date",
  "datetime",
  "select",
  "multiSelect",
];

beforeAll(async () => {
  ground = await openRecordsGround();
  ({ admin } = await ground.workspace());
  await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
  for (const object of ["people", "boats"]) {
    for (const type of customTypes) {
      const options = ["one", "two", "three"].map((key) => ({ key, label: key }));
      const isChoice = type === "select" || type === "multiSelect";
      await admin.post("/fields", {
        object,
        key: `my_${type}`,
        label: type,
        type,
        ...(isChoice ? { options } : {}),
      });
    }
  }
  const { objects } = (await admin.get("/schema")).body as { objects: SchemaObject[] };
  for (const object of objects) await fill(object);
}, 120_000);
afterAll(() => ground.close());

const textual = new Set(["text", "longText", "email", "phone", "url"]);
const ordered = new Set([
  "text",
  "email",
  "phone",
  "number",
  "integer",
  "money",
  "date",
  "datetime",
]);
const unfilterable = new Set(["reference", "member"]);

function operatorsOf(field: SchemaField): string[] {
  return [
    "eq",
    "ne",
    "in",
    "empty",
    ...(ordered.has(field.type) ? ["gt", "gte", "lt", "lte"] : []),
    ...(textual.has(field.type) ? ["contains", "startsWith"] : []),
  ];
}

/** A value that some record has, or a piece of it. */
function wantedOf(
  field: SchemaField,
  op: string,
  records: readonly ModelRecord[],
): fc.Arbitrary<unknown> {
  if (op === "empty") return fc.boolean();
  const held = records
    .flatMap((record) => heldValue(record, field.key) ?? [])
    .filter((value) => typeof value !== "string" || value.length < 150);
  const pool = held.length > 0 ? held : ["none"];
  const one = fc.constantFrom(...pool);
  if (op === "in")
    return fc.array(
      fc.oneof({ weight: 5, arbitrary: one }, { weight: 1, arbitrary: fc.constant(null) }),
      { maxLength: 4 },
    );
  if (op === "contains" || op === "startsWith") {
    return fc.tuple(one, fc.nat(3), fc.integer({ min: 1, max: 9 })).map(([value, from, length]) => {
      const text = [...String(value)];
      const start = op === "contains" ? from : 0;
      const piece = text
        .slice(start, start + length)
        .join("")
        .replace(/\s+/g, " ")
        .trim();
      // A piece of signs that are not seen asks for nothing, and is refused.
      return /[^\p{C}\s]/u.test(piece) ? piece : "a";
    });
  }
  const orNull = op === "eq" || op === "ne" ? [{ weight: 1, arbitrary: fc.constant(null) }] : [];
  return fc.oneof({ weight: 6, arbitrary: one }, ...orNull);
}

function filters(path: string): fc.Arbitrary<ModelFilter> {
  const { records, fields } = worlds.get(path) ?? { records: [], fields: new Map() };
  const usable = [...fields.values()].filter((field) => !unfilterable.has(field.type));
  const tests: fc.Arbitrary<ModelFilter> = fc.constantFrom(...usable).chain((field) =>
    fc.constantFrom(...operatorsOf(field)).chain((op) =>
      wantedOf(field, op, records).map((wanted) => ({
        [field.key]: op === "eq" ? wanted : { [op]: wanted },
      })),
    ),
  );
  const group = (part: fc.Arbitrary<ModelFilter>): fc.Arbitrary<ModelFilter> =>
    fc.oneof(
      { weight: 3, arbitrary: part },
      { weight: 1, arbitrary: fc.array(part, { maxLength: 3 }).map((and) => ({ and })) },
      { weight: 2, arbitrary: fc.array(part, { maxLength: 3 }).map((or) => ({ or })) },
      { weight: 1, arbitrary: fc.tuple(part, part).map(([a, b]) => ({ ...a, ...b })) },
    );
  return group(group(tests));
}

const paths = ["people", "companies", "deals", "tasks", "activities", "records/boats"];

describe.each(paths)("%s", (path) => {
  test("page through any filter and sort to just what the model says", async () => {
    const world = worlds.get(path);
    if (!world) throw new Error(`No ${path}`);
    const { records, fields } = world;
    expect(records).toHaveLength(rows - 1);
    const sortable = [...fields.values()].filter(
      (field) => field.sortable && !unfilterable.has(field.type),
    );
    await fc.assert(
      fc.asyncProperty(
        filters(path),
        fc.constantFrom(...sortable),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (filter, field, descending, limit) => {
          const expected = sorted(
            records.filter((record) => passesFilter(fields, record, filter)),
            field,
            descending,
          );
          const found = await admin.list(path, {
            filter: JSON.stringify(filter),
            sort: `${descending ? "-" : ""}${field.key}`,
            limit: String(Math.max(limit, Math.ceil(expected.length / 4))),
          });
          expect(found.map((row) => row.id)).toEqual(expected.map((row) => row.id));
          const counted = await admin.get(
            `/${path}?total=true&limit=1&filter=${encodeURIComponent(JSON.stringify(filter))}`,
          );
          expect(counted.body.total.count).toBe(expected.length);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});

test("counts stop at the cap, and titles of referenced records come along on request", async () => {
  const company = (await admin.post("/companies", { name: "Acme" })).body;
  const person = (await admin.post("/people", { firstName: "Titled", companyId: company.id })).body;
  const filter = encodeURIComponent(JSON.stringify({ companyId: company.id }));
  const page = await admin.get(`/people?include=titles&filter=${filter}`);
  expect(page.body.data.map((row: { id: string }) => row.id)).toEqual([person.id]);
  expect(page.body.titles).toEqual({ [company.id]: "Acme" });
});
