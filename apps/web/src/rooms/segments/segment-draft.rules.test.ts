import { expect, test } from "vitest";
import { definitionOf, draftsOf, emptyRule, opsFor } from "./segment-draft.rules.ts";

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
