// Who sends this request. Credentials are an API key (Authorization: Bearer rk_…), a session cookie,
// or the configured admin key. Answers come from a cache of a few seconds; what does not hold is
// refused with a code that says why, and never cached.
// Authority comes from the stored role alone: no header can widen it.
import { builtInRoles, type Permissions } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import { type Principal, systemUserId } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { checkOrigin, type Headers } from "./origin.rules.ts";
import { commonPermissions, noPermissions } from "./permissions.rules.ts";
import type { Found, PrincipalCache } from "./principal-cache.ts";
import {
  type ApiKeyRow,
  findApiKey,
  findFirstWorkspace,
  findSession,
  type SessionRow,
} from "./principals.store.ts";
import { compileRights } from "./rights.rules.ts";
import { hashSecret } from "./secrets.ts";
import { sessionTokenOf } from "./session-cookie.rules.ts";

export interface AuthenticateDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  adminKey: string;
  publicUrl: string;
  rateLimitPerMinute: number;
  /** Told of each key and session that is used, at most once a cache period. */
  onKeyUsed(key: { id: string; lastUsedAt: string | null }): void;
  onSessionUsed(session: { id: string; lastUsedAt: string | null }): void;
}

export type Authenticate = (headers: Headers, method?: string) => Promise<Principal | null>;

function refused(code: string, message: string): AppError {
  return new AppError("unauthenticated", `access.${code}`, message);
}

export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const adminKeyHash = deps.adminKey ? hashSecret(deps.adminKey) : null;

  async function byKey(key: string): Promise<Principal> {
    const hash = hashSecret(key);
    const known = deps.cache.get(hash);
    if (known) return known;
    return deps.cache.load(hash, () =>
      hash === adminKeyHash ? adminPrincipal(deps) : lookUpKey(deps, hash),
    );
  }

  async function bySession(token: string, headers: Headers): Promise<Principal> {
    const workspaceId = wishedWorkspace(headers["rapport-workspace"]);
    const hash = hashSecret(token);
    const cacheKey = `${hash}:${workspaceId ?? ""}`;
    const known = deps.cache.get(cacheKey);
    if (known) return known;
    return deps.cache.load(cacheKey, () => lookUpSession(deps, hash, workspaceId));
  }

  return async (headers, method) => {
    const { authorization } = headers;
    if (typeof authorization === "string") return byKey(keyOf(authorization));
    const token = sessionTokenOf(headers.cookie);
    if (token === null) return null;
    checkOrigin(headers, method, deps.publicUrl);
    return bySession(token, headers);
  };
}

/** Of nobody: whoever names something that is no workspace is told so, and is not let into another one. */
const noWorkspaceId = "00000000-0000-0000-0000-000000000000";

/** Null: the oldest of the user's. */
function wishedWorkspace(header: string | string[] | undefined): string | null {
  if (header === undefined || header === "") return null;
  return typeof header === "string" && isId(header) ? header : noWorkspaceId;
}

function keyOf(authorization: string): string {
  if (authorization.startsWith("Bearer rk_")) return authorization.slice(7).trimEnd();
  const given = /^bearer\s+(rk_\S+)\s*$/i.exec(authorization)?.[1];
  if (given) return given;
  throw refused(
    "bad_authorization",
    "The Authorization header must read `Bearer rk_…`, with an API key of this server.",
  );
}

async function adminPrincipal(deps: AuthenticateDeps): Promise<Found> {
  const first = await deps.db.system(findFirstWorkspace);
  if (!first)
    throw refused(
      "no_workspace",
      "There is no workspace yet. Create one with `npm run -s rapport -- workspace create`.",
    );
  return {
    expiresAtMs: Number.POSITIVE_INFINITY,
    principal: {
      kind: "api-key",
      id: systemUserId,
      label: "RAPPORT_ADMIN_KEY",
      workspaceId: first.workspace_id,
      memberId: first.member_id,
      teamMemberIds: first.member_id ? [first.member_id] : [],
      regions: [],
      rights: compileRights(builtInRoles.admin),
      rateLimitPerMinute: Number.POSITIVE_INFINITY,
    },
  };
}

