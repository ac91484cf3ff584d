import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { arrayLiteral } from "./array-literal.ts";
import { arrayOf } from "./binary-array.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function texts(value: unknown, type: string): Promise<unknown> {
  const [row] = await database.asOwner(
    `SELECT ARRAY(SELECT v::text FROM unnest($1::${type}[]) AS v) AS back`,
    [value],
  );
  return row?.back;
}

/** What the database makes of the binary form is what it makes of the literal. */
async function expectAlike(values: readonly unknown[], type: string): Promise<void> {
  const binary = arrayOf(type, values);
  expect(Buffer.isBuffer(binary), type).toBe(values.length > 0);
  expect(await texts(binary, type)).toEqual(await texts(arrayLiteral(values), type));
}

const storableText = fc
  .string({ unit: "grapheme", maxLength: 120 })
  .map((text) => text.replaceAll("\0", "").toWellFormed());

const generators: Record<string, fc.Arbitrary<unknown>> = {
  text: storableText,
  jsonb: fc
    .dictionary(storableText, fc.oneof(storableText, fc.integer(), fc.boolean()))
    .map((v) => JSON.stringify(v)),
  uuid: fc.uuid(),
  int: fc.integer(),
  bigint: fc.maxSafeInteger(),
  float8: fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  boolean: fc.boolean(),
  timestamptz: fc
    .date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString()),
};

describe("a binary array", () => {
  test.each(Object.entries(generators))("of %s holds what the literal holds", async (type, one) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(one)), (values) => expectAlike(values, type)),
      { numRuns: 60 },
    );
  });

  test("leaves types and values without such a form to the literal", async () => {
    expect(arrayOf("date", ["2026-01-31"])).toBe('{"2026-01-31"}');
    expect(arrayOf("uuid", ["no id"])).toBe('{"no id"}');
    expect(arrayOf("uuid", ["0190d1c2-0000-7000-8000-00000000000g"])).toContain("00g");
    expect(arrayOf("uuid", ["0190d1c2-0000-7000-8000-00000000000\u0161"])).toContain("\u0161");
    expect(arrayOf("timestamptz", [Number.NaN])).toBe('{"NaN"}');
    expect(arrayOf("int", [1.5])).toBe('{"1.5"}');
    expect(arrayOf("timestamptz", ["2026-01-31"])).toBe('{"2026-01-31"}');
    expect(
      await texts(arrayOf("timestamptz", ["2026-01-31T09:30:00+02:00"]), "timestamptz"),
    ).toEqual(await texts('{"2026-01-31T07:30:00Z"}', "timestamptz"));
  });

  test("of times takes milliseconds as well", async () => {
    const times = [
      "1969-12-31T23:59:59.999Z",
      "2000-01-01T00:00:00.000Z",
      "2026-11-28T17:30:00.123Z",
    ];
    const inMs = arrayOf("timestamptz", times.map(Date.parse));
    expect(await texts(inMs, "timestamptz")).toEqual(await texts(times, "timestamptz"));
  });

  test("takes texts longer than everything before", async () => {
    await expectAlike(["x".repeat(300_000), null, "ü".repeat(100_000)], "text");
  });
});
