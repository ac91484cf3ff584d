// The access room: who is who, and who may do what. It answers `authenticate` for every request, and
// owns sign-in, members, roles, teams, invitations, API keys and the workspace itself.
// Every change of rights is an act; once it is committed no cached principal is left in this process,
// and in other processes none that is older than two seconds.
import type { Acts } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Mail } from "../../platform/mail.ts";
import { accessActs } from "./access-acts.ts";
import { accountRoutes } from "./account-routes.ts";
import type { CreatedApiKey, NewApiKeyInput } from "./api-key-acts.ts";
import { authRoutes } from "./auth-routes.ts";
import { type Authenticate, createAuthenticate } from "./authenticate.ts";
import { createBackground } from "./background.ts";
import type { AccessRoutesDeps } from "./collection-routes.ts";
import { type Change, changeMember } from "./collections.ts";
import {
  addMember,
  addWorkspace,
  announceMember,
  announceWorkspace,
  type CreatedWorkspace,
  type NewMemberInput,
} from "./create-workspace.ts";
import { factorRoutes } from "./factor-routes.ts";
import { createFactorSteps } from "./factor-steps.ts";
import { type Caller, createIdentity, type StartedSession } from "./identity.ts";
import { createJoin } from "./join.ts";
import { createKeyUse } from "./key-use.ts";
import type { KnownNames } from "./known-names.ts";
import { createLetters } from "./letters.ts";
import { memberRoutes } from "./member-routes.ts";
import { findMemberByEmail } from "./members.store.ts";
import { createOwnFactor } from "./own-factor.ts";
import { createPasswords } from "./passwords.ts";
import { PrincipalCache } from "./principal-cache.ts";
import { findFirstWorkspace, touchApiKeys, touchSessions } from "./principals.store.ts";
import { createProfiles } from "./profile.ts";
import { roleRoutes } from "./role-routes.ts";
import { renewAdminRoles } from "./roles.store.ts";
import { createSecondFactor } from "./second-factor.ts";
import { deleteEndedSteps } from "./second-factors.store.ts";
import { endBoundSessions } from "./sessions.store.ts";
import { createSessions } from "./sessions.ts";
import { createSignIn } from "./sign-in.ts";
import { createSignInLog } from "./sign-in-log.ts";
import { codeRules } from "./sign-in-throttle.rules.ts";
import { createSignInThrottle, forgetAfterMs } from "./sign-in-throttle.ts";
import { createPrincipalOf, type PrincipalOf } from "./stand-in.ts";
import { createStandings, type Standings } from "./standing.ts";
import { deleteOldTries } from "./tries.store.ts";
import { deleteExpired, deleteSessionsWithoutMembership, normalEmail } from "./users.store.ts";
import { listWorkspaces } from "./workspaces.store.ts";

export interface AccessSettings {
  /** The address that people type, without a trailing slash. */
  publicUrl: string;
  /** Empty: none. */
  adminKey: string;
  /** 32 characters or more; the same in all processes. */
  secret: string;
  rateLimitPerMinute: number;
}

export interface AccessDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  mail: Pick<Mail, "isConfigured" | "send">;
  settings: AccessSettings;
  /** What rights can name; they are not compared with anything without it. */
  knownNames: KnownNames;
  /** Told of the session that was ended by signing out; answers where else to sign out. */
  onSignedOut?(sessionId: string): Promise<string | null>;
}

export interface NewWorkspace {
  name: string;
  /** The first admin. */
  admin?: { name: string; email: string; password: string };
}

export interface CreatedMember {
  memberId: string;
  userId: string | null;
}

/** A session that a workspace's identity provider vouched for; it opens that workspace alone. */
export interface VouchedSession {
  userId: string;
  workspaceId: string;
}

export interface Access {
  name: "access";
  routes: AnyRoute[];
  authenticate: Authenticate;
  /** For what stays open longer than a request: whether credentials still hold, and what they held. */
  standings: Standings;
  createWorkspace(input: NewWorkspace): Promise<CreatedWorkspace>;
  /** A member without an invitation: for the command line, the demo world and imports. */
  createMember(workspaceId: string, input: NewMemberInput): Promise<CreatedMember>;
  createApiKey(workspaceId: string, input: NewApiKeyInput): Promise<CreatedApiKey>;
  /** Who stands behind what acts by itself, with the rights of this moment. */
  principalOf: PrincipalOf;
  listWorkspaces(): Promise<{ id: string; name: string }[]>;
  /** Whoever calls has proved who it is. */
  startVouchedSession(session: VouchedSession, from: Caller): Promise<StartedSession>;
  /** Ends sessions that are bound to the workspace. */
  endVouchedSessions(workspaceId: string, sessionIds: readonly string[]): Promise<number>;
  /** To be called after a commit elsewhere that changes what somebody may do, or how they sign in. */
  forgetPrincipals(): void;
  /** For whoever runs the server: false when nobody in the workspace has this address. */
  deactivateMember(workspaceId: string, email: string): Promise<boolean>;
  /** For whoever runs the server: takes a person's second factor and sessions away. */
  resetSecondFactor(email: string): Promise<boolean>;
  /**
   * Makes a workspace if an admin key is configured and there is none for it to be admin of, and
   * begins to remove what has ended, once an hour.
   */
  start(): Promise<void>;
  /** Removes sessions, proofs and invitations that ended. Harmless in several processes at once. */
  removeExpired(): Promise<void>;
  stop(): Promise<void>;
}

const sweepMs = 3_600_000;

