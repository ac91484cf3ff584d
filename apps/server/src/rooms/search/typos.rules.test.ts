import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowedTypos, distance, nearForms } from "./typos.rules.ts";

describe("distance", () => {
  test.each([
    ["smith", "smith", 0],
    ["smith", "smiht", 1],
    ["smith", "smth", 1],
    ["smith", "smiith", 1],
    ["smith", "smyth", 1],
    ["kowalczyk", "kovalczik", 2],
    ["abcd", "wxyz", 3],
    ["", "abc", 3],
  ])("%s → %s: %i", (left, right, expected) => {
    expect(distance(left, right, 2)).toBe(expected);
    expect(distance(right, left, 2)).toBe(expected);
  });
});

const word = fc.string({ unit: fc.constantFrom(..."abcdefg"), minLength: 4, maxLength: 14 });

test("words within the allowed distance share a near form", () => {
  const edit = fc.tuple(fc.nat(13), fc.constantFrom("swap", "drop", "add", "replace"));
  const apply = (text: string, [at, kind]: [number, string]): string => {
    const place = at % text.length;
    if (kind === "drop") return text.slice(0, place) + text.slice(place + 1);
    if (kind === "add") return `${text.slice(0, place)}z${text.slice(place)}`;
    if (kind === "replace") return `${text.slice(0, place)}z${text.slice(place + 1)}`;
    const [left = "", right = ""] = [text[place], text[place + 1]];
    return text.slice(0, place) + right + left + text.slice(place + 2);
  };
  fc.assert(
    fc.property(word, edit, (original, change) => {
      const typed = apply(original, change);
      const typos = allowedTypos(typed);
      fc.pre(typos > 0 && allowedTypos(original) > 0 && distance(typed, original, 2) <= 1);
      const forms = new Set(nearForms(original));
      expect(nearForms(typed).some((form) => forms.has(form))).toBe(true);
    }),
  );
});

test("short words and words with digits are taken as typed", () => {
  for (const text of ["", "abc", "a1b2c3", "x".repeat(25)]) expect(nearForms(text)).toEqual([]);
});
