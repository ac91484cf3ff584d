// Rows of the inbox schema.
import type { InboxSettings } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export async function readSettings(tx: Reader): Promise<InboxSettings | null> {
  const rows = await tx.query<{ settings: InboxSettings }>(
    "SELECT settings FROM inbox.settings WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows[0]?.settings ?? null;
}

export async function saveSettings(tx: Tx, settings: InboxSettings | null): Promise<void> {
  if (settings === null) {
    await tx.query("DELETE FROM inbox.settings WHERE workspace_id = $1", [tx.workspaceId]);
    return;
  }
  await tx.query(
    `INSERT INTO inbox.settings (workspace_id, settings) VALUES ($1, $2)
     ON CONFLICT (workspace_id) DO UPDATE SET settings = EXCLUDED.settings`,
    [tx.workspaceId, JSON.stringify(settings)],
  );
}

/** Members who take nothing new for now. */
export async function awayMembers(tx: Reader): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "SELECT member_id AS id FROM inbox.away WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return rows.map(({ id }) => id);
}

export async function setAway(tx: Tx, memberId: string, since: string | null): Promise<void> {
  if (since === null) {
    await tx.query("DELETE FROM inbox.away WHERE workspace_id = $1 AND member_id = $2", [
      tx.workspaceId,
      memberId,
    ]);
    return;
  }
  await tx.query(
    `INSERT INTO inbox.away (workspace_id, member_id, since) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [tx.workspaceId, memberId, since],
  );
}

export interface Present {
  memberId: string;
  state: "viewing" | "typing";
}

export async function othersPresent(
  tx: Reader,
  conversationId: string,
  memberId: string,
): Promise<Present[]> {
  return tx.query<Present>(
    `SELECT member_id AS "memberId", state FROM inbox.presence
     WHERE workspace_id = $1 AND conversation_id = $2 AND member_id <> $3 AND until > now()
     ORDER BY member_id LIMIT 20`,
    [tx.workspaceId, conversationId, memberId],
  );
}

export function setPresent(
  tx: Tx,
  one: { conversationId: string; memberId: string; state: Present["state"]; seconds: number },
): void {
  tx.send(
    `INSERT INTO inbox.presence (workspace_id, conversation_id, member_id, state, until)
     VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
     ON CONFLICT (workspace_id, conversation_id, member_id)
     DO UPDATE SET state = EXCLUDED.state, until = EXCLUDED.until`,
    [tx.workspaceId, one.conversationId, one.memberId, one.state, one.seconds],
  );
}

/** The member's own rows elsewhere that are over go too, so that the table stays as small as what is open. */
export function setGone(tx: Tx, conversationId: string, memberId: string): void {
  tx.send(
    `DELETE FROM inbox.presence WHERE workspace_id = $1 AND member_id = $3
       AND (conversation_id = $2 OR until < now())`,
    [tx.workspaceId, conversationId, memberId],
  );
}

export interface Correction {
  id: string;
  conversationId: string;
  field: string;
  guess: string | null;
  rung: string | null;
  value: string;
  by: string | null;
  at: string;
}

export function addCorrection(tx: Tx, one: Correction): void {
  tx.send(
    `INSERT INTO inbox.corrections
       (workspace_id, id, conversation_id, field, guess, rung, value, corrected_by, corrected_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.workspaceId,
      one.id,
      one.conversationId,
      one.field,
      one.guess,
      one.rung,
      one.value,
      one.by,
      one.at,
    ],
  );
}

/** How often what a rung said of a field was corrected, and to something else. */
export function correctionCounts(
  tx: Reader,
): Promise<{ field: string; rung: string | null; corrected: number; wrong: number }[]> {
  return tx.query(
    `SELECT field, rung, count(*)::int AS corrected,
       (count(*) FILTER (WHERE guess IS DISTINCT FROM value))::int AS wrong
     FROM inbox.corrections WHERE workspace_id = $1 GROUP BY field, rung ORDER BY field, rung`,
    [tx.workspaceId],
  );
}
