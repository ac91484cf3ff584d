// Connections as the API answers them; the client secret never is.
import type { Connection } from "@rapport/contracts";
import type { Mapping } from "./claims.rules.ts";
import type { ConnectionRow } from "./connections.store.ts";

export function connectionOf(row: ConnectionRow, publicUrl: string): Connection {
  return {
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    clientSecret: null,
    hasSecret: row.client_secret !== null,
    scopes: row.scopes,
    domains: row.domains,
    enabled: row.enabled,
    shown: row.shown,
    enforced: row.enforced,
    createsMembers: row.creates_members,
    trustsEmail: row.trusts_email,
    defaultRoleId: row.default_role_id,
    groupsClaim: row.groups_claim,
    regionClaim: row.region_claim,
    rules: row.mapping,
    redirectUrl: `${publicUrl}/api/v1/auth/sso/callback`,
    backChannelLogoutUrl: `${publicUrl}/api/v1/auth/sso/back-channel-logout`,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function mappingOf(row: ConnectionRow): Mapping {
  return { groupsClaim: row.groups_claim, regionClaim: row.region_claim, rules: row.mapping };
}
