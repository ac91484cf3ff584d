import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coerceText } from "./coerce-text.rules.ts";
import { analyseFile, readRows } from "./parse-rows.ts";
import { createRowCoercer, inferReadings } from "./row-coercion.rules.ts";
import {
  csvHeader,
  csvRecord,
  type ExportColumn,
  headerOf,
  neutralise,
} from "./write-csv.rules.ts";

describe("formulas", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["+49-30-1234", "'+49-30-1234"],
    ["+4930", "'+4930"],
    ["-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"],
    ["\tx", "'\tx"],
    ["\r=x", "'\r=x"],
    ["  =x", "'  =x"],
    ["＝x", "'＝x"],
    ["'=x", "''=x"],
    ["-5", "-5"],
    ["-5.25", "-5.25"],
    ["'tis", "'tis"],
    ["a=b", "a=b"],
    ["", ""],
  ])("%j becomes %j", (text, expected) => {
    expect(neutralise(text)).toBe(expected);
  });
});

const columns: ExportColumn[] = [
  { key: "name", type: "text", custom: false },
  { key: "amountMinor", type: "money", custom: false },
  { key: "currency", type: "text", custom: false },
  { key: "expectedCloseOn", type: "date", custom: false },
  { key: "tags", type: "multiSelect", custom: true },
  { key: "score", type: "number", custom: true },
  { key: "vip", type: "boolean", custom: true },
];

const options = ["gold", "old"].map((key) => ({ key, label: key.toUpperCase() }));

async function importBack(csv: string) {
  const open = () => Readable.from([Buffer.from(csv)]);
  const file = await analyseFile(open(), { delimiter: ",", hasHeader: true });
  const coerce = createRowCoercer({
    columns: file.columns,
    mapping: columns.map((column) => ({
      column: headerOf(column),
      target: { kind: "field", field: column.custom ? `custom.${column.key}` : column.key },
    })),
    fields: columns.map(({ key, type, custom }) => ({
      key: custom ? `custom.${key}` : key,
      label: key,
      type: type as "text",
      custom,
      options,
      required: false,
    })),
    readings: inferReadings(file.columns, file.sample),
    mode: "create",
    defaultCurrency: "USD",
    blankClears: false,
  });
  const rows = [];
  for await (const batch of readRows(open(), file))
    rows.push(...batch.rows.map((row) => coerce(row.cells)));
  return rows;
}

// Importing trims, removes invisible characters and composes Unicode; a stored text is already so.
const storedText = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("=1", "'=1", "-5", "+1 2", "a,b", 'q"q', "'-2"),
  )
  .map((text) => {
    const stored = coerceText(text, { maxLength: 10_000, paragraphs: false });
    return stored.ok ? stored.value : "x";
  })
  .filter((text) => text !== "");

const record = fc.record({
  name: storedText,
  amountMinor: fc.maxSafeInteger(),
  currency: fc.constantFrom("USD", "EUR", "JPY", "KWD"),
  expectedCloseOn: fc.constantFrom("2024-02-29", "1999-12-31"),
  custom: fc.record({
    tags: fc.constantFrom(["gold"], ["gold", "old"]),
    score: fc
      .double({ noNaN: true, min: -1e9, max: 1e9 })
      .map((value) => Number(value.toFixed(6)) + 0),
    vip: fc.boolean(),
  }),
});

test("what is exported imports to equal values", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (records) => {
      const csv = csvHeader(columns) + records.map((one) => csvRecord(one, columns)).join("");
      const back = await importBack(csv);
      expect(back.flatMap((row) => row.problems)).toEqual([]);
      expect(back.map((row) => row.data)).toEqual(records);
    }),
    { numRuns: 200 },
  );
});

test("the header names money without its unit and custom fields with their prefix", () => {
  expect(csvHeader(columns)).toBe(
    "name,amount,currency,expectedCloseOn,custom.tags,custom.score,custom.vip\r\n",
  );
});
