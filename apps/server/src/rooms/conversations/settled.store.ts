// What is settled: closed conversations that are in no other, and what was said in them.
import type { Reader, Tx } from "../../platform/db/index.ts";
import { saidSql } from "./messages.store.ts";

export interface SettledConversation {
  id: string;
  channelId: string;
  teamId: string | null;
  personId: string | null;
  fromName: string | null;
  subject: string | null;
  lastSeq: number;
  /** What the customer said of it, 1 to 5. */
  score: number | null;
  closedAt: string;
}

const columns = `c.id, c.channel_id AS "channelId", c.team_id AS "teamId", c.person_id AS "personId",
  c.from_name AS "fromName", c.subject, c.last_seq AS "lastSeq", (c.rating->>'score')::int AS score,
  c.closed_at AS "closedAt"`;
const isSettled = "c.state = 'closed' AND c.merged_into IS NULL AND c.closed_at IS NOT NULL";

export interface SettledPlace {
  closedAt: string;
  id: string;
}

/** In the order in which they were closed, within [since, until), after a place. */
export function settledBetween(
  tx: Reader,
  asked: { since: string; until: string; after: SettledPlace | null; limit: number },
): Promise<SettledConversation[]> {
  return tx.query<SettledConversation>(
    `SELECT ${columns} FROM conversations.conversations c
     WHERE c.workspace_id = $1 AND ${isSettled} AND c.closed_at >= $2 AND c.closed_at < $3
       AND ($4::timestamptz IS NULL OR (c.closed_at, c.id) > ($4::timestamptz, $5::uuid))
     ORDER BY c.closed_at, c.id LIMIT $6`,
    [
      tx.workspaceId,
      asked.since,
      asked.until,
      asked.after?.closedAt ?? null,
      asked.after?.id ?? null,
      asked.limit,
    ],
    "by-values",
  );
}

/** Of these, the settled ones; nobody changes them before the transaction ends. */
export function holdSettled(tx: Tx, ids: readonly string[]): Promise<SettledConversation[]> {
  return tx.query<SettledConversation>(
    `SELECT ${columns} FROM conversations.conversations c
     WHERE c.workspace_id = $1 AND c.id = ANY($2::uuid[]) AND ${isSettled} ORDER BY c.id FOR SHARE`,
    [tx.workspaceId, ids],
  );
}

/** What customers said of settled conversations on these tickets. */
export function scoresOnTickets(
  tx: Reader,
  ticketIds: readonly string[],
): Promise<{ ticketId: string; score: number }[]> {
  return tx.query<{ ticketId: string; score: number }>(
    `SELECT l.record_id AS "ticketId", (c.rating->>'score')::int AS score
     FROM conversations.links l JOIN conversations.conversations c
       ON c.workspace_id = $1 AND c.id = l.conversation_id
     WHERE l.workspace_id = $1 AND l.object = 'tickets' AND l.record_id = ANY($2::uuid[])
       AND ${isSettled} AND c.rating IS NOT NULL`,
    [tx.workspaceId, ticketIds],
  );
}

export interface SettledMessage {
  by: "customer" | "member";
  name: string | null;
  text: string;
}

const mostRead = 30;
const longestRead = 8000;

/** What customer and members said to each other, oldest first: the first and the last 30. */
export function settledMessages(tx: Reader, id: string): Promise<SettledMessage[]> {
  return tx.query<SettledMessage>(
    `SELECT m.author_kind AS by, m.author_name AS name, left(${saidSql}, ${longestRead}) AS text
     FROM conversations.messages m JOIN conversations.conversations c
       ON c.workspace_id = $1 AND c.id = m.conversation_id
     WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND NOT m.internal AND NOT m.automatic
       AND m.removed_at IS NULL AND m.author_kind IN ('customer', 'member')
       AND (m.seq <= ${mostRead} OR m.seq > c.last_seq - ${mostRead}) ORDER BY m.seq`,
    [tx.workspaceId, id],
  );
}
