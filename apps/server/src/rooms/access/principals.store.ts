// Finds who a credential belongs to, before any workspace is known: hence as the system role.
// One statement each, since the hot path waits for it whenever the cache has nothing.
import type { Permissions } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { needsFactorSql, needsSsoSql } from "./demand-sql.store.ts";

const teamMembersOf = (member: string) => `ARRAY(
  SELECT o.id FROM access.members o WHERE o.workspace_id = ${member}.workspace_id AND o.status = 'active'
    AND (o.id = ${member}.id OR o.team_ids && ${member}.team_ids))`;

interface MemberPart {
  workspace_id: string;
  member_id: string;
  member_status: "active" | "deactivated";
  regions: string[];
  team_member_ids: string[];
  permissions: Permissions;
}

export interface SessionRow extends Partial<MemberPart> {
  session_id: string;
  user_id: string;
  expires_at: string;
  name: string;
  method: "password" | "sso";
  bound_to: string | null;
  second_factor: boolean;
  last_seen_at: string | null;
  needs_factor: boolean;
  needs_sso: boolean;
}

/** The session of a token and the member it stands for: in the wished workspace, or in the first one. */
export async function findSession(
  tx: Tx,
  tokenHash: string,
  workspaceId: string | null,
): Promise<SessionRow | undefined> {
  const rows = await tx.query<SessionRow>(
    `SELECT s.id AS session_id, s.user_id, s.expires_at, coalesce(m.name, u.name) AS name,
        s.method, s.bound_to, s.second_factor, s.last_seen_at,
        ${needsFactorSql} AS needs_factor, ${needsSsoSql} AS needs_sso,
        m.workspace_id, m.id AS member_id, m.status AS member_status, m.regions, r.permissions,
        ${teamMembersOf("m")} AS team_member_ids
     FROM access.sessions s
     JOIN access.users u ON u.id = s.user_id
     LEFT JOIN access.members m ON m.user_id = s.user_id AND ($2::uuid IS NULL OR m.workspace_id = $2)
       AND (s.bound_to IS NULL OR m.workspace_id = s.bound_to)
     LEFT JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
     LEFT JOIN access.security_policies p ON p.workspace_id = m.workspace_id
     WHERE s.token = $1
     ORDER BY m.status = 'active' DESC,
       s.method = 'password' AND (${needsSsoSql} OR (${needsFactorSql} AND NOT s.second_factor)),
       m.workspace_id LIMIT 1`,
    [tokenHash, workspaceId],
  );
  return rows[0];
}

export interface MemberPrincipalRow extends MemberPart {
  user_id: string | null;
  name: string;
}

/** One member of the transaction's workspace, with what the role allows. */
export async function findMemberPart(
  tx: Reader,
  memberId: string,
): Promise<MemberPrincipalRow | undefined> {
  const rows = await tx.query<MemberPrincipalRow>(
    `SELECT m.workspace_id, m.id AS member_id, m.user_id, m.name, m.status AS member_status, m.regions,
        r.permissions, ${teamMembersOf("m")} AS team_member_ids
     FROM access.members m
     JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
     WHERE m.workspace_id = $1 AND m.id = $2`,
    [tx.workspaceId, memberId],
  );
  return rows[0];
}

export interface ApiKeyRow {
  workspace_id: string;
  id: string;
  label: string;
  scopes: Permissions | null;
  ceiling: Permissions;
  role_permissions: Permissions | null;
  rate_limit_per_minute: number | null;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  member_id: string | null;
  member_status: "active" | "deactivated" | null;
  member_permissions: Permissions | null;
  regions: string[] | null;
  team_member_ids: string[];
}

export async function findApiKey(tx: Tx, secretHash: string): Promise<ApiKeyRow | undefined> {
  const rows = await tx.query<ApiKeyRow>(
    `SELECT k.workspace_id, k.id, k.label, k.scopes, k.ceiling, r.permissions AS role_permissions,
        k.rate_limit_per_minute, k.expires_at, k.revoked_at, k.last_used_at, k.member_id,
        m.status AS member_status, mr.permissions AS member_permissions, m.regions,
        ${teamMembersOf("m")} AS team_member_ids
     FROM access.api_keys k
     LEFT JOIN access.roles r ON r.workspace_id = k.workspace_id AND r.id = k.role_id
     LEFT JOIN access.members m ON m.workspace_id = k.workspace_id AND m.id = k.member_id
     LEFT JOIN access.roles mr ON mr.workspace_id = m.workspace_id AND mr.id = m.role_id
     WHERE k.secret_hash = $1`,
    [secretHash],
  );
  return rows[0];
}

export interface FirstWorkspaceRow {
  workspace_id: string;
  member_id: string | null;
}

/** The oldest workspace and its oldest admin, if a person has come already. */
export async function findFirstWorkspace(tx: Tx): Promise<FirstWorkspaceRow | undefined> {
  const rows = await tx.query<FirstWorkspaceRow>(
    `SELECT w.workspace_id, (
        SELECT m.id FROM access.members m
        JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
        WHERE m.workspace_id = w.workspace_id AND r.key = 'admin' AND m.status = 'active'
        ORDER BY m.user_id IS NULL, m.id LIMIT 1) AS member_id
     FROM access.workspaces w ORDER BY w.workspace_id LIMIT 1`,
  );
  return rows[0];
}

/** Notes the use of keys; a key used a moment ago by another process is left alone. */
export async function touchApiKeys(tx: Tx, ids: readonly string[], at: string): Promise<void> {
  await tx.query(
    `UPDATE access.api_keys SET last_used_at = $2
     WHERE id = ANY($1::uuid[]) AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '50 seconds')`,
    [ids, at],
  );
}

export interface StandInRow {
  member_status: "active" | "deactivated" | null;
  member_permissions: Permissions | null;
  regions: string[] | null;
  team_member_ids: string[];
  role_permissions: Permissions | null;
}

/** A member and a role by their ids, for what acts for somebody without being asked by them. */
export async function findStandIn(
  tx: Tx,
  wanted: { workspaceId: string; memberId: string | null; roleId: string | null },
): Promise<StandInRow | undefined> {
  const rows = await tx.query<StandInRow>(
    `SELECT m.status AS member_status, mr.permissions AS member_permissions, m.regions,
        ${teamMembersOf("m")} AS team_member_ids, r.permissions AS role_permissions
     FROM access.workspaces w
     LEFT JOIN access.members m ON m.workspace_id = w.workspace_id AND m.id = $2
     LEFT JOIN access.roles mr ON mr.workspace_id = m.workspace_id AND mr.id = m.role_id
     LEFT JOIN access.roles r ON r.workspace_id = w.workspace_id AND r.id = $3
     WHERE w.workspace_id = $1`,
    [wanted.workspaceId, wanted.memberId, wanted.roleId],
  );
  return rows[0];
}

/** Notes that sessions are in use, if another process did not just before. */
export async function touchSessions(tx: Tx, ids: readonly string[], at: string): Promise<void> {
  await tx.query(
    `UPDATE access.sessions SET last_seen_at = $2
     WHERE id = ANY($1::uuid[]) AND (last_seen_at IS NULL OR last_seen_at < $2::timestamptz - interval '50 seconds')`,
    [ids, at],
  );
}
