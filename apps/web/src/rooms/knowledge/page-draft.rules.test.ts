import { describe, expect, it } from "vitest";
import { type Draft, draftFrom, newDraft, textOf } from "./page-draft.rules.ts";

const secret: Draft = {
  ...{ title: "Prices", body: "Not yet.", state: "draft", readers: ["members"] },
  ...{ reviewOn: "2027-01-01", ownerId: "m" },
};

describe("a page that is not saved yet", () => {
  it("comes back whole: no public page comes of a draft for members", () => {
    expect(draftFrom(textOf(secret, ""))).toEqual(secret);
  });

  it("is kept as soon as something differs", () => {
    expect(textOf(newDraft("Prices"), "Prices")).toBe("");
    expect(draftFrom(textOf({ ...newDraft(""), state: "draft" }, ""))?.state).toBe("draft");
  });

  it.each([
    "",
    "Half a page",
    "null",
    "[]",
    JSON.stringify({ title: "Prices", body: "Not yet." }),
    JSON.stringify({ ...secret, state: "secret" }),
    JSON.stringify({ ...secret, readers: [] }),
    JSON.stringify({ ...secret, readers: "public" }),
    JSON.stringify({ ...secret, ownerId: 7 }),
  ])("is not taken from %j", (kept) => expect(draftFrom(kept)).toBeNull());
});