async function lookUpKey(deps: AuthenticateDeps, hash: string): Promise<Found> {
  const row = await deps.db.system((tx) => findApiKey(tx, hash));
  if (!row)
    throw refused(
      "unknown_key",
      "This API key is not known here. Check that it was copied whole, or create a new one under Settings → API keys.",
    );
  const expiresAtMs =
    row.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.expires_at);
  checkKey(row, expiresAtMs <= deps.clock.nowMs());
  deps.onKeyUsed({ id: row.id, lastUsedAt: row.last_used_at });
  return { principal: principalOfKey(row, deps.rateLimitPerMinute), expiresAtMs };
}

function checkKey(row: ApiKeyRow, isExpired: boolean): void {
  if (row.revoked_at !== null)
    throw refused("key_revoked", "This API key was revoked. Ask an administrator for a new one.");
  if (isExpired)
    throw refused(
      "key_expired",
      "This API key has expired. Create a new one under Settings → API keys.",
    );
  if (row.member_status === "deactivated") {
    throw refused(
      "member_deactivated",
      "The member who made this API key was deactivated. Ask an administrator for a new one.",
    );
  }
}

/** Its role or scopes, within what its creator had when it was made, and has now. */
function permissionsOfKey(row: ApiKeyRow): Permissions {
  const own = row.scopes ?? row.role_permissions ?? noPermissions;
  const limited = commonPermissions(own, row.ceiling);
  return row.member_permissions ? commonPermissions(limited, row.member_permissions) : limited;
}

function principalOfKey(row: ApiKeyRow, rateLimitPerMinute: number): Principal {
  return {
    kind: "api-key",
    id: row.id,
    label: row.label,
    workspaceId: row.workspace_id,
    memberId: row.member_id,
    teamMemberIds: row.member_id ? row.team_member_ids : [],
    regions: row.regions ?? [],
    rights: compileRights(permissionsOfKey(row)),
    rateLimitPerMinute: row.rate_limit_per_minute ?? rateLimitPerMinute,
  };
}

async function lookUpSession(
  deps: AuthenticateDeps,
  hash: string,
  workspaceId: string | null,
): Promise<Found> {
  const row = await deps.db.system((tx) => findSession(tx, hash, workspaceId));
  const expiresAtMs = row ? Date.parse(row.expires_at) : 0;
  if (!row || expiresAtMs <= deps.clock.nowMs()) {
    throw refused("session_expired", "Your session has ended. Sign in again.");
  }
  const principal = principalOfSession(row, deps.rateLimitPerMinute);
  deps.onSessionUsed({ id: row.session_id, lastUsedAt: row.last_seen_at });
  return { principal, expiresAtMs };
}

/** What the workspace asks of a sign-in may have been raised since this session began. */
function checkDemands(row: SessionRow): void {
  if (row.method !== "password") return;
  if (row.needs_sso) {
    throw refused(
      "sso_required",
      "Members with your address sign in with single sign-on in this workspace.",
    );
  }
  if (row.needs_factor && !row.second_factor) {
    throw refused(
      "second_factor_required",
      "This workspace asks for a second factor. Sign in again to give it, or to set it up.",
    );
  }
}

function principalOfSession(row: SessionRow, rateLimitPerMinute: number): Principal {
  const { workspace_id: workspaceId, member_id: memberId, permissions } = row;
  if (!workspaceId || !memberId || !permissions) {
    throw refused(
      "not_a_member",
      "You are not a member of this workspace. Ask one of its administrators for an invitation.",
    );
  }
  if (row.member_status === "deactivated") {
    throw refused(
      "member_deactivated",
      "Your membership was deactivated. Ask an administrator of the workspace.",
    );
  }
  checkDemands(row);
  return {
    kind: "user",
    id: row.user_id,
    session: {
      id: row.session_id,
      method: row.method,
      boundTo: row.bound_to,
      secondFactor: row.second_factor,
    },
    label: row.name,
    workspaceId,
    memberId,
    teamMemberIds: row.team_member_ids ?? [memberId],
    regions: row.regions ?? [],
    rights: compileRights(permissions),
    rateLimitPerMinute,
  };
}
