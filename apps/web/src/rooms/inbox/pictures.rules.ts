// Where the pictures of a mail stand in its text, and why one is not drawn. Pure.
import type { ConversationMessage, MessageFile } from "@rapport/sdk";

export type Piece = { text: string } | { at: number };

const mark = /\[image (\d{1,3})\]/g;

/** A picture stands in lines of its own: empty ones beside it say nothing. */
function beside(text: string, isAfter: boolean, isBefore: boolean): string {
  const start = isAfter ? text.trimStart() : text;
  return isBefore ? start.trimEnd() : start;
}

/** The text in pieces, with the index of the file for each mark that stands for one; then those that stand below it. */
export function piecesOf({
  text,
  attachments,
}: Pick<ConversationMessage, "text" | "attachments">): Piece[] {
  const byMark = new Map<number, number>();
  for (const [at, { picture }] of attachments.entries())
    if (picture && picture.mark !== null) byMark.set(picture.mark, at);
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(mark)) {
    const at = byMark.get(Number(found[1]));
    if (at === undefined) continue;
    pieces.push({ text: beside(text.slice(from, found.index), from > 0, true) }, { at });
    from = found.index + found[0].length;
  }
  pieces.push({ text: beside(text.slice(from), from > 0, false) });
  for (const [at, { picture }] of attachments.entries())
    if (picture && picture.mark === null) pieces.push({ at });
  return pieces.filter((piece) => !("text" in piece) || piece.text !== "");
}

export const whyNotDrawn = ({ picture }: MessageFile): string =>
  ({
    shown: "This picture cannot be drawn.",
    "too-large": "This picture is too large to be shown here.",
    "not-a-picture": "The mail shows this as a picture, but it is none that is shown here.",
    "same-id": "The mail has another part under the same name inside it; that one is shown.",
  })[picture?.state ?? "shown"];
