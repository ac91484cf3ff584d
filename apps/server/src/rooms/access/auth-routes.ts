// Routes before and around a session: sign-in, sign-up, passwords, invitations taken up. They set the
// session cookie; none of them may be cached, and none is answered to another site's page.
import {
  acceptInvitationSchema,
  authStateSchema,
  changePasswordSchema,
  confirmEmailSchema,
  forgotPasswordSchema,
  resetPasswordSchema,
  signedOutSchema,
  signInSchema,
  signInStepSchema,
  signUpSchema,
} from "@rapport/contracts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { Join } from "./join.ts";
import type { Passwords } from "./passwords.ts";
import type { Profiles } from "./profile.ts";
import type { SignIn } from "./sign-in.ts";
import { headerOf, outcomeReply, sameSite, uncached, visitorOf } from "./visitor.ts";

interface AuthRoutesDeps {
  signIn: SignIn;
  join: Join;
  passwords: Passwords;
  profiles: Profiles;
  publicUrl: string;
}

const tag = "Sign-in";
export const foreign = { 403: { description: "The request came from another site's page." } };
const done = { 204: { description: "Done." }, ...foreign };
const signedIn = {
  200: {
    description: "The password is right; a second step is asked for.",
    schema: signInStepSchema,
    headers: ["Set-Cookie"],
  },
  204: { description: "Signed in: the cookie is set.", headers: ["Set-Cookie"] },
  401: { description: "The credentials do not hold." },
  ...foreign,
};

export function authRoutes(deps: AuthRoutesDeps): AnyRoute[] {
  const { signIn, join, passwords } = deps;
  const ownPages = sameSite(deps.publicUrl);
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
      handler: ownPages(async (request) =>
        outcomeReply(await signIn.signIn(request.ctx, request.body, visitorOf(request.headers))),
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
        200: {
          description: "Signed out here; the identity provider's own session ends at this address.",
          schema: signedOutSchema,
          headers: ["Set-Cookie"],
        },
        204: { description: "Signed out: the cookie is cleared.", headers: ["Set-Cookie"] },
        ...foreign,
      },
      handler: ownPages(async ({ headers }) => {
        const { setCookie, url } = await signIn.signOut(headerOf(headers, "cookie"));
        return url === null
          ? uncached(204, undefined, [setCookie])
          : uncached(200, { url }, [setCookie]);
      }),
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
      handler: ownPages(async (request) =>
        outcomeReply(await join.signUp(request.ctx, request.body, visitorOf(request.headers))),
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
      handler: ownPages(async (request) =>
        outcomeReply(
          await join.acceptInvitation(request.ctx, request.body, visitorOf(request.headers)),
        ),
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
      handler: ownPages(async ({ ctx, body }) => {
        passwords.forgot(ctx, body.email);
        return uncached(204);
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
      handler: ownPages(async ({ ctx, body }) => {
        await passwords.reset(ctx, body);
        return uncached(204);
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
        await passwords.change(ctx, body, headerOf(headers, "cookie"));
        return uncached(204);
      },
    }),
    defineRoute({
      method: "POST",
      path: "/auth/confirm-email",
      operationId: "confirmEmail",
      summary: "Confirm a new e-mail address by the link that was sent there",
      tag,
      permission: "public",
      limit: "sign-in",
      body: confirmEmailSchema,
      responses: done,
      handler: ownPages(async ({ ctx, body }) => {
        await deps.profiles.confirmEmail(ctx, body.token);
        return uncached(204);
      }),
    }),
  ];
}
