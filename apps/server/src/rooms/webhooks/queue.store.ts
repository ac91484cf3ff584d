// The queue: events and deliveries as they are written, claimed, and finished. Claims cross workspaces (the
// system's role, ids only); everything else happens inside one.
import type { Act } from "../../platform/acts.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface EventContent {
  record?: Record<string, unknown> | null;
  before?: Record<string, unknown> | null;
  mergedId?: string;
  /** Of a record that is gone for good: what decided who could see it. */
  lastSeen?: { ownerId?: unknown; region?: unknown };
}

export interface NewEvent {
  id: string;
  type: string;
  object: string;
  recordId: string | null;
  content: EventContent;
}

export interface NewDelivery {
  id: string;
  endpointId: string;
  eventId: string;
  subjectId: string;
  type: string;
}

/**
 * In the order of the list, so that `seq` rises with it. `takenBy` keeps them for a caller who sends them
 * itself, until `dueAt`.
 */
export function queueEvents(
  tx: Tx,
  { events, deliveries }: { events: readonly NewEvent[]; deliveries: readonly NewDelivery[] },
  act: Pick<Act, "id" | "at">,
  { dueAt = act.at, takenBy = null }: { dueAt?: string; takenBy?: string | null } = {},
): void {
  tx.send(
    `INSERT INTO webhooks.events (workspace_id, id, type, object, record_id, act_id, at, content)
     SELECT $1, e.id, e.type, e.object, e.record_id, $2, $3, e.content::jsonb
     FROM unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[]) AS e (id, type, object, record_id, content)`,
    [
      tx.workspaceId,
      act.id,
      act.at,
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ object }) => object),
      events.map(({ recordId }) => recordId),
      events.map(({ content }) => JSON.stringify(content)),
    ],
  );
  tx.send(
    `INSERT INTO webhooks.deliveries (workspace_id, id, endpoint_id, event_id, subject_id, type, state, due_at, claim)
     SELECT $1, d.id, d.endpoint_id, d.event_id, d.subject_id, d.type, 'waiting', $2, $3
     FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[]) WITH ORDINALITY
       AS d (id, endpoint_id, event_id, subject_id, type, place)
     ORDER BY d.place`,
    [
      tx.workspaceId,
      dueAt,
      takenBy,
      deliveries.map(({ id }) => id),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ subjectId }) => subjectId),
      deliveries.map(({ type }) => type),
    ],
  );
}

/** What is gone for good is not kept here either. */
export function forgetContents(tx: Tx, recordIds: readonly string[]): void {
  if (recordIds.length === 0) return;
  tx.send(
    `UPDATE webhooks.events SET content = NULL
     WHERE workspace_id = $1 AND record_id = ANY($2::uuid[]) AND content IS NOT NULL`,
    [tx.workspaceId, recordIds],
  );
}

export interface ClaimRequest {
  now: string;
  /** When others may take what is claimed now. */
  until: string;
  mark: string;
  /** Deliveries that this process holds already, by endpoint. */
  held: ReadonlyMap<string, number>;
  mostOfEndpoint: number;
  most: number;
  /** An endpoint with so many failures in a row is tried with one delivery. */
  holdAfterFailures: number;
  /** Turns the order of endpoints from round to round, so that none is always last. */
  turn: number;
}

export interface Claimed {
  workspaceId: string;
  id: string;
  endpointId: string;
  eventId: string;
  attempts: number;
  seq: string;
}

/**
 * Takes what is due, some of each endpoint, and of each record only the first that waits. A row's claim ends
 * by itself when its due time comes, so that a killed process's claims come back.
 */
