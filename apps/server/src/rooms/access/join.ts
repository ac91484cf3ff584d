// The two ways in: the first person signs up and gets the workspace; everybody else comes by invitation.

import { minPasswordLength } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { isUniqueViolation } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import {
  addPerson,
  addWorkspace,
  builtInRoleIds,
  type CreatedWorkspace,
  type NewPerson,
  recordCreation,
} from "./create-workspace.ts";
import { conflict } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { isOpen, notOpen } from "./invitation-acts.ts";
import { findInvitation, type InvitationRow } from "./invitations.store.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import { findFirstWorkspace } from "./principals.store.ts";
import { hashSecret } from "./secrets.ts";
import type { SignIn } from "./sign-in.ts";
import { deleteUserWithoutMembership, findUserByEmail, insertUser } from "./users.store.ts";
import { hasAnyPerson, lockFirstWorkspace, renameWorkspace } from "./workspaces.store.ts";

export interface SignUpInput {
  name: string;
  email: string;
  password: string;
  workspaceName: string;
}

export interface AcceptInput {
  token: string;
  name: string;
  password: string;
}

export interface Join {
  needsFirstWorkspace(): Promise<boolean>;
  /** Both answer the Set-Cookie header of the session. */
  signUp(ctx: Ctx, input: SignUpInput, userAgent: string | undefined): Promise<string>;
  acceptInvitation(ctx: Ctx, input: AcceptInput, userAgent: string | undefined): Promise<string>;
}

export interface JoinDeps {
  db: Database;
  acts: Acts;
  clock: Clock;
  cache: PrincipalCache;
  identity: Identity;
  signIn: SignIn;
}

export function createJoin(deps: JoinDeps): Join {
  const { db, acts, cache, identity, signIn } = deps;

  async function signUp(
    ctx: Ctx,
    input: SignUpInput,
    userAgent: string | undefined,
  ): Promise<string> {
    if (await db.system(hasAnyPerson)) throw alreadySetUp();
    const passwordHash = await identity.hashPassword(input.password);
    const created = await makeFirstWorkspace(db, input.workspaceName, { ...input, passwordHash });
    cache.clear();
    await recordCreation({ db, acts }, created, ctx.requestId);
    return signIn.signIn(ctx, input, userAgent);
  }

  async function acceptInvitation(
    ctx: Ctx,
    input: AcceptInput,
    userAgent: string | undefined,
  ): Promise<string> {
    const invitation = await db.system((tx) => findInvitation(tx, hashSecret(input.token)));
    if (!invitation || !isOpen(invitation, deps.clock.nowMs())) throw notOpen();
    const user = await proveOrMakeUser(deps, ctx, invitation, input);
    const asServer = { ...systemContext(invitation.workspace_id, ctx.requestId), ip: ctx.ip };
    try {
      await acts.perform(asServer, "access.invitation.accept", {
        id: invitation.id,
        userId: user.id,
        name: input.name,
      });
    } catch (error) {
      if (user.isNew) await db.system((tx) => deleteUserWithoutMembership(tx, user.id));
      throw error;
    } finally {
      cache.clear();
    }
    return signIn.signIn(ctx, { email: invitation.email, password: input.password }, userAgent);
  }

  return {
    needsFirstWorkspace: async () => !(await db.system(hasAnyPerson)),
    signUp,
    acceptInvitation,
  };
}

/** One at a time, and only while nobody has come; takes over a workspace that no person has. */
function makeFirstWorkspace(
  db: Database,
  name: string,
  admin: NewPerson,
): Promise<CreatedWorkspace> {
  return db.system(async (tx) => {
    await lockFirstWorkspace(tx);
    if (await hasAnyPerson(tx)) throw alreadySetUp();
    const first = await findFirstWorkspace(tx);
    if (!first) return addWorkspace(tx, name, admin);
    const workspaceId = first.workspace_id;
    await renameWorkspace(tx, workspaceId, name);
    const roleIds = await builtInRoleIds(tx, workspaceId);
    const added = await addPerson(tx, { workspaceId, roleId: roleIds.admin, person: admin });
    return { workspaceId, name, roleIds, ...added };
  });
}

/**
 * Whoever signs in here already proves it by their password: the link alone must not open an account
 * that another workspace trusts.
 */
async function proveOrMakeUser(
  deps: JoinDeps,
  ctx: Ctx,
  invitation: InvitationRow,
  input: AcceptInput,
): Promise<{ id: string; isNew: boolean }> {
  const known = await deps.db.system((tx) => findUserByEmail(tx, invitation.email));
  if (known) {
    if (await deps.signIn.checkPassword(ctx, known, input.password))
      return { id: known.id, isNew: false };
    throw invalid(
      "access.wrong_password",
      "You sign in here already with this address. Give the password that you have, or reset it first.",
    );
  }
  if (input.password.length < minPasswordLength) {
    throw invalid(
      "access.password_too_short",
      `Choose a password of at least ${minPasswordLength} characters.`,
    );
  }
  const passwordHash = await deps.identity.hashPassword(input.password);
  const user = {
    id: newId(),
    accountId: newId(),
    name: input.name,
    email: invitation.email,
    passwordHash,
  };
  try {
    await deps.db.system((tx) => insertUser(tx, user));
  } catch (error) {
    if (isUniqueViolation(error, "users_email")) throw notOpen();
    throw error;
  }
  return { id: user.id, isNew: true };
}

function alreadySetUp(): Error {
  return conflict(
    "already_set_up",
    "This server is set up already. Sign in, or ask one of its administrators for an invitation.",
  );
}
