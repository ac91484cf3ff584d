import { describe, expect, it } from "vitest";
import { keptSending, sentBefore } from "./sending.rules.ts";

const body = { text: "A text", seenSeq: 4, attachmentIds: ["a"] };
const kept = keptSending({ key: "k", body });

describe("what was sent before", () => {
  it("is known again by what it says, and is as it went out", () => {
    expect(sentBefore(kept, { ...body, seenSeq: 9 })).toEqual({ key: "k", body });
  });

  it.each([
    { ...body, text: "Another" },
    { ...body, attachmentIds: ["b"] },
    { ...body, close: true },
  ])("is not %j", (other) => expect(sentBefore(kept, other)).toBeNull());

  it.each([
    "",
    "null",
    "[]",
    "{",
    '{"key":"k"}',
    '{"key":"k","sent":"{"}',
    '{"key":7,"sent":"{}"}',
  ])("is not taken from %j", (found) => expect(sentBefore(found, body)).toBeNull());
});
