// Who is asking: the user or key, the member they stand for, the workspace, and the rights that hold.
import type { Me } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { missing } from "./errors.ts";
import { type MemberRow, readMember } from "./members.store.ts";
import { readPreferences } from "./profile.store.ts";
import { permissionsOf } from "./rights.rules.ts";
import { readUser, workspacesOfUser } from "./users.store.ts";
import { memberOf, workspaceOf } from "./wire.ts";
import { readWorkspace } from "./workspaces.store.ts";

export type { Me };

async function personOf(db: Database, ctx: Ctx): Promise<Pick<Me, "user" | "workspaces"> | null> {
  if (ctx.principal.kind !== "user") return null;
  return db.system(async (tx) => {
    const user = await readUser(tx, ctx.principal.id);
    const { boundTo } = ctx.principal.session ?? { boundTo: null };
    const all = await workspacesOfUser(tx, ctx.principal.id);
    const workspaces = all.filter((row) => boundTo === null || row.workspace_id === boundTo);
    return {
      user: user ? { id: user.id, name: user.name, email: user.email } : null,
      workspaces: workspaces.map((row) => ({ id: row.workspace_id, name: row.name })),
    };
  });
}

function roleOf(member: MemberRow | undefined): Me["role"] {
  return member ? { id: member.role_id, key: member.role_key, name: member.role_name } : null;
}

export async function readMe(db: Database, ctx: Ctx): Promise<Me> {
  const { principal } = ctx;
  const { workspace, member, preferences } = await db.tenant(ctx, async (tx) => ({
    workspace: await readWorkspace(tx, tx.workspaceId),
    member: principal.memberId
      ? await readMember(tx, tx.workspaceId, principal.memberId)
      : undefined,
    preferences: principal.memberId ? await readPreferences(tx, principal.memberId) : null,
  }));
  if (!workspace) throw missing("workspace");
  const person = await personOf(db, ctx);
  return {
    user: person?.user ?? null,
    apiKey: principal.kind === "api-key" ? { id: principal.id, name: principal.label } : null,
    member: member ? memberOf(member) : null,
    workspace: workspaceOf(workspace),
    workspaces: person?.workspaces ?? [{ id: workspace.workspace_id, name: workspace.name }],
    role: roleOf(member),
    locale: preferences?.locale ?? null,
    timeZone: preferences?.time_zone ?? null,
    permissions: permissionsOf(principal),
  };
}
