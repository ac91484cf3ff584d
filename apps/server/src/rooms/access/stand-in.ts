// Principals of what acts for somebody without being asked by them at that moment, such as a webhook: the
// rights that the member has now, within a role if one is named, and never beyond what whoever set it up
// had then. Asked anew each time; an answer is kept for a few seconds, like that of a credential.
import type { Permissions } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { commonPermissions } from "./permissions.rules.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import { findStandIn, type StandInRow } from "./principals.store.ts";
import { compileRights } from "./rights.rules.ts";
import { hashSecret } from "./secrets.ts";

export interface StandIn {
  workspaceId: string;
  /** Of what acts: the principal's id, and its name in the audit log. */
  id: string;
  label: string;
  /** Null: nobody in particular, the server's own. */
  memberId: string | null;
  roleId: string | null;
  ceiling: Permissions;
}

/** Throws `access.nobody_behind` when the member or the role is gone. */
export type PrincipalOf = (standIn: StandIn) => Promise<Principal>;

function gone(): AppError {
  return new AppError(
    "forbidden",
    "access.nobody_behind",
    "The member or the role that this acts for is gone. Set it up again.",
  );
}

function permissionsOf({ memberId, roleId, ceiling }: StandIn, row: StandInRow): Permissions {
  let permissions = ceiling;
  if (memberId !== null) {
    if (row.member_status !== "active" || !row.member_permissions) throw gone();
    permissions = commonPermissions(permissions, row.member_permissions);
  }
  if (roleId === null) return permissions;
  if (!row.role_permissions) throw gone();
  return commonPermissions(permissions, row.role_permissions);
}

export function createPrincipalOf(deps: { db: Database; cache: PrincipalCache }): PrincipalOf {
  async function lookUp(standIn: StandIn) {
    const row = await deps.db.system((tx) => findStandIn(tx, standIn));
    if (!row) throw gone();
    const { workspaceId, id, label, memberId } = standIn;
    const principal: Principal = {
      kind: "api-key",
      id,
      label,
      workspaceId,
      memberId,
      teamMemberIds: memberId === null ? [] : row.team_member_ids,
      regions: row.regions ?? [],
      rights: compileRights(permissionsOf(standIn, row)),
      rateLimitPerMinute: Number.POSITIVE_INFINITY,
    };
    return { principal, expiresAtMs: Number.POSITIVE_INFINITY };
  }
  return async (standIn) => {
    const key = `stand-in:${hashSecret(JSON.stringify(standIn))}`;
    return deps.cache.get(key) ?? deps.cache.load(key, () => lookUp(standIn));
  };
}
