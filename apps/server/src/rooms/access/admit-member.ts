// Lets somebody in whom a workspace's identity provider vouched for: finds or makes the member, and puts
// role, teams and regions as the provider's groups say, at each sign-in anew. The last admin who can sign
// in is never demoted by it. Who vouches, and for what, is decided by the room that calls.
import type { Acts } from "../../platform/acts.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { announce, stateOf } from "./member-acts.ts";
import {
  countOtherAdmins,
  findMemberByEmail,
  insertMember,
  lockMember,
  type MemberRow,
  type MemberState,
  updateMember,
} from "./members.store.ts";
import { countPasswordAdmins, readPolicy } from "./policies.store.ts";
import { holdRole } from "./roles.store.ts";
import { existingTeamIds } from "./teams.store.ts";
import { continueAsTenant } from "./tenant-rows.store.ts";
import { findUserByEmail, insertUser, normalEmail } from "./users.store.ts";

export interface VouchedPerson {
  workspaceId: string;
  /** The member whom the provider's subject was before; null: to be found by the address. */
  memberId: string | null;
  /** Verified by the provider. */
  email: string;
  name: string;
  /** Null: the person keeps what they have, and gets `defaultRoleId` when new. */
  placement: { roleId: string | null; teamIds: string[] | null; regions: string[] | null };
  /** The provider's groups decide the role: whoever they give none gets the default. */
  managesRole: boolean;
  defaultRoleId: string | null;
  createsMembers: boolean;
}

export type Admission =
  | { admitted: true; tx: Tx; memberId: string; userId: string; isNew: boolean }
  | { admitted: false; because: "deactivated" | "no_member" | "no_role" };

/** `systemTx` must be a system transaction; when admitted, it goes on as `tx`, bound to the workspace. */
export async function admitMember(
  systemTx: Tx,
  acts: Acts,
  from: Ctx,
  person: VouchedPerson,
): Promise<Admission> {
  const { workspaceId } = person;
  const known = await knownMember(systemTx, person);
  if (known?.status === "deactivated") return { admitted: false, because: "deactivated" };
  if (!known && !person.createsMembers) return { admitted: false, because: "no_member" };
  const roleId = await roleFor(systemTx, person, known);
  if (roleId === null) return { admitted: false, because: "no_role" };
  const userId = known?.user_id ?? (await userFor(systemTx, person));
  const tx = await continueAsTenant(systemTx, workspaceId);
  const ctx = { ...systemContext(workspaceId, from.requestId, from.source), ip: from.ip };
  const placed = { roleId, userId, ...(await placementFor(tx, person)) };
  const memberId = known
    ? await moveMember(tx, acts, ctx, known, placed)
    : await seatMember(tx, acts, ctx, person, placed);
  return { admitted: true, tx, memberId, userId, isNew: !known };
}

async function knownMember(tx: Tx, person: VouchedPerson): Promise<MemberRow | undefined> {
  const { workspaceId, memberId } = person;
  const byIdentity = memberId ? await lockMember(tx, workspaceId, memberId) : undefined;
  if (byIdentity) return byIdentity;
  const byEmail = await findMemberByEmail(tx, workspaceId, normalEmail(person.email));
  return byEmail ? lockMember(tx, workspaceId, byEmail.id) : undefined;
}

async function roleFor(
  tx: Tx,
  person: VouchedPerson,
  known: MemberRow | undefined,
): Promise<string | null> {
  const { workspaceId, placement, defaultRoleId } = person;
  const asked = placement.roleId ?? (known && !person.managesRole ? known.role_id : defaultRoleId);
  const role = asked === null ? undefined : await holdRole(tx, workspaceId, asked);
  if (known && (await mustStayAdmin(tx, workspaceId, known, role?.id))) return known.role_id;
  return role?.id ?? null;
}

/** Whether the member is the last admin who can come in, in either way, and would stop being one. */
async function mustStayAdmin(
  tx: Tx,
  workspaceId: string,
  known: MemberRow,
  roleId: string | undefined,
): Promise<boolean> {
  if (known.role_key !== "admin" || roleId === known.role_id || known.user_id === null)
    return false;
  if ((await countOtherAdmins(tx, workspaceId, known.id)) === 0) return true;
  if (!known.may_use_password) return false;
  const scoped = { ...tx, workspaceId };
  const { sso_domains: domains } = await readPolicy(scoped);
  return domains.length > 0 && (await countPasswordAdmins(scoped, known.id)) === 0;
}

async function userFor(tx: Tx, person: VouchedPerson): Promise<string> {
  const { email, name } = person;
  const known = await findUserByEmail(tx, email);
  if (known) return known.id;
  const id = newId();
  await insertUser(tx, { id, accountId: newId(), name, email, passwordHash: null });
  return id;
}

type Placed = {
  roleId: string;
  userId: string;
  teamIds: string[] | null;
  regions: string[] | null;
};

async function placementFor(tx: Tx, { placement }: VouchedPerson) {
  const { teamIds, regions } = placement;
  return { teamIds: teamIds ? await existingTeamIds(tx, teamIds) : null, regions };
}

async function moveMember(
  tx: Tx,
  acts: Acts,
  ctx: Ctx,
  known: MemberRow,
  placed: Placed,
): Promise<string> {
  const before = stateOf(known);
  const after: MemberState = {
    ...before,
    userId: placed.userId,
    roleId: placed.roleId,
    teamIds: placed.teamIds ?? before.teamIds,
    regions: placed.regions ?? before.regions,
  };
  if (JSON.stringify(before) === JSON.stringify(after)) return known.id;
  const act = acts.begin(ctx, "access.member.change");
  await updateMember(tx, tx.workspaceId, known.id, after, act.at);
  await announce(tx, act, known.id, before, after);
  return known.id;
}

async function seatMember(
  tx: Tx,
  acts: Acts,
  ctx: Ctx,
  person: VouchedPerson,
  placed: Placed,
): Promise<string> {
  const id = newId();
  const member = {
    userId: placed.userId,
    name: person.name,
    email: normalEmail(person.email),
    roleId: placed.roleId,
    teamIds: placed.teamIds ?? [],
    regions: placed.regions ?? [],
  };
  await insertMember(tx, { ...member, workspaceId: tx.workspaceId, id });
  const change = { object: "members", id, op: "create" as const, before: null, record: null };
  await acts.begin(ctx, "access.member.create").changed(tx, [{ ...change, after: member }]);
  return id;
}
