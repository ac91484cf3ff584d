import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
});
beforeEach(async () => {
  workspace = await ground.workspace();
  admin = workspace.admin;
});
afterAll(() => ground.close());

const tier = { object: "people", key: "tier", label: "Tier", type: "text" };
const byTier = (value: unknown) => ({ filter: JSON.stringify({ "custom.tier": value }) });

describe("custom fields", () => {
  test("are made, listed, described, changed and removed", async () => {
    const made = await admin.post("/fields", {
      object: "people",
      label: "Größe in cm",
      type: "integer",
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      key: "groe_in_cm",
      type: "integer",
      required: false,
      options: [],
      refObject: null,
    });
    const changed = await admin.patch(`/fields/${made.body.id.toUpperCase()}`, {
      label: "Height",
      required: true,
    });
    expect(changed.body).toMatchObject({ ...made.body, label: "Height", required: true });
    expect((await admin.get("/fields")).body.data).toEqual([changed.body]);
    const { objects } = (await admin.get("/schema")).body;
    const people = objects.find((object: { key: string }) => object.key === "people");
    expect(people.fields.at(-1)).toMatchObject({
      key: "custom.groe_in_cm",
      label: "Height",
      required: true,
      custom: true,
    });
    expect((await admin.post("/people", { firstName: "Ada" })).status).toBe(422);
    expect((await admin.remove(`/fields/${made.body.id}`)).status).toBe(204);
    expect((await admin.get("/fields")).body.data).toEqual([]);
    expect((await admin.post("/people", { firstName: "Ada" })).status).toBe(201);
  });

  test.each([
    [{ ...tier, type: "select" }, "records.options_missing"],
    [{ ...tier, options: [{ key: "a", label: "A" }] }, "records.options_unexpected"],
    [
      {
        ...tier,
        type: "select",
        options: [
          { key: "a", label: "A" },
          { key: "a", label: "B" },
        ],
      },
      "records.options_doubled",
    ],
    [{ ...tier, type: "reference" }, "records.reference_target"],
    [{ ...tier, refObject: "companies" }, "records.reference_target"],
    [{ ...tier, type: "reference", refObject: "nothing" }, "platform.not_found"],
    [{ ...tier, type: "reference", refObject: "stages" }, "platform.not_found"],
    [{ ...tier, object: "nothing" }, "platform.not_found"],
    [{ ...tier, key: "constructor" }, "records.key_reserved"],
    [{ ...tier, key: undefined, label: "toString" }, undefined],
    [{ ...tier, key: "Big" }, "platform.invalid_input"],
    [{ ...tier, label: "a\u0000" }, "platform.invalid_input"],
    [{ ...tier, label: "\ud800" }, "platform.invalid_input"],
    [{ ...tier, type: "json" }, "platform.invalid_input"],
  ])("%j answers %s", async (body, code) => {
    expect((await admin.post("/fields", body)).body.code).toBe(code);
  });

  test("are for administrators to change", async () => {
    const member = workspace.as({});
    expect((await member.post("/fields", tier)).status).toBe(403);
    expect(
      (await member.post("/object-types", { label: "Boat", labelPlural: "Boats" })).status,
    ).toBe(403);
  });

  test("that are removed keep their values, unseen, and show them when they come back", async () => {
    const field = (await admin.post("/fields", tier)).body;
    const { id } = (await admin.post("/people", { custom: { tier: "gold" } })).body;
    await admin.remove(`/fields/${field.id}`);
    expect((await admin.get(`/people/${id}`)).body.custom).toEqual({});
    expect((await admin.get(`/people?${new URLSearchParams(byTier("gold"))}`)).status).toBe(422);
    expect((await admin.patch(`/people/${id}`, { custom: { tier: "tin" } })).status).toBe(422);
    await admin.patch(`/people/${id}`, { city: "Paris" });
    const other = await admin.post("/fields", { ...tier, type: "number" });
    expect(other.body.code).toBe("records.key_in_use");
    const back = await admin.post("/fields", { ...tier, label: "Level" });
    expect(back.body).toMatchObject({ id: field.id, label: "Level" });
    expect((await admin.post("/fields", tier)).body.code).toBe("records.key_in_use");
    expect((await admin.get(`/people/${id}`)).body.custom).toEqual({ tier: "gold" });
    expect(await admin.list("people", byTier("GOLD"))).toHaveLength(1);
  });

  test("that another process made are known at once to writers, filters and sorts", async () => {
    const second = workspace.as({ process: ground.startProcess() });
    expect(await second.list("people", {})).toEqual([]);
    await admin.post("/fields", tier);
    await admin.post("/people", { custom: { tier: "tin" } });
    expect(await second.list("people", byTier("tin"))).toHaveLength(1);
    await admin.post("/fields", { ...tier, key: "other" });
    expect((await second.post("/people", { custom: { other: "x" } })).status).toBe(201);
    await admin.post("/fields", { ...tier, key: "third" });
    expect(await second.list("people", { sort: "-custom.third" })).toHaveLength(2);
    await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
    expect((await second.post("/records/boats", { name: "Ark" })).status).toBe(201);
  });
});

