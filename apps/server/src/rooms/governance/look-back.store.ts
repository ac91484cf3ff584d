// Bounded questions to governance.audit_entries about what was.
import type { Reader } from "../../platform/db/index.ts";

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
