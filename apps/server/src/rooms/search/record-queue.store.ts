// SQL of search.record_queue: records of bulk loads on their way into the index.
import { arrayOf, type Database, type Tx } from "../../platform/db/index.ts";
import { newId, timeOfId } from "../../platform/ids.ts";

export function queueRecords(tx: Tx, object: string, recordIds: readonly string[]): void {
  tx.send(
    "INSERT INTO search.record_queue (workspace_id, id, object, record_ids) VALUES ($1, $2, $3, $4)",
    [tx.workspaceId, newId(), object, arrayOf("uuid", recordIds)],
  );
}

export interface WaitingWorkspace {
  workspaceId: string;
  /** When its newest entry was queued. */
  newestMs: number;
}

export async function workspacesWithQueuedRecords(db: Database): Promise<WaitingWorkspace[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string; newest: string }>(
      `SELECT w.workspace_id, (SELECT q.id FROM search.record_queue q
         WHERE q.workspace_id = w.workspace_id ORDER BY q.id DESC LIMIT 1) AS newest
       FROM (SELECT DISTINCT workspace_id FROM search.record_queue LIMIT 100) w`,
    ),
  );
  return rows
    .filter(({ newest }) => newest !== null)
    .map(({ workspace_id, newest }) => ({
      workspaceId: workspace_id,
      newestMs: timeOfId(newest),
    }));
}

export interface QueuedRecords {
  object: string;
  recordIds: string[];
}

/** Takes the oldest entry for good; it comes back if the transaction fails. */
export async function takeQueuedRecords(tx: Tx): Promise<QueuedRecords | undefined> {
  const rows = await tx.query<QueuedRecords>(
    `DELETE FROM search.record_queue WHERE workspace_id = $1 AND id = (
       SELECT id FROM search.record_queue WHERE workspace_id = $1 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING object, record_ids AS "recordIds"`,
    [tx.workspaceId],
  );
  return rows[0];
}
