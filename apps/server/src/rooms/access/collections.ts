// The small collections of a workspace (members, teams, roles, invitations, API keys): how each is
// listed and how its rows are answered; and the use cases around them that routes call.
import {
  type ApiKey,
  apiKeySchema,
  type Invitation,
  invitationSchema,
  type Member,
  memberSchema,
  type Page,
  type Role,
  roleSchema,
  type SecurityPolicy,
  type Team,
  teamSchema,
  type Workspace,
} from "@rapport/contracts";
import type { z } from "zod";
import type { Idempotency } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { listApiKeys, type StoredApiKey } from "./api-keys.store.ts";
import { missing } from "./errors.ts";
import { type InvitationRow, listInvitations } from "./invitations.store.ts";
import { listMembers, type MemberRow } from "./members.store.ts";
import { readPolicy } from "./policies.store.ts";
import { policyOf } from "./policy-acts.ts";
import { listRoles, type RoleRow } from "./roles.store.ts";
import { listTeams, type TeamRow } from "./teams.store.ts";
import {
  apiKeyOf,
  invitationOf,
  memberOf,
  type PageRequest,
  pageOf,
  roleOf,
  teamOf,
  workspaceOf,
} from "./wire.ts";
import { readWorkspace, type WorkspaceRow } from "./workspaces.store.ts";

export interface Collection<R extends { id: string }, T> {
  /** Under /api/v1, for example `roles`. */
  path: string;
  /** For operation ids, for example `Role`. */
  noun: string;
  title: string;
  tag: string;
  item: z.ZodType<T>;
  list(reader: Reader, workspaceId: string, page: PageRequest): Promise<R[]>;
  toWire(row: R): T;
}

export const members: Collection<MemberRow, Member> = {
  path: "members",
  noun: "Member",
  title: "member",
  tag: "Members",
  item: memberSchema,
  list: listMembers,
  toWire: memberOf,
};

export const teams: Collection<TeamRow, Team> = {
  path: "teams",
  noun: "Team",
  title: "team",
  tag: "Members",
  item: teamSchema,
  list: listTeams,
  toWire: teamOf,
};

export const invitations = (nowMs: () => number): Collection<InvitationRow, Invitation> => ({
  path: "invitations",
  noun: "Invitation",
  title: "invitation",
  tag: "Members",
  item: invitationSchema,
  list: listInvitations,
  toWire: (row) => invitationOf(row, nowMs()),
});

export const roles: Collection<RoleRow, Role> = {
  path: "roles",
  noun: "Role",
  title: "role",
  tag: "Roles",
  item: roleSchema,
  list: listRoles,
  toWire: roleOf,
};

export const apiKeys: Collection<StoredApiKey, ApiKey> = {
  path: "api-keys",
  noun: "ApiKey",
  title: "API key",
  tag: "API keys",
  item: apiKeySchema,
  list: listApiKeys,
  toWire: apiKeyOf,
};

export async function readPage<R extends { id: string }, T>(
  db: Database,
  ctx: Ctx,
  kind: Collection<R, T>,
  request: PageRequest,
): Promise<Page<T>> {
  const rows = await kind.list(db.reader(ctx), ctx.workspaceId, request);
  return pageOf(rows, request, kind.toWire);
}

/** Performs an act of this room. */
export type Change = <O>(
  ctx: Ctx,
  act: string,
  input: unknown,
  idempotency?: Idempotency,
) => Promise<O>;

/** Changes a member; whoever is no active member anywhere any more loses their sessions. */
export async function changeMember(
  deps: { change: Change; endSessions(userId: string): Promise<void> },
  ctx: Ctx,
  input: object,
): Promise<Member> {
  const row = await deps.change<MemberRow>(ctx, "access.member.change", input);
  if (row.status === "deactivated" && row.user_id !== null) await deps.endSessions(row.user_id);
  return memberOf(row);
}

export async function readOwnWorkspace(db: Database, ctx: Ctx): Promise<Workspace> {
  const row = await readWorkspace(db.reader(ctx), ctx.workspaceId);
  if (!row) throw missing("workspace");
  return workspaceOf(row);
}

export async function readOwnPolicy(db: Database, ctx: Ctx): Promise<SecurityPolicy> {
  return policyOf(await readPolicy(db.reader(ctx)));
}

export async function renameOwnWorkspace(
  change: Change,
  ctx: Ctx,
  input: object,
): Promise<Workspace> {
  return workspaceOf(await change<WorkspaceRow>(ctx, "access.workspace.rename", input));
}
