// Routes of members, invitations and teams.
import {
  createdInvitationSchema,
  invitationSchema,
  memberPatchSchema,
  memberSchema,
  newInvitationSchema,
  newTeamSchema,
  teamSchema,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import {
  type AccessRoutesDeps,
  type Collection,
  createRoute,
  idParams,
  listRoute,
  patchRoute,
  removeRoute,
} from "./collection-routes.ts";
import type { MadeInvitation } from "./invitation-acts.ts";
import { type InvitationRow, listInvitations } from "./invitations.store.ts";
import { listMembers, type MemberRow } from "./members.store.ts";
import { listTeams, type TeamRow } from "./teams.store.ts";
import { invitationOf, memberOf, teamOf } from "./wire.ts";

export interface MemberRoutesDeps extends AccessRoutesDeps {
  /** Ends what a member who was deactivated had open. */
  endSessions(userId: string): Promise<void>;
  /** Sends the link; answers it where it could not be sent. */
  deliverInvitation(ctx: Ctx, made: MadeInvitation): Promise<{ mailed: boolean; url?: string }>;
}

const managing = { setting: "members.manage" } as const;
const tag = "Members";

const members: Collection<MemberRow, ReturnType<typeof memberOf>> = {
  path: "members",
  noun: "Member",
  title: "member",
  tag,
  read: "signed-in",
  item: memberSchema,
  list: listMembers,
  toWire: memberOf,
};

const teams: Collection<TeamRow, ReturnType<typeof teamOf>> = {
  path: "teams",
  noun: "Team",
  title: "team",
  tag,
  read: "signed-in",
  item: teamSchema,
  list: listTeams,
  toWire: teamOf,
};

export function memberRoutes(deps: MemberRoutesDeps): AnyRoute[] {
  const invitations: Collection<InvitationRow, ReturnType<typeof invitationOf>> = {
    path: "invitations",
    noun: "Invitation",
    title: "invitation",
    tag,
    read: managing,
    item: invitationSchema,
    list: listInvitations,
    toWire: (row) => invitationOf(row, deps.nowMs()),
  };
  return [
    listRoute(deps, members),
    changeMemberRoute(deps),
    listRoute(deps, teams),
    createRoute(deps, teams, {
      act: "access.team.create",
      permission: managing,
      body: newTeamSchema,
    }),
    patchRoute(deps, teams, {
      act: "access.team.rename",
      permission: managing,
      body: newTeamSchema,
    }),
    removeRoute(deps, teams, {
      act: "access.team.delete",
      permission: managing,
      summary: "Delete a team",
    }),
    listRoute(deps, invitations),
    inviteRoute(deps),
    removeRoute(deps, invitations, {
      act: "access.invitation.revoke",
      permission: managing,
      summary: "Withdraw an invitation",
    }),
  ];
}

function changeMemberRoute(deps: MemberRoutesDeps): AnyRoute {
  return defineRoute({
    method: "PATCH",
    path: "/members/:id",
    operationId: "changeMember",
    summary: "Change a member's name, role, teams, regions or status (your own name: always)",
    tag,
    permission: "signed-in",
    limit: "standard",
    params: idParams,
    body: memberPatchSchema,
    responses: { 200: { description: "The member as they are now.", schema: memberSchema } },
    handler: async ({ ctx, params, body }) => {
      const member = await deps.change<MemberRow>(ctx, "access.member.change", {
        ...body,
        id: params.id,
      });
      if (member.status === "deactivated" && member.user_id !== null)
        await deps.endSessions(member.user_id);
      return { status: 200, body: memberOf(member) };
    },
  });
}

function inviteRoute(deps: MemberRoutesDeps): AnyRoute {
  return defineRoute({
    method: "POST",
    path: "/invitations",
    operationId: "createInvitation",
    summary: "Invite somebody by e-mail",
    tag,
    permission: managing,
    limit: "standard",
    body: newInvitationSchema,
    responses: { 201: { description: "Invited.", schema: createdInvitationSchema } },
    handler: async ({ ctx, body }) => {
      const made = await deps.change<MadeInvitation>(ctx, "access.invitation.create", body);
      const delivery = await deps.deliverInvitation(ctx, made);
      const headers = { "cache-control": "no-store" };
      return {
        status: 201,
        headers,
        body: { ...invitationOf(made.invitation, deps.nowMs()), ...delivery },
      };
    },
  });
}
