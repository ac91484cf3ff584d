import { describe, expect, it } from "vitest";
import { changedIn, draftFrom, followed, isDirty, savedAs } from "./draft.rules.ts";

interface Saved {
  version: number;
  name: string;
}
const kind = {
  draftOf: ({ name }: Saved) => ({ name }),
  isNewer: (saved: Saved, base: Saved) => saved.version > base.version,
};
const first = { version: 1, name: "One" };
const second = { version: 2, name: "Two" };

describe("a draft of something that others save too", () => {
  it("takes over what is newer while nothing is typed", () => {
    const now = followed(draftFrom(first, kind), second, kind);
    expect(now).toEqual({ base: second, draft: { name: "Two" } });
    expect(isDirty(now, kind)).toBe(false);
    expect(followed(now, first, kind)).toBe(now);
  });

  it("stays, on the version that it started from, while something is typed", () => {
    const typed = { base: first, draft: { name: "Mine" } };
    expect(followed(typed, second, kind)).toBe(typed);
    expect(isDirty(typed, kind)).toBe(true);
  });

  it("starts from what was saved, and keeps what was typed while it was being saved", () => {
    const sent = { name: "Mine" };
    const saved = { version: 3, name: "Mine" };
    expect(savedAs({ base: first, draft: sent }, { sent, saved }, kind)).toEqual({
      base: saved,
      draft: sent,
    });
    const more = savedAs({ base: first, draft: { name: "Mine too" } }, { sent, saved }, kind);
    expect(more).toEqual({ base: saved, draft: { name: "Mine too" } });
    expect(isDirty(more, kind)).toBe(true);
  });

  it("sends only what was typed", () => {
    expect(changedIn({ name: "a", tags: ["x"] }, { name: "b", tags: ["x"] })).toEqual({
      name: "a",
    });
  });
});
