// Proof of identity, by the better-auth library: password hashes (scrypt), sessions, password reset.
// It gets the one database that there is, no network and no pool of its own. Second factors and
// single sign-on are its plugins and will be switched on here.
import { AsyncLocalStorage } from "node:async_hooks";
import { maxPasswordLength, minPasswordLength } from "@rapport/contracts";
import { betterAuth } from "better-auth/minimal";
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

export interface SignedIn {
  userId: string;
  /** Set-Cookie header that starts the session. */
  setCookie: string;
}

export interface Identity {
  hashPassword(password: string): Promise<string>;
  verifyPassword(password: string, hash: string): Promise<boolean>;
  /** Null when address and password do not belong together; takes as long either way. */
  signIn(input: { email: string; password: string }, from: Caller): Promise<SignedIn | null>;
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
    signIn: async (body, from) => {
      const answer = await unlessRefused(
        auth.api.signInEmail({ body, headers: callerHeaders(from), returnHeaders: true }),
      );
      const setCookie = answer ? sessionCookieIn(answer.headers) : null;
      return answer && setCookie ? { userId: answer.response.user.id, setCookie } : null;
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