describe("custom objects", () => {
  test("have records that know their kind and only theirs", async () => {
    const boats = (await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" })).body;
    await admin.post("/object-types", { label: "Lake", labelPlural: "Lakes" });
    await admin.post("/fields", {
      object: "boats",
      key: "lake",
      label: "Lake",
      type: "reference",
      refObject: "lakes",
    });
    const lake = (await admin.post("/records/lakes", { name: "Como" })).body;
    const boat = (await admin.post("/records/boats", { name: "Ark", custom: { lake: lake.id } }))
      .body;
    expect(boat).toMatchObject({ object: "boats", name: "Ark", custom: { lake: lake.id } });
    expect((await admin.get(`/records/lakes/${boat.id}`)).status).toBe(404);
    expect((await admin.patch(`/records/lakes/${boat.id}`, { name: "x" })).status).toBe(404);
    expect((await admin.get("/records/people")).status).toBe(404);
    expect((await admin.get("/records/nothing")).status).toBe(404);
    expect((await admin.get("/records/constructor")).status).toBe(404);
    expect((await admin.list("records/boats", {})).map((row) => row.id)).toEqual([boat.id]);
    expect((await admin.post("/records/boats", { custom: { lake: boat.id } })).status).toBe(422);
    const inUse = await admin.remove(`/object-types/${boats.id}`);
    expect(inUse.body.code).toBe("records.object_in_use");
    await admin.remove(`/records/boats/${boat.id}`);
    expect((await admin.remove(`/object-types/${boats.id}`)).status).toBe(204);
    expect((await admin.get("/records/boats")).status).toBe(404);
    await admin.post("/object-types", { label: "Boat", labelPlural: "Boats" });
    expect((await admin.post(`/records/boats/${boat.id}/restore`)).body).toMatchObject({
      name: "Ark",
      custom: {},
    });
  });

  test.each(["people", "members", "pipelines", "workspaces", "constructor"])(
    "cannot be called %s",
    async (key) => {
      const answer = await admin.post("/object-types", { key, label: "X", labelPlural: "Xs" });
      expect([answer.status, answer.body.code]).toEqual([409, "records.key_in_use"]);
    },
  );
});

describe("index rows", () => {
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

  test("stay in step with the records after every kind of write", async () => {
    const fields: Field[] = [];
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
      fields.push({ ...body, required: false, sortable: true, filterable: true, customId: id });
    }
    const target = (await admin.post("/people", { lastName: "target" })).body.id;
    const acts: string[] = [];
    const ids: string[] = [target];
    let removed = 0;

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

    const run: Record<
      string,
      (data: object, id: string, pick: number) => Promise<{ act: string }>
    > = {
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
        removed = pick % fields.length;
        return admin.remove(`/fields/${fields[removed]?.customId}`);
      },
      "add-field": async () => {
        const {
          customId: _customId,
          sortable: _sortable,
          filterable: _filterable,
          ...body
        } = fields[removed] as Field;
        return admin.post("/fields", body);
      },
    };

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        for (const { kind, custom: data, pick } of steps) {
          const made = await run[kind]?.(data, ids[pick % ids.length] ?? target, pick);
          if (made?.act) acts.push(made.act);
        }
        expect(byText(await actualRows())).toEqual(byText(await expectedRows(fields)));
      }),
      { numRuns: 25 },
    );
    expect((await actualRows()).length).toBeGreaterThan(0);
  }, 120_000);
});
