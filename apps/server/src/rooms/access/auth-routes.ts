// Routes before and around a session: sign-in, sign-up, passwords, invitations taken up. They set the
// session cookie; none of them may be cached, and none is answered to another site's page.
import {
  acceptInvitationSchema,
  authStateSchema,
  changePasswordSchema,
  forgotPasswordSchema,
  resetPasswordSchema,
  signInSchema,
  signUpSchema,
} from "@rapport/contracts";
import {
  type AnyRoute,
  defineRoute,
  type RouteReply,
  type RouteRequest,
} from "../../platform/http/index.ts";
import type { Join } from "./join.ts";
import { checkOrigin, type Headers } from "./origin.rules.ts";
import type { SignIn } from "./sign-in.ts";

interface AuthRoutesDeps {
  signIn: SignIn;
  join: Join;
  publicUrl: string;
}

const tag = "Sign-in";
const foreign = { 403: { description: "The request came from another site's page." } };
const done = { 204: { description: "Done." }, ...foreign };
const signedIn = {
  204: { description: "Signed in: the cookie is set.", headers: ["Set-Cookie"] },
  401: { description: "The credentials do not hold." },
  ...foreign,
};

function noContent(setCookie?: string): RouteReply {
  const headers = {
    "cache-control": "no-store",
    ...(setCookie ? { "set-cookie": setCookie } : {}),
  };
  return { status: 204, headers };
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

export function authRoutes({ signIn, join, publicUrl }: AuthRoutesDeps): AnyRoute[] {
  const sameSite = <B>(
    handler: (request: RouteRequest<unknown, unknown, B>) => Promise<RouteReply>,
  ) => {
    return async (request: RouteRequest<unknown, unknown, B>) => {
      checkOrigin(request.headers, undefined, publicUrl);
      return handler(request);
    };
  };
  const agentOf = ({ headers }: { headers: Headers }) => headerOf(headers, "user-agent");

  return [
    defineRoute({
      method: "GET",
      path: "/auth/state",
      operationId: "authState",
      summary: "Whether the first workspace still has to be made",
      tag,
      permission: "public",
      limit: "standard",
      responses: { 200: { description: "The state.", schema: authStateSchema } },
      handler: async () => ({
        status: 200,
        body: { needsFirstWorkspace: await join.needsFirstWorkspace() },
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/sign-in",
      operationId: "signIn",
      summary: "Sign in with e-mail address and password",
      tag,
      permission: "public",
      limit: "sign-in",
      body: signInSchema,
      responses: signedIn,
      handler: sameSite(async (request) =>
        noContent(await signIn.signIn(request.ctx, request.body, agentOf(request))),
      ),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/sign-out",
      operationId: "signOut",
      summary: "End this session",
      tag,
      permission: "public",
      limit: "standard",
      responses: {
        204: { description: "Signed out: the cookie is cleared.", headers: ["Set-Cookie"] },
        ...foreign,
      },
      handler: sameSite(async ({ headers }) =>
        noContent(await signIn.signOut(headerOf(headers, "cookie"))),
      ),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/sign-up",
      operationId: "signUp",
      summary: "Make the first workspace and its admin",
      tag,
      permission: "public",
      limit: "sign-in",
      body: signUpSchema,
      responses: signedIn,
      handler: sameSite(async (request) =>
        noContent(await join.signUp(request.ctx, request.body, agentOf(request))),
      ),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/accept-invitation",
      operationId: "acceptInvitation",
      summary: "Take up an invitation",
      tag,
      permission: "public",
      limit: "sign-in",
      body: acceptInvitationSchema,
      responses: signedIn,
      handler: sameSite(async (request) =>
        noContent(await join.acceptInvitation(request.ctx, request.body, agentOf(request))),
      ),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/forgot-password",
      operationId: "forgotPassword",
      summary: "Ask for a link that sets a new password",
      tag,
      permission: "public",
      limit: "sign-in",
      body: forgotPasswordSchema,
      responses: {
        204: { description: "If the address is known, a link is on its way." },
        ...foreign,
      },
      handler: sameSite(async ({ ctx, body }) => {
        signIn.forgotPassword(ctx, body.email);
        return noContent();
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/reset-password",
      operationId: "resetPassword",
      summary: "Set a new password by such a link; ends all sessions",
      tag,
      permission: "public",
      limit: "sign-in",
      body: resetPasswordSchema,
      responses: done,
      handler: sameSite(async ({ ctx, body }) => {
        await signIn.resetPassword(ctx, body);
        return noContent();
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/auth/change-password",
      operationId: "changePassword",
      summary: "Change your password; ends your other sessions",
      tag,
      permission: "signed-in",
      limit: "sign-in",
      body: changePasswordSchema,
      responses: done,
      handler: async ({ ctx, body, headers }) => {
        await signIn.changePassword(ctx, body, headerOf(headers, "cookie"));
        return noContent();
      },
    }),
  ];
}
