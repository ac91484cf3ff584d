// Makes a workspace with its three roles and, when a person comes with it, its first admin. All of it
// or nothing. Also the way to add members without an invitation (command line, demo world, imports).
import { builtInRoles, type Permissions } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { conflict, missing } from "./errors.ts";
import { insertMember } from "./members.store.ts";
import { roleByKey } from "./roles.store.ts";
import { continueAsTenant } from "./tenant-rows.store.ts";
import { findUserByEmail, insertUser, normalEmail } from "./users.store.ts";
import { insertBuiltInRoles, insertWorkspace } from "./workspaces.store.ts";

export type BuiltInRoleKey = keyof typeof builtInRoles;

const roleNames: Record<BuiltInRoleKey, string> = {
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
};

export interface NewPerson {
  name: string;
  email: string;
  passwordHash: string;
}

export interface CreatedWorkspace {
  workspaceId: string;
  name: string;
  roleIds: Record<BuiltInRoleKey, string>;
  /** False when the first person took over a workspace that no person had. */
  isNew: boolean;
  /** The first admin; null when no person came with the workspace. */
  memberId: string | null;
  userId: string | null;
}

/** Rows only; inside a system transaction. */
export async function addWorkspace(
  tx: Tx,
  name: string,
  admin: NewPerson | null,
): Promise<CreatedWorkspace> {
  const workspaceId = newId();
  await insertWorkspace(tx, workspaceId, name);
  const roleIds = { admin: newId(), member: newId(), viewer: newId() };
  const roles = (Object.keys(roleIds) as BuiltInRoleKey[]).map((key) => ({
    id: roleIds[key],
    key,
    name: roleNames[key],
    permissions: builtInRoles[key] satisfies Permissions,
  }));
  await insertBuiltInRoles(tx, workspaceId, roles);
  const added = admin
    ? await addPerson(tx, { workspaceId, roleId: roleIds.admin, person: admin })
    : null;
  return {
    workspaceId,
    name,
    roleIds,
    isNew: true,
    memberId: added?.memberId ?? null,
    userId: added?.userId ?? null,
  };
}

export interface NewPersonIn {
  workspaceId: string;
  roleId: string;
  person: NewPerson;
  teamIds?: readonly string[];
  regions?: readonly string[];
}

/** A new user and membership; inside a system transaction. */
export async function addPerson(
  tx: Tx,
  input: NewPersonIn,
): Promise<{ memberId: string; userId: string }> {
  const { person } = input;
  if (await findUserByEmail(tx, person.email)) {
    throw conflict(
      "email_taken",
      "Somebody signs in with this e-mail address already. Invite them instead.",
    );
  }
  const userId = newId();
  await insertUser(tx, { ...person, id: userId, accountId: newId() });
  const memberId = newId();
  await insertMember(tx, {
    workspaceId: input.workspaceId,
    id: memberId,
    userId,
    name: person.name,
    email: normalEmail(person.email),
    roleId: input.roleId,
    teamIds: input.teamIds ?? [],
    regions: input.regions ?? [],
  });
  return { memberId, userId };
}

export interface NewMemberInput {
  name: string;
  email: string;
  role: BuiltInRoleKey;
  /** Without one the member owns records but cannot sign in. */
  password?: string;
  teamIds?: readonly string[];
  regions?: readonly string[];
}

/** A member, with a user if there is a password; inside a system transaction. */
export async function addMember(
  tx: Tx,
  workspaceId: string,
  input: NewMemberInput & { passwordHash: string | null },
): Promise<{ memberId: string; userId: string | null; roleId: string }> {
  const roleId = (await builtInRoleIds(tx, workspaceId))[input.role];
  const { name, email, teamIds = [], regions = [], passwordHash } = input;
  if (passwordHash !== null) {
    const person = { name, email, passwordHash };
    return { ...(await addPerson(tx, { workspaceId, roleId, person, teamIds, regions })), roleId };
  }
  const memberId = newId();
  const member = {
    workspaceId,
    id: memberId,
    userId: null,
    name,
    email: normalEmail(email),
    roleId,
  };
  await insertMember(tx, { ...member, teamIds, regions });
  return { memberId, userId: null, roleId };
}

/** The roles of a workspace that exists, by their key. */
export async function builtInRoleIds(
  tx: Tx,
  workspaceId: string,
): Promise<Record<BuiltInRoleKey, string>> {
  const idOf = async (key: BuiltInRoleKey) => {
    const role = await roleByKey(tx, workspaceId, key);
    if (!role) throw missing("workspace");
    return role.id;
  };
  return { admin: await idOf("admin"), member: await idOf("member"), viewer: await idOf("viewer") };
}

/**
 * Goes on as the new workspace within the transaction that made it, and announces what was made. The
 * listeners (audit, and whoever prepares a workspace) commit with it.
 */
export async function announceWorkspace(
  systemTx: Tx,
  acts: Acts,
  ctx: Ctx,
  created: CreatedWorkspace,
): Promise<void> {
  const tx = await continueAsTenant(systemTx, created.workspaceId);
  const after = { name: created.name, firstMember: created.memberId };
  const change = { object: "workspaces", id: created.workspaceId, before: null, record: null };
  const act = acts.begin(ctx, `access.workspace.${created.isNew ? "create" : "take-over"}`);
  await act.changed(tx, [{ ...change, op: created.isNew ? "create" : "update", after }]);
}

/** The same for a member who came without an invitation. */
export async function announceMember(
  systemTx: Tx,
  acts: Acts,
  ctx: Ctx,
  added: { memberId: string; userId: string | null; roleId: string; input: NewMemberInput },
): Promise<void> {
  const tx = await continueAsTenant(systemTx, ctx.workspaceId);
  const { name, email, teamIds = [], regions = [] } = added.input;
  const after = { name, email, roleId: added.roleId, userId: added.userId, teamIds, regions };
  const change = { object: "members", id: added.memberId, before: null, record: null };
  await acts.begin(ctx, "access.member.create").changed(tx, [{ ...change, op: "create", after }]);
}
