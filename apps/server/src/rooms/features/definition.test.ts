// What is refused: above all a definition that would know what nobody knew at the time.
import type { FeatureDefinition } from "@rapport/contracts";
import { expect, test } from "vitest";
import { builtInSets } from "./built-in-features.ts";
import { canonicalJson, defineFeature, defineFeatureSet } from "./define-feature.ts";

const feature = (more: Partial<FeatureDefinition>): FeatureDefinition => ({
  key: "one",
  title: "One",
  entity: "deals",
  source: { kind: "records", object: "activities", at: "occurredAt" },
  aggregation: "count",
  default: 0,
  ...more,
});

test.each<[string, Partial<FeatureDefinition>]>([
  [
    "how a deal ended, from its creation on",
    {
      source: { kind: "record", field: "status", knownFrom: "createdAt" },
      aggregation: "last",
      type: "text",
      default: null,
    },
  ],
  [
    "when it ended",
    {
      source: { kind: "record", field: "closedAt", knownFrom: "createdAt" },
      aggregation: "timeSince",
      default: null,
    },
  ],
  [
    "the stage that it has now",
    {
      source: { kind: "record", field: "stageId", knownFrom: "createdAt" },
      aggregation: "last",
      type: "text",
      default: null,
    },
  ],
  [
    "an own field that may be written at any time",
    {
      source: { kind: "record", field: "custom.result", knownFrom: "createdAt" },
      aggregation: "last",
      type: "text",
      default: null,
    },
  ],
  [
    "deals of a company counted as won when they were opened",
    {
      entity: "companies",
      source: {
        kind: "records",
        object: "deals",
        at: "createdAt",
        knownFrom: "happened",
        where: [{ property: "status", op: "eq", value: "won" }],
      },
    },
  ],
  [
    "tickets that are solved, by the day they came",
    {
      entity: "companies",
      source: { kind: "records", object: "tickets", at: "createdAt", knownFrom: "happened" },
      aggregation: "ratio",
      part: [{ property: "status", op: "eq", value: "solved" }],
    },
  ],
  [
    "the lifecycle that a person has now",
    {
      entity: "people",
      source: { kind: "record", field: "lifecycle", knownFrom: "createdAt" },
      aggregation: "last",
      type: "text",
      default: null,
    },
  ],
])("a definition that knows the future is refused: %s", (_name, more) => {
  expect(() => defineFeature(feature(more))).toThrow(
    expect.objectContaining({ code: "features.knows_the_future" }),
  );
});

test.each<[string, Partial<FeatureDefinition>]>([
  ["a sum of nothing", { aggregation: "sum" }],
  ["a rate without a window", { aggregation: "rate" }],
  ["a ratio without a part", { aggregation: "ratio" }],
  ["a window that is none", { window: "30 days" }],
  ["a default of another kind", { default: "none" }],
  ["events of a deal", { source: { kind: "events", names: [] } }],
  ["stages of people", { entity: "people", source: { kind: "stages" } }],
  [
    "a field that is not read",
    { source: { kind: "record", field: "name", knownFrom: "seen" }, aggregation: "last" },
  ],
  [
    "records that do not point there",
    { source: { kind: "records", object: "people", at: "createdAt" } },
  ],
  [
    "a test without a value",
    {
      source: {
        kind: "records",
        object: "activities",
        at: "occurredAt",
        where: [{ property: "kind", op: "gt", value: "x" }],
      },
    },
  ],
])("a definition that means nothing is refused: %s", (_name, more) => {
  expect(() => defineFeature(feature(more))).toThrow(
    expect.objectContaining({ code: "features.bad_definition" }),
  );
});

test("the same fields are allowed from the time that settles them, or as they were seen", () => {
  const status = (knownFrom: string) =>
    feature({
      source: { kind: "record", field: "status", knownFrom },
      aggregation: "last",
      type: "text",
      default: null,
    });
  expect(defineFeature(status("closedAt")).key).toBe("one");
  expect(defineFeature(status("seen")).key).toBe("one");
});

test("a version follows from the content, not from titles or the order of keys", () => {
  const set = (more: Partial<FeatureDefinition>) =>
    defineFeatureSet({ key: "s", entity: "deals", features: [feature(more)] }).hash;
  expect(set({ title: "Another" })).toBe(set({}));
  expect(set({ window: "30d" })).not.toBe(set({}));
  expect(canonicalJson({ b: [1, { d: undefined, c: null }], a: "x" })).toBe(
    '{"a":"x","b":[1,{"c":null}]}',
  );
});

test("what comes with Rapport is well defined, and says of what it is", () => {
  for (const set of builtInSets)
    expect(new Set(set.features.map(({ title }) => title)).size).toBe(set.features.length);
  expect(builtInSets.map(({ entity }) => entity)).toEqual([
    "people",
    "companies",
    "deals",
    "tickets",
  ]);
});
