// A person's own settings, and the new address that waits for its confirmation.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface PreferenceRow {
  locale: string | null;
  time_zone: string | null;
}

export async function readPreferences(tx: Reader, memberId: string): Promise<PreferenceRow> {
  const rows = await tx.query<PreferenceRow>(
    "SELECT locale, time_zone FROM access.members WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, memberId],
  );
  return rows[0] ?? { locale: null, time_zone: null };
}

export async function writePreferences(
  tx: Tx,
  memberId: string,
  row: PreferenceRow,
): Promise<void> {
  await tx.query(
    "UPDATE access.members SET locale = $3, time_zone = $4 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, memberId, row.locale, row.time_zone],
  );
}

/** System role, as all that follows. */
export async function renameUser(tx: Tx, userId: string, name: string): Promise<void> {
  await tx.query("UPDATE access.users SET name = $2, updated_at = now() WHERE id = $1", [
    userId,
    name,
  ]);
}

export async function pendingEmail(tx: Tx, userId: string, at: string): Promise<string | null> {
  const rows = await tx.query<{ email: string }>(
    "SELECT email FROM access.email_changes WHERE user_id = $1 AND expires_at > $2",
    [userId, at],
  );
  return rows[0]?.email ?? null;
}

export async function putEmailChange(
  tx: Tx,
  change: { userId: string; email: string; tokenHash: string; expiresAt: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO access.email_changes (user_id, email, token_hash, expires_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, token_hash = excluded.token_hash,
       expires_at = excluded.expires_at`,
    [change.userId, change.email, change.tokenHash, change.expiresAt],
  );
}

export interface EmailChangeRow {
  user_id: string;
  email: string;
}

export async function takeEmailChange(
  tx: Tx,
  tokenHash: string,
  at: string,
): Promise<EmailChangeRow | undefined> {
  const rows = await tx.query<EmailChangeRow>(
    "DELETE FROM access.email_changes WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id, email",
    [tokenHash, at],
  );
  return rows[0];
}

export async function setUserEmail(tx: Tx, userId: string, email: string): Promise<void> {
  await tx.query(
    "UPDATE access.users SET email = $2, email_verified = true, updated_at = now() WHERE id = $1",
    [userId, email],
  );
}

/** The members that a user stands for, with the address that each had. */
export async function setMemberEmails(
  tx: Tx,
  userId: string,
  email: string,
): Promise<{ workspace_id: string; id: string }[]> {
  return tx.query(
    "UPDATE access.members SET email = $2, updated_at = now() WHERE user_id = $1 RETURNING workspace_id, id",
    [userId, email],
  );
}
