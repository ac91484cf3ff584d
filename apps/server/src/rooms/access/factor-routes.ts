// Routes of the second factor: the second step of a sign-in, and one's own factor from inside a session.
import {
  confirmFactorSchema,
  mySecuritySchema,
  passwordProofSchema,
  recoveryCodesSchema,
  secondFactorSchema,
  secondFactorSetUpSchema,
} from "@rapport/contracts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { foreign } from "./auth-routes.ts";
import type { FactorSteps } from "./factor-steps.ts";
import type { OwnFactor } from "./own-factor.ts";
import { sameSite, uncached, visitorOf } from "./visitor.ts";

interface FactorRoutesDeps {
  steps: FactorSteps;
  own: OwnFactor;
  publicUrl: string;
}

const stepOver = { 401: { description: "No sign-in waits for a second step; start again." } };
const setUp = {
  200: { description: "For the authenticator app.", schema: secondFactorSetUpSchema },
};
const codes = {
  200: { description: "Set up. The codes are shown this once.", schema: recoveryCodesSchema },
};

export function factorRoutes(deps: FactorRoutesDeps): AnyRoute[] {
  return [...stepRoutes(deps), ...ownRoutes(deps.own)];
}

function stepRoutes({ steps, publicUrl }: FactorRoutesDeps): AnyRoute[] {
  const ownPages = sameSite(publicUrl);
  const shared = {
    method: "POST",
    tag: "Sign-in",
    permission: "public",
    limit: "sign-in",
  } as const;
  return [
    defineRoute({
      ...shared,
      path: "/auth/second-factor",
      operationId: "giveSecondFactor",
      summary: "Give the second factor of a sign-in",
      body: secondFactorSchema,
      responses: {
        204: { description: "Signed in: the cookie is set.", headers: ["Set-Cookie"] },
        ...stepOver,
        ...foreign,
      },
      handler: ownPages(async ({ ctx, body, headers }) =>
        uncached(204, undefined, await steps.verify(ctx, body, visitorOf(headers))),
      ),
    }),
    defineRoute({
      ...shared,
      path: "/auth/second-factor/set-up",
      operationId: "setUpSecondFactorAtSignIn",
      summary: "Begin the set-up that a workspace asks for at sign-in",
      responses: { ...setUp, ...stepOver, ...foreign },
      handler: ownPages(async ({ headers }) =>
        uncached(200, await steps.setUp(visitorOf(headers))),
      ),
    }),
    defineRoute({
      ...shared,
      path: "/auth/second-factor/confirm",
      operationId: "confirmSecondFactorAtSignIn",
      summary: "Finish that set-up with the first code, and sign in",
      body: confirmFactorSchema,
      responses: { ...codes, ...stepOver, ...foreign },
      handler: ownPages(async ({ ctx, body, headers }) => {
        const { recoveryCodes, setCookies } = await steps.confirm(
          ctx,
          body.code,
          visitorOf(headers),
        );
        return uncached(200, { recoveryCodes }, setCookies);
      }),
    }),
  ];
}

function ownRoutes(own: OwnFactor): AnyRoute[] {
  const shared = {
    method: "POST",
    tag: "Account",
    permission: "signed-in",
    limit: "sign-in",
  } as const;
  return [
    defineRoute({
      method: "GET",
      tag: "Account",
      permission: "signed-in",
      limit: "standard",
      path: "/me/security",
      operationId: "readMySecurity",
      summary: "How you sign in",
      responses: { 200: { description: "How you sign in.", schema: mySecuritySchema } },
      handler: async ({ ctx }) => uncached(200, await own.state(ctx)),
    }),
    defineRoute({
      ...shared,
      path: "/me/second-factor",
      operationId: "setUpSecondFactor",
      summary: "Begin to set up your second factor",
      body: passwordProofSchema,
      responses: setUp,
      handler: async ({ ctx, body }) => uncached(200, await own.begin(ctx, body.password)),
    }),
    defineRoute({
      ...shared,
      path: "/me/second-factor/confirm",
      operationId: "confirmSecondFactor",
      summary: "Finish the set-up with the first code",
      body: confirmFactorSchema,
      responses: codes,
      handler: async ({ ctx, body }) =>
        uncached(200, { recoveryCodes: await own.confirm(ctx, body.code) }),
    }),
    defineRoute({
      ...shared,
      path: "/me/second-factor/recovery-codes",
      operationId: "makeRecoveryCodes",
      summary: "Make new recovery codes; the former ones stop working",
      body: passwordProofSchema,
      responses: codes,
      handler: async ({ ctx, body }) =>
        uncached(200, { recoveryCodes: await own.newRecoveryCodes(ctx, body.password) }),
    }),
    defineRoute({
      ...shared,
      path: "/me/second-factor/remove",
      operationId: "removeSecondFactor",
      summary: "Remove your second factor",
      body: passwordProofSchema,
      responses: { 204: { description: "Removed." } },
      handler: async ({ ctx, body }) => {
        await own.remove(ctx, body.password);
        return uncached(204);
      },
    }),
    defineRoute({
      ...shared,
      path: "/me/devices/forget",
      operationId: "forgetMyDevices",
      summary: "Ask for the second factor in all browsers again",
      responses: { 204: { description: "Forgotten." } },
      handler: async ({ ctx }) => {
        await own.forgetDevices(ctx);
        return uncached(204);
      },
    }),
  ];
}
