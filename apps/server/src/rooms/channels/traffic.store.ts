// Rows of channels.traffic.
import type { TrafficOutcome } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredTraffic {
  id: string;
  channelId: string;
  at: string;
  direction: "in" | "out";
  outcome: TrafficOutcome;
  providerId: string | null;
  conversationId: string | null;
  reason: string | null;
}

export function addTraffic(tx: Tx, rows: readonly StoredTraffic[]): void {
  tx.send(
    `INSERT INTO channels.traffic (workspace_id, channel_id, id, at, direction, outcome, provider_id, conversation_id, reason)
     SELECT $1, t.* FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::uuid[],
       $9::text[]) AS t`,
    [
      tx.workspaceId,
      rows.map(({ channelId }) => channelId),
      rows.map(({ id }) => id),
      rows.map(({ at }) => at),
      rows.map(({ direction }) => direction),
      rows.map(({ outcome }) => outcome),
      rows.map(({ providerId }) => providerId),
      rows.map(({ conversationId }) => conversationId),
      rows.map(({ reason }) => reason),
    ],
  );
}

export interface TrafficQuery {
  channelId: string;
  outcome: TrafficOutcome | null;
  before: string | null;
  limit: number;
}

export function listTraffic(
  tx: Reader,
  { channelId, outcome, before, limit }: TrafficQuery,
): Promise<Omit<StoredTraffic, "channelId">[]> {
  return tx.query(
    `SELECT id, at, direction, outcome, provider_id AS "providerId", conversation_id AS "conversationId", reason
     FROM channels.traffic
     WHERE workspace_id = $1 AND channel_id = $2 AND ($3::text IS NULL OR outcome = $3) AND ($4::uuid IS NULL OR id < $4)
     ORDER BY id DESC LIMIT $5`,
    [tx.workspaceId, channelId, outcome, before, limit],
    "by-values",
  );
}

export interface TrafficHealth {
  channelId: string;
  lastInAt: string | null;
  lastOutAt: string | null;
  taken: number;
  sent: number;
  refused: number;
  lastRefusal: string | null;
}

/** `since`: the lowest id of the last 24 hours. */
export function trafficHealth(
  tx: Reader,
  channelIds: readonly string[],
  since: string,
): Promise<TrafficHealth[]> {
  return tx.query<TrafficHealth>(
    `SELECT c.id AS "channelId",
       (SELECT at FROM channels.traffic t WHERE t.workspace_id = $1 AND t.channel_id = c.id AND direction = 'in'
          AND outcome = 'taken' ORDER BY t.id DESC LIMIT 1) AS "lastInAt",
       (SELECT at FROM channels.traffic t WHERE t.workspace_id = $1 AND t.channel_id = c.id AND direction = 'out'
          AND outcome = 'delivered' ORDER BY t.id DESC LIMIT 1) AS "lastOutAt",
       (SELECT reason FROM channels.traffic t WHERE t.workspace_id = $1 AND t.channel_id = c.id AND outcome = 'refused'
          ORDER BY t.id DESC LIMIT 1) AS "lastRefusal",
       coalesce(d.taken, 0)::int AS taken, coalesce(d.sent, 0)::int AS sent, coalesce(d.refused, 0)::int AS refused
     FROM unnest($2::uuid[]) AS c (id)
     LEFT JOIN LATERAL (
       SELECT count(*) FILTER (WHERE outcome = 'taken') AS taken, count(*) FILTER (WHERE outcome = 'delivered') AS sent,
         count(*) FILTER (WHERE outcome = 'refused') AS refused
       FROM channels.traffic t WHERE t.workspace_id = $1 AND t.channel_id = c.id AND t.id >= $3) d ON true`,
    [tx.workspaceId, channelIds, since],
    "by-values",
  );
}

export async function deleteOldTraffic(
  tx: Tx,
  channelId: string,
  before: string,
  limit: number,
): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM channels.traffic WHERE workspace_id = $1 AND channel_id = $2 AND id IN (
       SELECT id FROM channels.traffic WHERE workspace_id = $1 AND channel_id = $2 AND id < $3 ORDER BY id LIMIT $4)
     RETURNING id`,
    [tx.workspaceId, channelId, before, limit],
  );
  return rows.length;
}
