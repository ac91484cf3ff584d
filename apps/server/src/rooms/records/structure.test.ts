import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

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

test("labels of any script make keys, each its own, and the same one again", async () => {
  const made = async (label: string) =>
    (await admin.post("/fields", { ...tier, key: undefined, label })).body;
  const labels = [
    "顧客番号",
    "電話",
    "取引 ID",
    "会社 ID",
    "Телефон",
    "هاتف",
    "😀",
    "電話 1",
    "住所 1",
  ];
  const fields = [];
  for (const label of labels) fields.push(await made(label));
  expect(new Set(fields.map(({ key }) => key)).size).toBe(labels.length);
  for (const { key } of fields) expect(key).toMatch(/^[a-z][a-z0-9_]{1,38}$/);
  expect((await made("電話")).code).toBe("records.key_in_use");
  for (const label of ["契約", "車両", "Договоры"]) {
    const type = await admin.post("/object-types", { label, labelPlural: label });
    expect(type.status, label).toBe(201);
    const record = await admin.post(`/records/${type.body.key}`, { name: label });
    expect(record.status).toBe(201);
  }
});

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

  test.each([
    ["people", "members", "pipelines", "workspaces", "constructor"],
    ["automations", "dashboards", "notifications", "reports", "templates", "webhooks"],
  ])("cannot be called %s, %s, %s, …", async (...keys) => {
    for (const key of keys) {
      const answer = await admin.post("/object-types", { key, label: "X", labelPlural: "Xs" });
      expect([key, answer.status, answer.body.code]).toEqual([key, 409, "records.key_in_use"]);
    }
  });

  test("leave their names to nothing else that is undone", () => {
    const { records } = ground.first;
    const part = { read: async () => null, write: async () => {}, mayChange: async () => true };
    expect(() => records.addUndoable("ships", part)).toThrow(/not reserved/);
    expect(() => records.addUndoable("list-members", part)).not.toThrow();
  });
});
