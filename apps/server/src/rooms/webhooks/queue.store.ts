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
  /** How long what stands behind another is put off. */
  putOff: {
    /** The next of a line whose first is being sent: it is called when that one is finished. */
    soon: string;
    earliest: string;
    latest: string;
  };
}

export interface Claimed {
  workspaceId: string;
  id: string;
  endpointId: string;
  eventId: string;
  attempts: number;
  seq: string;
}

export interface ClaimRound {
  claimed: Claimed[];
  /** How many rows were claimed or put off; none when nothing is due. */
  moved: number;
}

/** Due rows that are looked at for each that may be claimed. */
const looksPerClaim = 4;

/**
 * Looks at some of what is due at each endpoint. The first of a line is claimed; whatever stands behind it is put off, so
 * that it is not stepped over again and again: a look costs the same however much waits. A row's claim ends by itself when
 * its due time comes, so that a killed process's claims come back; so does being put off.
 */
export async function claimDue(tx: Tx, request: ClaimRequest): Promise<ClaimRound> {
  const { held, putOff } = request;
  const rows = await tx.query<Claimed & { isClaimed: boolean }>(
    `WITH asked AS MATERIALIZED (
       SELECT a.*, row_number() OVER (ORDER BY hashtextextended(a.id::text, $8)) AS place FROM (
         SELECT e.workspace_id, e.id, CASE WHEN coalesce(h.failures, 0) >= $7 THEN least(1, $5 - coalesce(b.count, 0))
             ELSE $5 - coalesce(b.count, 0) END AS room
         FROM webhooks.endpoints e
         LEFT JOIN webhooks.health h ON h.workspace_id = e.workspace_id AND h.endpoint_id = e.id
         LEFT JOIN unnest($3::uuid[], $4::int[]) AS b (id, count) ON b.id = e.id
         WHERE e.status = 'active' AND e.removed_at IS NULL AND (h.hold_until IS NULL OR h.hold_until <= $1)
           AND coalesce(b.count, 0) < CASE WHEN coalesce(h.failures, 0) >= $7 THEN 1 ELSE $5 END) a
       ORDER BY place
     ), due AS MATERIALIZED (
       SELECT a.place, a.room, q.* FROM asked a CROSS JOIN LATERAL (
         SELECT d.workspace_id, d.endpoint_id, d.subject_id, d.id, d.seq, d.due_at FROM webhooks.deliveries d
         WHERE d.workspace_id = a.workspace_id AND d.endpoint_id = a.id AND d.state = 'waiting' AND d.due_at <= $1
         ORDER BY d.due_at, d.seq LIMIT $5 * ${looksPerClaim} FOR UPDATE OF d SKIP LOCKED) q
       LIMIT $6 * ${looksPerClaim}
     ), seen AS MATERIALIZED (
       SELECT due.*, line.seqs[1] AS first, line.due_ats[1] AS first_due,
         line.seqs[2] = due.seq AND line.claims[1] IS NOT NULL AS is_soon
       FROM due CROSS JOIN LATERAL (
         SELECT array_agg(f.seq) AS seqs, array_agg(f.due_at) AS due_ats, array_agg(f.claim) AS claims FROM (
           SELECT b.seq, b.due_at, b.claim FROM webhooks.deliveries b
           WHERE b.workspace_id = due.workspace_id AND b.endpoint_id = due.endpoint_id AND b.subject_id = due.subject_id
             AND b.state = 'waiting' ORDER BY b.seq LIMIT 2) f) line
     ), moved AS MATERIALIZED (
       (SELECT workspace_id, id, true AS is_claimed, $9::timestamptz AS due_at FROM (
         SELECT workspace_id, id, place, room, row_number() OVER (PARTITION BY place ORDER BY due_at, seq) AS own
         FROM seen WHERE seq = first ORDER BY place, own) firsts
       WHERE own <= room LIMIT $6)
       UNION ALL
       SELECT workspace_id, id, false, CASE WHEN is_soon THEN $10::timestamptz ELSE least(greatest(first_due, $11::timestamptz), $12::timestamptz) END
       FROM seen WHERE seq > first
     )
     UPDATE webhooks.deliveries d SET claim = CASE WHEN moved.is_claimed THEN $2 ELSE d.claim END, due_at = moved.due_at
     FROM moved WHERE d.workspace_id = moved.workspace_id AND d.id = moved.id
     RETURNING d.workspace_id AS "workspaceId", d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.attempts,
       d.seq::text, moved.is_claimed AS "isClaimed"`,
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
      putOff.soon,
      putOff.earliest,
      putOff.latest,
    ],
    "by-values",
  );
  const claimed = rows.filter(({ isClaimed }) => isClaimed).map(({ isClaimed: _, ...one }) => one);
  return { claimed, moved: rows.length };
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