export function createAccess(deps: AccessDeps): Access {
  const { db, clock, acts, logger, settings } = deps;
  const { publicUrl } = settings;
  const cache = new PrincipalCache(clock);
  acts.register(
    ...accessActs(deps.knownNames).map((act) => ({ ...act, committed: () => cache.clear() })),
  );
  const background = createBackground(logger);
  const keyUse = createKeyUse({ db, clock, logger, touch: touchApiKeys });
  const sessionUse = createKeyUse({ db, clock, logger, touch: touchSessions });
  const letters = createLetters({ mail: deps.mail, logger, publicUrl });
  const identity = createIdentity({
    db,
    secret: settings.secret,
    publicUrl,
    sendResetLink: letters.passwordReset,
  });
  const log = createSignInLog({ db, acts, background });
  const factor = createSecondFactor({ db, clock, secret: settings.secret });
  const { onSignedOut } = deps;
  const shared = { db, clock, cache, identity, factor, background, log, publicUrl };
  const signIn = createSignIn({ ...shared, ...(onSignedOut ? { onSignedOut } : {}) });
  const join = createJoin({ db, acts, clock, cache, identity, signIn });
  const passwords = createPasswords({ ...shared, signIn });
  const throttle = createSignInThrottle({ db, clock, kind: "code", rules: codeRules });
  const steps = createFactorSteps({ ...shared, signIn, throttle });
  const own = createOwnFactor({ ...shared, passwords, throttle });
  const sessions = createSessions({ db, clock, acts, cache, log });
  const authenticate = createAuthenticate({
    db,
    clock,
    cache,
    ...settings,
    onKeyUsed: keyUse.noteUse,
    onSessionUsed: sessionUse.noteUse,
  });

  const change: Change = async <O>(...performing: Parameters<Change>): Promise<O> =>
    (await acts.perform<O>(...performing)).result;

  async function createWorkspace({ name, admin }: NewWorkspace): Promise<CreatedWorkspace> {
    const person = admin
      ? { ...admin, passwordHash: await identity.hashPassword(admin.password) }
      : null;
    const created = await db.system(async (tx) => {
      const made = await addWorkspace(tx, name, person);
      await announceWorkspace(tx, acts, systemContext(made.workspaceId, newId()), made);
      return made;
    });
    cache.clear();
    return created;
  }

  async function createMember(workspaceId: string, input: NewMemberInput): Promise<CreatedMember> {
    const passwordHash = input.password ? await identity.hashPassword(input.password) : null;
    const ctx = systemContext(workspaceId, newId());
    const added = await db.system(async (tx) => {
      const made = await addMember(tx, workspaceId, { ...input, passwordHash });
      await announceMember(tx, acts, ctx, { ...made, input });
      return made;
    });
    cache.clear();
    return { memberId: added.memberId, userId: added.userId };
  }

  const profiles = createProfiles({ ...shared, change, passwords, letters });
  const removeExpired = () =>
    db.system(async (tx) => {
      await deleteExpired(tx, nowIso(clock));
      await deleteEndedSteps(tx, nowIso(clock));
      await deleteOldTries(tx, new Date(clock.nowMs() - forgetAfterMs).toISOString());
    });
  let sweep: NodeJS.Timeout | undefined;

  const endSessions = (userId: string) =>
    db.system((tx) => deleteSessionsWithoutMembership(tx, userId));
  const forRoutes: AccessRoutesDeps = { db, change, nowMs: () => clock.nowMs() };
  return {
    name: "access",
    routes: [
      ...authRoutes({ signIn, join, passwords, profiles, publicUrl }),
      ...factorRoutes({ steps, own, publicUrl }),
      ...accountRoutes({ db, change, profiles, sessions }),
      ...memberRoutes({
        ...forRoutes,
        endSessions,
        deliverInvitation: letters.invitation,
      }),
      ...roleRoutes({ ...forRoutes, renew: identity.renew }),
    ],
    authenticate,
    principalOf: createPrincipalOf({ db, cache }),
    standings: createStandings({
      db,
      clock,
      adminKey: settings.adminKey,
      authenticate,
      forget: () => cache.clear(),
    }),
    createWorkspace,
    createMember,
    createApiKey: (workspaceId, input) =>
      change<CreatedApiKey>(systemContext(workspaceId, newId()), "access.api-key.create", input),
    listWorkspaces: async () => {
      const rows = await db.system(listWorkspaces);
      return rows.map((row) => ({ id: row.workspace_id, name: row.name }));
    },
    startVouchedSession: ({ userId, workspaceId }, from) => {
      cache.clear();
      return identity.startSession(
        { userId, method: "sso", boundTo: workspaceId, secondFactor: false },
        from,
      );
    },
    forgetPrincipals: () => cache.clear(),
    endVouchedSessions: async (workspaceId, ids) => {
      const ended = await db.system((tx) => endBoundSessions(tx, workspaceId, ids));
      cache.clear();
      return ended.length;
    },
    deactivateMember: async (workspaceId, email) => {
      const ctx = systemContext(workspaceId, newId(), "cli");
      const member = await db.tenant(ctx, (tx) =>
        findMemberByEmail(tx, workspaceId, normalEmail(email)),
      );
      if (!member) return false;
      await changeMember({ change, endSessions }, ctx, { id: member.id, status: "deactivated" });
      return true;
    },
    resetSecondFactor: async (email) => {
      const userId = await sessions.resetFactorByOperator(email);
      return userId !== null;
    },
    start: async () => {
      await db.system(renewAdminRoles);
      if (settings.adminKey && !(await db.system(findFirstWorkspace))) {
        await createWorkspace({ name: "My workspace" });
      }
      sweep = setInterval(() => background.run("removal of what ended", removeExpired), sweepMs);
      sweep.unref();
    },
    removeExpired,
    stop: async () => {
      clearInterval(sweep);
      await background.settle();
      await keyUse.stop();
      await sessionUse.stop();
    },
  };
}
