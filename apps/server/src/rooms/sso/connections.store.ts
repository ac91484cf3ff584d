// A workspace's connections to identity providers.
import type { GroupRule } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface ConnectionRow {
  workspace_id: string;
  id: string;
  name: string;
  issuer: string;
  client_id: string;
  /** Sealed. */
  client_secret: string | null;
  scopes: string[];
  domains: string[];
  enabled: boolean;
  shown: boolean;
  enforced: boolean;
  creates_members: boolean;
  trusts_email: boolean;
  default_role_id: string | null;
  groups_claim: string;
  region_claim: string | null;
  mapping: GroupRule[];
  created_at: string;
  updated_at: string;
}

const columns = `workspace_id, id, name, issuer, client_id, client_secret, scopes, domains, enabled, shown,
  enforced, creates_members, trusts_email, default_role_id, groups_claim, region_claim, mapping,
  created_at, updated_at`;

export async function listConnections(tx: Reader): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `SELECT ${columns} FROM sso.connections WHERE workspace_id = $1 ORDER BY id`,
    [tx.workspaceId],
  );
}

export async function readConnection(tx: Reader, id: string): Promise<ConnectionRow | undefined> {
  const rows = await tx.query<ConnectionRow>(
    `SELECT ${columns} FROM sso.connections WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0];
}

export async function lockConnections(tx: Tx): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `SELECT ${columns} FROM sso.connections WHERE workspace_id = $1 ORDER BY id FOR UPDATE`,
    [tx.workspaceId],
  );
}

export async function putConnection(tx: Tx, row: ConnectionRow): Promise<void> {
  await tx.query(
    `INSERT INTO sso.connections (${columns})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = excluded.name, issuer = excluded.issuer,
       client_id = excluded.client_id, client_secret = excluded.client_secret, scopes = excluded.scopes,
       domains = excluded.domains, enabled = excluded.enabled, shown = excluded.shown,
       enforced = excluded.enforced, creates_members = excluded.creates_members,
       trusts_email = excluded.trusts_email, default_role_id = excluded.default_role_id,
       groups_claim = excluded.groups_claim, region_claim = excluded.region_claim,
       mapping = excluded.mapping, updated_at = excluded.updated_at`,
    [
      tx.workspaceId,
      row.id,
      row.name,
      row.issuer,
      row.client_id,
      row.client_secret,
      row.scopes,
      row.domains,
      row.enabled,
      row.shown,
      row.enforced,
      row.creates_members,
      row.trusts_email,
      row.default_role_id,
      row.groups_claim,
      row.region_claim,
      JSON.stringify(row.mapping),
      row.created_at,
      row.updated_at,
    ],
  );
}

export async function deleteConnection(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM sso.connections WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

/** Subjects are names that one issuer gave: another one means somebody else by them. */
export async function forgetIdentities(tx: Tx, connectionId: string): Promise<void> {
  await tx.query("DELETE FROM sso.identities WHERE workspace_id = $1 AND connection_id = $2", [
    tx.workspaceId,
    connectionId,
  ]);
}

/** Before anybody has signed in: as the system role, whatever the workspace. */
export async function findEnabledConnection(
  tx: Tx,
  id: string,
): Promise<ConnectionRow | undefined> {
  const rows = await tx.query<ConnectionRow>(
    `SELECT ${columns} FROM sso.connections WHERE id = $1 AND enabled`,
    [id],
  );
  return rows[0];
}

/** Connections that an issuer and a client id may stand for; more than one workspace can share them. */
export async function findByClient(
  tx: Tx,
  issuer: string,
  clientIds: readonly string[],
): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `SELECT ${columns} FROM sso.connections WHERE rtrim(issuer, '/') = rtrim($1, '/') AND client_id = ANY($2) AND enabled
     ORDER BY id LIMIT 100`,
    [issuer, clientIds],
  );
}

/** For the sign-in screen: those shown to everybody, and those of a domain. */
export async function buttonsFor(
  tx: Tx,
  domain: string | null,
): Promise<{ id: string; name: string }[]> {
  return tx.query(
    `SELECT id, name FROM sso.connections WHERE enabled AND (shown OR $1::text = ANY(domains))
     ORDER BY coalesce($1::text = ANY(domains), false) DESC, name, id LIMIT 20`,
    [domain],
  );
}
