// The two ways in: the first person signs up and gets the workspace; everybody else comes by invitation.

import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import { type Database, isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import {
  addPerson,
  addWorkspace,
  announceWorkspace,
  builtInRoleIds,
  type CreatedWorkspace,
  type NewPerson,
} from "./create-workspace.ts";
import { conflict } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { acceptInvitationAct, isOpen, notOpen } from "./invitation-acts.ts";
import { findInvitation, type InvitationRow } from "./invitations.store.ts";
import { requireStrongPassword } from "./password-strength.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import { findFirstWorkspace } from "./principals.store.ts";
import { hashSecret } from "./secrets.ts";
import type { SignIn, SignInOutcome, Visitor } from "./sign-in.ts";
import { continueAsTenant } from "./tenant-rows.store.ts";
import { findUserByEmail, insertUser } from "./users.store.ts";
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
  /** Both go on as a sign-in with the password. */
  signUp(ctx: Ctx, input: SignUpInput, visitor: Visitor): Promise<SignInOutcome>;
  acceptInvitation(ctx: Ctx, input: AcceptInput, visitor: Visitor): Promise<SignInOutcome>;
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
  const { db, cache, identity, signIn } = deps;

  async function signUp(ctx: Ctx, input: SignUpInput, visitor: Visitor): Promise<SignInOutcome> {
    if (await db.system(hasAnyPerson)) throw alreadySetUp();
    await requireStrongPassword(input.password, [input.name, input.email, input.workspaceName]);
    const passwordHash = await identity.hashPassword(input.password);
    await makeFirstWorkspace(deps, ctx, input.workspaceName, { ...input, passwordHash });
    cache.clear();
    return signIn.signIn(ctx, input, visitor);
  }

  async function acceptInvitation(
    ctx: Ctx,
    input: AcceptInput,
    visitor: Visitor,
  ): Promise<SignInOutcome> {
    const invitation = await db.system((tx) => findInvitation(tx, hashSecret(input.token)));
    if (!invitation || !isOpen(invitation, deps.clock.nowMs())) throw notOpen();
    const person = await proveOrDescribe(deps, ctx, invitation, input);
    await seatPerson(deps, ctx, invitation, { ...person, name: input.name });
    cache.clear();
    return signIn.signIn(ctx, { email: invitation.email, password: input.password }, visitor);
  }

  return {
    needsFirstWorkspace: async () => !(await db.system(hasAnyPerson)),
    signUp,
    acceptInvitation,
  };
}

/** One at a time, and only while nobody has come; takes over a workspace that no person has. */
function makeFirstWorkspace(
  { db, acts }: JoinDeps,
  from: Ctx,
  name: string,
  admin: NewPerson,
): Promise<void> {
  return db.system(async (tx) => {
    await lockFirstWorkspace(tx);
    if (await hasAnyPerson(tx)) throw alreadySetUp();
    const first = await findFirstWorkspace(tx);
    const created = first
      ? await takeOver(tx, first.workspace_id, name, admin)
      : await addWorkspace(tx, name, admin);
    await announceWorkspace(tx, acts, serverContext(from, created.workspaceId), created);
  });
}

async function takeOver(
  tx: Tx,
  workspaceId: string,
  name: string,
  admin: NewPerson,
): Promise<CreatedWorkspace> {
  await renameWorkspace(tx, workspaceId, name);
  const roleIds = await builtInRoleIds(tx, workspaceId);
  const added = await addPerson(tx, { workspaceId, roleId: roleIds.admin, person: admin });
  return { workspaceId, name, roleIds, isNew: false, ...added };
}

/** The server's own hand, for a person who is not signed in yet, from where that person is. */
function serverContext(from: Ctx, workspaceId: string): Ctx {
  return { ...systemContext(workspaceId, from.requestId, from.source), ip: from.ip };
}

type Person = { userId: string } | { passwordHash: string };

/**
 * Whoever signs in here already proves it by their password: the link alone must not open an account
 * that another workspace trusts.
 */
async function proveOrDescribe(
  deps: JoinDeps,
  ctx: Ctx,
  invitation: InvitationRow,
  input: AcceptInput,
): Promise<Person> {
  const known = await deps.db.system((tx) => findUserByEmail(tx, invitation.email));
  if (known) {
    if (await deps.signIn.checkPassword(ctx, known, input.password)) return { userId: known.id };
    throw invalid(
      "access.wrong_password",
      "You sign in here already with this address. Give the password that you have, or reset it first.",
    );
  }
  await requireStrongPassword(input.password, [input.name, invitation.email]);
  return { passwordHash: await deps.identity.hashPassword(input.password) };
}

/** The user, if they are new, and their membership: both or neither. */
async function seatPerson(
  { db, acts }: JoinDeps,
  from: Ctx,
  invitation: InvitationRow,
  person: Person & { name: string },
): Promise<void> {
  const ctx = serverContext(from, invitation.workspace_id);
  const act = acts.begin(ctx, acceptInvitationAct.name);
  const { name } = person;
  const { id, email } = invitation;
  try {
    await db.system(async (systemTx) => {
      const userId = "userId" in person ? person.userId : newId();
      if ("passwordHash" in person) {
        const { passwordHash } = person;
        await insertUser(systemTx, { id: userId, accountId: newId(), name, email, passwordHash });
      }
      const tx = await continueAsTenant(systemTx, invitation.workspace_id);
      await acceptInvitationAct.run(tx, act, { id, userId, name });
    });
  } catch (error) {
    // A twin of this request has just made the user, and with it used the link.
    if (isUniqueViolation(error, "users_email")) throw notOpen();
    throw error;
  }
}

function alreadySetUp(): Error {
  return conflict(
    "already_set_up",
    "This server is set up already. Sign in, or ask one of its administrators for an invitation.",
  );
}
