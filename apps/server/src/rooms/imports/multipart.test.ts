import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryOf, firstFile } from "./multipart.ts";

const boundary = "----b0und4ry";

function form(content: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n`),
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n`,
    ),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

function inPieces(bytes: Buffer, size: number): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return Readable.from(pieces);
}

describe("the first file of a form", () => {
  test("comes out whole, whatever it holds and however the form arrives in pieces", async () => {
    const near = fc
      .constantFrom("\r\n", "--", `\r\n--${boundary.slice(0, -1)}`, "x")
      .map((text) => Buffer.from(text));
    const content = fc
      .array(fc.oneof(near, fc.uint8Array()), { maxLength: 20 })
      .map((parts) => Buffer.concat(parts));
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 1, max: 200 }), async (bytes, size) => {
        fc.pre(!bytes.includes(`\r\n--${boundary}`));
        const file = await firstFile(inPieces(form(bytes), size), boundary);
        expect(file.fileName).toBe("a.csv");
        expect((await buffer(file.content)).equals(bytes)).toBe(true);
      }),
    );
  });

  test("a form without a file, or cut off, is refused in words", async () => {
    const none = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nhi\r\n--${boundary}--\r\n`,
    );
    await expect(firstFile(inPieces(none, 7), boundary)).rejects.toMatchObject({
      code: "imports.no_file",
    });
    const cut = await firstFile(inPieces(form(Buffer.from("abc")).subarray(0, -8), 50), boundary);
    await expect(buffer(cut.content)).rejects.toMatchObject({ code: "imports.bad_form" });
  });

  test.each([
    ["multipart/form-data; boundary=abc", "abc"],
    ['multipart/form-data; charset=utf-8; boundary="a b"', "a b"],
    ["text/csv", undefined],
  ])("boundary of %j", (contentType, expected) => {
    expect(boundaryOf(contentType)).toBe(expected);
  });
});
