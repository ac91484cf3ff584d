// What a workspace asks of those who sign in. No row: nothing beyond the password.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface PolicyRow {
  second_factor: "optional" | "roles" | "everyone";
  second_factor_role_ids: string[];
  remember_days: number;
  sso_domains: string[];
}

const none: PolicyRow = {
  second_factor: "optional",
  second_factor_role_ids: [],
  remember_days: 30,
  sso_domains: [],
};

export async function readPolicy(tx: Reader): Promise<PolicyRow> {
  const rows = await tx.query<PolicyRow>(
    `SELECT second_factor, second_factor_role_ids, remember_days, sso_domains
     FROM access.security_policies WHERE workspace_id = $1`,
    [tx.workspaceId],
  );
  return rows[0] ?? none;
}

export async function writePolicy(tx: Tx, policy: PolicyRow, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO access.security_policies
       (workspace_id, second_factor, second_factor_role_ids, remember_days, sso_domains, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id) DO UPDATE SET second_factor = excluded.second_factor,
       second_factor_role_ids = excluded.second_factor_role_ids, remember_days = excluded.remember_days,
       sso_domains = excluded.sso_domains, updated_at = excluded.updated_at`,
    [
      tx.workspaceId,
      policy.second_factor,
      policy.second_factor_role_ids,
      policy.remember_days,
      policy.sso_domains,
      at,
    ],
  );
}

/** Active admins who may sign in by password whatever the domain must use, save the one named. */
export async function countPasswordAdmins(tx: Tx, exceptMemberId: string | null): Promise<number> {
  await tx.query(
    "SELECT id FROM access.roles WHERE workspace_id = $1 AND key = 'admin' FOR UPDATE",
    [tx.workspaceId],
  );
  const rows = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM access.members m
     JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
     WHERE m.workspace_id = $1 AND r.key = 'admin' AND m.status = 'active' AND m.user_id IS NOT NULL
       AND m.may_use_password AND ($2::uuid IS NULL OR m.id <> $2)`,
    [tx.workspaceId, exceptMemberId],
  );
  return rows[0]?.count ?? 0;
}
