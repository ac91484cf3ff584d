// What came of each turn of the bot: facts by ids, and what is counted of them.
import type { BotFigures } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { Turn } from "./turn.ts";

/** What was sent stays as it is. */
export function saveTurn(tx: Tx, one: Turn): Promise<unknown> {
  return tx.query(
    `INSERT INTO bot.turns AS t (workspace_id, message_id, conversation_id, channel_id, outcome, reason, rung, confidence,
       "precision", language, latency_ms, at, sent_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (workspace_id, message_id) DO UPDATE SET outcome = EXCLUDED.outcome, reason = EXCLUDED.reason,
       rung = EXCLUDED.rung, confidence = EXCLUDED.confidence, "precision" = EXCLUDED."precision",
       language = EXCLUDED.language, latency_ms = EXCLUDED.latency_ms, sent_at = EXCLUDED.sent_at
     WHERE t.sent_at IS NULL`,
    [
      tx.workspaceId,
      one.messageId,
      one.conversationId,
      one.channelId,
      one.outcome,
      one.reason,
      one.rung,
      one.confidence,
      one.precision,
      one.language,
      one.latencyMs,
      one.at,
      one.sentAt,
    ],
  );
}

export function markSent(tx: Tx, messageId: string, at: string): Promise<unknown> {
  return tx.query(
    `UPDATE bot.turns SET sent_at = $3 WHERE workspace_id = $1 AND message_id = $2 AND sent_at IS NULL`,
    [tx.workspaceId, messageId, at],
  );
}

/** The customer wrote again after having said that all is answered, or it was opened again. */
export function markReopened(
  tx: Tx,
  { conversationId, at, since }: { conversationId: string; at: string; since: string },
): Promise<unknown> {
  return tx.query(
    `UPDATE bot.turns SET reopened_at = $3
     WHERE workspace_id = $1 AND conversation_id = $2 AND outcome = 'confirmed' AND reopened_at IS NULL
       AND at >= $4 AND at < $3`,
    [tx.workspaceId, conversationId, at, since],
  );
}

type Counts = Omit<BotFigures, "days" | "reasons" | "rungs">;

interface Asked {
  since: string;
  /** What was confirmed before it was not reopened in time, or says when. */
  settledBefore: string;
  /** A relation of ids of conversations; its $1 is the workspace. */
  answeredByPeople: string;
}

export async function countTurns(
  tx: Reader,
  { since, settledBefore, answeredByPeople }: Asked,
): Promise<Counts> {
  const rows = await tx.query<Counts>(
    `WITH t AS (
       SELECT * FROM bot.turns WHERE workspace_id = $1 AND at >= $2 AND (sent_at IS NOT NULL OR outcome = 'withdrawn')
     ), turned AS (
       SELECT conversation_id,
         bool_or(outcome = 'confirmed') AS confirmed,
         bool_or(outcome = 'confirmed' AND reopened_at IS NOT NULL) AS reopened,
         max(at) FILTER (WHERE outcome = 'confirmed') AS confirmed_at,
         bool_or(outcome IN ('abstained', 'handed_over')) AS by_person
       FROM t WHERE outcome <> 'withdrawn' GROUP BY conversation_id
     ), c AS (
       SELECT confirmed, reopened, confirmed_at, by_person OR (confirmed AND EXISTS (
         SELECT FROM (${answeredByPeople}) AS p WHERE p.id = turned.conversation_id)) AS by_person
       FROM turned
     )
     SELECT (SELECT count(*)::int FROM c) AS conversations,
       count(*) FILTER (WHERE outcome = 'answered')::int AS answered,
       count(*) FILTER (WHERE outcome = 'abstained')::int AS abstained,
       count(*) FILTER (WHERE outcome = 'handed_over')::int AS "handedOver",
       count(*) FILTER (WHERE outcome = 'withdrawn')::int AS withdrawn,
       (SELECT count(*)::int FROM c WHERE confirmed) AS confirmed,
       (SELECT count(*)::int FROM c WHERE confirmed AND NOT reopened AND NOT by_person AND confirmed_at >= $3) AS waiting,
       (SELECT count(*)::int FROM c WHERE reopened) AS reopened,
       (SELECT count(*)::int FROM c WHERE confirmed AND NOT reopened AND NOT by_person AND confirmed_at < $3) AS deflected,
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'answered'))::int AS "medianMs",
       (percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'answered'))::int AS "p95Ms"
     FROM t`,
    [tx.workspaceId, since, settledBefore],
  );
  const [counts] = rows;
  if (!counts) throw new Error("An aggregate answers one row.");
  return counts;
}

/** Most often first. */
export function countBy(
  tx: Reader,
  column: "reason" | "rung",
  since: string,
): Promise<{ value: string; count: number }[]> {
  return tx.query(
    `SELECT ${column} AS value, count(*)::int AS count FROM bot.turns
     WHERE workspace_id = $1 AND at >= $2 AND sent_at IS NOT NULL AND ${column} IS NOT NULL
     GROUP BY ${column} ORDER BY count DESC, value LIMIT 20`,
    [tx.workspaceId, since],
  );
}
