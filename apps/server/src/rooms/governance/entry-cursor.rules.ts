// A page of entries continues below the number of the last one shown.
import { Buffer } from "node:buffer";
import { invalid } from "../../platform/errors.ts";

const firstPage = Number.MAX_SAFE_INTEGER;

export function encodeEntryCursor(entryNo: number): string {
  return Buffer.from(`e${entryNo}`).toString("base64url");
}

export function decodeEntryCursor(cursor: string | null | undefined): number {
  if (!cursor) return firstPage;
  const match = /^e(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (!match)
    throw invalid(
      "governance.bad_cursor",
      "This cursor is not one of the audit log's. Start again without it.",
    );
  return Number(match[1]);
}
