// Rows of widget.threads.
import type { Reader, Tx } from "../../platform/db/index.ts";

export async function readThread(
  tx: Reader,
  channelId: string,
  visitorId: string,
): Promise<string | null> {
  const rows = await tx.query<{ conversationId: string }>(
    `SELECT conversation_id AS "conversationId" FROM widget.threads
     WHERE workspace_id = $1 AND channel_id = $2 AND visitor_id = $3`,
    [tx.workspaceId, channelId, visitorId],
  );
  return rows[0]?.conversationId ?? null;
}

export interface NewThread {
  channelId: string;
  visitorId: string;
  conversationId: string;
  origin: string;
  at: string;
}

export function saveThread(tx: Tx, thread: NewThread): void {
  tx.send(
    `INSERT INTO widget.threads (workspace_id, channel_id, visitor_id, conversation_id, origin, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id, channel_id, visitor_id) DO UPDATE SET conversation_id = EXCLUDED.conversation_id,
       origin = EXCLUDED.origin`,
    [
      tx.workspaceId,
      thread.channelId,
      thread.visitorId,
      thread.conversationId,
      thread.origin,
      thread.at,
    ],
  );
}
