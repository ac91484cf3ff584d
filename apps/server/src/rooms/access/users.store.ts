// People who sign in, and their password credential, in the tables of the sign-in library.
// System role only: a user may be a member of several workspaces.
import type { Tx } from "../../platform/db/index.ts";

export interface UserRow {
  id: string;
  name: string;
  email: string;
}

/** One spelling of an address everywhere: the sign-in library looks it up in lower case. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

export async function findUserByEmail(tx: Tx, email: string): Promise<UserRow | undefined> {
  const rows = await tx.query<UserRow>(
    "SELECT id, name, email FROM access.users WHERE email = $1",
    [normalEmail(email)],
  );
  return rows[0];
}

export async function readUser(tx: Tx, id: string): Promise<UserRow | undefined> {
  const rows = await tx.query<UserRow>("SELECT id, name, email FROM access.users WHERE id = $1", [
    id,
  ]);
  return rows[0];
}

export interface NewUser extends UserRow {
  accountId: string;
  /** Null: signs in by an identity provider only. */
  passwordHash: string | null;
}

export async function insertUser(tx: Tx, user: NewUser): Promise<void> {
  await tx.query(
    "INSERT INTO access.users (id, name, email, email_verified) VALUES ($1, $2, $3, true)",
    [user.id, user.name, normalEmail(user.email)],
  );
  if (user.passwordHash === null) return;
  await tx.query(
    `INSERT INTO access.accounts (id, user_id, account_id, provider_id, password)
     VALUES ($1, $2::uuid, ($2::uuid)::text, 'credential', $3)`,
    [user.accountId, user.id, user.passwordHash],
  );
}

export async function passwordHashOf(tx: Tx, userId: string): Promise<string | undefined> {
  const rows = await tx.query<{ password: string | null }>(
    "SELECT password FROM access.accounts WHERE user_id = $1 AND provider_id = 'credential'",
    [userId],
  );
  return rows[0]?.password ?? undefined;
}

export async function setPasswordHash(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx.query(
    "UPDATE access.accounts SET password = $2, updated_at = now() WHERE user_id = $1 AND provider_id = 'credential'",
    [userId, passwordHash],
  );
}

/** Ends a user's sessions, save the one named (by the hash of its token). */
export async function deleteSessions(
  tx: Tx,
  userId: string,
  exceptTokenHash: string | null,
): Promise<void> {
  await tx.query(
    "DELETE FROM access.sessions WHERE user_id = $1 AND ($2::text IS NULL OR token <> $2)",
    [userId, exceptTokenHash],
  );
}

/** Ends the session of a token, whoever's it is; answers its id. */
export async function deleteSession(tx: Tx, tokenHash: string): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    "DELETE FROM access.sessions WHERE token = $1 RETURNING id",
    [tokenHash],
  );
  return rows[0]?.id;
}

/** What has ended can go: sessions, one-time proofs, invitations nobody took, half-done sign-ins. */
export async function deleteExpired(tx: Tx, at: string): Promise<void> {
  await tx.query("DELETE FROM access.sessions WHERE expires_at < $1", [at]);
  await tx.query("DELETE FROM access.verifications WHERE expires_at < $1", [at]);
  await tx.query(
    "DELETE FROM access.invitations WHERE expires_at < $1::timestamptz - interval '30 days'",
    [at],
  );
}

/** The workspaces that a user is a member of, oldest first. */
export async function workspacesOfUser(
  tx: Tx,
  userId: string,
): Promise<{ workspace_id: string; name: string; member_id: string }[]> {
  return tx.query(
    `SELECT w.workspace_id, w.name, m.id AS member_id FROM access.members m
     JOIN access.workspaces w ON w.workspace_id = m.workspace_id
     WHERE m.user_id = $1 AND m.status = 'active' ORDER BY w.workspace_id`,
    [userId],
  );
}

/** Ends the sessions of a user who is no active member of any workspace any more. */
export async function deleteSessionsWithoutMembership(tx: Tx, userId: string): Promise<void> {
  await tx.query(
    `DELETE FROM access.sessions s WHERE s.user_id = $1
       AND NOT EXISTS (SELECT 1 FROM access.members m WHERE m.user_id = s.user_id AND m.status = 'active')`,
    [userId],
  );
}
