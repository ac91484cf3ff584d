import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ImportFileFault, ParsedRow } from "./cells.rules.ts";
import { analyseFile, type LayoutOverrides, readRows } from "./parse-rows.ts";

type Input = string | Buffer;

function source(input: Input, chunkBytes = 65_536): Readable {
  const bytes = Buffer.from(input);
  const chunks = function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      yield bytes.subarray(at, at + chunkBytes);
    }
  };
  return Readable.from(chunks());
}

async function readAll(input: Input, overrides?: LayoutOverrides, chunkBytes?: number) {
  const file = await analyseFile(source(input, chunkBytes), overrides);
  const rows: ParsedRow[] = [];
  let bytesRead = 0;
  for await (const batch of readRows(source(input, chunkBytes), file)) {
    rows.push(...batch.rows);
    bytesRead = batch.bytesRead;
  }
  const names = file.columns.map((column) => column.name);
  return { ...file, names, rows, bytesRead, cells: rows.map((row) => row.cells) };
}

const people = 'First name,City,Note\nAnna,Köln,"a, b"\nBjörn,Århus,plain – “quoted” €\n';
const peopleCells = [
  ["Anna", "Köln", "a, b"],
  ["Björn", "Århus", "plain – “quoted” €"],
];

function utf16be(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

function utf32(text: string, littleEndian: boolean): Buffer {
  const points = [...text].map((char) => char.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [at, point] of points.entries()) {
    if (littleEndian) bytes.writeUInt32LE(point, at * 4);
    else bytes.writeUInt32BE(point, at * 4);
  }
  return bytes;
}

/** The text's bytes in windows-1252, whose 0x80–0x9f differ from Latin-1. */
function windows1252(text: string): Buffer {
  const special: Record<string, number> = { "€": 0x80, "“": 0x93, "”": 0x94, "–": 0x96 };
  return Buffer.from([...text].map((char) => special[char] ?? char.charCodeAt(0)));
}

describe("encodings", () => {
  const cases: [string, Buffer][] = [
    ["utf-8", Buffer.from(people)],
    ["utf-8", Buffer.from(`\ufeff${people}`)],
    ["utf-16le", Buffer.from(`\ufeff${people}`, "utf16le")],
    ["utf-16be", utf16be(`\ufeff${people}`)],
    ["utf-16le", Buffer.from(people, "utf16le")],
    ["utf-16be", utf16be(people)],
    ["utf-32le", utf32(`\ufeff${people}`, true)],
    ["utf-32be", utf32(`\ufeff${people}`, false)],
    ["windows-1252", windows1252(people)],
  ];
  test.each(cases)("%s %#", async (encoding, bytes) => {
    for (const chunkBytes of [1, 7, 65_536]) {
      const read = await readAll(bytes, undefined, chunkBytes);
      expect(read.layout.encoding).toBe(encoding);
      expect(read.names).toEqual(["First name", "City", "Note"]);
      expect(read.cells).toEqual(peopleCells);
    }
  });

  test("Cyrillic and Mac bytes are told from Western ones, and a person can overrule", async () => {
    const cyrillic = Buffer.from([
      ...Buffer.from("Name,City\n"),
      ...[0xc0, 0xed, 0xed, 0xe0, 0x2c, 0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0, 0x0a],
    ]);
    expect((await readAll(cyrillic)).cells).toEqual([["Анна", "Москва"]]);
    const mac = Buffer.from([
      ...Buffer.from("Name,City\nJ"),
      0x9f,
      ...Buffer.from("rg,K"),
      0x9a,
      ...Buffer.from("ln\n"),
    ]);
    expect((await readAll(mac)).cells).toEqual([["Jürg", "Köln"]]);
    const forced = await readAll(cyrillic, { encoding: "windows-1252" });
    expect(forced.cells).toEqual([["Àííà", "Ìîñêâà"]]);
  });
});

describe("delimiters and quoting", () => {
  test.each([",", ";", "\t", "|"])("delimiter %j is found", async (delimiter) => {
    const text = [
      ["name", "amount", "note"].join(delimiter),
      ["Ann", "1", '"x,y;z|\t"'].join(delimiter),
      ["Bob", "2", "plain"].join(delimiter),
    ].join("\r\n");
    const read = await readAll(text);
    expect(read.layout.delimiter).toBe(delimiter);
    expect(read.cells).toEqual([
      ["Ann", "1", "x,y;z|\t"],
      ["Bob", "2", "plain"],
    ]);
  });

  test("decimal commas do not make a comma the delimiter", async () => {
    const read = await readAll("name;price\nAnn;1,50\nBob;2,75\n");
    expect(read.layout.delimiter).toBe(";");
  });

  test("Excel's sep= line is obeyed and is no data", async () => {
    const read = await readAll("sep=|\r\na|b,c\r\n1|2\r\n");
    expect(read.names).toEqual(["a", "b,c"]);
    expect(read.rows).toMatchObject([{ line: 3, cells: ["1", "2"] }]);
  });

  test.each(["\n", "\r\n", "\r"])("quoted newlines with %j keep line numbers", async (newline) => {
    const text = ["a,b", '1,"x', 'y"', "", "2,z", "3,w"].join(newline);
    const read = await readAll(text);
    expect(read.rows.map((row) => [row.line, row.cells[0]])).toEqual([
      [2, "1"],
      [5, "2"],
      [6, "3"],
    ]);
    expect(read.rows[0]?.cells[1]).toBe(`x${newline}y`);
  });

  test("newlines of both kinds in one file do not shift line numbers", async () => {
    const read = await readAll("a,b\n1,x\r\n2,y\n3,z\r\n");
    expect(read.rows.map((row) => [row.line, ...row.cells])).toEqual([
      [2, "1", "x"],
      [3, "2", "y"],
      [4, "3", "z"],
    ]);
  });

  test("doubled and stray quotes survive", async () => {
    const read = await readAll('a,b\n"say ""hi""",5" pipe\n');
    expect(read.cells).toEqual([['say "hi"', '5" pipe']]);
  });
});

describe("headers", () => {
  test("duplicates and empty names become usable, and are told", async () => {
    const read = await readAll("Email,,email,Email (2)\na@b.co,1,2,3\n");
    expect(read.names).toEqual(["Email", "Column 2", "email (2)", "Email (2) (2)"]);
    expect(read.columns.filter((column) => column.warning)).toHaveLength(3);
  });

  test("a first row of values is no header", async () => {
    const read = await readAll("anna@example.com,Anna\nbob@example.com,Bob\n");
    expect(read.layout.hasHeader).toBe(false);
    expect(read.names).toEqual(["Column 1", "Column 2"]);
    expect(read.rows.map((row) => row.line)).toEqual([1, 2]);
  });
});

describe("uneven and unreadable rows", () => {
  test("uneven rows are faulty by line, the others are read", async () => {
    const read = await readAll("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n,,\n4,5,6\n");
    expect(read.rows.map((row) => [row.line, row.fault?.code])).toEqual([
      [2, undefined],
      [3, "too_few_cells"],
      [4, "too_many_cells"],
      [5, undefined],
      [7, undefined],
    ]);
  });

  test("a quote never closed names its line, after the good rows", async () => {
    const text = `a,b\n1,2\n3,"open\n${"4,5\n".repeat(10)}`;
    await expect(readAll(text)).rejects.toMatchObject({ code: "quote_never_closed", line: 3 });
  });

  test("an unclosed quote in a big file stops before memory fills", async () => {
    const big = `a,b\n1,2\n3,"open\n${"4,5\n".repeat(600_000)}`;
    const file = await analyseFile(source("a,b\n1,2\n"));
    const rows: ParsedRow[] = [];
    let fault: ImportFileFault | undefined;
    try {
      for await (const batch of readRows(source(big), file)) rows.push(...batch.rows);
    } catch (error) {
      fault = error as ImportFileFault;
    }
    expect(fault).toMatchObject({ code: "row_too_long", line: 3 });
    expect(rows).toHaveLength(1);
  });

  test.each([
    ["", "empty_file"],
    ["\n\n", "empty_file"],
    [Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), "unknown_compression"],
    [Buffer.from([1, 2, 0, 4, 5, 6, 7, 8, 9, 10]), "binary_file"],
    ['[{"a":1}]', "json_array"],
    [gzipSync("a,b\n1,2\n").subarray(0, 20), "damaged_gzip"],
  ] as const)("a file that cannot be read is refused with a reason %#", async (input, code) => {
    await expect(analyseFile(source(input))).rejects.toMatchObject({ code });
  });
});

