// One's own second factor, from inside a session: set up, new recovery codes, removed. Each begins with
// the password once more. A factor that a workspace asks for can be replaced, not done without.
import type { MySecurity } from "@rapport/contracts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { requireOwner } from "./account-owner.ts";
import { membershipsOf } from "./demands.store.ts";
import { refuse } from "./errors.ts";
import { wrongCode } from "./factor-steps.ts";
import type { Passwords } from "./passwords.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import type { SecondFactor } from "./second-factor.ts";
import { deleteDevices, deleteFactor, factorState } from "./second-factors.store.ts";
import { markSecondFactor } from "./sessions.store.ts";
import type { SignInLog } from "./sign-in-log.ts";
import type { SignInThrottle } from "./sign-in-throttle.ts";
import { passwordHashOf } from "./users.store.ts";

export interface OwnFactor {
  state(ctx: Ctx): Promise<MySecurity>;
  begin(ctx: Ctx, password: string): Promise<{ secret: string; uri: string }>;
  confirm(ctx: Ctx, code: string): Promise<string[]>;
  newRecoveryCodes(ctx: Ctx, password: string): Promise<string[]>;
  remove(ctx: Ctx, password: string): Promise<void>;
  forgetDevices(ctx: Ctx): Promise<void>;
}

export interface OwnFactorDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  factor: SecondFactor;
  passwords: Passwords;
  throttle: SignInThrottle;
  log: SignInLog;
}

export function createOwnFactor(deps: OwnFactorDeps): OwnFactor {
  const { db, factor, log } = deps;

  return {
    state: (ctx) => readState(deps, ctx),
    begin: async (ctx, password) => {
      const owner = await deps.passwords.prove(ctx, password);
      return factor.begin(owner.id, owner.email);
    },
    confirm: async (ctx, code) => {
      const { id } = await requireOwner(db, ctx);
      await deps.throttle.begin(id, ctx.ip);
      const codes = await factor.confirm(id, code);
      if (codes === null) throw wrongCode();
      await deps.throttle.succeeded(id, ctx.ip);
      const session = ctx.principal.session;
      if (session) await db.system((tx) => markSecondFactor(tx, session.id));
      deps.cache.clear();
      log.note(ctx, { userId: id }, "second-factor-set-up");
      return codes;
    },
    newRecoveryCodes: async (ctx, password) => {
      const { id } = await deps.passwords.prove(ctx, password);
      const state = await db.system((tx) => factorState(tx, id, nowIso(deps.clock)));
      if (state.second_factor_at === null) {
        throw refuse("no_second_factor", "Set up a second factor first.");
      }
      const codes = await factor.newRecoveryCodes(id);
      log.note(ctx, { userId: id }, "recovery-codes-made");
      return codes;
    },
    remove: async (ctx, password) => {
      const { id } = await deps.passwords.prove(ctx, password);
      await db.system((tx) => deleteFactor(tx, id));
      deps.cache.clear();
      log.note(ctx, { userId: id }, "second-factor-removed");
    },
    forgetDevices: async (ctx) => {
      const { id } = await requireOwner(db, ctx);
      await db.system((tx) => deleteDevices(tx, id));
    },
  };
}

async function readState({ db, clock }: OwnFactorDeps, ctx: Ctx): Promise<MySecurity> {
  const byProvider = Boolean(ctx.principal.session?.boundTo);
  if (ctx.principal.kind !== "user" || byProvider) {
    const nothing = { since: null, recoveryCodesLeft: 0, required: false };
    const none = { hasPassword: false, rememberedDevices: 0, rememberDays: 0 };
    return { ...none, byProvider, secondFactor: nothing };
  }
  const { id } = ctx.principal;
  return db.system(async (tx) => {
    const state = await factorState(tx, id, nowIso(clock));
    const memberships = await membershipsOf(tx, id);
    return {
      hasPassword: (await passwordHashOf(tx, id)) !== undefined,
      byProvider,
      secondFactor: {
        since: state.second_factor_at,
        recoveryCodesLeft: state.codes_left,
        required: memberships.some(({ needs_factor: needs }) => needs),
      },
      rememberedDevices: state.devices,
      rememberDays: Math.min(90, ...memberships.map(({ remember_days: days }) => days)),
    };
  });
}
