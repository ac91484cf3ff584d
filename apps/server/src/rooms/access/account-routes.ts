// Routes of one's own profile and sessions, of members' sessions, and of what is asked at sign-in.
import {
  emailChangeSchema,
  endedSessionsSchema,
  memberSignInListSchema,
  profilePatchSchema,
  profileSchema,
  securityPolicyPatchSchema,
  securityPolicySchema,
  sessionListSchema,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { idParams } from "./collection-routes.ts";
import { type Change, readOwnPolicy } from "./collections.ts";
import type { Profiles } from "./profile.ts";
import type { Sessions } from "./sessions.ts";
import { uncached } from "./visitor.ts";

interface AccountRoutesDeps {
  db: Database;
  change: Change;
  profiles: Profiles;
  sessions: Sessions;
}

export function accountRoutes(deps: AccountRoutesDeps): AnyRoute[] {
  return [
    ...profileRoutes(deps.profiles),
    ...ownSessionRoutes(deps.sessions),
    ...memberSessionRoutes(deps.sessions),
    ...policyRoutes(deps),
  ];
}

const account = { tag: "Account", permission: "signed-in" } as const;

function profileRoutes(profiles: Profiles): AnyRoute[] {
  const answer = { 200: { description: "Your profile.", schema: profileSchema } };
  return [
    defineRoute({
      ...account,
      method: "GET",
      path: "/me/profile",
      operationId: "readProfile",
      summary: "Your profile",
      limit: "standard",
      responses: answer,
      handler: async ({ ctx }) => uncached(200, await profiles.read(ctx)),
    }),
    defineRoute({
      ...account,
      method: "PATCH",
      path: "/me/profile",
      operationId: "changeProfile",
      summary: "Change your name, language or time zone",
      limit: "standard",
      body: profilePatchSchema,
      responses: answer,
      handler: async ({ ctx, body }) => uncached(200, await profiles.change(ctx, body)),
    }),
    defineRoute({
      ...account,
      method: "POST",
      path: "/me/email",
      operationId: "changeEmail",
      summary: "Ask for another e-mail address; a link is sent there",
      limit: "sign-in",
      body: emailChangeSchema,
      responses: { 204: { description: "The link is on its way." } },
      handler: async ({ ctx, body }) => {
        await profiles.askForEmail(ctx, body);
        return uncached(204);
      },
    }),
  ];
}

function ownSessionRoutes(sessions: Sessions): AnyRoute[] {
  return [
    defineRoute({
      ...account,
      method: "GET",
      path: "/me/sessions",
      operationId: "listMySessions",
      summary: "Where you are signed in",
      limit: "standard",
      responses: { 200: { description: "Those in use first.", schema: sessionListSchema } },
      handler: async ({ ctx }) => uncached(200, { data: await sessions.own(ctx) }),
    }),
    defineRoute({
      ...account,
      method: "DELETE",
      path: "/me/sessions/:id",
      operationId: "endMySession",
      summary: "End one of your sessions",
      limit: "standard",
      params: idParams,
      responses: { 204: { description: "Ended." } },
      handler: async ({ ctx, params }) => {
        await sessions.endOwn(ctx, params.id);
        return uncached(204);
      },
    }),
    defineRoute({
      ...account,
      method: "POST",
      path: "/me/sessions/end-others",
      operationId: "endMyOtherSessions",
      summary: "End all of your sessions but this one",
      limit: "standard",
      responses: { 200: { description: "How many ended.", schema: endedSessionsSchema } },
      handler: async ({ ctx }) => uncached(200, { ended: await sessions.endOthers(ctx) }),
    }),
  ];
}

function memberSessionRoutes(sessions: Sessions): AnyRoute[] {
  const managing = { tag: "Members", permission: { setting: "members.manage" } } as const;
  const ofOne = { ...managing, limit: "standard", params: idParams } as const;
  return [
    defineRoute({
      ...managing,
      method: "GET",
      path: "/member-sign-ins",
      operationId: "listMemberSignIns",
      summary: "How the members sign in",
      limit: "standard",
      responses: { 200: { description: "One entry a member.", schema: memberSignInListSchema } },
      handler: async ({ ctx }) => uncached(200, { data: await sessions.states(ctx) }),
    }),
    defineRoute({
      ...ofOne,
      method: "GET",
      path: "/members/:id/sessions",
      operationId: "listMemberSessions",
      summary: "Where a member is signed in",
      responses: { 200: { description: "Those in use first.", schema: sessionListSchema } },
      handler: async ({ ctx, params }) =>
        uncached(200, { data: await sessions.ofMember(ctx, params.id) }),
    }),
    defineRoute({
      ...ofOne,
      method: "POST",
      path: "/members/:id/end-sessions",
      operationId: "endMemberSessions",
      summary: "Sign a member out everywhere",
      responses: { 200: { description: "How many ended.", schema: endedSessionsSchema } },
      handler: async ({ ctx, params }) =>
        uncached(200, { ended: await sessions.endOfMember(ctx, params.id) }),
    }),
    defineRoute({
      ...ofOne,
      method: "POST",
      path: "/members/:id/reset-second-factor",
      operationId: "resetMemberSecondFactor",
      summary: "Remove a member's second factor, so that they can set up another one",
      responses: {
        204: { description: "There is none any more." },
        409: { description: "It also protects other workspaces." },
      },
      handler: async ({ ctx, params }) => {
        await sessions.resetFactorOf(ctx, params.id);
        return uncached(204);
      },
    }),
  ];
}

function policyRoutes({ db, change }: AccountRoutesDeps): AnyRoute[] {
  const answer = { 200: { description: "What is asked.", schema: securityPolicySchema } };
  const shared = { tag: "Workspace", path: "/security-policy", limit: "standard" } as const;
  const perform = (ctx: Ctx, patch: object) => change(ctx, "access.security-policy.change", patch);
  return [
    defineRoute({
      ...shared,
      method: "GET",
      operationId: "readSecurityPolicy",
      summary: "What the workspace asks of those who sign in",
      permission: { setting: "members.manage" },
      responses: answer,
      handler: async ({ ctx }) => uncached(200, await readOwnPolicy(db, ctx)),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      operationId: "changeSecurityPolicy",
      summary: "Change what the workspace asks of those who sign in",
      permission: { setting: "workspace.manage" },
      body: securityPolicyPatchSchema,
      responses: answer,
      handler: async ({ ctx, body }) => uncached(200, await perform(ctx, body)),
    }),
  ];
}
