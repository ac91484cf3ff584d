// Signing in and out. An unknown address and a wrong password get the same answer after the same work.
// What comes after a right password – nothing, the second factor, its first set-up, or single sign-on
// instead – follows from what the person's workspaces ask; a session begins only when all is given.
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import type { Background } from "./background.ts";
import { makeCookie, tokenCookie } from "./cookie.rules.ts";
import { type MembershipRow, membershipsOf } from "./demands.store.ts";
import type { Identity } from "./identity.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { SecondFactor } from "./second-factor.ts";
import { deleteStepsOf, factorState, insertStep, type StepKind } from "./second-factors.store.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { clearedCookie, sessionTokenOf } from "./session-cookie.rules.ts";
import type { SignInLog } from "./sign-in-log.ts";
import { passwordRules } from "./sign-in-throttle.rules.ts";
import { createSignInThrottle, type SignInThrottle } from "./sign-in-throttle.ts";
import { deleteSession, findUserByEmail, normalEmail, passwordHashOf } from "./users.store.ts";

export interface Credentials {
  email: string;
  password: string;
}

/** From where somebody signs in. */
export interface Visitor {
  userAgent: string | undefined;
  cookie: string | undefined;
}

export type SignInOutcome =
  | { step: "done"; setCookies: string[] }
  | { step: "second-factor" | "second-factor-set-up"; setCookies: string[] };

export interface SignIn {
  signIn(ctx: Ctx, credentials: Credentials, visitor: Visitor): Promise<SignInOutcome>;
  /** Ends the session; answers the Set-Cookie header that clears it, and where else to sign out. */
  signOut(cookie: string | undefined): Promise<{ setCookie: string; url: string | null }>;
  /** Whether the password is the user's own; counts as a try. */
  checkPassword(ctx: Ctx, user: { id: string; email: string }, password: string): Promise<boolean>;
  /** The session of somebody who proved all that is asked. */
  begin(ctx: Ctx, userId: string, visitor: Visitor, secondFactor: boolean): Promise<string>;
}

export interface SignInDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  identity: Identity;
  factor: SecondFactor;
  background: Background;
  log: SignInLog;
  publicUrl: string;
  /** Where the identity provider of an ended session ends its own; null: nowhere. */
  onSignedOut?(sessionId: string): Promise<string | null>;
}

export const stepCookieName = "rapport_step";
export const deviceCookieName = "rapport_device";
export const authPath = "/api/v1/auth";
const stepMinutes = 10;
const stepTries = 8;

export function createSignIn(deps: SignInDeps): SignIn {
  const { db, cache, identity, log, publicUrl } = deps;
  const throttle = createSignInThrottle({
    db,
    clock: deps.clock,
    kind: "password",
    rules: passwordRules,
  });

  /** Null when they do not belong together; the same work either way. */
  async function whoseCredentials({ email, password }: Credentials): Promise<string | null> {
    const known = await db.system(async (tx) => {
      const user = await findUserByEmail(tx, email);
      return { user, hash: user ? await passwordHashOf(tx, user.id) : undefined };
    });
    if (!known.user || known.hash === undefined) {
      await identity.hashPassword(password);
      return null;
    }
    return (await identity.verifyPassword(password, known.hash)) ? known.user.id : null;
  }

  async function signIn(ctx: Ctx, given: Credentials, visitor: Visitor): Promise<SignInOutcome> {
    const email = normalEmail(given.email);
    await throttle.begin(email, ctx.ip);
    const userId = await whoseCredentials({ ...given, email });
    if (userId === null) {
      log.note(ctx, { email }, "refused");
      throw wrongCredentials();
    }
    await throttle.succeeded(email, ctx.ip);
    const memberships = await db.system((tx) => membershipsOf(tx, userId));
    if (memberships.length === 0) throw noMembership();
    const open = memberships.filter((membership) => !membership.needs_sso);
    if (open.length === 0) throw ssoRequired();
    return afterPassword(ctx, userId, open, visitor);
  }

  async function afterPassword(
    ctx: Ctx,
    userId: string,
    memberships: readonly MembershipRow[],
    visitor: Visitor,
  ): Promise<SignInOutcome> {
    const at = new Date(deps.clock.nowMs()).toISOString();
    const state = await db.system((tx) => factorState(tx, userId, at));
    if (state.second_factor_at !== null) {
      const mayRemember = memberships.every(({ remember_days: days }) => days > 0);
      const token = mayRemember ? tokenCookie(visitor.cookie, deviceCookieName) : null;
      if (!(await deps.factor.isRemembered(userId, token))) return askFor(userId, "verify");
    } else if (memberships.some((membership) => membership.needs_factor)) {
      return askFor(userId, "set-up");
    }
    const setCookie = await begin(ctx, userId, visitor, state.second_factor_at !== null);
    return { step: "done", setCookies: [setCookie] };
  }

  async function askFor(userId: string, kind: StepKind): Promise<SignInOutcome> {
    const token = newSecret();
    const expiresAt = new Date(deps.clock.nowMs() + stepMinutes * 60_000).toISOString();
    await db.system(async (tx) => {
      if (kind === "set-up") await deleteStepsOf(tx, userId);
      await insertStep(tx, { tokenHash: token.hash, userId, kind, tries: stepTries, expiresAt });
    });
    const cookie = makeCookie(stepCookieName, token.text, {
      publicUrl,
      maxAgeSeconds: stepMinutes * 60,
      path: authPath,
    });
    return {
      step: kind === "verify" ? "second-factor" : "second-factor-set-up",
      setCookies: [cookie],
    };
  }

  async function begin(ctx: Ctx, userId: string, visitor: Visitor, secondFactor: boolean) {
    const session = { userId, method: "password", boundTo: null, secondFactor } as const;
    const from = { ip: ctx.ip, userAgent: visitor.userAgent };
    const { setCookie } = await identity.startSession(session, from);
    log.note(ctx, { userId }, "signed-in");
    return setCookie;
  }

  return {
    signIn,
    begin,
    checkPassword: (ctx, user, password) => checkPassword(deps, throttle, ctx, user, password),
    signOut: async (cookie) => {
      const token = sessionTokenOf(cookie);
      const ended =
        token === null ? undefined : await db.system((tx) => deleteSession(tx, hashSecret(token)));
      cache.clear();
      const url = ended && deps.onSignedOut ? await deps.onSignedOut(ended) : null;
      return { setCookie: clearedCookie(publicUrl), url };
    },
  };
}

async function checkPassword(
  { db, identity }: SignInDeps,
  throttle: SignInThrottle,
  ctx: Ctx,
  user: { id: string; email: string },
  password: string,
): Promise<boolean> {
  await throttle.begin(user.email, ctx.ip);
  const hash = await db.system((tx) => passwordHashOf(tx, user.id));
  const isRight = hash !== undefined && (await identity.verifyPassword(password, hash));
  if (isRight) await throttle.succeeded(user.email, ctx.ip);
  return isRight;
}

function unauthenticated(code: string, message: string): AppError {
  return new AppError("unauthenticated", `access.${code}`, message);
}

function wrongCredentials(): AppError {
  return unauthenticated(
    "wrong_credentials",
    "E-mail address and password do not belong together. Check both, or reset the password.",
  );
}

function noMembership(): AppError {
  return unauthenticated(
    "not_a_member",
    "You are not an active member of any workspace. Ask an administrator for an invitation.",
  );
}

function ssoRequired(): AppError {
  return unauthenticated(
    "sso_required",
    "Members with your address sign in with single sign-on. Choose it below; an administrator can allow the password if the provider is away.",
  );
}