describe("gzip and JSON lines", () => {
  test("gzip is unpacked; progress counts stored bytes", async () => {
    const packed = gzipSync(people);
    const read = await readAll(packed, undefined, 11);
    expect(read.layout.gzip).toBe(true);
    expect(read.cells).toEqual(peopleCells);
    expect(read.bytesRead).toBe(packed.length);
  });

  test("objects become rows; nesting becomes dotted names; bad lines are faulty rows", async () => {
    const text = [
      '{"email":"a@b.co","custom":{"tier":"gold"},"score":5,"tags":["x","y"]}',
      "{broken",
      "[1]",
      "",
      '{"score":null,"vip":true}',
    ].join("\n");
    const read = await readAll(text, undefined, 5);
    expect(read.names).toEqual(["email", "custom.tier", "score", "tags", "vip"]);
    expect(read.rows.map((row) => [row.line, row.fault?.code])).toEqual([
      [1, undefined],
      [2, "not_json"],
      [3, "not_an_object"],
      [5, undefined],
    ]);
    expect(read.cells[0]).toEqual(["a@b.co", "gold", 5, ["x", "y"], undefined]);
    expect(read.cells[3]).toEqual([undefined, undefined, null, undefined, true]);
  });
});

describe("resuming and memory", () => {
  const text = `id,note\n${Array.from({ length: 20_000 }, (_, at) => `${at},"line\nof ${at}"`).join("\n")}\n`;

  test("a run that restarts at a row yields exactly the rest", async () => {
    const file = await analyseFile(source(text));
    const rest: ParsedRow[] = [];
    for await (const batch of readRows(source(text), file, 12_345)) rest.push(...batch.rows);
    expect(rest[0]).toMatchObject({
      ordinal: 12_345,
      cells: ["12345", "line\nof 12345"],
      line: 24_692,
    });
    expect(rest).toHaveLength(20_000 - 12_345);
  });

  test("a reader that stops leaves the rest of the file unread", async () => {
    const file = await analyseFile(source(text));
    const input = source(text, 4096);
    for await (const batch of readRows(input, file)) {
      if (batch.rows.length > 0) break;
    }
    expect(input.destroyed).toBe(true);
  });
});
