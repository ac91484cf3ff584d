// A file whose encoding its bytes do not settle: a few broken bytes in UTF-8, and what only looks like it.
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ParsedRow } from "./cells.rules.ts";
import { analyseFile, readRows } from "./parse-rows.ts";

async function readAll(input: string | Buffer) {
  const source = () => Readable.from([Buffer.from(input)]);
  const file = await analyseFile(source());
  const rows: ParsedRow[] = [];
  for await (const batch of readRows(source(), file)) rows.push(...batch.rows);
  return { ...file, cells: rows.map((row) => row.cells) };
}

describe("UTF-8 with broken bytes", () => {
  const broken = (text: string) =>
    Buffer.concat(
      text
        .split("%")
        .flatMap((part, at) => (at ? [Buffer.from([0xfc])] : []).concat(Buffer.from(part))),
    );

  test.each([
    ["one at the start", "Name,City\nJ%rg,Bonn\nBjörn,Köln\n", ["J\ufffdrg", "Bonn"]],
    ["one in a Chinese file", "Name,City\nJ%rg,北京\n王伟,上海\n", ["J\ufffdrg", "北京"]],
    ["one in the header", "Name,Stra%e\nBjörn,Köln\n", ["Björn", "Köln"]],
    ["what was decoded twice before", "Name,City\nJ%rg,KÃ¶ln\n", ["J\ufffdrg", "KÃ¶ln"]],
  ])("stays UTF-8: %s", async (_what, text, first) => {
    const read = await readAll(broken(text));
    expect(read.layout.encoding).toBe("utf-8");
    expect(read.cells[0]).toEqual(first);
  });

  test("a header that could not be read says so", async () => {
    const { columns } = await readAll(broken("Name,Stra%e\nBjörn,Köln\n"));
    expect(columns.map(({ warning }) => warning !== undefined)).toEqual([false, true]);
  });

  test("text that was decoded twice is not healed", async () => {
    const read = await readAll("Name,City\nBjörn,KÃ¶ln\n");
    expect([read.layout.encoding, read.cells]).toEqual(["utf-8", [["Björn", "KÃ¶ln"]]]);
  });

  test("Polish capitals that happen to be UTF-8 stay windows-1250", async () => {
    const [o, l, a] = [0xd3, 0xa3, 0xa5].map((byte) => Buffer.from([byte]));
    const name = Buffer.concat([Buffer.from("SP"), o, l, Buffer.from("KA")] as Buffer[]);
    const city = Buffer.concat([Buffer.from("MOD"), a] as Buffer[]);
    const read = await readAll(
      Buffer.concat([Buffer.from("Name,City\n"), name, Buffer.from(","), city, Buffer.from("\n")]),
    );
    expect(read.layout.encoding).not.toBe("utf-8");
  });

  test("Western text with many broken bytes is not UTF-8", async () => {
    const read = await readAll(
      broken("Name,City\nJ%rg,Z%rich\nBj%rn,M%nchen\nAn,KÃ¶ln\n".replace("KÃ¶ln", "Köln")),
    );
    expect(read.layout.encoding).toBe("windows-1252");
  });
});
