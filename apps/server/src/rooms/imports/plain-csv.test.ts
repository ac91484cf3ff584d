import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCsvRecords } from "./parse-csv.ts";
import type { CsvRecord } from "./plain-csv.rules.ts";

async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) {
    yield { text: text.slice(at, at + size), bytesRead: at };
  }
}

async function read(text: string, size: number): Promise<CsvRecord[]> {
  const all: CsvRecord[] = [];
  const layout = { delimiter: ",", mixedNewlines: false };
  for await (const { records } of parseCsvRecords(pieces(text, size), layout)) all.push(...records);
  return all;
}

/** What the parser alone makes of the whole text. */
function parsed(text: string): string[][] {
  return parse(text, { relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
}

const cell = fc.constantFrom("", "a", "bc", " d ", "é", "5", '"q"', '"x,y"', '"l\nm"', '"d""d"');
const plainCell = fc.constantFrom("", "a", "bc", " d ", "é", "5");
const table = (one: fc.Arbitrary<string>) =>
  fc.array(fc.array(one, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

test("a file is read alike, plain or not, whatever pieces it comes in", async () => {
  await fc.assert(
    fc.asyncProperty(
      table(plainCell),
      table(cell),
      fc.constantFrom("\n", "\r\n"),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (first, second, newline, size, endsWithNewline) => {
        const rows = [["h1", "h2"], ...first, ...second].map((row) => row.join(","));
        const text = rows.join(newline) + (endsWithNewline ? newline : "");
        const records = await read(text, size);
        expect(records.map(({ cells }) => cells)).toEqual(parsed(text));
      },
    ),
    { numRuns: 400 },
  );
});

test("lines are counted on through the change to the parser of quotes", async () => {
  const text = 'h1,h2\n\na,b\nc,d\n"e\nf",g\nh,i\n';
  for (const size of [1, 3, 7, 100]) {
    expect(await read(text, size)).toEqual([
      { line: 1, cells: ["h1", "h2"] },
      { line: 3, cells: ["a", "b"] },
      { line: 4, cells: ["c", "d"] },
      { line: 5, cells: ["e\nf", "g"] },
      { line: 7, cells: ["h", "i"] },
    ]);
  }
});

test("a very long line is judged by the parser", async () => {
  const text = `h1,h2\n${"x".repeat(1_200_000)},b\n`;
  await expect(read(text, 65_536)).rejects.toMatchObject({ code: "row_too_long", line: 2 });
});
