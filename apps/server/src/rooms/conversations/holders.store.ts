// Members who have conversations, active or not; and what those of them have that is not closed.
import type { Reader, Tx } from "../../platform/db/index.ts";
import { conversationColumns, type StoredConversation } from "./conversations.store.ts";

/** From one to the next in the index: as many steps as members, however many conversations. */
export async function holders(tx: Reader): Promise<string[]> {
  const next = (after: string) =>
    `(SELECT c.assignee_id FROM conversations.conversations c
      WHERE c.workspace_id = $1 AND c.assignee_id ${after} ORDER BY c.assignee_id LIMIT 1)`;
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE held (id) AS (
       SELECT ${next("IS NOT NULL")} UNION ALL SELECT ${next("> held.id")} FROM held WHERE held.id IS NOT NULL
     ) SELECT id FROM held WHERE id IS NOT NULL`,
    [tx.workspaceId],
  );
  return rows.map(({ id }) => id);
}

export function heldBy(
  tx: Tx,
  memberIds: readonly string[],
  limit: number,
): Promise<StoredConversation[]> {
  return tx.query<StoredConversation>(
    `SELECT ${conversationColumns} FROM conversations.conversations c
     WHERE c.workspace_id = $1 AND c.assignee_id = ANY($2::uuid[]) AND c.state IN ('open', 'snoozed')
     ORDER BY c.id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [tx.workspaceId, memberIds, limit],
  );
}
