// Sign-ins under way, whom providers vouched for, and what they know of the sessions here. All of it is
// read before, or without, a session here: as the system role.
import type { Tx } from "../../platform/db/index.ts";

export interface Attempt {
  workspaceId: string;
  connectionId: string;
  stateHash: string;
  browserHash: string;
  nonce: string;
  /** Sealed. */
  codeVerifier: string;
  nextPath: string;
  expiresAt: string;
}

export async function insertAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  await tx.query(
    `INSERT INTO sso.attempts (workspace_id, connection_id, state_hash, browser_hash, nonce, code_verifier, next_path, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      attempt.workspaceId,
      attempt.connectionId,
      attempt.stateHash,
      attempt.browserHash,
      attempt.nonce,
      attempt.codeVerifier,
      attempt.nextPath,
      attempt.expiresAt,
    ],
  );
}

export interface AttemptRow {
  workspace_id: string;
  connection_id: string;
  browser_hash: string;
  nonce: string;
  code_verifier: string;
  next_path: string;
  expires_at: string;
}

/** Takes it: whoever comes a second time with the same state finds nothing. */
export async function takeAttempt(tx: Tx, stateHash: string): Promise<AttemptRow | undefined> {
  const rows = await tx.query<AttemptRow>(
    `DELETE FROM sso.attempts WHERE state_hash = $1
     RETURNING workspace_id, connection_id, browser_hash, nonce, code_verifier, next_path, expires_at`,
    [stateHash],
  );
  return rows[0];
}

export interface IdentityKey {
  workspaceId: string;
  connectionId: string;
  subject: string;
}

export async function memberOfSubject(tx: Tx, key: IdentityKey): Promise<string | null> {
  const rows = await tx.query<{ member_id: string }>(
    "SELECT member_id FROM sso.identities WHERE workspace_id = $1 AND connection_id = $2 AND subject = $3",
    [key.workspaceId, key.connectionId, key.subject],
  );
  return rows[0]?.member_id ?? null;
}

export async function putIdentity(
  tx: Tx,
  key: IdentityKey,
  memberId: string,
  at: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO sso.identities (workspace_id, connection_id, subject, member_id, last_sign_in_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, connection_id, subject)
     DO UPDATE SET member_id = excluded.member_id, last_sign_in_at = excluded.last_sign_in_at`,
    [key.workspaceId, key.connectionId, key.subject, memberId, at],
  );
}

export interface ProviderSession extends IdentityKey {
  sessionId: string;
  providerSession: string | null;
  /** Sealed. */
  idToken: string;
  endSessionUrl: string | null;
  expiresAt: string;
}

export async function insertSession(tx: Tx, session: ProviderSession): Promise<void> {
  await tx.query(
    `INSERT INTO sso.sessions (workspace_id, session_id, connection_id, subject, provider_session, id_token, end_session_url, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      session.workspaceId,
      session.sessionId,
      session.connectionId,
      session.subject,
      session.providerSession,
      session.idToken,
      session.endSessionUrl,
      session.expiresAt,
    ],
  );
}

export interface EndedSession {
  id_token: string;
  end_session_url: string | null;
  client_id: string;
}

export async function takeSession(tx: Tx, sessionId: string): Promise<EndedSession | undefined> {
  const rows = await tx.query<EndedSession>(
    `DELETE FROM sso.sessions s USING sso.connections c
     WHERE s.session_id = $1 AND c.workspace_id = s.workspace_id AND c.id = s.connection_id
     RETURNING s.id_token, s.end_session_url, c.client_id`,
    [sessionId],
  );
  return rows[0];
}

/** Takes the sessions that a provider ends: by its own session, by its subject, or both. */
export async function takeSessionsOf(
  tx: Tx,
  connection: { workspaceId: string; connectionId: string },
  named: { subject: string | null; providerSession: string | null },
): Promise<string[]> {
  const rows = await tx.query<{ session_id: string }>(
    `DELETE FROM sso.sessions WHERE workspace_id = $1 AND connection_id = $2
       AND ($3::text IS NULL OR subject = $3) AND ($4::text IS NULL OR provider_session = $4)
     RETURNING session_id`,
    [connection.workspaceId, connection.connectionId, named.subject, named.providerSession],
  );
  return rows.map(({ session_id: id }) => id);
}

/** The sessions here that a connection vouched for. */
export async function sessionIdsOf(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
): Promise<string[]> {
  const rows = await tx.query<{ session_id: string }>(
    "SELECT session_id FROM sso.sessions WHERE workspace_id = $1 AND connection_id = $2",
    [workspaceId, connectionId],
  );
  return rows.map(({ session_id: id }) => id);
}

export async function deleteEndedSignOns(tx: Tx, at: string): Promise<void> {
  await tx.query("DELETE FROM sso.attempts WHERE expires_at < $1", [at]);
  await tx.query("DELETE FROM sso.sessions WHERE expires_at < $1", [at]);
}
