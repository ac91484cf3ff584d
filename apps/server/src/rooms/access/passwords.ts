// Passwords forgotten, reset and changed. A forgotten password gets the same answer always; a new one
// must be strong, and ends the other sessions and remembered browsers of its owner.
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { type AccountOwner, requireOwner } from "./account-owner.ts";
import type { Background } from "./background.ts";
import { refuse } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { requireStrongPassword } from "./password-strength.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import { deleteDevices, deleteStepsOf } from "./second-factors.store.ts";
import { hashSecret } from "./secrets.ts";
import { sessionTokenOf } from "./session-cookie.rules.ts";
import type { SignIn } from "./sign-in.ts";
import type { SignInLog } from "./sign-in-log.ts";
import { mailRules } from "./sign-in-throttle.rules.ts";
import { createSignInThrottle } from "./sign-in-throttle.ts";
import { deleteSessions, normalEmail, setPasswordHash, workspacesOfUser } from "./users.store.ts";

export interface Passwords {
  forgot(ctx: Ctx, email: string): void;
  reset(ctx: Ctx, input: { token: string; password: string }): Promise<void>;
  change(
    ctx: Ctx,
    input: { currentPassword: string; newPassword: string },
    cookie: string | undefined,
  ): Promise<void>;
  /** The person who asks, after their password was given once more. */
  prove(ctx: Ctx, password: string): Promise<AccountOwner>;
}

export interface PasswordsDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  identity: Identity;
  signIn: SignIn;
  background: Background;
  log: SignInLog;
}

export function createPasswords(deps: PasswordsDeps): Passwords {
  const { db, cache, identity, log } = deps;
  const throttle = createSignInThrottle({ db, clock: deps.clock, kind: "reset", rules: mailRules });

  async function prove(ctx: Ctx, password: string): Promise<AccountOwner> {
    const owner = await requireOwner(db, ctx);
    if (await deps.signIn.checkPassword(ctx, owner, password)) return owner;
    throw invalid("access.wrong_password", "The current password is not right.");
  }

  return {
    prove,
    forgot: (ctx, given) => {
      const email = normalEmail(given);
      deps.background.run("password reset", async () => {
        if (await throttle.tryBegin(email, ctx.ip)) await identity.requestReset(email);
      });
    },
    reset: async (ctx, { token, password }) => {
      await requireStrongPassword(password, []);
      const userId = await identity.reset(token, password);
      if (userId === null) {
        throw invalid(
          "access.reset_not_open",
          "This link was used or is older than an hour. Ask for a new one.",
        );
      }
      await db.system((tx) => forgetProofs(tx, userId));
      cache.clear();
      log.note(ctx, { userId }, "password-reset");
    },
    change: async (ctx, input, cookie) => {
      const user = await prove(ctx, input.currentPassword);
      const workspaces = await db.system((tx) => workspacesOfUser(tx, user.id));
      const known = [user.name, user.email, ...workspaces.map(({ name }) => name)];
      await requireStrongPassword(input.newPassword, known);
      if (input.newPassword === input.currentPassword) {
        throw refuse("same_password", "This is the password that you have. Choose another one.");
      }
      const hash = await identity.hashPassword(input.newPassword);
      const token = sessionTokenOf(cookie);
      await db.system(async (tx) => {
        await setPasswordHash(tx, user.id, hash);
        await deleteSessions(tx, user.id, token ? hashSecret(token) : null);
        await forgetProofs(tx, user.id);
      });
      cache.clear();
      log.note(ctx, { userId: user.id }, "password-changed");
    },
  };
}

/** What was proved with the former password does not count any more. */
async function forgetProofs(tx: Tx, userId: string): Promise<void> {
  await deleteDevices(tx, userId);
  await deleteStepsOf(tx, userId);
}
