// Where the next page of a list begins, as the client carries it: opaque, and bound to the sort order.
// A cursor is input like any other: whatever it holds, it can only be good or refused.
import { type AppError, invalid, isAppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Position } from "./list.store.ts";

export function badCursor(): AppError {
  return invalid(
    "records.bad_cursor",
    "This cursor does not belong to this list. Start again without one.",
  );
}

export function encodeCursor(sort: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify({ s: sort, v: value, i: id })).toString("base64url");
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

export function decodeCursor(cursor: string | undefined, sort: string): Position | null {
  if (cursor === undefined || cursor === "") return null;
  const { s, v, i } = contentOf(cursor);
  const isPlain = v === null || plainTypes.has(typeof v);
  if (s !== sort || !isId(i) || !isPlain) throw badCursor();
  return { value: v, id: i };
}

/** A value that the database cannot read as one of the sorted field is the cursor's fault. */
export function cursorFault(error: unknown): unknown {
  return isAppError(error) && error.kind === "invalid" ? badCursor() : error;
}
