// Where a list goes on: after a text that it is sorted by, and an id.
import { invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";

export function readCursor(cursor: string | undefined): { title: string; id: string } | null {
  if (cursor === undefined) return null;
  try {
    const [title, id]: unknown[] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (typeof title === "string" && typeof id === "string" && isId(id) && !title.includes("\0")) {
      return { title, id };
    }
  } catch {
    // Falls through: it is none of ours.
  }
  throw invalid(
    "knowledge.bad_cursor",
    "This cursor does not belong to this list. Start again without one.",
  );
}

export const writeCursor = (title: string, id: string): string =>
  Buffer.from(JSON.stringify([title, id])).toString("base64url");
