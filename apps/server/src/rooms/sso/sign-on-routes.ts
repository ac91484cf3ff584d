// Routes of signing in through an identity provider. The way back always ends on a screen: at the page
// that was asked for, or at the sign-in screen, which has words for the reason.
import {
  signInButtonsQuerySchema,
  signInButtonsSchema,
  startedSignOnSchema,
  startSignOnSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import {
  type AnyRoute,
  defineRoute,
  type RouteReply,
  type RouteRequest,
} from "../../platform/http/index.ts";
import { headerOf, makeCookie, sameSite, tokenCookie, uncached } from "../access/index.ts";
import { SignOnRefused, ssoError } from "./errors.ts";
import type { CameBack, SignedOn, Started } from "./sign-on.ts";

export interface SignOnRoutesDeps {
  publicUrl: string;
  buttons(email: string | undefined): Promise<{ id: string; name: string }[]>;
  start(input: { connectionId: string; next?: string | undefined }): Promise<Started>;
  finish(ctx: Ctx, came: CameBack): Promise<SignedOn>;
  endByProvider(token: string): Promise<number>;
}

const cookieName = "rapport_sso";
const cookiePath = "/api/v1/auth/sso";
const cookieSeconds = 600;
const maxTokenBytes = 20_000;
const tag = "Sign-in";
const shared = { tag, permission: "public" } as const;

const word = z.string().max(10_000).optional();
const callbackQuery = z
  .looseObject({
    code: word.describe("What the provider gives for the person's identity, once."),
    state: word.describe("The attempt that this answers."),
    error: word.describe("Why the provider refused, as OpenID Connect spells it."),
    error_description: word.describe("The same in the provider's words."),
    iss: word.describe("The provider that answers."),
  })
  .describe("What the provider answers.");

export function signOnRoutes(deps: SignOnRoutesDeps): AnyRoute[] {
  const ownPages = sameSite(deps.publicUrl);
  const browserCookie = (token: string) =>
    makeCookie(cookieName, token, {
      publicUrl: deps.publicUrl,
      maxAgeSeconds: cookieSeconds,
      path: cookiePath,
    });
  return [
    buttonsRoute(deps),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/auth/sso/start",
      operationId: "startSignOn",
      summary: "Begin to sign in through an identity provider",
      limit: "sign-in",
      body: startSignOnSchema,
      responses: {
        200: {
          description: "Where the browser has to go.",
          schema: startedSignOnSchema,
          headers: ["Set-Cookie"],
        },
        403: { description: "The request came from another site's page." },
        404: { description: "There is no such connection, or it is off." },
        503: { description: "The identity provider does not answer." },
      },
      handler: ownPages(async ({ body }) => {
        const { url, browserToken } = await deps.start(body);
        return uncached(200, { url }, [browserCookie(browserToken)]);
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/auth/sso/callback",
      operationId: "finishSignOn",
      summary: "The way back from the identity provider",
      limit: "sign-in",
      query: callbackQuery,
      responses: {
        302: { description: "On to the app, signed in or with the reason why not." },
      },
      handler: (request) => finish(deps, request, browserCookie("")),
    }),
    backChannelRoute(deps),
  ];
}

function buttonsRoute(deps: SignOnRoutesDeps): AnyRoute {
  return defineRoute({
    ...shared,
    method: "GET",
    path: "/auth/sso",
    operationId: "listSignInButtons",
    summary: "The identity providers that the sign-in screen offers",
    limit: "standard",
    query: signInButtonsQuerySchema,
    responses: {
      200: { description: "Those shown, and those of the domain.", schema: signInButtonsSchema },
    },
    handler: async ({ query }) => uncached(200, { data: await deps.buttons(query.email) }),
  });
}

async function finish(
  deps: SignOnRoutesDeps,
  { ctx, query, headers }: RouteRequest,
  clearCookie: string,
): Promise<RouteReply> {
  const goTo = (path: string, cookies: string[]): RouteReply => ({
    ...uncached(302, undefined, [...cookies, clearCookie]),
    headers: {
      "cache-control": "no-store",
      "set-cookie": [...cookies, clearCookie],
      location: `${deps.publicUrl}${path}`,
    },
  });
  try {
    const { setCookie, nextPath } = await deps.finish(ctx, {
      query: `?${new URLSearchParams(textsOf(query))}`,
      browserToken: tokenCookie(headers.cookie, cookieName),
      userAgent: headerOf(headers, "user-agent"),
    });
    return goTo(nextPath, [setCookie]);
  } catch (error) {
    if (!(error instanceof SignOnRefused)) throw error;
    return goTo(`/sign-in?sso=${error.reason}`, []);
  }
}

function textsOf(query: unknown): [string, string][] {
  return Object.entries(query as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
}

function backChannelRoute(deps: SignOnRoutesDeps): AnyRoute {
  return defineRoute({
    ...shared,
    method: "POST",
    path: "/auth/sso/back-channel-logout",
    operationId: "backChannelLogout",
    summary:
      "An identity provider says that a session ended there (OpenID Connect Back-Channel Logout)",
    limit: "standard",
    body: z.string().describe("logout_token=…, as a form."),
    bodyTypes: ["application/x-www-form-urlencoded"],
    responses: {
      204: { description: "The sessions here ended too." },
      422: { description: "The token is not to be believed." },
    },
    handler: async ({ stream }) => {
      await deps.endByProvider(await tokenIn(stream));
      return uncached(204);
    },
  });
}

async function tokenIn(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array);
    length += bytes.length;
    if (length > maxTokenBytes) throw noToken();
    parts.push(bytes);
  }
  const token = new URLSearchParams(Buffer.concat(parts).toString()).get("logout_token");
  if (!token) throw noToken();
  return token;
}

function noToken(): Error {
  return ssoError("invalid", "logout_token", "The form must hold one logout_token.");
}
