import { expect, test } from "vitest";
import { codeOf, freshnessStanding, numberText, parityStanding } from "./feature-words.rules.ts";

test("freshness says what is missing before it says that all is well", () => {
  const fresh = { rows: 5, entities: 5, overdue: 0, waiting: 0, oldestAt: null, newestAt: null };
  expect(freshnessStanding(fresh)).toEqual({ word: "5 current", tone: "good" });
  expect(freshnessStanding({ ...fresh, rows: 2 }).word).toBe("2 of 5 computed");
  expect(freshnessStanding({ ...fresh, overdue: 3 }).tone).toBe("warn");
  expect(freshnessStanding({ ...fresh, rows: 0, entities: 0 }).tone).toBe("quiet");
});

test("one wrong served value is said aloud", () => {
  const result = { compared: 10, equal: 9, late: 0, wrong: 1, examples: [] };
  expect(parityStanding({ checkedAt: "2031-01-01T00:00:00Z", result }).tone).toBe("bad");
  expect(parityStanding(null).tone).toBe("quiet");
});

test("a definition reads as code, a number is short", () => {
  const source = { kind: "events" as const, names: ["order"] };
  const code = codeOf({
    key: "one",
    title: "One",
    entity: "people",
    source,
    aggregation: "count",
    default: 0,
  });
  expect(code).toContain('key: "one"');
  expect(code.startsWith("defineFeature({")).toBe(true);
  expect(numberText(1234.56789)).toBe("1234.6");
});
