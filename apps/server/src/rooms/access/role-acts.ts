// Roles: made, changed and deleted. `admin` never changes, and a role in use cannot go.
import { newRoleSchema, type Permissions, rolePatchSchema } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { requireAuthorityOver, requireGrantable, requireSetting } from "./authority.ts";
import { conflict, missing } from "./errors.ts";
import { type KnownNames, requireKnownNames } from "./known-names.ts";
import {
  deleteRole,
  insertRole,
  lockRole,
  type RoleRow,
  readRole,
  updateRole,
  usesOfRole,
} from "./roles.store.ts";

const mayManageRoles = (ctx: Ctx) => requireSetting(ctx, "roles.manage");

async function unlessTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isUniqueViolation(error, "roles_name")) throw error;
    throw conflict("role_name_taken", "There is a role of this name already. Choose another name.");
  }
}

const imageOf = (role: { name: string; permissions: Permissions }) => ({
  name: role.name,
  permissions: role.permissions,
});

export const createRoleAct = (known: KnownNames) =>
  defineAct<z.output<typeof newRoleSchema>, RoleRow>({
    name: "access.role.create",
    title: "Create a role",
    input: newRoleSchema,
    permission: "roles.manage",
    effect: "internal",
    risk: "medium",
    compensation: { by: "act", act: "access.role.delete" },
    check: mayManageRoles,
    run: async (tx, act, { name, permissions }) => {
      requireGrantable(act.ctx, permissions);
      await requireKnownNames(tx, known, permissions);
      const id = newId();
      await unlessTaken(insertRole(tx, tx.workspaceId, { id, name, permissions }));
      const after = imageOf({ name, permissions });
      await act.changed(tx, [
        { object: "roles", id, op: "create", before: null, after, record: null },
      ]);
      const role = await readRole(tx, tx.workspaceId, id);
      if (!role) throw missing("role");
      return role;
    },
  });

const changeInput = rolePatchSchema.extend({ id: z.uuid() });

export const changeRoleAct = (known: KnownNames) =>
  defineAct<z.output<typeof changeInput>, RoleRow>({
    name: "access.role.change",
    title: "Change a role",
    input: changeInput,
    permission: "roles.manage",
    effect: "internal",
    risk: "high",
    compensation: { by: "act", act: "access.role.change" },
    check: mayManageRoles,
    run: async (tx, act, change) => {
      const role = await lockRole(tx, tx.workspaceId, change.id);
      if (!role) throw missing("role");
      if (role.key === "admin") {
        throw conflict(
          "admin_role",
          "The admin role always has every right. Make another role instead.",
        );
      }
      requireAuthorityOver(act.ctx, role.permissions);
      const after = {
        id: role.id,
        name: change.name ?? role.name,
        permissions: change.permissions ?? role.permissions,
      };
      requireGrantable(act.ctx, after.permissions);
      await requireKnownNames(tx, known, after.permissions, role.permissions);
      await unlessTaken(updateRole(tx, tx.workspaceId, after, act.at));
      const entry = { object: "roles", id: role.id, op: "update" as const, record: null };
      await act.changed(tx, [{ ...entry, before: imageOf(role), after: imageOf(after) }]);
      return { ...role, ...after, updated_at: act.at };
    },
  });

export const deleteRoleAct = defineAct<{ id: string }, null>({
  name: "access.role.delete",
  title: "Delete a role",
  input: z.strictObject({ id: z.uuid() }),
  permission: "roles.manage",
  effect: "internal",
  risk: "medium",
  compensation: { by: "act", act: "access.role.create" },
  check: mayManageRoles,
  run: async (tx, act, { id }) => {
    const role = await lockRole(tx, tx.workspaceId, id);
    if (!role) throw missing("role");
    if (role.key !== null) {
      throw conflict(
        "built_in_role",
        "This role came with the workspace and stays. You may leave it unused.",
      );
    }
    requireAuthorityOver(act.ctx, role.permissions);
    if ((await usesOfRole(tx, tx.workspaceId, id, act.at)) > 0) {
      throw conflict(
        "role_in_use",
        "Members, invitations or API keys have this role. Give them another one first.",
      );
    }
    await deleteRole(tx, tx.workspaceId, id);
    const before = imageOf(role);
    await act.changed(tx, [
      { object: "roles", id, op: "purge", before, after: null, record: null },
    ]);
    return null;
  },
});
