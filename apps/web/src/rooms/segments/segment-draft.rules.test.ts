import type { SchemaField } from "@rapport/contracts";
import { expect, test } from "vitest";
import {
  definitionOf,
  draftsOf,
  emptyRule,
  opsFor,
  opsOfField,
  ruleFields,
} from "./segment-draft.rules.ts";

const number = () => "number" as const;

test("a definition is there once every rule is whole", () => {
  const rule = { ...emptyRule(1), what: "activities_30d" };
  expect(definitionOf("people", "all", [rule], number)).toBeNull();
  expect(definitionOf("people", "all", [{ ...rule, value: "3" }], number)?.rules).toEqual([
    { kind: "feature", feature: "activities_30d", op: "gte", value: 3 },
  ]);
  expect(definitionOf("people", "all", [{ ...rule, value: "three" }], number)).toBeNull();
  const text = () => "text" as const;
  expect(
    definitionOf("people", "any", [{ ...rule, op: "eq", value: "3" }], text)?.rules[0],
  ).toMatchObject({ value: "3" });
});

test("an event is counted within whole days, and comes back as it was written", () => {
  const rule = {
    ...emptyRule(1),
    kind: "event" as const,
    what: "Call",
    value: "0",
    op: "lt" as const,
  };
  const definition = definitionOf("people", "all", [{ ...rule, value: "2" }], number);
  expect(definition?.rules).toEqual([
    { kind: "event", name: "Call", withinDays: 30, op: "lt", times: 2 },
  ]);
  expect(draftsOf(definition!)[0]).toMatchObject({
    kind: "event",
    what: "Call",
    value: "2",
    withinDays: "30",
  });
  expect(opsFor("text").map(({ value }) => value)).toEqual(["eq", "ne", "exists"]);
});

const field = (key: string, type: SchemaField["type"], custom = false): SchemaField => ({
  key,
  label: key,
  type,
  required: false,
  readOnly: false,
  custom,
  access: "write",
  sortable: true,
  filterable: true,
});

test("a field of the record is asked by its value, whatever its kind", () => {
  const rule = {
    ...emptyRule(1),
    kind: "field" as const,
    what: "custom.seats",
    op: "gte" as const,
  };
  expect(definitionOf("people", "all", [{ ...rule, value: null }], number)).toBeNull();
  for (const value of [12, "pro", false]) {
    const definition = definitionOf("people", "all", [{ ...rule, value }], number);
    expect(definition?.rules).toEqual([{ kind: "field", field: "custom.seats", op: "gte", value }]);
    expect(draftsOf(definition!)[0]).toMatchObject({ kind: "field", what: "custom.seats", value });
  }
  expect(
    definitionOf("people", "all", [{ ...rule, op: "exists", value: null }], number)?.rules,
  ).toEqual([{ kind: "field", field: "custom.seats", op: "exists" }]);
});

test("fields that nobody reads, names above all, are not offered", () => {
  const fields = [
    field("lastName", "text"),
    field("country", "text"),
    field("ownerId", "member"),
    field("custom.seats", "integer", true),
    field("custom.story", "longText", true),
  ];
  expect(ruleFields("people", fields).map(({ key }) => key)).toEqual(["country", "custom.seats"]);
  expect(opsOfField("boolean").map(({ value }) => value)).toEqual(["eq", "exists"]);
  expect(opsOfField("money")).toHaveLength(7);
});
