// The log: deliveries and attempts, read by pages; replays; and clearing away what is old.
import type { DeliveryState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface DeliveryRow {
  id: string;
  seq: string;
  endpointId: string;
  eventId: string;
  type: string;
  object: string | null;
  recordId: string | null;
  state: DeliveryState;
  at: string;
  dueAt: string;
  finishedAt: string | null;
  attempts: number;
  status: number | null;
  error: string | null;
}

const selected = `SELECT d.id, d.seq::text, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.type, e.object,
    e.record_id AS "recordId", d.state, e.at, d.due_at AS "dueAt", d.finished_at AS "finishedAt", d.attempts, d.status, d.error
  FROM webhooks.deliveries d JOIN webhooks.events e ON e.workspace_id = d.workspace_id AND e.id = d.event_id
  WHERE d.workspace_id = $1 AND d.endpoint_id = $2`;

// As literals, so that the index of each state is found.
const ofState: Record<DeliveryState, string> = {
  waiting: "AND d.state = 'waiting'",
  delivered: "AND d.state = 'delivered'",
  failed: "AND d.state = 'failed'",
  skipped: "AND d.state = 'skipped'",
};

export interface LogQuery {
  endpointId: string;
  state: DeliveryState | null;
  recordId: string | null;
  /** `seq` of the last one of the page before. */
  before: string | null;
  limit: number;
}

/** Newest first. */
export function listDeliveries(tx: Reader, query: LogQuery): Promise<DeliveryRow[]> {
  const state = query.state === null ? "" : ofState[query.state];
  const record = query.recordId === null ? "AND $5::uuid IS NULL" : "AND d.subject_id = $5";
  return tx.query<DeliveryRow>(
    `${selected} ${state} ${record} AND ($3::bigint IS NULL OR d.seq < $3) ORDER BY d.seq DESC LIMIT $4`,
    [tx.workspaceId, query.endpointId, query.before, query.limit, query.recordId],
    "by-values",
  );
}

export async function readDelivery(
  tx: Reader,
  endpointId: string,
  id: string,
): Promise<DeliveryRow | null> {
  const rows = await tx.query<DeliveryRow>(`${selected} AND d.id = $3`, [
    tx.workspaceId,
    endpointId,
    id,
  ]);
  return rows[0] ?? null;
}

export interface StoredAttempt {
  at: string;
  durationMs: number;
  url: string;
  status: number | null;
  error: string | null;
  response: string | null;
  isCut: boolean;
}

const maxAttemptsShown = 100;

/** Newest first. */
export function listAttempts(tx: Reader, deliveryId: string): Promise<StoredAttempt[]> {
  return tx.query<StoredAttempt>(
    `SELECT at, duration_ms AS "durationMs", url, status, error, response, is_cut AS "isCut" FROM webhooks.attempts
     WHERE workspace_id = $1 AND delivery_id = $2 ORDER BY id DESC LIMIT ${maxAttemptsShown}`,
    [tx.workspaceId, deliveryId],
  );
}

const again = `UPDATE webhooks.deliveries SET state = 'waiting', due_at = $3, attempts = 0, claim = NULL, error = NULL,
    finished_at = NULL WHERE workspace_id = $1 AND endpoint_id = $2`;

/** They keep their places: of one record, the oldest goes first again. Tests are not sent again. */
export async function replayDeliveries(
  tx: Tx,
  endpointId: string,
  at: string,
  ids: readonly string[],
): Promise<number> {
  const rows = await tx.query(
    `${again} AND id = ANY($4::uuid[]) AND state <> 'waiting' AND type <> 'webhooks.test' RETURNING id`,
    [tx.workspaceId, endpointId, at, ids],
  );
  return rows.length;
}

export async function replayFailed(
  tx: Tx,
  endpointId: string,
  at: string,
  since: string,
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `WITH sent AS (${again} AND state = 'failed' AND finished_at >= $4 AND type <> 'webhooks.test' RETURNING 1)
     SELECT count(*)::int AS count FROM sent`,
    [tx.workspaceId, endpointId, at, since],
  );
  return rows[0]?.count ?? 0;
}

