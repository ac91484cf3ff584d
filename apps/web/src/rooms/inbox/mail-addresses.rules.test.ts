import { ccSchema, maxCc } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import {
  addressesIn,
  endsAddress,
  isMailAddress,
  isSeveral,
  mostCc,
  pastedInto,
  shortOf,
  wholeOf,
  wrongWords,
} from "./mail-addresses.rules.ts";

const found = (text: string) =>
  addressesIn(text).found.map(({ address, name }) => (name ? `${name}|${address}` : address));

describe("addresses that are typed or pasted", () => {
  it.each([
    ["ada@x.example", ["ada@x.example"]],
    ["  ada@x.example ,", ["ada@x.example"]],
    ["ada@x.example, bo@y.example; cy@z.example\ndi@z.example", 4],
    ["ada@x.example bo@y.example", ["ada@x.example", "bo@y.example"]],
    ["Ada Lee <ada@x.example>", ["Ada Lee|ada@x.example"]],
    ['"Lee, Ada" <ada@x.example>, bo@y.example', ["Lee, Ada|ada@x.example", "bo@y.example"]],
    ["<ada@x.example>", ["ada@x.example"]],
    ["ada@x.example <ada@x.example>", ["ada@x.example"]],
    ["mailto:ada@x.example", ["ada@x.example"]],
    ["ada@x.example, ADA@X.example", ["ada@x.example"]],
    ["Zoë Ø <zoë@bücher.example>", ["Zoë Ø|zoë@bücher.example"]],
    ["", []],
  ])("reads %j", (text, expected) => {
    if (typeof expected === "number") expect(found(text)).toHaveLength(expected);
    else expect(found(text)).toEqual(expected);
    expect(addressesIn(text).wrong).toEqual([]);
  });

  it.each(["ada", "ada@", "@x.example", "Ada <ada>", "ada@x@y.example", "Ada Lee"])(
    "finds none in %j",
    (text) => expect(addressesIn(text)).toEqual({ found: [], wrong: [text] }),
  );

  it("takes the right ones of several, and gives the wrong ones back", () => {
    const { wrong } = addressesIn("ada@x.example, bo, cy@z.example");
    expect(wrong).toEqual(["bo"]);
    expect(wrongWords(wrong)).toBe("“bo” is no mail address. Write it as ada@shop.example.");
    expect(wrongWords(["a", "b"])).toContain("“a”, “b” are no mail addresses");
    expect(wrongWords([])).toBeNull();
  });

  it("calls what the server takes an address, and nothing else", () => {
    for (const text of [
      "a@b",
      "ada@x.example",
      "a b@c",
      "a,b@c",
      "a@b:c",
      `${"a".repeat(65)}@b`,
      "",
    ])
      expect(isMailAddress(text)).toBe(ccSchema.safeParse([text]).success);
    expect(mostCc).toBe(maxCc);
  });

  it("goes through much that is pasted in no time", () => {
    const startMs = performance.now();
    addressesIn('<"'.repeat(10_000));
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});

describe("while it is typed", () => {
  it.each([
    ["ada@x.example", true],
    ["Lee", false],
    ['"Lee', false],
    ['"Lee, Ada" <ada@x.example', false],
    ['"Lee, Ada" <ada@x.example>', true],
  ])("%j ends at a comma: %s", (typed, ends) => expect(endsAddress(typed)).toBe(ends));

  it("takes a paste of several whole, and leaves a single one to the field", () => {
    expect(isSeveral("ada@x.example\n")).toBe(false);
    expect(isSeveral("ada@x.example\nbo@y.example")).toBe(true);
    expect(isSeveral("Ada <ada@x.example>")).toBe(true);
  });

  it("takes a paste in the place of what is selected", () => {
    const field = { value: "old@x.example", selectionStart: 0, selectionEnd: 13 };
    expect(found(pastedInto(field, "bo@y.example, cy@z.example"))).toEqual([
      "bo@y.example",
      "cy@z.example",
    ]);
    const caret = { ...field, selectionStart: 13 };
    expect(pastedInto(caret, "bo@y.example")).toBe("old@x.example bo@y.example");
    const unknown = { ...field, selectionStart: null, selectionEnd: null };
    expect(pastedInto(unknown, "bo@y.example")).toBe("old@x.example bo@y.example");
  });
});

describe("how it is shown", () => {
  it("names whom one knows, and shows the address of everybody else", () => {
    const ada = { address: "ada@x.example", name: "Ada Lee" };
    expect(shortOf({ ...ada, isKnown: true })).toBe("Ada Lee");
    expect(shortOf({ ...ada, isKnown: false })).toBe("ada@x.example");
    expect(wholeOf(ada)).toBe("Ada Lee <ada@x.example>");
    expect(wholeOf({ ...ada, name: null })).toBe("ada@x.example");
  });
});
