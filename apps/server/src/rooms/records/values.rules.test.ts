import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, foldKey, maxIndexedLength } from "./fold.rules.ts";
import type { Field } from "./object-type.rules.ts";
import { readValue } from "./values.rules.ts";

const options = [
  { key: "gold", label: "Gold" },
  { key: "tin", label: "Tin" },
];

function field(type: Field["type"]): Field {
  const hasOptions = type === "select" || type === "multiSelect";
  return {
    key: "f",
    label: "F",
    type,
    required: false,
    sortable: true,
    filterable: true,
    customId: null,
    ...(hasOptions ? { options } : {}),
  };
}

const id = "0192f5c0-0000-7000-8000-000000000001";
const refused = Symbol("refused");

function read(type: Field["type"], value: unknown): unknown {
  const result = readValue(field(type), value);
  return result.ok ? result.value : refused;
}

const cases: [Field["type"], unknown, unknown][] = [
  ["text", "  Ada ", "Ada"],
  ["text", "", null],
  ["text", " \t\n", null],
  ["text", null, null],
  ["text", undefined, null],
  ["text", 5, refused],
  ["text", ["a"], refused],
  ["text", "e\u0301", "é"],
  ["text", "a\u0000b", refused],
  ["text", "a\nb", refused],
  ["text", "\ud800", refused],
  ["text", "a\udc00b", refused],
  ["text", "a".repeat(255), "a".repeat(255)],
  ["text", "a".repeat(256), refused],
  ["text", "\u200b\u200b", null],
  ["text", "\u00a0\u2003", null],
  ["text", "\u3164", null],
  ["text", "a\u200bb", "a\u200bb"],
  ["text", "\u202eevil\u202c", "\u202eevil\u202c"],
  ["text", "👩‍👩‍👧", "👩‍👩‍👧"],
  ["longText", "a\nb\tc", "a\nb\tc"],
  ["longText", "a\u0007", refused],
  ["longText", "a".repeat(50_001), refused],
  ["email", "ADA@Example.COM", "ada@example.com"],
  ["email", "ada@localhost", refused],
  ["email", "a b@example.com", refused],
  ["email", "ada@exam\u200bple.com", refused],
  ["email", "@example.com", refused],
  ["url", "https://example.com/ä?q=1", "https://example.com/ä?q=1"],
  ["url", "javascript:alert(1)", refused],
  ["url", "example.com", refused],
  ["number", 1.5, 1.5],
  ["number", Number.NaN, refused],
  ["number", "1", refused],
  ["integer", 2 ** 53 - 1, 2 ** 53 - 1],
  ["integer", 2 ** 53, refused],
  ["integer", 1.5, refused],
  ["money", -5, -5],
  ["boolean", false, false],
  ["boolean", "false", refused],
  ["date", "2024-02-29", "2024-02-29"],
  ["date", "2023-02-29", refused],
  ["date", "2026-1-1", refused],
  ["date", "0000-01-01", refused],
  ["datetime", "2026-01-31T09:30:00+02:00", "2026-01-31T07:30:00.000Z"],
  ["datetime", "2026-01-31T09:30Z", "2026-01-31T09:30:00.000Z"],
  ["datetime", "2026-01-31T09:30:00", refused],
  ["datetime", "2026-02-30T09:30:00Z", refused],
  ["datetime", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ["datetime", "0001-01-01T00:00:00+14:00", refused],
  ["datetime", "2026-01-31", refused],
  ["select", "gold", "gold"],
  ["select", "Gold", refused],
  ["multiSelect", ["tin", "gold", "tin"], ["tin", "gold"]],
  ["multiSelect", [], null],
  ["multiSelect", ["lead"], refused],
  ["multiSelect", "gold", refused],
  ["reference", id.toUpperCase(), id],
  ["reference", "x", refused],
  ["member", id, id],
];

test.each(cases)("a field of type %s reads %j", (type, given, expected) => {
  expect(read(type, given)).toEqual(expected);
});

test.each([
  ["EUR", "EUR"],
  [" eur ", "EUR"],
  ["", null],
  [null, null],
  ["€", refused],
  ["ZZZ", refused],
  ["EU", refused],
  ["euro", refused],
])("of a currency %j is %j", (value, kept) => {
  const result = readValue({ ...field("text"), maxLength: 3, format: "currency" }, value);
  expect(result.ok ? result.value : refused).toBe(kept);
});

describe("every value", () => {
  const types = [
    "text",
    "longText",
    "email",
    "phone",
    "url",
    "number",
    "integer",
    "boolean",
    "date",
    "datetime",
    "select",
    "multiSelect",
    "reference",
  ] as const;

  test("that is accepted is accepted again in the form in which it is stored", () => {
    const anything = fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.anything());
    fc.assert(
      fc.property(fc.constantFrom(...types), anything, (type, value) => {
        const stored = read(type, value);
        if (stored !== refused) expect(read(type, stored)).toEqual(stored);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("folding", () => {
  test("forgets case and accents, also of words that end in sigma", () => {
    expect(fold("ÉCOLE")).toBe("ecole");
    expect(fold("Zürich")).toBe(fold("ZURICH"));
    expect(fold("ΟΔΟΣ")).toBe(fold("οδος"));
    expect(fold("ΟΔΟΣΑ").startsWith(fold("ΟΔΟΣ"))).toBe(true);
    expect(fold("İstanbul")).toBe("istanbul");
  });

  test("is settled after one time, and its key fits an index row", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 700 }), (text) => {
        const key = foldKey(text);
        expect(fold(fold(text))).toBe(fold(text));
        expect(key.length).toBeLessThanOrEqual(maxIndexedLength);
        expect(fold(text).startsWith(key)).toBe(true);
        if (text.isWellFormed()) expect(key.isWellFormed()).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
