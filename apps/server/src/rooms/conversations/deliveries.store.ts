// Rows of conversations.deliveries: messages on their way out. Claims cross workspaces (the system's role, ids only);
// everything else happens inside one.
import type { Tx } from "../../platform/db/index.ts";

export interface ClaimedDelivery {
  workspaceId: string;
  messageId: string;
  conversationId: string;
  attempts: number;
  /** A process had begun to hand it over and never said what came of it. */
  wasStarted: boolean;
}

export function queueDelivery(tx: Tx, one: { messageId: string; conversationId: string }): void {
  tx.send(
    `INSERT INTO conversations.deliveries (workspace_id, message_id, conversation_id, due_at, attempts)
     VALUES ($1, $2, $3, now(), 0)
     ON CONFLICT (workspace_id, message_id) DO UPDATE SET due_at = EXCLUDED.due_at, started_at = NULL`,
    [tx.workspaceId, one.messageId, one.conversationId],
  );
}

/** Of each conversation only the first that waits, so that messages leave in their order. */
export function claimDeliveries(
  tx: Tx,
  { limit, leaseSeconds }: { limit: number; leaseSeconds: number },
): Promise<ClaimedDelivery[]> {
  return tx.query<ClaimedDelivery>(
    `WITH d AS MATERIALIZED (
       SELECT q.workspace_id, q.message_id, q.started_at FROM conversations.deliveries q
       WHERE q.due_at <= now() AND NOT EXISTS (
         SELECT 1 FROM conversations.deliveries e WHERE e.workspace_id = q.workspace_id
           AND e.conversation_id = q.conversation_id AND e.message_id < q.message_id)
       ORDER BY q.due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     UPDATE conversations.deliveries q SET attempts = q.attempts + 1, started_at = now(),
       due_at = now() + make_interval(secs => $2)
     FROM d WHERE q.workspace_id = d.workspace_id AND q.message_id = d.message_id
     RETURNING q.workspace_id AS "workspaceId", q.message_id AS "messageId",
       q.conversation_id AS "conversationId", q.attempts, d.started_at IS NOT NULL AS "wasStarted"`,
    [limit, leaseSeconds],
  );
}

/** Of those that nobody else has claimed meanwhile. */
export function renewDeliveries(
  tx: Tx,
  claimed: readonly ClaimedDelivery[],
  leaseSeconds: number,
): Promise<unknown> {
  return tx.query(
    `UPDATE conversations.deliveries q SET due_at = now() + make_interval(secs => $4)
     FROM unnest($1::uuid[], $2::uuid[], $3::int[]) c(workspace_id, message_id, attempts)
     WHERE q.workspace_id = c.workspace_id AND q.message_id = c.message_id
       AND q.attempts = c.attempts AND q.started_at IS NOT NULL`,
    [
      claimed.map(({ workspaceId }) => workspaceId),
      claimed.map(({ messageId }) => messageId),
      claimed.map(({ attempts }) => attempts),
      leaseSeconds,
    ],
  );
}

export function putOffDelivery(tx: Tx, messageId: string, seconds: number): void {
  tx.send(
    `UPDATE conversations.deliveries SET started_at = NULL, due_at = now() + make_interval(secs => $3)
     WHERE workspace_id = $1 AND message_id = $2`,
    [tx.workspaceId, messageId, seconds],
  );
}

export function endDelivery(tx: Tx, messageId: string): void {
  tx.send("DELETE FROM conversations.deliveries WHERE workspace_id = $1 AND message_id = $2", [
    tx.workspaceId,
    messageId,
  ]);
}
