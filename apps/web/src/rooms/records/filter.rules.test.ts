import { describe, expect, it } from "vitest";
import {
  filterToGroup,
  groupToFilter,
  newGroup,
  newRule,
  operatorWords,
  replaceItem,
  withOperator,
} from "./filter.rules.ts";

const roundTrip = (filter: Record<string, unknown>) => groupToFilter(filterToGroup(filter));

describe("filters", () => {
  it.each([
    [{ city: "Paris" }],
    [{ amountMinor: { gt: 500 } }],
    [{ and: [{ city: "Paris" }, { lifecycle: { in: ["lead", "customer"] } }] }],
    [{ or: [{ city: "Paris" }, { and: [{ city: "Rome" }, { "custom.tier": "gold" }] }] }],
    [{ active: false }],
    [{ dueAt: { within: "last-30-days" } }],
    [{ ownerId: { in: ["me"] } }],
  ])("survive a trip through the tree: %j", (filter) => {
    expect(roundTrip(filter)).toEqual(filter);
  });

  it("read several keys, several operators and null the way the API does", () => {
    expect(roundTrip({ city: "Paris", employees: { gte: 10, lt: 50 } })).toEqual({
      and: [{ city: "Paris" }, { employees: { gte: 10 } }, { employees: { lt: 50 } }],
    });
    expect(roundTrip({ email: null })).toEqual({ email: { empty: true } });
  });

  it("drop what nobody can read", () => {
    expect(roundTrip({ city: { like: "x" }, and: "no" })).toBeUndefined();
  });

  it("leave unfinished rules out of the question", () => {
    const unfinished = newRule("city", "text");
    expect(groupToFilter(newGroup("and", [unfinished]))).toBeUndefined();
    const group = newGroup("and", [unfinished, { ...newRule("name", "text"), value: "a" }]);
    expect(groupToFilter(group)).toEqual({ name: { contains: "a" } });
  });

  it("replace and remove items at any depth", () => {
    const inner = { ...newRule("city", "text"), value: "Rome" };
    const group = newGroup("and", [newGroup("or", [inner])]);
    const changed = replaceItem(group, inner.id, { ...inner, value: "Oslo" });
    expect(groupToFilter(changed)).toEqual({ city: { contains: "Oslo" } });
    expect(groupToFilter(replaceItem(group, inner.id, null))).toBeUndefined();
  });

  it("keep the value when the operator changes, where it still makes sense", () => {
    const rule = { ...newRule("city", "text"), value: "Rome" };
    expect(withOperator(rule, "eq").value).toBe("Rome");
    expect(withOperator(rule, "empty").value).toBe(true);
    expect(withOperator(withOperator(rule, "empty"), "eq").value).toBeNull();
    expect(withOperator({ ...rule, op: "in", value: ["a", "b"] }, "ne").value).toBe("a");
  });

  it("start a date with a span, and drop one that means nothing", () => {
    const rule = newRule("createdAt", "datetime");
    expect(groupToFilter(newGroup("and", [rule]))).toEqual({
      createdAt: { within: "last-30-days" },
    });
    expect(withOperator(rule, "gte").value).toBeNull();
    const soon = { ...rule, value: "soon" };
    expect(groupToFilter(newGroup("and", [soon]))).toBeUndefined();
  });

  it("speak of times as times", () => {
    expect(operatorWords("gte", "date")).toBe("is on or after");
    expect(operatorWords("gte", "integer")).toBe("is at least");
  });
});
