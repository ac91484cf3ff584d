import { plainMentions } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { chosenFrom, mentionAt, savedText, withChosen, withMention } from "./mention-text.rules.ts";

const id = (last: string) => `01900000-0000-7000-8000-00000000000${last}`;

describe("a mention while writing", () => {
  it.each([
    ["@", { from: 0, text: "" }],
    ["Ask @an", { from: 4, text: "an" }],
    ["(@Ann Le", { from: 1, text: "Ann Le" }],
    ["ann@firm", null],
    ["Ask @ann about the long story", null],
    ["@a\nb", null],
    ["none", null],
  ])("%j stands in %j", (text, found) => expect(mentionAt(text, text.length)).toEqual(found));

  it("holds a member once, as last chosen", () => {
    const ann = { memberId: id("1"), name: "Ann Lee", maySee: false };
    const bob = { memberId: id("2"), name: "Bob", maySee: true };
    expect(withChosen([ann, bob], { ...ann, maySee: true })).toEqual([
      bob,
      { ...ann, maySee: true },
    ]);
  });

  it("is put in where it was asked", () => {
    const asked = mentionAt("Ask @an about it", 7);
    expect(asked && withMention("Ask @an about it", asked, "Ann Lee")).toEqual({
      text: "Ask @Ann Lee about it",
      caret: 13,
    });
  });

  it("is saved as a reference, and reads the same", () => {
    const text = "Ask @Ann Lee, @Ann and @Bob (not @Cy).";
    const chosen = [
      { memberId: id("a"), name: "Ann", maySee: true },
      { memberId: id("b"), name: "Ann Lee", maySee: true },
      { memberId: id("c"), name: "Bob (Sales)", maySee: false },
    ];
    const saved = savedText(text, chosen);
    expect(saved).toContain(`@[Ann Lee](member:${id("b")})`);
    expect(saved).toContain(`@[Ann](member:${id("a")})`);
    expect(saved).not.toContain(id("c"));
    expect(plainMentions(saved)).toBe(text);
  });

  it.each([
    ["Ask @Ann", true],
    ["@Ann's idea", true],
    ["(@Ann)", true],
    ["@Ann.", true],
    ["one\n@Ann\ntwo", true],
    ["Ask @Annabel", false],
    ["Ask @Ann-Marie", false],
    ["Ask @Ann\u0308", false],
    ["Write to x@Ann.com", false],
  ])("%j mentions Ann: %j", (text, expected) => {
    const saved = savedText(text, [{ memberId: id("a"), name: "Ann", maySee: true }]);
    expect(saved.includes(`@[Ann](member:${id("a")})`)).toBe(expected);
  });

  it("is known again from what the browser kept, and nothing else is", () => {
    const ann = { memberId: id("a"), name: "Ann", maySee: true };
    expect(chosenFrom(JSON.stringify([ann]))).toEqual([ann]);
    expect(chosenFrom(JSON.stringify([ann, null, 3, { name: "Bo" }]))).toEqual([ann]);
    for (const kept of ["", "{}", "null", "[", '"x"']) expect(chosenFrom(kept)).toEqual([]);
  });
});
