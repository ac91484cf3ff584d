// Bounded questions to governance.audit_entries about what was.
import type { Reader } from "../../platform/db/index.ts";

export interface FieldChange {
  recordId: string;
  at: string;
  value: unknown;
}

export function selectFieldChanges(
  tx: Reader,
  query: { object: string; field: string; recordIds: readonly string[]; limit: number },
): Promise<FieldChange[]> {
  return tx.query<FieldChange>(
    `SELECT e.record_id AS "recordId", coalesce((e.after->>'createdAt')::timestamptz, e.occurred_at) AS at,
        e.after->$4::text AS value
     FROM governance.audit_entries e
     WHERE e.workspace_id = $1 AND e.record_id = ANY($2::uuid[]) AND e.object = $3 AND e.after ? $4::text
     ORDER BY e.entry_no LIMIT $5`,
    [tx.workspaceId, query.recordIds, query.object, query.field, query.limit],
    "by-values",
  );
}

export function selectActs(
  tx: Reader,
  query: { actorId: string; acts: readonly string[]; look: number },
): Promise<{ act: string; object: string }[]> {
  return tx.query<{ act: string; object: string }>(
    `SELECT DISTINCT e.act, e.object FROM (
       SELECT act, object, actor_id FROM governance.audit_entries
       WHERE workspace_id = $1 ORDER BY entry_no DESC LIMIT $4) e
     WHERE e.actor_id = $2 AND e.act = ANY($3::text[])`,
    [tx.workspaceId, query.actorId, query.acts, query.look],
  );
}
