// Conversations from which triage learns: closed ones, and those of which a member said what they are, newest first, each
// with what its customer wrote first and what it was in the end. Not reduced to anyone's rights: never to be shown.
import type { ConversationPriority } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { saidSql } from "./messages.store.ts";

export interface TriageExample {
  id: string;
  personId: string | null;
  subject: string | null;
  text: string;
  category: string | null;
  priority: ConversationPriority;
  createdAt: string;
}

const settled = `c.workspace_id = $1 AND c.merged_into IS NULL AND c.last_customer_seq > 0
  AND (c.state = 'closed' OR c.triage->'category'->>'rung' = 'person' OR c.triage->'priority'->>'rung' = 'person')`;

export function triageExamples(tx: Reader, limit: number): Promise<TriageExample[]> {
  return tx.query<TriageExample>(
    `SELECT c.id, c.person_id AS "personId", c.subject, left(m.text, 4000) AS text, c.category, c.priority,
       c.created_at AS "createdAt"
     FROM conversations.conversations c JOIN LATERAL (
       SELECT ${saidSql} AS text FROM conversations.messages m WHERE m.workspace_id = $1 AND m.conversation_id = c.id
         AND m.author_kind = 'customer' AND NOT m.automatic ORDER BY m.seq LIMIT 1) m ON true
     WHERE ${settled} ORDER BY c.id DESC LIMIT $2`,
    [tx.workspaceId, limit],
  );
}

/** How many there are, counted no further than the limit. */
export async function countTriageExamples(tx: Reader, limit: number): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM
       (SELECT 1 FROM conversations.conversations c WHERE ${settled} LIMIT $2) found`,
    [tx.workspaceId, limit],
  );
  return rows[0]?.count ?? 0;
}
