// Workspaces and the roles that each starts with. Creation runs as the system role, since the
// workspace that would own the rows does not exist before.
import type { Permissions } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface WorkspaceRow {
  workspace_id: string;
  name: string;
  created_at: string;
  updated_at: string;
}

export async function insertWorkspace(tx: Tx, id: string, name: string): Promise<void> {
  await tx.query("INSERT INTO access.workspaces (workspace_id, name) VALUES ($1, $2)", [id, name]);
}

export interface NewBuiltInRole {
  id: string;
  key: string;
  name: string;
  permissions: Permissions;
}

export async function insertBuiltInRoles(
  tx: Tx,
  workspaceId: string,
  roles: readonly NewBuiltInRole[],
): Promise<void> {
  for (const role of roles) {
    await tx.query(
      "INSERT INTO access.roles (workspace_id, id, key, name, permissions) VALUES ($1, $2, $3, $4, $5)",
      [workspaceId, role.id, role.key, role.name, JSON.stringify(role.permissions)],
    );
  }
}

export async function listWorkspaces(tx: Reader): Promise<WorkspaceRow[]> {
  return tx.query<WorkspaceRow>(
    "SELECT workspace_id, name, created_at, updated_at FROM access.workspaces ORDER BY workspace_id",
  );
}

export async function readWorkspace(tx: Reader, id: string): Promise<WorkspaceRow | undefined> {
  const rows = await tx.query<WorkspaceRow>(
    "SELECT workspace_id, name, created_at, updated_at FROM access.workspaces WHERE workspace_id = $1",
    [id],
  );
  return rows[0];
}

export async function renameWorkspace(tx: Tx, id: string, name: string): Promise<void> {
  await tx.query(
    "UPDATE access.workspaces SET name = $2, updated_at = now() WHERE workspace_id = $1",
    [id, name],
  );
}

/** Serialises those who would make the first workspace at the same moment. */
export async function lockFirstWorkspace(tx: Tx): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('rapport.access.first-workspace'))");
}

/** Whether any person can sign in as a member of any workspace. */
export async function hasAnyPerson(tx: Tx): Promise<boolean> {
  const rows = await tx.query("SELECT 1 FROM access.members WHERE user_id IS NOT NULL LIMIT 1");
  return rows.length > 0;
}
