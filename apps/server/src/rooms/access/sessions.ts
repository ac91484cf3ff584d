// Lists of sessions, and ending them: one's own, and a member's by an admin. Ending takes effect at once
// in this process, and in others when their cached principals end, within two seconds.
import type { MemberSignIn, Session } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { requireAuthorityOver, requireSetting } from "./authority.ts";
import { deviceOf, placeOf } from "./device.rules.ts";
import { conflict, missing, refuse } from "./errors.ts";
import { type MemberRow, readMember } from "./members.store.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import { deleteFactor, deleteStepsOf } from "./second-factors.store.ts";
import {
  endOtherSessions,
  endSession,
  endSessionsReaching,
  isElsewhereToo,
  memberSignIns,
  type StoredSession,
  sessionsOf,
  sessionsReaching,
} from "./sessions.store.ts";
import type { SignInLog } from "./sign-in-log.ts";
import { continueAsTenant } from "./tenant-rows.store.ts";
import { findUserByEmail } from "./users.store.ts";

export interface Sessions {
  own(ctx: Ctx): Promise<Session[]>;
  endOwn(ctx: Ctx, id: string): Promise<void>;
  endOthers(ctx: Ctx): Promise<number>;
  ofMember(ctx: Ctx, memberId: string): Promise<Session[]>;
  /** Both are audited, and need authority over the member. */
  endOfMember(ctx: Ctx, memberId: string): Promise<number>;
  resetFactorOf(ctx: Ctx, memberId: string): Promise<void>;
  states(ctx: Ctx): Promise<MemberSignIn[]>;
  /** By whoever runs the server, whatever workspaces it concerns; answers whose it was. */
  resetFactorByOperator(email: string): Promise<string | null>;
}

export interface SessionsDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  cache: PrincipalCache;
  log: SignInLog;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { db, cache, log } = deps;
  const now = () => nowIso(deps.clock);

  /** Reads as the system role, since sessions span workspaces; the member is the caller's by the id. */
  async function memberOf(ctx: Ctx, tx: Tx, memberId: string): Promise<MemberRow> {
    requireSetting(ctx, "members.manage");
    const member = await readMember(tx, ctx.workspaceId, memberId);
    if (!member) throw missing("member");
    requireAuthorityOver(ctx, member.permissions);
    return member;
  }

  async function onMember(
    ctx: Ctx,
    memberId: string,
    name: "end-sessions" | "reset-second-factor",
    work: (tx: Tx, userId: string) => Promise<Record<string, unknown> | null>,
  ): Promise<Record<string, unknown> | null> {
    const act = deps.acts.begin(ctx, `access.member.${name}`);
    const done = await db.system(async (systemTx) => {
      const member = await memberOf(ctx, systemTx, memberId);
      const after = member.user_id === null ? null : await work(systemTx, member.user_id);
      if (after === null) return null;
      const tx = await continueAsTenant(systemTx, ctx.workspaceId);
      const change = { object: "members", id: memberId, op: "update" as const, record: null };
      await act.changed(tx, [{ ...change, before: {}, after }]);
      return after;
    });
    cache.clear();
    return done;
  }

  return {
    own: async (ctx) => {
      const { session } = ctx.principal;
      if (ctx.principal.kind !== "user") return [];
      const rows = await db.system((tx) =>
        sessionsOf(tx, ctx.principal.id, session?.boundTo ?? null, now()),
      );
      return rows.map((row) => wireOf(row, session?.id ?? null));
    },
    endOwn: async (ctx, id) => {
      const { session, id: userId, kind } = ctx.principal;
      const ended =
        kind === "user"
          ? await db.system((tx) => endSession(tx, userId, session?.boundTo ?? null, id))
          : [];
      if (ended.length === 0) throw missing("session");
      cache.clear();
      log.note(ctx, { userId }, "session-ended");
    },
    endOthers: async (ctx) => {
      const { session, id: userId, kind } = ctx.principal;
      if (kind !== "user")
        throw refuse("not_a_person", "Only a person who is signed in has sessions.");
      const ended = await db.system((tx) =>
        endOtherSessions(tx, userId, session?.boundTo ?? null, session?.id ?? null),
      );
      cache.clear();
      if (ended.length > 0) log.note(ctx, { userId }, "sessions-ended");
      return ended.length;
    },
    ofMember: (ctx, memberId) =>
      db.system(async (tx) => {
        const member = await memberOf(ctx, tx, memberId);
        if (member.user_id === null) return [];
        const rows = await sessionsReaching(tx, member.user_id, ctx.workspaceId, now());
        return rows.map((row) => wireOf(row, ctx.principal.session?.id ?? null));
      }),
    endOfMember: async (ctx, memberId) => {
      const done = await onMember(ctx, memberId, "end-sessions", async (tx, userId) => {
        const ended = await endSessionsReaching(tx, userId, ctx.workspaceId);
        return ended.length === 0 ? null : { sessionsEnded: ended.length };
      });
      return Number(done?.sessionsEnded ?? 0);
    },
    resetFactorOf: async (ctx, memberId) => {
      await onMember(ctx, memberId, "reset-second-factor", async (tx, userId) => {
        if (await isElsewhereToo(tx, userId, ctx.workspaceId)) throw needsOperator();
        await deleteStepsOf(tx, userId);
        if (!(await deleteFactor(tx, userId))) return null;
        const ended = await endSessionsReaching(tx, userId, ctx.workspaceId);
        return { secondFactor: null, sessionsEnded: ended.length };
      });
    },
    resetFactorByOperator: async (email) => {
      const userId = await db.system(async (tx) => {
        const user = await findUserByEmail(tx, email);
        if (!user || !(await deleteFactor(tx, user.id))) return null;
        await deleteStepsOf(tx, user.id);
        await endOtherSessions(tx, user.id, null, null);
        return user.id;
      });
      cache.clear();
      if (userId !== null) {
        const nobody = systemContext("", newId(), "cli");
        log.note(nobody, { userId }, "second-factor-removed");
      }
      return userId;
    },
    states: async (ctx) => {
      requireSetting(ctx, "members.manage");
      const rows = await db.system((tx) => memberSignIns(tx, ctx.workspaceId, now()));
      return rows.map((row) => ({
        memberId: row.id,
        secondFactor: row.second_factor,
        mayUsePassword: row.may_use_password,
        sessions: row.sessions,
        lastSeenAt: row.last_seen_at,
      }));
    },
  };
}

/** One workspace's admin must not weaken how a person signs in to another one. */
function needsOperator(): Error {
  return conflict(
    "factor_of_other_workspaces",
    "This second factor also protects other workspaces. Whoever runs the server can reset it: rapport member reset-2fa.",
  );
}

function wireOf(row: StoredSession, currentId: string | null): Session {
  return {
    id: row.id,
    current: row.id === currentId,
    device: deviceOf(row.user_agent),
    address: row.ip_address,
    place: placeOf(row.ip_address),
    method: row.method,
    secondFactor: row.second_factor,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}
