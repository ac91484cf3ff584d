// What one member may do to another: the checks that every change of members, roles, invitations and
// keys shares. Nobody hands out what they do not have, and nobody changes who has more than they do.
import { builtInRoles, type Permissions, type SettingsPermission } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { forbidden, invalid } from "../../platform/errors.ts";
import { escalation, refuse } from "./errors.ts";
import { memberPrincipal } from "./member-principal.ts";
import { readMember } from "./members.store.ts";
import { firstExcess, isWithinPermissions } from "./permissions.rules.ts";
import { permissionsOf } from "./rights.rules.ts";
import { holdRole, type RoleRow } from "./roles.store.ts";
import { countTeams } from "./teams.store.ts";

export function requireSetting(ctx: Ctx, setting: SettingsPermission): void {
  if (ctx.principal.rights.has(setting)) return;
  throw forbidden(
    `This needs the permission "${setting}". An administrator can give it to your role.`,
  );
}

export function hasEverything(ctx: Ctx): boolean {
  return isWithinPermissions(builtInRoles.admin, permissionsOf(ctx.principal));
}

/** The caller may give these permissions to somebody. */
export function requireGrantable(ctx: Ctx, permissions: Permissions): void {
  const excess = firstExcess(permissions, permissionsOf(ctx.principal));
  if (excess) throw escalation(excess);
}

/** The caller has at least what the other has, and so may decide about them. */
export function requireAuthorityOver(ctx: Ctx, permissions: Permissions): void {
  if (isWithinPermissions(permissions, permissionsOf(ctx.principal))) return;
  throw refuse(
    "more_rights_than_you",
    "They have rights that you do not have. Ask an administrator.",
  );
}

/** Whether the caller may do to records all that the member behind it may do: a key may be narrower than whom it acts
 * for. Settings are left out: what a member may set up does not tell what is done to records in their name. */
export async function reachesAllOfItsMember(tx: Reader, { principal }: Ctx): Promise<boolean> {
  if (principal.kind === "user" || principal.memberId === null) return true;
  const member = await memberPrincipal(tx, principal.memberId);
  if (member === null) return false;
  return isWithinPermissions({ ...permissionsOf(member), settings: [] }, permissionsOf(principal));
}

export async function requireGrantableRole(tx: Tx, ctx: Ctx, roleId: string): Promise<RoleRow> {
  const role = await holdRole(tx, tx.workspaceId, roleId);
  if (!role) throw invalid("access.unknown_role", "There is no such role in this workspace.");
  requireGrantable(ctx, role.permissions);
  return role;
}

export interface Placement {
  teamIds: readonly string[];
  regions: readonly string[];
}

/** Teams and regions decide which rows a role reaches: only what the caller reaches may be given. */
export async function requirePlaceable(tx: Tx, ctx: Ctx, added: Placement): Promise<void> {
  if (
    added.teamIds.length > 0 &&
    (await countTeams(tx, tx.workspaceId, added.teamIds)) < added.teamIds.length
  ) {
    throw invalid("access.unknown_team", "There is no such team in this workspace.");
  }
  if (hasEverything(ctx)) return;
  const { memberId } = ctx.principal;
  const own = memberId ? await readMember(tx, tx.workspaceId, memberId) : undefined;
  const foreignTeam = added.teamIds.some((team) => !own?.team_ids.includes(team));
  const foreignRegion = added.regions.some((region) => !own?.regions.includes(region));
  if (foreignTeam || foreignRegion)
    throw escalation(foreignTeam ? "another team" : "another region");
}
