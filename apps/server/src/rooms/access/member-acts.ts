// Changing a member: name, role, teams, regions, status. The last admin stays one.
import { memberPatchSchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { saidOnly } from "../../platform/whole-changes.ts";
import { revokeKeysOfMember } from "./api-keys.store.ts";
import {
  hasEverything,
  requireAuthorityOver,
  requireGrantableRole,
  requirePlaceable,
  requireSetting,
} from "./authority.ts";
import { conflict, missing, refuse } from "./errors.ts";
import {
  countOtherAdmins,
  lockMember,
  type MemberRow,
  type MemberState,
  readMember,
  updateMember,
} from "./members.store.ts";
import { keepAPasswordAdmin } from "./policy-acts.ts";

const input = memberPatchSchema.extend({ id: z.uuid() });
type MemberChange = z.output<typeof input>;

/** Everybody may correct their own name. */
function isOwnName(ctx: Ctx, change: MemberChange): boolean {
  const { id, name, ...rest } = change;
  return id === ctx.principal.memberId && name !== undefined && Object.keys(rest).length === 0;
}

export const changeMemberAct = defineAct<MemberChange, MemberRow>({
  name: "access.member.change",
  title: "Change a member",
  input,
  permission: "members.manage (their own name: everybody)",
  effect: "internal",
  risk: "high",
  compensation: { by: "act", act: "access.member.change" },
  check: (ctx, change) => {
    if (!isOwnName(ctx, change)) requireSetting(ctx, "members.manage");
  },
  run: async (tx, act, change) => {
    const member = await lockMember(tx, tx.workspaceId, change.id);
    if (!member) throw missing("member");
    const before = stateOf(member);
    const after = { ...before, ...withoutUndefined(change) };
    if (!isOwnName(act.ctx, change)) await checkChange(tx, act.ctx, member, after);
    await saveMember(tx, member.id, after, act.at);
    await announce(tx, act, member.id, before, after);
    if (before.status === "active" && after.status === "deactivated")
      await revokeKeysOfMember(tx, member.id, act.at);
    return (await readMember(tx, tx.workspaceId, member.id)) ?? member;
  },
});

export function stateOf(member: MemberRow): MemberState {
  return {
    userId: member.user_id,
    name: member.name,
    roleId: member.role_id,
    teamIds: member.team_ids,
    regions: member.regions,
    status: member.status,
    externalId: member.external_id,
    mayUsePassword: member.may_use_password,
  };
}

async function saveMember(tx: Tx, id: string, after: MemberState, at: string): Promise<void> {
  try {
    await updateMember(tx, tx.workspaceId, id, after, at);
  } catch (error) {
    if (!isUniqueViolation(error, "members_external_id")) throw error;
    throw conflict("external_id_taken", "Another member has this external id already.");
  }
}

function withoutUndefined({ id: _id, ...change }: MemberChange): Partial<MemberState> {
  const given: Partial<MemberState> = saidOnly(change);
  return {
    ...given,
    ...(given.teamIds ? { teamIds: [...new Set(given.teamIds)] } : {}),
    ...(given.regions ? { regions: [...new Set(given.regions)] } : {}),
  };
}

async function checkChange(tx: Tx, ctx: Ctx, member: MemberRow, after: MemberState): Promise<void> {
  requireAuthorityOver(ctx, member.permissions);
  const isSelf = member.id === ctx.principal.memberId;
  if (isSelf && movesThemselves(member, after) && !hasEverything(ctx)) {
    throw refuse(
      "own_rights",
      "You cannot change your own role, teams or regions. Ask an administrator.",
    );
  }
  if (after.roleId !== member.role_id) await requireGrantableRole(tx, ctx, after.roleId);
  await requirePlaceable(tx, ctx, {
    teamIds: after.teamIds.filter((team) => !member.team_ids.includes(team)),
    regions: after.regions.filter((region) => !member.regions.includes(region)),
  });
  await keepAnAdmin(tx, member, after);
}

function movesThemselves(member: MemberRow, after: MemberState): boolean {
  return (
    after.roleId !== member.role_id ||
    !isSame(after.teamIds, member.team_ids) ||
    !isSame(after.regions, member.regions)
  );
}

async function keepAnAdmin(tx: Tx, member: MemberRow, after: MemberState): Promise<void> {
  const isAdmin =
    member.role_key === "admin" && member.status === "active" && member.user_id !== null;
  const stays = after.roleId === member.role_id && after.status === "active";
  if (isAdmin && member.may_use_password && !(stays && after.mayUsePassword))
    await keepAPasswordAdmin(tx, member.id);
  if (!isAdmin || stays) return;
  if ((await countOtherAdmins(tx, tx.workspaceId, member.id)) === 0) {
    throw conflict(
      "last_admin",
      "This is the last admin of the workspace. Make somebody else an admin first.",
    );
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields that differ, as audit images. */
export async function announce(
  tx: Tx,
  act: Act,
  id: string,
  before: MemberState,
  after: MemberState,
): Promise<void> {
  const keys = (Object.keys(after) as (keyof MemberState)[]).filter(
    (key) => !isSame(before[key], after[key]),
  );
  if (keys.length === 0) return;
  const image = (state: MemberState) => Object.fromEntries(keys.map((key) => [key, state[key]]));
  const change = { object: "members", id, op: "update" as const, record: null };
  await act.changed(tx, [{ ...change, before: image(before), after: image(after) }]);
}
