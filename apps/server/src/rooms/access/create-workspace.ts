// Makes a workspace with its three roles and, when a person comes with it, its first admin. All of it
// or nothing. Also the way to add members without an invitation (command line, demo world, imports).
import { builtInRoles, type Permissions } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import { systemContext } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { conflict, missing } from "./errors.ts";
import { insertMember } from "./members.store.ts";
import { roleByKey } from "./roles.store.ts";
import { findUserByEmail, insertUser, normalEmail } from "./users.store.ts";
import { insertBuiltInRoles, insertWorkspace, readWorkspace } from "./workspaces.store.ts";

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
): Promise<{ memberId: string; userId: string | null }> {
  const roleId = (await builtInRoleIds(tx, workspaceId))[input.role];
  const { name, email, teamIds = [], regions = [], passwordHash } = input;
  if (passwordHash !== null) {
    return addPerson(tx, {
      workspaceId,
      roleId,
      person: { name, email, passwordHash },
      teamIds,
      regions,
    });
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
  return { memberId, userId: null };
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

/** Writes the audit entry of a workspace that has just been made, as a workspace of its own. */
export async function recordCreation(
  deps: { db: Database; acts: Acts },
  created: CreatedWorkspace,
  requestId: string,
): Promise<void> {
  const ctx = systemContext(created.workspaceId, requestId);
  const act = deps.acts.begin(ctx, "access.workspace.create");
  await deps.db.tenant(ctx, async (tx) => {
    const workspace = await readWorkspace(tx, created.workspaceId);
    await act.changed(tx, [
      {
        object: "workspaces",
        id: created.workspaceId,
        op: "create",
        before: null,
        after: { name: workspace?.name ?? created.name, firstMember: created.memberId },
        record: null,
      },
    ]);
  });
}
