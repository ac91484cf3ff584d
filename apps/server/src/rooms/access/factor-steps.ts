// The second step of a sign-in, held together by a short-lived cookie: the second factor is given, or set
// up because a workspace asks for it. The cookie alone opens nothing, has few tries, and works once.
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError, invalid } from "../../platform/errors.ts";
import { makeCookie, tokenCookie } from "./cookie.rules.ts";
import { membershipsOf } from "./demands.store.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { SecondFactor } from "./second-factor.ts";
import { deleteStep, type StepKind, takeStepTry } from "./second-factors.store.ts";
import { hashSecret } from "./secrets.ts";
import {
  authPath,
  deviceCookieName,
  type SignIn,
  stepCookieName,
  type Visitor,
} from "./sign-in.ts";
import type { SignInLog } from "./sign-in-log.ts";
import type { SignInThrottle } from "./sign-in-throttle.ts";
import { readUser } from "./users.store.ts";

export interface FactorSteps {
  /** Answers the Set-Cookie headers of the session. */
  verify(
    ctx: Ctx,
    input: { code: string; rememberDevice?: boolean | undefined },
    visitor: Visitor,
  ): Promise<string[]>;
  setUp(visitor: Visitor): Promise<{ secret: string; uri: string }>;
  confirm(
    ctx: Ctx,
    code: string,
    visitor: Visitor,
  ): Promise<{ recoveryCodes: string[]; setCookies: string[] }>;
}

export interface FactorStepsDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  factor: SecondFactor;
  signIn: SignIn;
  throttle: SignInThrottle;
  log: SignInLog;
  publicUrl: string;
}

export function createFactorSteps(deps: FactorStepsDeps): FactorSteps {
  const { db, factor, publicUrl, throttle } = deps;
  const clearStep = makeCookie(stepCookieName, "", { publicUrl, maxAgeSeconds: 0, path: authPath });

  async function stepOf(visitor: Visitor, kind: StepKind) {
    const token = tokenCookie(visitor.cookie, stepCookieName);
    const tokenHash = token ? hashSecret(token) : "";
    const step = token
      ? await db.system((tx) => takeStepTry(tx, tokenHash, nowIso(deps.clock)))
      : undefined;
    if (step?.kind !== kind) throw stepOver();
    return { userId: step.user_id, tokenHash };
  }

  async function end(tokenHash: string): Promise<void> {
    if (!(await db.system((tx) => deleteStep(tx, tokenHash)))) throw stepOver();
  }

  async function rememberCookie(userId: string, visitor: Visitor): Promise<string[]> {
    const memberships = await db.system((tx) => membershipsOf(tx, userId));
    const days = Math.min(90, ...memberships.map(({ remember_days: allowed }) => allowed));
    if (days === 0) return [];
    const token = await factor.remember(userId, visitor.userAgent, days);
    const maxAgeSeconds = days * 24 * 3600;
    return [makeCookie(deviceCookieName, token, { publicUrl, maxAgeSeconds, path: authPath })];
  }

  return {
    verify: async (ctx, { code, rememberDevice }, visitor) => {
      const { userId, tokenHash } = await stepOf(visitor, "verify");
      await throttle.begin(userId, ctx.ip);
      const proof = await factor.verify(userId, code);
      if (proof === null) {
        deps.log.note(ctx, { userId }, "second-factor-refused");
        throw wrongCode();
      }
      await throttle.succeeded(userId, ctx.ip);
      await end(tokenHash);
      if (proof === "recovery-code") deps.log.note(ctx, { userId }, "recovery-code-used");
      const remembered = rememberDevice ? await rememberCookie(userId, visitor) : [];
      return [await deps.signIn.begin(ctx, userId, visitor, true), clearStep, ...remembered];
    },
    setUp: async (visitor) => {
      const { userId } = await stepOf(visitor, "set-up");
      const user = await db.system((tx) => readUser(tx, userId));
      return factor.begin(userId, user?.email ?? "");
    },
    confirm: async (ctx, code, visitor) => {
      const { userId, tokenHash } = await stepOf(visitor, "set-up");
      await throttle.begin(userId, ctx.ip);
      const recoveryCodes = await factor.confirm(userId, code);
      if (recoveryCodes === null) throw wrongCode();
      await throttle.succeeded(userId, ctx.ip);
      await end(tokenHash);
      deps.cache.clear();
      deps.log.note(ctx, { userId }, "second-factor-set-up");
      const session = await deps.signIn.begin(ctx, userId, visitor, true);
      return { recoveryCodes, setCookies: [session, clearStep] };
    },
  };
}

export function wrongCode(): AppError {
  return invalid(
    "access.wrong_code",
    "This code is not right, or was used already. Wait for the next one, and check that the clock of your device is right.",
  );
}

function stepOver(): AppError {
  return new AppError(
    "unauthenticated",
    "access.step_over",
    "This sign-in took too long or had too many tries. Start again with your password.",
  );
}
