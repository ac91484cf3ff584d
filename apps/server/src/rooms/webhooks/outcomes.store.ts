// What came of deliveries: written set by set, and only where the claim still holds.
import type { DeliveryState } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";

export interface OutcomeRow {
  id: string;
  state: DeliveryState;
  /** When it is tried next; for what is finished, when it was. */
  dueAt: string;
  attempts: number;
  status: number | null;
  error: string | null;
}

/**
 * Answers the ids of those that were still this process's to finish. Only what waits has a claim: the state is not asked
 * for, or an index of all that waits would be read for it.
 */
export async function finishDeliveries(
  tx: Tx,
  mark: string,
  at: string,
  outcomes: readonly OutcomeRow[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE webhooks.deliveries d SET state = o.state, due_at = o.due_at, attempts = o.attempts, status = o.status,
        error = o.error, claim = NULL, finished_at = CASE WHEN o.state = 'waiting' THEN NULL ELSE $3::timestamptz END
     FROM unnest($4::uuid[], $5::text[], $6::timestamptz[], $7::int[], $8::int[], $9::text[])
       AS o (id, state, due_at, attempts, status, error)
     WHERE d.workspace_id = $1 AND d.id = o.id AND d.claim = $2 RETURNING d.id`,
    [
      tx.workspaceId,
      mark,
      at,
      outcomes.map(({ id }) => id),
      outcomes.map(({ state }) => state),
      outcomes.map(({ dueAt }) => dueAt),
      outcomes.map(({ attempts }) => attempts),
      outcomes.map(({ status }) => status),
      outcomes.map(({ error }) => error),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Gives back what was taken and not sent. */
export function releaseDeliveries(tx: Tx, mark: string, at: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  tx.send(
    `UPDATE webhooks.deliveries SET claim = NULL, due_at = $4
     WHERE workspace_id = $1 AND id = ANY($3::uuid[]) AND claim = $2`,
    [tx.workspaceId, mark, ids, at],
  );
}

/** The next of the same records may go, where they were put off. What another process holds is passed over: it is
 * taken, called or put off there, for two minutes at most, and nobody waits for that with outcomes in hand. */
export function callFollowers(tx: Tx, at: string, finishedIds: readonly string[]): void {
  if (finishedIds.length === 0) return;
  tx.send(
    `WITH called AS MATERIALIZED (
       SELECT d.id FROM webhooks.deliveries f CROSS JOIN LATERAL (
         SELECT n.id FROM webhooks.deliveries n
         WHERE n.workspace_id = f.workspace_id AND n.endpoint_id = f.endpoint_id AND n.subject_id = f.subject_id
           AND n.state = 'waiting' ORDER BY n.seq LIMIT 1) next
       JOIN webhooks.deliveries d ON d.workspace_id = f.workspace_id AND d.id = next.id
       WHERE f.workspace_id = $1 AND f.id = ANY($2::uuid[])
         AND d.claim IS NULL AND d.attempts = 0 AND d.due_at > $3 FOR UPDATE OF d SKIP LOCKED)
     UPDATE webhooks.deliveries d SET due_at = $3 FROM called WHERE d.workspace_id = $1 AND d.id = called.id`,
    [tx.workspaceId, finishedIds, at],
  );
}

/** What waits for a later try may go at once: the receiver is back. */
export function bringForward(tx: Tx, endpointId: string, at: string): void {
  tx.send(
    `WITH later AS MATERIALIZED (
       SELECT id FROM webhooks.deliveries
       WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'waiting' AND claim IS NULL AND due_at > $3
       FOR UPDATE SKIP LOCKED)
     UPDATE webhooks.deliveries d SET due_at = $3 FROM later WHERE d.workspace_id = $1 AND d.id = later.id`,
    [tx.workspaceId, endpointId, at],
  );
}

export interface AttemptRow {
  deliveryId: string;
  id: string;
  at: string;
  durationMs: number;
  url: string;
  status: number | null;
  error: string | null;
  response: string | null;
  isCut: boolean;
}

export function insertAttempts(tx: Tx, attempts: readonly AttemptRow[]): void {
  if (attempts.length === 0) return;
  tx.send(
    `INSERT INTO webhooks.attempts (workspace_id, delivery_id, id, at, duration_ms, url, status, error, response, is_cut)
     SELECT $1, a.* FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::int[], $6::text[], $7::int[], $8::text[],
       $9::text[], $10::boolean[]) AS a`,
    [
      tx.workspaceId,
      attempts.map(({ deliveryId }) => deliveryId),
      attempts.map(({ id }) => id),
      attempts.map(({ at }) => at),
      attempts.map(({ durationMs }) => durationMs),
      attempts.map(({ url }) => url),
      attempts.map(({ status }) => status),
      attempts.map(({ error }) => error),
      attempts.map(({ response }) => response),
      attempts.map(({ isCut }) => isCut),
    ],
  );
}
