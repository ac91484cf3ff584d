// Where the next page of a list begins, as the client carries it: opaque, and bound to the list that it came
// with: its records, order and filter. A cursor is input like any other: whatever it holds, it can only be good
// or refused.
import { createHash } from "node:crypto";
import { type AppError, invalid, isAppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Position } from "./list.store.ts";

export function badCursor(): AppError {
  return invalid(
    "records.bad_cursor",
    "This cursor does not belong to this list, with its filter and sort. Start again without one.",
  );
}

/** What a cursor belongs to. The filter is as it was asked for: "me" and relative dates are told apart by nobody. */
export interface CursorList {
  object: string;
  trashed: boolean;
  sort: string;
  filter: unknown;
}

function nameOf({ object, trashed, sort, filter }: CursorList): string {
  const asked = JSON.stringify([object, trashed, sort, filter]);
  return createHash("sha256").update(asked).digest("base64url").slice(0, 16);
}

export function encodeCursor(list: CursorList, { value, id }: Position): string {
  const content = { l: nameOf(list), v: value, i: id };
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

function contentOf(cursor: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return typeof content === "object" && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}

const plainTypes = new Set(["string", "number", "boolean"]);

export function decodeCursor(cursor: string | undefined, list: CursorList): Position | null {
  if (cursor === undefined || cursor === "") return null;
  const { l, v, i } = contentOf(cursor);
  const isPlain = v === null || plainTypes.has(typeof v);
  if (l !== nameOf(list) || !isId(i) || !isPlain) throw badCursor();
  return { value: v, id: i };
}

/** A value that the database cannot read as one of the sorted field is the cursor's fault. */
export function cursorFault(error: unknown): unknown {
  return isAppError(error) && error.kind === "invalid" ? badCursor() : error;
}
