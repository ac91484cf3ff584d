// Rules in words.
import type { FeatureDefinition, SegmentDefinition, SegmentRule } from "@rapport/contracts";
import { expect, test } from "vitest";
import { numberWords, sentenceOf, type Words } from "./sentence.rules.ts";

const feature = (title: string, more: Partial<FeatureDefinition>): FeatureDefinition => ({
  key: "one",
  title,
  entity: "companies",
  source: { kind: "events", names: [] },
  aggregation: "count",
  default: null,
  ...more,
});
const features: Record<string, FeatureDefinition> = {
  calls: feature("Calls in 90 days", {}),
  quiet: feature("Days since the last activity", { aggregation: "timeSince" }),
  urgent: feature("Share of urgent tickets", { aggregation: "ratio" }),
  revenue: feature("Annual revenue", {
    aggregation: "last",
    source: { kind: "record", field: "annualRevenueMinor", knownFrom: "seen" },
  }),
  industry: feature("Industry", { aggregation: "last", type: "text" }),
};
const words: Words = {
  feature: (key) => features[key] ?? null,
  field: (path) =>
    ({
      "custom.plan": {
        label: "Plan",
        type: "select",
        options: [{ key: "pro", label: "Professional" }],
      },
      amountMinor: { label: "Amount", type: "money" },
      isPaying: { label: "Paying", type: "boolean" },
    })[path] ?? null,
};

test.each<[SegmentRule, string]>([
  [
    { kind: "feature", feature: "calls", op: "gte", value: 4 },
    "there are at least 4 calls in 90 days",
  ],
  [{ kind: "feature", feature: "calls", op: "eq", value: 0 }, "there are no calls in 90 days"],
  [{ kind: "feature", feature: "calls", op: "lte", value: 0 }, "there are no calls in 90 days"],
  [{ kind: "feature", feature: "calls", op: "gte", value: 1 }, "there are any calls in 90 days"],
  [
    { kind: "feature", feature: "quiet", op: "gt", value: 30.4 },
    "it is more than 30.4 days since the last activity",
  ],
  [
    { kind: "feature", feature: "urgent", op: "lte", value: 0.255 },
    "share of urgent tickets is at most 25.5 %",
  ],
  [
    { kind: "feature", feature: "revenue", op: "gte", value: 125_000_000 },
    "annual revenue is at least 1,250,000",
  ],
  [{ kind: "feature", feature: "industry", op: "ne", value: "Retail" }, "industry is not Retail"],
  [{ kind: "feature", feature: "gone", op: "exists" }, "gone is known"],
  [
    { kind: "event", name: "Login", withinDays: 7, op: "gte", times: 1 },
    "“Login” happened at least 1 time in 7 days",
  ],
  [
    { kind: "event", name: "Login", withinDays: 1, op: "lt", times: 1 },
    "“Login” did not happen in 1 day",
  ],
  [{ kind: "field", field: "custom.plan", op: "eq", value: "pro" }, "plan is Professional"],
  [{ kind: "field", field: "amountMinor", op: "gt", value: 5_000_00 }, "amount is above 5,000"],
  [{ kind: "field", field: "isPaying", op: "eq", value: true }, "paying is yes"],
])("%j", (rule, told) => {
  const definition: SegmentDefinition = { entity: "companies", match: "all", rules: [rule] };
  expect(sentenceOf(definition, words)).toBe(`Companies where ${told}.`);
});

test("several rules are listed", () => {
  const rule: SegmentRule = { kind: "feature", feature: "gone", op: "exists" };
  const told = sentenceOf({ entity: "people", match: "any", rules: [rule, rule, rule] }, words);
  expect(told).toBe("People where gone is known, gone is known or gone is known.");
  expect([numberWords(0.126), numberWords(-1234.5), numberWords(999)]).toEqual([
    "0.13",
    "-1,235",
    "999",
  ]);
});
