import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { byteRangeOf, firstBytes } from "./byte-range.ts";

it.each([
  ["bytes=0-1", { first: 0, last: 1 }],
  ["bytes=0-", { first: 0, last: 9 }],
  ["bytes=9-", { first: 9, last: 9 }],
  ["bytes=3-400", { first: 3, last: 9 }],
  ["bytes=-4", { first: 6, last: 9 }],
  ["bytes=-99", { first: 0, last: 9 }],
  ["bytes=-0", null],
  ["bytes=-", null],
  ["bytes=10-", null],
  ["bytes=5-4", null],
  ["bytes=0-1,4-5", null],
  ["bytes=a-b", null],
  ["items=0-1", null],
  [undefined, null],
  [["bytes=0-1"], null],
])("%s of ten bytes", (header, range) => {
  expect(byteRangeOf(header, 10)).toEqual(range);
});

it("nothing has no parts", () => {
  expect(byteRangeOf("bytes=0-", 0)).toBeNull();
});

it("a stream ends after so many bytes", async () => {
  const parts = [Buffer.from("abc"), Buffer.from("def"), Buffer.from("ghi")];
  for (const [count, text] of [
    [1, "a"],
    [3, "abc"],
    [5, "abcde"],
    [99, "abcdefghi"],
  ] as const)
    expect((await buffer(firstBytes(Readable.from(parts), count))).toString()).toBe(text);
});
