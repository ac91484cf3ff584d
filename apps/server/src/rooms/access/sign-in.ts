// Signing in and out, and passwords: forgotten, reset, changed. An unknown address and a wrong
// password get the same answer after the same work; a forgotten password gets the same answer always.
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError, invalid } from "../../platform/errors.ts";
import type { Background } from "./background.ts";
import { refuse } from "./errors.ts";
import type { Identity } from "./identity.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import { hashSecret } from "./secrets.ts";
import { clearedCookie, sessionTokenOf } from "./session-cookie.rules.ts";
import type { SignInLog } from "./sign-in-log.ts";
import { passwordRules, resetMailRules, SignInThrottle } from "./sign-in-throttle.ts";
import {
  deleteSession,
  deleteSessions,
  normalEmail,
  passwordHashOf,
  readUser,
  setPasswordHash,
  workspacesOfUser,
} from "./users.store.ts";

export interface Credentials {
  email: string;
  password: string;
}

export interface SignIn {
  /** Answers the Set-Cookie header of the new session. */
  signIn(ctx: Ctx, credentials: Credentials, userAgent: string | undefined): Promise<string>;
  /** Answers the Set-Cookie header that clears the session. */
  signOut(cookie: string | undefined): Promise<string>;
  forgotPassword(ctx: Ctx, email: string): void;
  resetPassword(ctx: Ctx, input: { token: string; password: string }): Promise<void>;
  changePassword(
    ctx: Ctx,
    input: { currentPassword: string; newPassword: string },
    cookie: string | undefined,
  ): Promise<void>;
  /** Whether the password is the user's own; counts as a try. */
  checkPassword(ctx: Ctx, user: { id: string; email: string }, password: string): Promise<boolean>;
}

export interface SignInDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  identity: Identity;
  background: Background;
  log: SignInLog;
  publicUrl: string;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const { db, cache, identity, log } = deps;
  const throttle = new SignInThrottle(deps.clock, passwordRules);
  const resetThrottle = new SignInThrottle(deps.clock, resetMailRules);

  async function signIn(
    ctx: Ctx,
    credentials: Credentials,
    userAgent: string | undefined,
  ): Promise<string> {
    const email = normalEmail(credentials.email);
    throttle.begin(email, ctx.ip);
    const signedIn = await identity.signIn(
      { email, password: credentials.password },
      { ip: ctx.ip, userAgent },
    );
    if (!signedIn) {
      log.note(ctx, { email }, "refused");
      throw wrongCredentials();
    }
    throttle.succeeded(email, ctx.ip);
    const workspaces = await db.system((tx) => workspacesOfUser(tx, signedIn.userId));
    if (workspaces.length === 0) {
      await endSession(signedIn.setCookie.split(";")[0]);
      throw noMembership();
    }
    log.note(ctx, { userId: signedIn.userId }, "signed-in");
    return signedIn.setCookie;
  }

  async function endSession(cookie: string | undefined): Promise<void> {
    const token = sessionTokenOf(cookie);
    if (token === null) return;
    await db.system((tx) => deleteSession(tx, hashSecret(token)));
    cache.clear();
  }

  async function checkPassword(ctx: Ctx, user: { id: string; email: string }, password: string) {
    throttle.begin(user.email, ctx.ip);
    const hash = await db.system((tx) => passwordHashOf(tx, user.id));
    const isRight = hash !== undefined && (await identity.verifyPassword(password, hash));
    if (isRight) throttle.succeeded(user.email, ctx.ip);
    return isRight;
  }

  return {
    signIn,
    checkPassword,
    signOut: async (cookie) => {
      await endSession(cookie);
      return clearedCookie(deps.publicUrl);
    },
    forgotPassword: (ctx, given) => {
      const email = normalEmail(given);
      if (resetThrottle.waitSeconds(email, ctx.ip) > 0) return;
      resetThrottle.begin(email, ctx.ip);
      deps.background.run("password reset", () => identity.requestReset(email));
    },
    resetPassword: async (ctx, { token, password }) => {
      const userId = await identity.reset(token, password);
      if (userId === null) {
        throw invalid(
          "access.reset_not_open",
          "This link was used or is older than an hour. Ask for a new one.",
        );
      }
      cache.clear();
      log.note(ctx, { userId }, "password-reset");
    },
    changePassword: async (ctx, input, cookie) => {
      const user =
        ctx.principal.kind === "user"
          ? await db.system((tx) => readUser(tx, ctx.principal.id))
          : undefined;
      if (!user) throw refuse("not_a_person", "Only a person who is signed in has a password.");
      if (!(await checkPassword(ctx, user, input.currentPassword))) {
        throw invalid("access.wrong_password", "The current password is not right.");
      }
      const hash = await identity.hashPassword(input.newPassword);
      const token = sessionTokenOf(cookie);
      await db.system(async (tx) => {
        await setPasswordHash(tx, user.id, hash);
        await deleteSessions(tx, user.id, token ? hashSecret(token) : null);
      });
      cache.clear();
      log.note(ctx, { userId: user.id }, "password-changed");
    },
  };
}

function wrongCredentials(): AppError {
  return new AppError(
    "unauthenticated",
    "access.wrong_credentials",
    "E-mail address and password do not belong together. Check both, or reset the password.",
  );
}

function noMembership(): AppError {
  return new AppError(
    "unauthenticated",
    "access.not_a_member",
    "You are not an active member of any workspace. Ask an administrator for an invitation.",
  );
}
