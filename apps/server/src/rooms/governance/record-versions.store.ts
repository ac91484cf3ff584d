// Versions of records as the log tells them, whole, for the server's own use: what was known of a record, and since when.
import type { ChangeOp } from "../../platform/acts.ts";
import type { Reader } from "../../platform/db/index.ts";

export interface RecordVersion {
  object: string;
  recordId: string;
  /** When it was written here. */
  knownAt: string;
  op: ChangeOp;
  /** All values of a record that was made, else those that changed. */
  after: Record<string, unknown> | null;
}

/** In the order of the log. */
export function versionsOf(tx: Reader, recordIds: readonly string[]): Promise<RecordVersion[]> {
  return tx.query<RecordVersion>(
    `SELECT e.object, e.record_id AS "recordId", e.occurred_at AS "knownAt", e.op, e.after
     FROM governance.audit_entries e
     WHERE e.workspace_id = $1 AND e.record_id = ANY($2::uuid[]) ORDER BY e.record_id, e.entry_no`,
    [tx.workspaceId, recordIds],
    "by-values",
  );
}
