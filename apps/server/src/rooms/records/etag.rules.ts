// The ETag of a record: its version and the instant of its last change. The instant tells apart two
// different states that carry the same version, which an undo can cause.
import type { StoredRecord } from "./stored-record.ts";

export function etagOf(record: Pick<StoredRecord, "version" | "updatedAt">): string {
  return `"${record.version}-${new Date(record.updatedAt).getTime().toString(36)}"`;
}

/** Whether an If-Match header (`*`, one or several ETags, or a bare version) holds for the record. */
export function matches(
  expected: string,
  record: Pick<StoredRecord, "version" | "updatedAt">,
): boolean {
  const candidates = expected.split(",").map((item) => item.trim().replace(/^W\//, ""));
  const own = etagOf(record);
  const version = String(record.version);
  return candidates.some(
    (item) => item === "*" || item === own || item.replaceAll('"', "") === version,
  );
}
