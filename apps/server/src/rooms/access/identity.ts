// Proof of identity, by the better-auth library: password hashes (scrypt), sessions, password reset.
// It gets the one database that there is, no network and no pool of its own. A session begins here by
// `startSession` alone, after whatever was asked for has been proved; what that is, is not decided here.
import { AsyncLocalStorage } from "node:async_hooks";
import { maxPasswordLength, minPasswordLength } from "@rapport/contracts";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { betterAuth } from "better-auth/minimal";
import { z } from "zod";
import type { Database } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { identityAdapter } from "./identity-adapter.store.ts";
import { passwordHash } from "./password-hash.ts";
import { sessionCookieName } from "./session-cookie.rules.ts";

const sessionSeconds = 7 * 24 * 3600;
const renewAfterSeconds = 24 * 3600;
const resetSeconds = 3600;

/** Header by which the caller's address reaches the library; set by us alone. */
const addressHeader = "x-rapport-address";

export interface IdentityDeps {
  db: Database;
  secret: string;
  publicUrl: string;
  sendResetLink(to: { email: string; name: string }, token: string): Promise<void>;
}

export interface StartedSession {
  sessionId: string;
  /** Set-Cookie header that starts the session. */
  setCookie: string;
}

export interface NewSession {
  userId: string;
  method: "password" | "sso";
  /** The one workspace that the session opens; null: all of the user's. */
  boundTo: string | null;
  secondFactor: boolean;
}

export interface Identity {
  hashPassword(password: string): Promise<string>;
  verifyPassword(password: string, hash: string): Promise<boolean>;
  /** Who the person is was proved before. */
  startSession(session: NewSession, from: Caller): Promise<StartedSession>;
  /** Prolongs a session that is more than a day old; answers the new cookie, if there is one. */
  renew(cookie: string): Promise<string | null>;
  requestReset(email: string): Promise<void>;
  /** Answers whose password it was, and ends their sessions; null when the token is unknown, used or old. */
  reset(token: string, newPassword: string): Promise<string | null>;
}

export interface Caller {
  ip: string | null;
  userAgent: string | undefined;
}

interface ResetOutcome {
  userId: string | null;
}

/** The library tells whose password was reset by a callback only; this brings it back to the caller. */
const resets = new AsyncLocalStorage<ResetOutcome>();

const stamps = { createdAt: "created_at", updatedAt: "updated_at" };

/** A way to begin a session for the server itself; it is not reachable over HTTP. */
const startSession = createAuthEndpoint(
  {
    method: "POST",
    body: z.object({
      userId: z.string(),
      method: z.string(),
      boundTo: z.string().nullable(),
      secondFactor: z.boolean(),
    }),
  },
  async (ctx) => {
    const { userId, ...facts } = ctx.body;
    const user = await ctx.context.internalAdapter.findUserById(userId);
    if (!user) throw new Error("A session was asked for a user who does not exist.");
    const session = await ctx.context.internalAdapter.createSession(userId, false, facts);
    await setSessionCookie(ctx, { session, user });
    return { sessionId: session.id };
  },
);

function options(deps: IdentityDeps) {
  return {
    appName: "Rapport",
    baseURL: deps.publicUrl,
    secret: deps.secret,
    database: identityAdapter(deps.db),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    user: { modelName: "users", fields: { emailVerified: "email_verified", ...stamps } },
    session: {
      modelName: "sessions",
      fields: {
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        ...stamps,
      },
      expiresIn: sessionSeconds,
      updateAge: renewAfterSeconds,
      additionalFields: {
        method: { type: "string", required: false, input: false },
        boundTo: { type: "string", required: false, input: false, fieldName: "bound_to" },
        secondFactor: {
          type: "boolean",
          required: false,
          input: false,
          fieldName: "second_factor",
        },
      },
    },
    account: {
      modelName: "accounts",
      fields: {
        userId: "user_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        ...stamps,
      },
    },
    verification: {
      modelName: "verifications",
      fields: { expiresAt: "expires_at", ...stamps },
      storeIdentifier: "hashed",
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: passwordHash,
      minPasswordLength,
      maxPasswordLength,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: resetSeconds,
      sendResetPassword: ({
        user,
        token,
      }: {
        user: { email: string; name: string };
        token: string;
      }) => deps.sendResetLink(user, token),
      onPasswordReset: async ({ user }: { user: { id: string } }) => {
        const outcome = resets.getStore();
        if (outcome) outcome.userId = user.id;
      },
    },
    plugins: [{ id: "rapport", endpoints: { startSession } }],
    advanced: {
      database: { generateId: () => newId() },
      useSecureCookies: false,
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: "lax",
        secure: deps.publicUrl.startsWith("https:"),
        path: "/",
      },
      cookies: { session_token: { name: sessionCookieName } },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  } as const satisfies Parameters<typeof betterAuth>[0];
}

/** Errors of the library that mean "no", as opposed to faults. */
function isRefusal(error: unknown): boolean {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500;
}

async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function sessionCookieIn(headers: Headers): string | null {
  return (
    headers.getSetCookie().find((cookie) => cookie.startsWith(`${sessionCookieName}=`)) ?? null
  );
}

function callerHeaders({ ip, userAgent }: Caller): Headers {
  const headers = new Headers();
  if (ip) headers.set(addressHeader, ip);
  if (userAgent) headers.set("user-agent", userAgent.slice(0, 300));
  return headers;
}

export function createIdentity(deps: IdentityDeps): Identity {
  const auth = betterAuth(options(deps));
  const withCookie = (cookie: string | undefined) => new Headers(cookie ? { cookie } : {});

  return {
    hashPassword: passwordHash.hash,
    verifyPassword: (password, hash) => passwordHash.verify({ password, hash }),
    startSession: async (body, from) => {
      const { headers, response } = await auth.api.startSession({
        body,
        headers: callerHeaders(from),
        returnHeaders: true,
      });
      const setCookie = sessionCookieIn(headers);
      if (!setCookie) throw new Error("The sign-in library began a session without a cookie.");
      return { sessionId: response.sessionId, setCookie };
    },
    renew: async (cookie) => {
      const answer = await unlessRefused(
        auth.api.getSession({ headers: withCookie(cookie), returnHeaders: true }),
      );
      return answer?.response ? sessionCookieIn(answer.headers) : null;
    },
    requestReset: async (email) => {
      await auth.api.requestPasswordReset({ body: { email } });
    },
    reset: async (token, newPassword) => {
      const done: ResetOutcome = { userId: null };
      const work = () => unlessRefused(auth.api.resetPassword({ body: { token, newPassword } }));
      await resets.run(done, work);
      return done.userId;
    },
  };
}
