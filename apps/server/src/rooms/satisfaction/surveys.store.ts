// Rows of the satisfaction schema.
import type { Reader, Tx } from "../../platform/db/index.ts";

/** Channels that were told, and what. */
export async function toldChannels(tx: Reader): Promise<Map<string, boolean>> {
  const rows = await tx.query<{ id: string; asks: boolean }>(
    "SELECT channel_id AS id, asks FROM satisfaction.channels WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return new Map(rows.map(({ id, asks }) => [id, asks]));
}

/** Null: as channels of its kind do. */
export async function tellChannel(tx: Tx, id: string, asks: boolean | null): Promise<void> {
  if (asks === null) {
    await tx.query(
      "DELETE FROM satisfaction.channels WHERE workspace_id = $1 AND channel_id = $2",
      [tx.workspaceId, id],
    );
    return;
  }
  await tx.query(
    `INSERT INTO satisfaction.channels (workspace_id, channel_id, asks) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, channel_id) DO UPDATE SET asks = EXCLUDED.asks`,
    [tx.workspaceId, id, asks],
  );
}

export interface Survey {
  conversationId: string;
  channelId: string;
  dueAt: string;
  askedAt: string | null;
  openUntil: string | null;
  answeredAt: string | null;
}

const selected = `SELECT conversation_id AS "conversationId", channel_id AS "channelId", due_at AS "dueAt",
  asked_at AS "askedAt", open_until AS "openUntil", answered_at AS "answeredAt" FROM satisfaction.surveys`;

export async function readSurvey(
  tx: Reader,
  conversationId: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<Survey | null> {
  const rows = await tx.query<Survey>(
    `${selected} WHERE workspace_id = $1 AND conversation_id = $2 ${lock}`,
    [tx.workspaceId, conversationId],
  );
  return rows[0] ?? null;
}

/** Closed anew before it was asked: asked later. Asked already: never again. */
export async function planSurvey(
  tx: Tx,
  { conversationId, channelId, dueAt }: Pick<Survey, "conversationId" | "channelId" | "dueAt">,
): Promise<void> {
  await tx.query(
    `INSERT INTO satisfaction.surveys AS s (workspace_id, conversation_id, channel_id, due_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id, conversation_id) DO UPDATE SET due_at = EXCLUDED.due_at
       WHERE s.asked_at IS NULL`,
    [tx.workspaceId, conversationId, channelId, dueAt],
  );
}

export function dueSurveys(tx: Reader, at: string, limit: number): Promise<Survey[]> {
  return tx.query<Survey>(
    `${selected} WHERE workspace_id = $1 AND asked_at IS NULL AND due_at <= $2 ORDER BY due_at LIMIT $3`,
    [tx.workspaceId, at, limit],
  );
}

export async function dropSurvey(tx: Tx, conversationId: string): Promise<void> {
  await tx.query(
    "DELETE FROM satisfaction.surveys WHERE workspace_id = $1 AND conversation_id = $2 AND asked_at IS NULL",
    [tx.workspaceId, conversationId],
  );
}

/** False: another process was first. */
export async function markAsked(
  tx: Tx,
  conversationId: string,
  { askedAt, openUntil }: { askedAt: string; openUntil: string },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE satisfaction.surveys SET asked_at = $3, open_until = $4
     WHERE workspace_id = $1 AND conversation_id = $2 AND asked_at IS NULL RETURNING conversation_id`,
    [tx.workspaceId, conversationId, askedAt, openUntil],
  );
  return rows.length > 0;
}

export async function markAnswered(tx: Tx, conversationId: string, at: string): Promise<void> {
  await tx.query(
    "UPDATE satisfaction.surveys SET answered_at = $3 WHERE workspace_id = $1 AND conversation_id = $2",
    [tx.workspaceId, conversationId, at],
  );
}
