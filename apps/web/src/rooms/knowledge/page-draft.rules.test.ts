import type { KnowledgePage } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { draftFrom as begun, followed, goneOn } from "../../ui/draft.rules.ts";
import {
  type Draft,
  draftFrom,
  draftOf,
  newDraft,
  pageKind,
  saveOf,
  textOf,
} from "./page-draft.rules.ts";

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

describe("a page that a colleague changes meanwhile", () => {
  const { ownerId: _ownerId, ...fields } = secret;
  const page = { ...fields, id: "p", version: 3, owner: { id: "m", name: "Ada" } } as KnowledgePage;
  const typed = { base: page, draft: { ...secret, body: "Mine." } };
  const theirs: KnowledgePage = { ...page, version: 4, readers: ["team:a"], title: "Our prices" };

  it("is sent as the version that one began from, with what one changed alone", () => {
    expect(saveOf(typed)).toEqual({ change: { body: "Mine." }, version: 3 });
    const cleared = { ...typed, draft: { ...secret, ownerId: null, reviewOn: null } };
    expect(saveOf(cleared).change).toEqual({ ownerId: null, reviewOn: null });
  });

  it("does not take what is typed away, and is shown as it is by now where nothing is", () => {
    expect(followed(typed, theirs, pageKind)).toBe(typed);
    expect(followed(begun(page, pageKind), theirs, pageKind).draft).toEqual(draftOf(theirs));
  });

  it("keeps its new readers and title when one goes on with one's own text", () => {
    const mine = goneOn(typed, theirs, pageKind);
    expect(mine.draft).toMatchObject({ body: "Mine.", readers: ["team:a"], title: "Our prices" });
    expect(saveOf(mine)).toEqual({ change: { body: "Mine." }, version: 4 });
  });
});
