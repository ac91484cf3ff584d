// Who is on the mails of a conversation, as its messages say.
import type { MailAddress } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";

/** Of one mail: to whom it went where a member sent it elsewhere, and who else has it. */
export interface OnMail {
  recipients: MailAddress[] | null;
  cc: MailAddress[];
}

const mostMails = 200;

/** A conversation and what was merged into it. */
const whole = `WITH RECURSIVE whole AS (
  SELECT $2::uuid AS id
  UNION SELECT c.id FROM conversations.conversations c JOIN whole ON c.merged_into = whole.id WHERE c.workspace_id = $1)`;

/** Of the first two hundred mails that went to others, too, oldest first. */
export function recipientsIn(tx: Reader, conversationId: string): Promise<OnMail[]> {
  return tx.query<OnMail>(
    `${whole} SELECT m.recipients, m.cc FROM whole CROSS JOIN LATERAL (
       SELECT recipients, cc, created_at, seq FROM conversations.messages
       WHERE workspace_id = $1 AND conversation_id = whole.id AND removed_at IS NULL
         AND (recipients IS NOT NULL OR cc <> '[]')
       ORDER BY seq LIMIT ${mostMails}) m
     ORDER BY m.created_at, m.seq LIMIT ${mostMails}`,
    [tx.workspaceId, conversationId],
  );
}

/** Of the newest mail that somebody wrote. */
export async function newestMail(tx: Reader, conversationId: string): Promise<OnMail | null> {
  const rows = await tx.query<OnMail>(
    `${whole} SELECT m.recipients, m.cc FROM whole CROSS JOIN LATERAL (
       SELECT recipients, cc, created_at, seq FROM conversations.messages
       WHERE workspace_id = $1 AND conversation_id = whole.id AND removed_at IS NULL
         AND NOT internal AND NOT automatic AND author_kind IN ('customer', 'member')
       ORDER BY seq DESC LIMIT 1) m
     ORDER BY m.created_at DESC, m.seq DESC LIMIT 1`,
    [tx.workspaceId, conversationId],
  );
  return rows[0] ?? null;
}
