import { describe, expect, it } from "vitest";
import { mentionedMembers, mentionText, plainMentions, textParts } from "./mentions.ts";

const ann = { memberId: "01900000-0000-7000-8000-00000000000a", name: "Ann Lee" };
const bob = { memberId: "01900000-0000-7000-8000-00000000000b", name: "Bob [Sales]" };

describe("mentions", () => {
  it("are found, named and read as plain text", () => {
    const text = `Ask ${mentionText(ann)} and ${mentionText(bob)}, then ${mentionText(ann)}.`;
    expect(mentionedMembers(text)).toEqual([ann.memberId, bob.memberId]);
    expect(plainMentions(text)).toBe("Ask @Ann Lee and @Bob  Sales, then @Ann Lee.");
    expect(textParts(text)).toHaveLength(7);
  });

  it.each([
    "nobody",
    "@[Ann](member:123)",
    "@[](member:01900000-0000-7000-8000-00000000000a)",
    "@[a\nb](member:01900000-0000-7000-8000-00000000000a)",
    "[Ann](member:01900000-0000-7000-8000-00000000000a)",
    null,
    12,
  ])("%j is none", (text) => expect(mentionedMembers(text)).toEqual([]));

  it("are fifty at most", () => {
    const many = Array.from({ length: 80 }, (_none, at) =>
      mentionText({
        name: "x",
        memberId: `01900000-0000-7000-8000-${String(at).padStart(12, "0")}`,
      }),
    );
    expect(mentionedMembers(many.join(" "))).toHaveLength(50);
  });
});
