// Rows of mailboxes.capture_tokens.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface CaptureToken {
  memberId: string;
  token: string;
  madeAt: string;
  usedAt: string | null;
}

const columns = `member_id AS "memberId", token, made_at AS "madeAt", used_at AS "usedAt"`;

export async function tokenOf(tx: Reader, memberId: string): Promise<CaptureToken | null> {
  const rows = await tx.query<CaptureToken>(
    `SELECT ${columns} FROM mailboxes.capture_tokens WHERE workspace_id = $1 AND member_id = $2`,
    [tx.workspaceId, memberId],
  );
  return rows[0] ?? null;
}

export async function memberOf(tx: Reader, token: string): Promise<string | null> {
  const rows = await tx.query<{ memberId: string }>(
    `SELECT member_id AS "memberId" FROM mailboxes.capture_tokens WHERE workspace_id = $1 AND token = $2`,
    [tx.workspaceId, token],
  );
  return rows[0]?.memberId ?? null;
}

/** The one before does not hold any more. */
export function saveToken(tx: Tx, { memberId, token, madeAt }: CaptureToken): Promise<unknown> {
  return tx.query(
    `INSERT INTO mailboxes.capture_tokens (workspace_id, member_id, token, made_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id, member_id) DO UPDATE SET token = EXCLUDED.token, made_at = EXCLUDED.made_at,
       used_at = NULL`,
    [tx.workspaceId, memberId, token, madeAt],
  );
}

export function deleteToken(tx: Tx, memberId: string): Promise<unknown> {
  return tx.query(
    "DELETE FROM mailboxes.capture_tokens WHERE workspace_id = $1 AND member_id = $2",
    [tx.workspaceId, memberId],
  );
}

export function noteUsed(tx: Tx, memberId: string, at: string): Promise<unknown> {
  return tx.query(
    "UPDATE mailboxes.capture_tokens SET used_at = $3 WHERE workspace_id = $1 AND member_id = $2",
    [tx.workspaceId, memberId, at],
  );
}
