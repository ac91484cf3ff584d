// Rows of how it goes with each mailbox, and who reads it.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface MailboxState {
  channelId: string;
  okAt: string | null;
  failingSince: string | null;
  failure: string | null;
  wantedAt: string | null;
}

export function readStates(tx: Reader): Promise<MailboxState[]> {
  return tx.query(
    `SELECT channel_id AS "channelId", ok_at AS "okAt", failing_since AS "failingSince", failure, wanted_at AS "wantedAt"
     FROM mailboxes.states WHERE workspace_id = $1`,
    [tx.workspaceId],
  );
}

/** True for the one process that may read the mailbox until then; it asks again before that. */
export async function holdMailbox(
  tx: Tx,
  channelId: string,
  by: string,
  { now, until }: { now: string; until: string },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO mailboxes.states AS s (workspace_id, channel_id, held_by, held_until) VALUES ($1, $2, $3, $5)
     ON CONFLICT (workspace_id, channel_id) DO UPDATE SET held_by = EXCLUDED.held_by, held_until = EXCLUDED.held_until
     WHERE s.held_by = $3 OR s.held_until IS NULL OR s.held_until < $4 RETURNING channel_id`,
    [tx.workspaceId, channelId, by, now, until],
  );
  return rows.length === 1;
}

export function letGo(tx: Tx, by: string): Promise<unknown> {
  return tx.query(
    "UPDATE mailboxes.states SET held_by = NULL, held_until = NULL WHERE workspace_id = $1 AND held_by = $2",
    [tx.workspaceId, by],
  );
}

export function noteOk(tx: Tx, channelId: string, now: string): Promise<unknown> {
  return tx.query(
    `UPDATE mailboxes.states SET ok_at = $3, failing_since = NULL, failure = NULL,
       wanted_at = CASE WHEN wanted_at < $3 THEN NULL ELSE wanted_at END
     WHERE workspace_id = $1 AND channel_id = $2`,
    [tx.workspaceId, channelId, now],
  );
}

export function noteFailure(
  tx: Tx,
  channelId: string,
  failure: string,
  now: string,
): Promise<unknown> {
  return tx.query(
    `UPDATE mailboxes.states SET failing_since = coalesce(failing_since, $4), failure = $3
     WHERE workspace_id = $1 AND channel_id = $2`,
    [tx.workspaceId, channelId, failure, now],
  );
}

export function wantLook(tx: Tx, channelId: string, now: string): Promise<unknown> {
  return tx.query(
    `INSERT INTO mailboxes.states (workspace_id, channel_id, wanted_at) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, channel_id) DO UPDATE SET wanted_at = EXCLUDED.wanted_at`,
    [tx.workspaceId, channelId, now],
  );
}

/** Of all workspaces: mailboxes that something is known of. */
export function knownMailboxes(tx: Tx): Promise<{ workspaceId: string; channelId: string }[]> {
  return tx.query(
    'SELECT workspace_id AS "workspaceId", channel_id AS "channelId" FROM mailboxes.states',
  );
}

/** Of a channel that is gone. */
export async function forgetMailbox(tx: Tx, channelId: string): Promise<void> {
  for (const table of ["states", "folders", "mails", "awaited"])
    await tx.query(`DELETE FROM mailboxes.${table} WHERE workspace_id = $1 AND channel_id = $2`, [
      tx.workspaceId,
      channelId,
    ]);
}