export function claimDue(tx: Tx, request: ClaimRequest): Promise<Claimed[]> {
  const { held } = request;
  return tx.query<Claimed>(
    `WITH asked AS MATERIALIZED (
       SELECT e.workspace_id, e.id, CASE WHEN coalesce(h.failures, 0) >= $7 THEN least(1, $5 - coalesce(b.count, 0))
           ELSE $5 - coalesce(b.count, 0) END AS room
       FROM webhooks.endpoints e
       LEFT JOIN webhooks.health h ON h.workspace_id = e.workspace_id AND h.endpoint_id = e.id
       LEFT JOIN unnest($3::uuid[], $4::int[]) AS b (id, count) ON b.id = e.id
       WHERE e.status = 'active' AND e.removed_at IS NULL AND (h.hold_until IS NULL OR h.hold_until <= $1)
         AND coalesce(b.count, 0) < CASE WHEN coalesce(h.failures, 0) >= $7 THEN 1 ELSE $5 END
       ORDER BY hashtextextended(e.id::text, $8)
     ), ready AS (
       SELECT q.workspace_id, q.id FROM asked a CROSS JOIN LATERAL (
         SELECT d.workspace_id, d.id FROM webhooks.deliveries d
         WHERE d.workspace_id = a.workspace_id AND d.endpoint_id = a.id AND d.state = 'waiting' AND d.due_at <= $1
           AND NOT EXISTS (
             SELECT 1 FROM webhooks.deliveries b
             WHERE b.workspace_id = d.workspace_id AND b.endpoint_id = d.endpoint_id AND b.subject_id = d.subject_id
               AND b.state = 'waiting' AND b.seq < d.seq)
         ORDER BY d.due_at, d.seq LIMIT a.room FOR UPDATE OF d SKIP LOCKED) q
       LIMIT $6
     )
     UPDATE webhooks.deliveries d SET claim = $2, due_at = $9 FROM ready
     WHERE d.workspace_id = ready.workspace_id AND d.id = ready.id
     RETURNING d.workspace_id AS "workspaceId", d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.attempts,
       d.seq::text`,
    [
      request.now,
      request.mark,
      [...held.keys()],
      [...held.values()],
      request.mostOfEndpoint,
      request.most,
      request.holdAfterFailures,
      request.turn,
      request.until,
    ],
    "by-values",
  );
}

/**
 * Puts off what is due but stands behind another of the same record that waits for a later try, until that
 * one's time, within bounds, so that claims need not step over it. What is being sent now holds nobody back
 * for long, and is left alone: whoever finishes it finds its followers due.
 */
export async function putOffFollowers(
  tx: Tx,
  {
    now,
    earliest,
    latest,
    limit,
  }: { now: string; earliest: string; latest: string; limit: number },
): Promise<number> {
  const rows = await tx.query(
    `WITH behind AS (
       SELECT q.workspace_id, q.id, q.first_due FROM webhooks.endpoints e CROSS JOIN LATERAL (
         SELECT d.workspace_id, d.id, first.due_at AS first_due
         FROM webhooks.deliveries d CROSS JOIN LATERAL (
           SELECT b.seq, b.due_at, b.claim FROM webhooks.deliveries b
           WHERE b.workspace_id = d.workspace_id AND b.endpoint_id = d.endpoint_id AND b.subject_id = d.subject_id
             AND b.state = 'waiting' ORDER BY b.seq LIMIT 1) first
         WHERE d.workspace_id = e.workspace_id AND d.endpoint_id = e.id AND d.state = 'waiting' AND d.due_at <= $1
           AND first.seq < d.seq AND first.claim IS NULL AND first.due_at > $1
         ORDER BY d.due_at, d.seq LIMIT $4 FOR UPDATE OF d SKIP LOCKED) q
       WHERE e.status = 'active' AND e.removed_at IS NULL LIMIT $4
     )
     UPDATE webhooks.deliveries d SET due_at = least(greatest(behind.first_due, $2), $3) FROM behind
     WHERE d.workspace_id = behind.workspace_id AND d.id = behind.id RETURNING d.id`,
    [now, earliest, latest, limit],
    "by-values",
  );
  return rows.length;
}

export interface StoredEvent {
  id: string;
  type: string;
  object: string;
  recordId: string | null;
  actId: string;
  at: string;
  content: EventContent | null;
}

export function readEvents(tx: Reader, ids: readonly string[]): Promise<StoredEvent[]> {
  return tx.query<StoredEvent>(
    `SELECT id, type, object, record_id AS "recordId", act_id AS "actId", at, content FROM webhooks.events
     WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    [tx.workspaceId, ids],
  );
}
