// Rows of facts, and how far what was there before has been read.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { Fact, Turn } from "./facts.ts";

/**
 * Times that are known already are not added again, so that an event may come twice. Minutes stay as they were counted
 * while the reply and the closing that they lead to are the same, whatever the business hours became since.
 */
export async function saveFacts(tx: Tx, facts: readonly (Fact & Turn)[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.query(
    `INSERT INTO analytics.conversations AS f (workspace_id, conversation_id, day, first_response_minutes,
       resolution_minutes, reopenings, promised, bot_closed_at)
     SELECT $1, x."conversationId", x.day, x."firstResponseMinutes", x."resolutionMinutes",
       x.reopenings, x.promised, x."botClosedAt"
     FROM jsonb_to_recordset($2::jsonb) AS x ("conversationId" uuid, day date, "firstResponseMinutes" int,
       "resolutionMinutes" int, reopenings timestamptz[], promised boolean, "botClosedAt" timestamptz)
     ON CONFLICT (workspace_id, conversation_id) DO UPDATE SET
       first_response_minutes = CASE WHEN EXCLUDED.first_response_minutes IS NOT NULL
         THEN coalesce(f.first_response_minutes, EXCLUDED.first_response_minutes) END,
       resolution_minutes = CASE WHEN EXCLUDED.resolution_minutes IS NULL OR f.conversation_id = ANY ($3::uuid[])
         THEN EXCLUDED.resolution_minutes ELSE coalesce(f.resolution_minutes, EXCLUDED.resolution_minutes) END,
       reopenings = f.reopenings || ARRAY(
         SELECT r FROM unnest(EXCLUDED.reopenings) AS r WHERE r <> ALL (f.reopenings)),
       promised = f.promised OR EXCLUDED.promised,
       bot_closed_at = GREATEST(f.bot_closed_at, EXCLUDED.bot_closed_at)`,
    [
      tx.workspaceId,
      JSON.stringify(facts),
      facts.filter((one) => one.isClosing).map((one) => one.conversationId),
    ],
  );
}

interface Progress {
  afterId: string | null;
  done: boolean;
}

export async function readProgress(tx: Reader): Promise<Progress> {
  const rows = await tx.query<Progress>(
    `SELECT after_id AS "afterId", done FROM analytics.progress WHERE workspace_id = $1`,
    [tx.workspaceId],
  );
  return rows[0] ?? { afterId: null, done: false };
}

export async function saveProgress(tx: Tx, { afterId, done }: Progress): Promise<void> {
  await tx.query(
    `INSERT INTO analytics.progress (workspace_id, after_id, done) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id) DO UPDATE SET after_id = EXCLUDED.after_id, done = EXCLUDED.done`,
    [tx.workspaceId, afterId, done],
  );
}
