// Members of a workspace. Every statement names the workspace; row security repeats it.

import type { Permissions } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface MemberRow {
  id: string;
  user_id: string | null;
  name: string;
  email: string;
  role_id: string;
  role_key: string | null;
  role_name: string;
  permissions: Permissions;
  team_ids: string[];
  regions: string[];
  status: "active" | "deactivated";
  external_id: string | null;
  may_use_password: boolean;
  created_at: string;
  updated_at: string;
}

const selectMember = `SELECT m.id, m.user_id, m.name, m.email, m.role_id, r.key AS role_key, r.name AS role_name,
    r.permissions, m.team_ids, m.regions, m.status, m.external_id, m.may_use_password, m.created_at,
    m.updated_at
  FROM access.members m JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
  WHERE m.workspace_id = $1`;

export async function listMembers(
  tx: Reader,
  workspaceId: string,
  page: { after: string | null; limit: number },
): Promise<MemberRow[]> {
  return tx.query<MemberRow>(
    `${selectMember} AND ($2::uuid IS NULL OR m.id > $2) ORDER BY m.id LIMIT $3`,
    [workspaceId, page.after, page.limit],
  );
}

export async function readMember(
  tx: Reader,
  workspaceId: string,
  id: string,
): Promise<MemberRow | undefined> {
  const rows = await tx.query<MemberRow>(`${selectMember} AND m.id = $2`, [workspaceId, id]);
  return rows[0];
}

/** The row, held until the transaction ends, so that two changes of one member follow each other. */
export async function lockMember(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<MemberRow | undefined> {
  const rows = await tx.query<MemberRow>(`${selectMember} AND m.id = $2 FOR UPDATE OF m`, [
    workspaceId,
    id,
  ]);
  return rows[0];
}

export async function findMemberByEmail(
  tx: Reader,
  workspaceId: string,
  email: string,
): Promise<MemberRow | undefined> {
  const rows = await tx.query<MemberRow>(`${selectMember} AND m.email = $2`, [workspaceId, email]);
  return rows[0];
}

export interface NewMember {
  workspaceId: string;
  id: string;
  userId: string | null;
  name: string;
  email: string;
  roleId: string;
  teamIds: readonly string[];
  regions: readonly string[];
}

export async function insertMember(tx: Tx, member: NewMember): Promise<void> {
  await tx.query(
    `INSERT INTO access.members (workspace_id, id, user_id, name, email, role_id, team_ids, regions)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      member.workspaceId,
      member.id,
      member.userId,
      member.name,
      member.email,
      member.roleId,
      member.teamIds,
      member.regions,
    ],
  );
}

export interface MemberState {
  userId: string | null;
  name: string;
  roleId: string;
  teamIds: readonly string[];
  regions: readonly string[];
  status: "active" | "deactivated";
  externalId: string | null;
  mayUsePassword: boolean;
}

export async function updateMember(
  tx: Tx,
  workspaceId: string,
  id: string,
  state: MemberState,
  at: string,
): Promise<void> {
  await tx.query(
    `UPDATE access.members SET user_id = $3, name = $4, role_id = $5, team_ids = $6, regions = $7, status = $8,
        updated_at = $9, external_id = $10, may_use_password = $11
     WHERE workspace_id = $1 AND id = $2`,
    [
      workspaceId,
      id,
      state.userId,
      state.name,
      state.roleId,
      state.teamIds,
      state.regions,
      state.status,
      at,
      state.externalId,
      state.mayUsePassword,
    ],
  );
}

/** Other active admins who can sign in; the admin role is held, so that two cannot leave at once. */
export async function countOtherAdmins(
  tx: Tx,
  workspaceId: string,
  memberId: string,
): Promise<number> {
  await tx.query(
    "SELECT id FROM access.roles WHERE workspace_id = $1 AND key = 'admin' FOR UPDATE",
    [workspaceId],
  );
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM access.members m
     JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
     WHERE m.workspace_id = $1 AND m.id <> $2 AND r.key = 'admin' AND m.status = 'active' AND m.user_id IS NOT NULL`,
    [workspaceId, memberId],
  );
  return rows[0]?.count ?? 0;
}

/** Which of the ids are active members. */
export async function activeMemberIds(
  tx: Reader,
  ids: readonly string[],
): Promise<{ id: string }[]> {
  return tx.query<{ id: string }>(
    "SELECT id FROM access.members WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND status = 'active'",
    [tx.workspaceId, ids],
  );
}

export interface MemberName {
  id: string;
  name: string;
  email: string;
}

export async function activeMemberNames(tx: Reader, limit: number): Promise<MemberName[]> {
  return tx.query<MemberName>(
    `SELECT id, name, email FROM access.members
     WHERE workspace_id = $1 AND status = 'active' ORDER BY id LIMIT $2`,
    [tx.workspaceId, limit],
  );
}

/** Active members with the users whom they stand for. */
export async function activeMemberUsers(
  tx: Reader,
  limit: number,
): Promise<{ id: string; user_id: string | null }[]> {
  return tx.query(
    `SELECT id, user_id FROM access.members
     WHERE workspace_id = $1 AND status = 'active' ORDER BY id LIMIT $2`,
    [tx.workspaceId, limit],
  );
}

export async function groupsOf(
  tx: Reader,
  memberId: string,
): Promise<{ roleId: string; teamIds: string[] } | null> {
  const rows = await tx.query<{ roleId: string; teamIds: string[] }>(
    `SELECT role_id AS "roleId", team_ids AS "teamIds" FROM access.members
     WHERE workspace_id = $1 AND id = $2 AND status = 'active'`,
    [tx.workspaceId, memberId],
  );
  return rows[0] ?? null;
}
