// Rows as the API answers them, and pages of them.
import type {
  ApiKey,
  Invitation,
  Member,
  Page,
  pageQuerySchema,
  Role,
  Team,
  Workspace,
} from "@rapport/contracts";
import type { z } from "zod";
import { invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { StoredApiKey } from "./api-keys.store.ts";
import type { InvitationRow } from "./invitations.store.ts";
import type { MemberRow } from "./members.store.ts";
import type { RoleRow } from "./roles.store.ts";
import type { TeamRow } from "./teams.store.ts";
import type { WorkspaceRow } from "./workspaces.store.ts";

const defaultLimit = 60;

export interface PageRequest {
  after: string | null;
  limit: number;
}

/** One row more than asked for is read, to know whether a page follows. */
export function pageRequest(query: z.output<typeof pageQuerySchema>): PageRequest {
  const { cursor } = query;
  if (cursor !== undefined && !isId(cursor)) {
    throw invalid(
      "platform.bad_cursor",
      "This cursor is not one that a list has answered. Start without one.",
    );
  }
  return { after: cursor ?? null, limit: (query.limit ?? defaultLimit) + 1 };
}

export function pageOf<R extends { id: string }, T>(
  rows: readonly R[],
  request: PageRequest,
  toWire: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, request.limit - 1);
  const hasMore = rows.length === request.limit;
  return { data: shown.map(toWire), nextCursor: hasMore ? (shown.at(-1)?.id ?? null) : null };
}

export function memberOf(row: MemberRow): Member {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    email: row.email,
    roleId: row.role_id,
    roleName: row.role_name,
    teamIds: row.team_ids,
    regions: row.regions,
    status: row.status,
    externalId: row.external_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function roleOf(row: RoleRow): Role {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    builtIn: row.key !== null,
    permissions: row.permissions,
    memberCount: row.members,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function teamOf(row: TeamRow): Team {
  return {
    id: row.id,
    name: row.name,
    memberIds: row.member_ids,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function invitationOf(row: InvitationRow, nowMs: number): Invitation {
  return {
    id: row.id,
    email: row.email,
    roleId: row.role_id,
    teamIds: row.team_ids,
    regions: row.regions,
    status: statusOf(row, nowMs),
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}

function statusOf(row: InvitationRow, nowMs: number): Invitation["status"] {
  if (row.accepted_at !== null) return "accepted";
  if (row.revoked_at !== null) return "revoked";
  return Date.parse(row.expires_at) > nowMs ? "open" : "expired";
}

export function apiKeyOf(row: StoredApiKey): ApiKey {
  return {
    id: row.id,
    name: row.label,
    prefix: row.prefix,
    memberId: row.member_id,
    roleId: row.role_id,
    scopes: row.scopes,
    rateLimitPerMinute: row.rate_limit_per_minute,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    createdAt: row.created_at,
  };
}

export function workspaceOf(row: WorkspaceRow): Workspace {
  return { id: row.workspace_id, name: row.name, createdAt: row.created_at };
}