/** Finished ones whose id is older; with what was logged of them. */
export async function deleteOldDeliveries(
  tx: Tx,
  beforeId: string,
  limit: number,
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `WITH old AS (
       SELECT id FROM webhooks.deliveries WHERE workspace_id = $1 AND id < $2 AND state <> 'waiting' ORDER BY id LIMIT $3
     ), deleted AS (
       DELETE FROM webhooks.deliveries d USING old WHERE d.workspace_id = $1 AND d.id = old.id RETURNING d.id
     ), cleared AS (
       DELETE FROM webhooks.attempts a USING deleted WHERE a.workspace_id = $1 AND a.delivery_id = deleted.id
     )
     SELECT count(*)::int AS count FROM deleted`,
    [tx.workspaceId, beforeId, limit],
  );
  return rows[0]?.count ?? 0;
}

/** Of endpoints that are paused or switched off: what has waited so long is given up. */
export async function giveUpWaiting(tx: Tx, beforeId: string, at: string): Promise<void> {
  await tx.query(
    `UPDATE webhooks.deliveries SET state = 'failed', error = 'expired', claim = NULL, finished_at = $3
     WHERE workspace_id = $1 AND id < $2 AND state = 'waiting'`,
    [tx.workspaceId, beforeId, at],
  );
}

export async function deleteOldEvents(tx: Tx, beforeId: string, limit: number): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `WITH old AS (SELECT id FROM webhooks.events WHERE workspace_id = $1 AND id < $2 ORDER BY id LIMIT $3),
       deleted AS (DELETE FROM webhooks.events e USING old WHERE e.workspace_id = $1 AND e.id = old.id RETURNING 1)
     SELECT count(*)::int AS count FROM deleted`,
    [tx.workspaceId, beforeId, limit],
  );
  return rows[0]?.count ?? 0;
}

/** Of endpoints that were removed. */
export async function deleteRemoved(tx: Tx, limit: number): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `WITH old AS (
       SELECT d.id FROM webhooks.endpoints e JOIN webhooks.deliveries d
         ON d.workspace_id = e.workspace_id AND d.endpoint_id = e.id
       WHERE e.workspace_id = $1 AND e.removed_at IS NOT NULL LIMIT $2
     ), deleted AS (
       DELETE FROM webhooks.deliveries d USING old WHERE d.workspace_id = $1 AND d.id = old.id RETURNING d.id
     ), cleared AS (
       DELETE FROM webhooks.attempts a USING deleted WHERE a.workspace_id = $1 AND a.delivery_id = deleted.id
     )
     SELECT count(*)::int AS count FROM deleted`,
    [tx.workspaceId, limit],
  );
  const count = rows[0]?.count ?? 0;
  if (count > 0) return count;
  // Writers of other processes may go on for a few seconds after the removal. The last one stays until no event is
  // left, since it tells which workspaces have something to clear.
  await tx.query(
    `DELETE FROM webhooks.endpoints e WHERE e.workspace_id = $1 AND e.removed_at < now() - interval '1 hour'
       AND (EXISTS (SELECT 1 FROM webhooks.endpoints o
                    WHERE o.workspace_id = $1 AND (o.removed_at IS NULL OR o.id > e.id))
         OR NOT EXISTS (SELECT 1 FROM webhooks.events v WHERE v.workspace_id = $1))`,
    [tx.workspaceId],
  );
  await tx.query(
    `DELETE FROM webhooks.health h WHERE h.workspace_id = $1 AND NOT EXISTS (
       SELECT 1 FROM webhooks.endpoints e WHERE e.workspace_id = h.workspace_id AND e.id = h.endpoint_id)`,
    [tx.workspaceId],
  );
  return 0;
}

export async function workspacesWithEndpoints(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ workspace_id: string }>(
    "SELECT DISTINCT workspace_id FROM webhooks.endpoints",
  );
  return rows.map((row) => row.workspace_id);
}
