// API keys of a workspace. The secret itself is nowhere: only its hash.
import type { Permissions } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredApiKey {
  id: string;
  label: string;
  prefix: string;
  member_id: string | null;
  role_id: string | null;
  scopes: Permissions | null;
  rate_limit_per_minute: number | null;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  created_at: string;
}

const selectKey = `SELECT id, label, prefix, member_id, role_id, scopes, rate_limit_per_minute, expires_at,
    last_used_at, revoked_at, created_at
  FROM access.api_keys WHERE workspace_id = $1`;

export async function listApiKeys(
  tx: Reader,
  workspaceId: string,
  page: { after: string | null; limit: number },
): Promise<StoredApiKey[]> {
  return tx.query<StoredApiKey>(
    `${selectKey} AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [workspaceId, page.after, page.limit],
  );
}

export async function readApiKey(
  tx: Reader,
  workspaceId: string,
  id: string,
): Promise<StoredApiKey | undefined> {
  const rows = await tx.query<StoredApiKey>(`${selectKey} AND id = $2`, [workspaceId, id]);
  return rows[0];
}

export interface NewApiKey {
  id: string;
  label: string;
  prefix: string;
  secretHash: string;
  memberId: string | null;
  roleId: string | null;
  scopes: Permissions | null;
  ceiling: Permissions;
  rateLimitPerMinute: number | null;
  expiresAt: string | null;
}

export async function insertApiKey(tx: Tx, workspaceId: string, key: NewApiKey): Promise<void> {
  await tx.query(
    `INSERT INTO access.api_keys (workspace_id, id, label, prefix, secret_hash, member_id, role_id, scopes, ceiling,
        rate_limit_per_minute, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      workspaceId,
      key.id,
      key.label,
      key.prefix,
      key.secretHash,
      key.memberId,
      key.roleId,
      key.scopes ? JSON.stringify(key.scopes) : null,
      JSON.stringify(key.ceiling),
      key.rateLimitPerMinute,
      key.expiresAt,
    ],
  );
}

/** Revokes all keys of a member for good; answers how many there were. */
export async function revokeKeysOfMember(tx: Tx, memberId: string, at: string): Promise<number> {
  const rows = await tx.query(
    `UPDATE access.api_keys SET revoked_at = $3
     WHERE workspace_id = $1 AND member_id = $2 AND revoked_at IS NULL RETURNING id`,
    [tx.workspaceId, memberId, at],
  );
  return rows.length;
}

export async function revokeApiKey(
  tx: Tx,
  workspaceId: string,
  id: string,
  at: string,
): Promise<boolean> {
  const rows = await tx.query(
    "UPDATE access.api_keys SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id",
    [workspaceId, id, at],
  );
  return rows.length > 0;
}
