import type { MergeField } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { idsOf, keptWords, mayPick, movedWords, sortFields } from "./merge.rules.ts";

const field = (key: string, values: Record<string, unknown>, rule = "survivor"): MergeField =>
  ({
    key,
    label: key,
    type: "text",
    values,
    value: null,
    from: null,
    rule,
    canPick: true,
  }) as never;

describe("sortFields", () => {
  it("parts what differs from what is the same, and drops what nobody filled in", () => {
    const fields = [
      field("city", { a: "Paris", b: "Rome" }),
      field("country", { a: "France", b: "France" }, "same"),
      field("phone", { a: null, b: "" }, "same"),
      field("tags", { a: [], b: null }, "same"),
    ];
    const { differing, same } = sortFields(fields);
    expect(differing.map(({ key }) => key)).toEqual(["city"]);
    expect(same.map(({ key }) => key)).toEqual(["country"]);
  });
});

describe("mayPick", () => {
  it("offers filled values of fields that can be chosen", () => {
    const city = field("city", { a: "Paris", b: null });
    expect([mayPick(city, "a"), mayPick(city, "b")]).toEqual([true, false]);
    expect(mayPick({ ...city, canPick: false }, "a")).toBe(false);
  });
});

describe("idsOf", () => {
  const id = "01a203cc-87da-7110-8012-f39a1ac435e3";
  it.each([
    [undefined, []],
    ["", []],
    [id, [id]],
    [`${id},${id}`, [id]],
    [`${id},<script>`, [id]],
  ])("reads %j", (text, ids) => expect(idsOf(text)).toEqual(ids));
});

describe("words", () => {
  const related = (label: string, count: number, isCapped = false) => ({
    object: label.toLowerCase(),
    label,
    count,
    isCapped,
  });
  it.each([
    [[], "Nothing that you can see has to move."],
    [[related("Deals", 3)], "3 deals will belong to the record that stays."],
    [
      [related("Deals", 3), related("Tasks", 0), related("Notes", 100, true)],
      "3 deals and 100+ notes will belong to the record that stays.",
    ],
  ])("say what moves (%#)", (parts, words) => expect(movedWords(parts)).toBe(words));
  it("say what an undo kept", () => {
    expect(keptWords(0)).toBe("The merge was undone.");
    expect(keptWords(1)).toMatch(/1 record was changed since and stays/);
    expect(keptWords(2)).toMatch(/2 records were changed since and stay/);
  });
});
