// Records that changed and wait to be looked at; and how far older records were walked.
import type { MergeableObject } from "@rapport/contracts";
import { arrayOf, type Database, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";

/** Nobody waits for it, and writers never wait for each other. */
export function queueRecords(tx: Tx, object: MergeableObject, ids: readonly string[]): void {
  tx.send(
    "INSERT INTO duplicates.queue (workspace_id, id, object, record_ids) VALUES ($1, $2, $3, $4)",
    [tx.workspaceId, newId(), object, arrayOf("uuid", ids)],
  );
}

export async function workspacesWithQueue(db: Database): Promise<string[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string }>(
      "SELECT DISTINCT workspace_id FROM duplicates.queue LIMIT 100",
    ),
  );
  return rows.map((row) => row.workspace_id);
}

/** One process at a time looks at a workspace, so that two never write the same keys. */
export async function takeTurn(tx: Tx): Promise<boolean> {
  const rows = await tx.query<{ mine: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine",
    [`${tx.workspaceId}:duplicates`],
  );
  return rows[0]?.mine === true;
}

export interface Queued {
  id: string;
  object: MergeableObject;
  /** No more than were asked for. */
  record_ids: string[];
  /** As many as the entry has. */
  total: number;
}

/** The oldest ones, up to `most` records; they stay until `removeQueued`, in the same transaction. */
export function readQueue(tx: Tx, most: number): Promise<Queued[]> {
  return tx.query<Queued>(
    `SELECT id, object, record_ids[1:$2] AS record_ids, cardinality(record_ids) AS total
     FROM (SELECT id, object, record_ids,
             sum(cardinality(record_ids)) OVER (ORDER BY id) - cardinality(record_ids) AS earlier
           FROM (SELECT id, object, record_ids FROM duplicates.queue
                 WHERE workspace_id = $1 ORDER BY id LIMIT $2) oldest) q
     WHERE earlier < $2 ORDER BY id`,
    [tx.workspaceId, most],
  );
}

export function removeQueued(tx: Tx, ids: readonly string[]): void {
  if (ids.length === 0) return;
  tx.send("DELETE FROM duplicates.queue WHERE workspace_id = $1 AND id = ANY($2::uuid[])", [
    tx.workspaceId,
    ids,
  ]);
}

/** Leaves in an entry that was too long for one round what comes after its first `taken` records. */
export function shortenQueued(tx: Tx, id: string, taken: number): void {
  tx.send(
    "UPDATE duplicates.queue SET record_ids = record_ids[$3 + 1:] WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, taken],
  );
}

export interface Backfill {
  after_id: string | null;
  is_done: boolean;
}

export async function readBackfill(tx: Tx, object: MergeableObject): Promise<Backfill> {
  const rows = await tx.query<Backfill>(
    "SELECT after_id, is_done FROM duplicates.backfills WHERE workspace_id = $1 AND object = $2",
    [tx.workspaceId, object],
  );
  return rows[0] ?? { after_id: null, is_done: false };
}

export function writeBackfill(tx: Tx, object: MergeableObject, state: Backfill): void {
  tx.send(
    `INSERT INTO duplicates.backfills (workspace_id, object, after_id, is_done) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id, object) DO UPDATE SET after_id = $3, is_done = $4`,
    [tx.workspaceId, object, state.after_id, state.is_done],
  );
}
