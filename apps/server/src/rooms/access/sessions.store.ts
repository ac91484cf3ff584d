// Sessions of people, as lists and for ending them. System role only: a session spans workspaces.
import type { Tx } from "../../platform/db/index.ts";

export interface StoredSession {
  id: string;
  ip_address: string | null;
  user_agent: string | null;
  method: "password" | "sso";
  second_factor: boolean;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
}

const columns = `id, nullif(ip_address, '') AS ip_address, nullif(user_agent, '') AS user_agent, method,
  second_factor, created_at, coalesce(last_seen_at, created_at) AS last_seen_at, expires_at`;

/**
 * The open sessions of a user, those in use first. With `boundTo`, those alone that this workspace's
 * provider vouched for.
 */
export async function sessionsOf(
  tx: Tx,
  userId: string,
  boundTo: string | null,
  at: string,
): Promise<StoredSession[]> {
  return tx.query<StoredSession>(
    `SELECT ${columns} FROM access.sessions
     WHERE user_id = $1 AND ($2::uuid IS NULL OR bound_to = $2) AND expires_at > $3
     ORDER BY coalesce(last_seen_at, created_at) DESC, id DESC LIMIT 200`,
    [userId, boundTo, at],
  );
}

/** The open sessions of a user with which a workspace can be reached: those of the person, and those bound to it. */
export async function sessionsReaching(
  tx: Tx,
  userId: string,
  workspaceId: string,
  at: string,
): Promise<StoredSession[]> {
  return tx.query<StoredSession>(
    `SELECT ${columns} FROM access.sessions
     WHERE user_id = $1 AND (bound_to IS NULL OR bound_to = $2) AND expires_at > $3
     ORDER BY coalesce(last_seen_at, created_at) DESC, id DESC LIMIT 200`,
    [userId, workspaceId, at],
  );
}

interface Ended {
  id: string;
}

export async function endSession(
  tx: Tx,
  userId: string,
  boundTo: string | null,
  id: string,
): Promise<Ended[]> {
  return tx.query<Ended>(
    `DELETE FROM access.sessions WHERE id = $3 AND user_id = $1 AND ($2::uuid IS NULL OR bound_to = $2)
     RETURNING id`,
    [userId, boundTo, id],
  );
}

export async function endOtherSessions(
  tx: Tx,
  userId: string,
  boundTo: string | null,
  exceptId: string | null,
): Promise<Ended[]> {
  return tx.query<Ended>(
    `DELETE FROM access.sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR bound_to = $2)
       AND ($3::uuid IS NULL OR id <> $3) RETURNING id`,
    [userId, boundTo, exceptId],
  );
}

/**
 * Ends what a member has open in one workspace: sessions that are bound to it, and those of the person
 * that reach it. (A session reaches all of a person's workspaces, so they sign in again in the others too.)
 */
export async function endSessionsReaching(
  tx: Tx,
  userId: string,
  workspaceId: string,
): Promise<Ended[]> {
  return tx.query<Ended>(
    `DELETE FROM access.sessions WHERE user_id = $1 AND (bound_to IS NULL OR bound_to = $2) RETURNING id`,
    [userId, workspaceId],
  );
}

/** Ends sessions by their ids, as far as they are bound to the workspace. */
export async function endBoundSessions(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
): Promise<Ended[]> {
  return tx.query<Ended>(
    "DELETE FROM access.sessions WHERE bound_to = $1 AND id = ANY($2::uuid[]) RETURNING id",
    [workspaceId, ids],
  );
}

/** The second factor was given within the session. */
export async function markSecondFactor(tx: Tx, id: string): Promise<void> {
  await tx.query("UPDATE access.sessions SET second_factor = true WHERE id = $1", [id]);
}

export interface MemberSignInRow {
  id: string;
  second_factor: boolean;
  may_use_password: boolean;
  sessions: number;
  last_seen_at: string | null;
}

/** How the members of a workspace sign in. A bound session of another workspace is not counted. */
export async function memberSignIns(
  tx: Tx,
  workspaceId: string,
  at: string,
): Promise<MemberSignInRow[]> {
  return tx.query<MemberSignInRow>(
    `SELECT m.id, u.second_factor_at IS NOT NULL AS second_factor, m.may_use_password,
        count(s.id)::int AS sessions, max(coalesce(s.last_seen_at, s.created_at)) AS last_seen_at
     FROM access.members m
     LEFT JOIN access.users u ON u.id = m.user_id
     LEFT JOIN access.sessions s ON s.user_id = m.user_id AND s.expires_at > $2
       AND (s.bound_to IS NULL OR s.bound_to = m.workspace_id)
     WHERE m.workspace_id = $1 GROUP BY m.id, u.second_factor_at, m.may_use_password ORDER BY m.id LIMIT 5000`,
    [workspaceId, at],
  );
}

/** Whether a user is an active member of more than one workspace. */
export async function isElsewhereToo(
  tx: Tx,
  userId: string,
  workspaceId: string,
): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM access.members WHERE user_id = $1 AND workspace_id <> $2 AND status = 'active' LIMIT 1",
    [userId, workspaceId],
  );
  return rows.length > 0;
}
