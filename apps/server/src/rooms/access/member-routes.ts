// Routes of members, invitations and teams.
import {
  createdInvitationSchema,
  memberPatchSchema,
  memberSchema,
  newInvitationSchema,
  newTeamSchema,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import {
  type AccessRoutesDeps,
  createRoute,
  idParams,
  listRoute,
  patchRoute,
  removeRoute,
} from "./collection-routes.ts";
import { changeMember, invitations, members, teams } from "./collections.ts";
import type { MadeInvitation } from "./invitation-acts.ts";
import { invitationOf } from "./wire.ts";

export interface MemberRoutesDeps extends AccessRoutesDeps {
  /** Ends what a member who was deactivated had open. */
  endSessions(userId: string): Promise<void>;
  /** Sends the link; answers it where it could not be sent. */
  deliverInvitation(ctx: Ctx, made: MadeInvitation): Promise<{ mailed: boolean; url?: string }>;
}

const managing = { setting: "members.manage" } as const;
const tag = "Members";

export function memberRoutes(deps: MemberRoutesDeps): AnyRoute[] {
  const invited = invitations(deps.nowMs);
  const team = { permission: managing, body: newTeamSchema };
  return [
    listRoute(deps, members, "signed-in"),
    changeMemberRoute(deps),
    listRoute(deps, teams, "signed-in"),
    createRoute(deps, teams, { act: "access.team.create", ...team }),
    patchRoute(deps, teams, { act: "access.team.rename", ...team }),
    removeRoute(deps, teams, {
      act: "access.team.delete",
      permission: managing,
      summary: "Delete a team",
    }),
    listRoute(deps, invited, managing),
    inviteRoute(deps),
    removeRoute(deps, invited, {
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
      const member = await changeMember(deps, ctx, { ...body, id: params.id });
      return { status: 200, body: member };
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
