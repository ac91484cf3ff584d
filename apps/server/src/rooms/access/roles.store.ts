// Roles of a workspace.
import { builtInRoles, type Permissions } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface RoleRow {
  id: string;
  key: string | null;
  name: string;
  permissions: Permissions;
  members: number;
  created_at: string;
  updated_at: string;
}

const selectRole = `SELECT r.id, r.key, r.name, r.permissions, r.created_at, r.updated_at,
    (SELECT count(*)::int FROM access.members m WHERE m.workspace_id = r.workspace_id AND m.role_id = r.id) AS members
  FROM access.roles r WHERE r.workspace_id = $1`;

export async function listRoles(
  tx: Reader,
  workspaceId: string,
  page: { after: string | null; limit: number },
): Promise<RoleRow[]> {
  return tx.query<RoleRow>(
    `${selectRole} AND ($2::uuid IS NULL OR r.id > $2) ORDER BY r.id LIMIT $3`,
    [workspaceId, page.after, page.limit],
  );
}

export async function readRole(
  tx: Reader,
  workspaceId: string,
  id: string,
): Promise<RoleRow | undefined> {
  const rows = await tx.query<RoleRow>(`${selectRole} AND r.id = $2`, [workspaceId, id]);
  return rows[0];
}

/** The row, which nobody deletes until the transaction ends: for whoever is about to refer to it. */
export async function holdRole(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<RoleRow | undefined> {
  await tx.query("SELECT id FROM access.roles WHERE workspace_id = $1 AND id = $2 FOR KEY SHARE", [
    workspaceId,
    id,
  ]);
  return readRole(tx, workspaceId, id);
}

/** The row, held against members who would take the role meanwhile. */
export async function lockRole(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<RoleRow | undefined> {
  await tx.query("SELECT id FROM access.roles WHERE workspace_id = $1 AND id = $2 FOR UPDATE", [
    workspaceId,
    id,
  ]);
  return readRole(tx, workspaceId, id);
}

export async function roleByKey(
  tx: Reader,
  workspaceId: string,
  key: string,
): Promise<RoleRow | undefined> {
  const rows = await tx.query<RoleRow>(`${selectRole} AND r.key = $2`, [workspaceId, key]);
  return rows[0];
}

export interface NewRole {
  id: string;
  name: string;
  permissions: Permissions;
}

export async function insertRole(tx: Tx, workspaceId: string, role: NewRole): Promise<void> {
  await tx.query(
    "INSERT INTO access.roles (workspace_id, id, name, permissions) VALUES ($1, $2, $3, $4)",
    [workspaceId, role.id, role.name, JSON.stringify(role.permissions)],
  );
}

export async function updateRole(
  tx: Tx,
  workspaceId: string,
  role: NewRole,
  at: string,
): Promise<void> {
  await tx.query(
    "UPDATE access.roles SET name = $3, permissions = $4, updated_at = $5 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, role.id, role.name, JSON.stringify(role.permissions), at],
  );
}

export async function deleteRole(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.query("DELETE FROM access.roles WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
}

/** How many members, open invitations and working keys hold the role. */
export async function usesOfRole(
  tx: Tx,
  workspaceId: string,
  id: string,
  at: string,
): Promise<number> {
  const rows = await tx.query<{ uses: number }>(
    `SELECT (SELECT count(*) FROM access.members WHERE workspace_id = $1 AND role_id = $2)::int
        + (SELECT count(*) FROM access.invitations WHERE workspace_id = $1 AND role_id = $2
            AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3)::int
        + (SELECT count(*) FROM access.api_keys WHERE workspace_id = $1 AND role_id = $2
            AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3))::int AS uses`,
    [workspaceId, id, at],
  );
  return rows[0]?.uses ?? 0;
}

/** Admins may do everything, also what a newer version has brought. */
export async function renewAdminRoles(tx: Tx): Promise<void> {
  await tx.query(
    "UPDATE access.roles SET permissions = $1 WHERE key = 'admin' AND permissions <> $1::jsonb",
    [JSON.stringify(builtInRoles.admin)],
  );
}
