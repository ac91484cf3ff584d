import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { arrayLiteral } from "./array-literal.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function throughDatabase(values: readonly unknown[], type: string): Promise<unknown> {
  const [row] = await database.asOwner(`SELECT to_jsonb($1::${type}[]) AS back`, [
    arrayLiteral(values),
  ]);
  return row?.back;
}

describe("an array literal", () => {
  test("comes back as it went, whatever the texts hold", async () => {
    const texts = fc.array(fc.option(fc.string({ unit: "grapheme" })));
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const storable = values.map((value) => value?.replaceAll("\0", "") ?? null);
        expect(await throughDatabase(storable, "text")).toEqual(storable);
      }),
      { numRuns: 200 },
    );
  });

  test("tells the word NULL, the empty text and nothing apart", async () => {
    const values = ["NULL", "", null, "{}", ",", '"', "\\", " a "];
    expect(await throughDatabase(values, "text")).toEqual(values);
  });

  test("holds numbers and booleans", async () => {
    expect(await throughDatabase([1.5, -2, null], "float8")).toEqual([1.5, -2, null]);
    expect(await throughDatabase([true, false], "boolean")).toEqual([true, false]);
  });

  test("leaves what it does not know to the driver", () => {
    const values = [Buffer.from("a")];
    expect(arrayLiteral(values)).toBe(values);
  });
});
