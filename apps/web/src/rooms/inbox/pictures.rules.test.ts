import type { MessageFile } from "@rapport/sdk";
import { expect, it } from "vitest";
import { piecesOf } from "./pictures.rules.ts";

const file = (mark: number | null, isPicture = true): MessageFile => ({
  name: "a.png",
  mediaType: "image/png",
  bytes: 9,
  picture: isPicture ? { state: "shown", mark, type: "image/png", width: 1, height: 1 } : null,
  recording: null,
});

it("a picture stands where its mark is, as often as it is there; others stand below", () => {
  const attachments = [file(null, false), file(1), file(null)];
  expect(piecesOf({ text: "A [image 1] b [image 1]", attachments })).toEqual([
    { text: "A" },
    { at: 1 },
    { text: "b" },
    { at: 1 },
    { at: 2 },
  ]);
});

it("what only looks like a mark is text", () => {
  const text = "[image 7] and [image missing]";
  expect(piecesOf({ text, attachments: [file(1)] })).toEqual([{ text }]);
});
