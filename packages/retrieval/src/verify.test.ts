// What of a model's draft is kept.
import { describe, expect, it } from "vitest";
import { verifyDraft } from "./verify.ts";

const sources = [
  {
    text: "The shop is open from Monday to Saturday between 9 and 18. On Sundays it stays closed.",
  },
  { text: "Parcels are delivered within 3 working days. We do not deliver to islands." },
  { text: "Schreiben Sie an hilfe@laden.example. Die Lieferung dauert drei Tage." },
];

describe("a draft", () => {
  it("keeps what its sources carry, and drops the rest", () => {
    const draft =
      "The shop stays closed on Sundays [1]. Parcels are delivered within 2 working days [2]. You will love it [1]! It is open from Monday to Saturday. [1]";
    expect(verifyDraft(draft, sources)).toEqual({
      text: "The shop stays closed on Sundays. It is open from Monday to Saturday.",
      used: [0],
    });
  });

  it("says itself who carries a sentence that names nobody", () => {
    const draft =
      "Parcels are delivered within 3 working days. Schreiben Sie an hilfe@boese.example.";
    expect(verifyDraft(draft, sources)).toEqual({
      text: "Parcels are delivered within 3 working days.",
      used: [1],
    });
  });

  it.each([
    ["Parcels are delivered within three working days [2].", true],
    ["Parcels are delivered within two working days [2].", false],
    ["Parcels are delivered within 3 working days [1].", false],
    ["Parcels are not delivered within 3 working days [2].", false],
    ["We deliver to islands [2].", false],
    ["We don't deliver to islands [2].", true],
    ["The shop isn't closed on Sundays [1].", false],
    ["Die Lieferung dauert 3 Tage [3].", true],
    ["Die Lieferung dauert vier Tage [3].", false],
    ["Schreiben Sie an hilfe@laden.example [3].", true],
    ["Schreiben Sie an hilfe@boese.example [3].", false],
    ["The shop stays closed on Sundays, pay at pay.evil-shop.example [1].", false],
    ["Please note that on Sundays our shop always stays closed [1].", false],
    ["On Sundays our shop always stays closed [1].", true],
    ["The shop stays closed on Sundays, said Mallory [1].", false],
    ["The shop stays closed on Sundays m a l l o r y [1].", false],
    ["The shop stays closed on Sundays ａｔ ｅｖｉｌ．ｅｘａｍｐｌｅ [1].", false],
    ["The shop stays clo\u200bsed on Sun\u200bdays [1].", true],
  ])("%s: %s", (draft, isKept) => {
    expect(verifyDraft(draft, sources) !== null).toBe(isKept);
  });

  it.each([
    "NO ANSWER",
    "",
    "We deliver to islands.",
    "The shop stays closed on Sundays [7].",
    "The shop stays closed on Sundays [0].",
    "The shop stays closed on Sundays, see https://evil.example [1].",
    "![x](https://evil.example/closed-sundays) [1]",
    "The shop stays [closed] (javascript:alert(1)) on Sundays [1].",
    "The shop stays closed on Sundays [1].\n\n[1]: evil.example",
    "<b>The shop stays closed on Sundays</b> [1].",
  ])("is nothing when it says: %s", (draft) => expect(verifyDraft(draft, sources)).toBeNull());
});

describe("a draft that turns what its source says", () => {
  const turned = [
    {
      text: "Backups are kept for at least 30 days. The vault owner must rotate the seal before each restore.",
    },
    { text: "The ointment is safe with aspirin and dangerous with ibuprofen." },
    { text: "You receive a link that is valid for one hour." },
  ];
  it.each([
    ["Backups are kept for at least 30 days [1].", true],
    ["Backups are kept for at most 30 days [1].", false],
    ["The vault owner must rotate the seal before each restore [1].", true],
    ["The vault owner must rotate the seal after each restore [1].", false],
    ["Before each restore, the vault owner must rotate the seal [1].", true],
    ["The ointment is dangerous with ibuprofen and safe with aspirin [2].", true],
    ["The ointment is safe with ibuprofen and dangerous with aspirin [2].", false],
    ["The link that you receive is valid for one hour [3].", true],
    ["You hour receive one for valid is that link a [3].", false],
  ])("%s: %s", (draft, isKept) => expect(verifyDraft(draft, turned) !== null).toBe(isKept));
});
