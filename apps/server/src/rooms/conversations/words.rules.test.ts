import { expect, it } from "vitest";
import { excerptOf, matches, queryOf, queryTokens, subjectKeyOf, tokensOf } from "./words.rules.ts";

it.each([
  "Order 4711",
  "Re: Order 4711",
  "RE: AW: Order  4711",
  "Fwd: order 4711",
  "Rép : Order 4711",
  "RÉ: Order 4711",
  "Antwort: Order 4711",
  "Re[2]: Order 4711",
  "Re^2: Order 4711",
  "回复：Order 4711",
  "RES: ENC: Order 4711",
])("knows %s for the same subject", (subject) => {
  expect(subjectKeyOf(subject)).toBe("order 4711");
});

it.each([
  ["Regarding: the order", "regarding: the order"],
  ["Reklamation", "reklamation"],
  ["Invoice: March", "invoice: march"],
])("leaves %s as it is", (subject, key) => {
  expect(subjectKeyOf(subject)).toBe(key);
});

it("has none for what is too short to tell threads apart", () => {
  for (const subject of [null, "", "Re:", "Re: hi"]) expect(subjectKeyOf(subject)).toBeNull();
});

it.each([
  ["grösse", "Die Größe stimmt nicht"],
  ["Größe", "Die Größe stimmt nicht"],
  ["gros", "Die Größe stimmt nicht"],
  ["soren lodz", "Søren aus Łódź"],
  ["Søren", "Søren aus Łódź"],
  ["encyclopaedia", "encyclopædia"],
  ["Straße", "In der Strasse 5"],
  ["Straß", "In der Strasse 5"],
  ["Łódź Søren", "Soren aus Lodz"],
])("finds by %s what was written as %s", (q, text) => {
  const query = queryOf(q);
  const tokens = tokensOf("w", text);
  expect(queryTokens("w", query).every((token) => tokens.includes(token))).toBe(true);
  expect(matches(text, query)).toBe(true);
});

it("finds each word of a long text as it is written otherwise, too", () => {
  // With beginnings of their own, as words of a real text have them.
  const begun = (at: number) => String(at).padStart(4, "0").split("").reverse().join("");
  const all = Array.from({ length: 460 }, (_, at) => `${begun(at)}${at % 4 === 0 ? "ß" : "st"}`);
  const tokens = tokensOf("w", all.join(" "));
  for (const at of [0, 240, 380])
    for (const q of [`${begun(at)}ß `, `${begun(at)}ss `])
      expect(queryTokens("w", queryOf(q)).every((token) => tokens.includes(token))).toBe(true);
});

it("shows the text around what was found, however it is written", () => {
  const text = `${"vorher ".repeat(40)}Große Straße 5 ${"nachher ".repeat(60)}`;
  for (const q of ["strasse", "Straße", "grosse"])
    expect(excerptOf(text, queryOf(q))).toMatch(/^….*Große Straße 5.*…$/);
});
