import { expect, test } from "vitest";
import { murmur3 } from "./murmur.ts";

const hash = (text: string, seed = 0): number => {
  const bytes = new TextEncoder().encode(text);
  return murmur3(bytes, 0, bytes.length, seed);
};

test("agrees with sklearn.utils.murmurhash3_32(text, seed, positive=True)", () => {
  const known: [string, number, number][] = [
    ["", 0, 0],
    ["", 1, 1364076727],
    ["a", 0, 1009084850],
    ["ab", 7, 4264175359],
    ["abc", 0, 3017643002],
    ["test", 0, 3127628307],
    ["Hello, world!", 0, 3224780355],
    ["größe ✓ 漢字", 42, 1993045337],
    ["The quick brown fox jumps over the lazy dog", 0, 776992547],
  ];
  for (const [text, seed, value] of known) expect(hash(text, seed), text).toBe(value);
});

test("agrees with the buckets of Unleash's client specification", () => {
  const bucket = (id: string, group: string): number => (hash(`${group}:${id}`) % 100) + 1;
  expect(bucket("123", "gr1")).toBe(73);
  expect(bucket("999", "groupX")).toBe(25);
});

test("reads only the range it is given", () => {
  const bytes = new TextEncoder().encode("xxabcyy");
  expect(murmur3(bytes, 2, 5, 0)).toBe(hash("abc"));
});
