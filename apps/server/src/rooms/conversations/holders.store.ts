// Members, active or not, and teams, there or not, that have conversations which are not closed; and what those have.
import type { Reader, Tx } from "../../platform/db/index.ts";
import { conversationColumns, type StoredConversation } from "./conversations.store.ts";

export type Holder = "assignee_id" | "team_id";

const isLeft = "c.state IN ('open', 'snoozed')";

/**
 * From one to the next in the index of the column, and of each whether it has one: as many steps as there are holders,
 * however many conversations, closed ones among them. The orders are those of the indexes.
 */
export async function holders(tx: Reader, holder: Holder): Promise<string[]> {
  const next = (after: string) =>
    `(SELECT c.${holder} FROM conversations.conversations c
      WHERE c.workspace_id = $1 AND c.${holder} ${after} ORDER BY c.${holder} LIMIT 1)`;
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE held (id) AS (
       SELECT ${next("IS NOT NULL")} UNION ALL SELECT ${next("> held.id")} FROM held WHERE held.id IS NOT NULL
     ) SELECT held.id FROM held CROSS JOIN LATERAL (
       SELECT 1 FROM conversations.conversations c
       WHERE c.workspace_id = $1 AND c.${holder} = held.id AND ${isLeft}
       ORDER BY c.state, c.last_message_at, c.id LIMIT 1
     ) AS unclosed`,
    [tx.workspaceId],
  );
  return rows.map(({ id }) => id);
}

export function heldBy(
  tx: Tx,
  holder: Holder,
  ids: readonly string[],
  limit: number,
): Promise<StoredConversation[]> {
  return tx.query<StoredConversation>(
    `SELECT ${conversationColumns} FROM conversations.conversations c
     WHERE c.workspace_id = $1 AND c.${holder} = ANY($2::uuid[]) AND ${isLeft}
     ORDER BY c.${holder}, c.state, c.last_message_at, c.id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [tx.workspaceId, ids, limit],
  );
}
