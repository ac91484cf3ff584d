import { describe, expect, test } from "vitest";
import { addressWords, fold, phoneDigits, wordsOf } from "./words.rules.ts";

describe("fold and wordsOf", () => {
  test.each([
    ["Jörg O'Neill-Smith", ["jorg", "o", "neill", "smith"]],
    ["STRASSE Straße", ["strasse", "strasse"]],
    ["Łódź Ærø", ["lodz", "aero"]],
    ["İstanbul ＡＢＣ ﬁn", ["istanbul", "abc", "fin"]],
    ["東京都", ["東京", "京都"]],
    ["price: 20 %", ["price", "20"]],
    ["\u0000\ud800\u202e", []],
  ])("%j", (text, words) => {
    expect(wordsOf(fold(text))).toEqual(words);
  });

  test("no more and no longer words than allowed", () => {
    expect(wordsOf("a b c d", 2)).toEqual(["a", "b"]);
    expect(wordsOf("x".repeat(1000))[0]).toHaveLength(64);
    expect(wordsOf("é".repeat(1000))[0]).toHaveLength(64);
  });
});

test.each([
  ["jane.doe@mail.acme.com", ["jane", "doe", "mail", "acme"]],
  ["https://www.acme.co/team?x=1", ["acme", "team", "x", "1"]],
  ["acme.internal", ["acme", "internal"]],
  ["no address", null],
  ["j.smith", ["j", "smith"]],
])("addressWords of %s", (text, words) => {
  expect(addressWords(text)).toEqual(words);
});

test.each([
  ["+49 (0)30 901820-47", "493090182047"],
  ["0049 30 90182047", "493090182047"],
  ["none", ""],
])("phoneDigits of %s", (text, digits) => {
  expect(phoneDigits(text)).toBe(digits);
});
