// Inviting people, withdrawing an invitation, and taking one up. An invitation is good for seven days
// and for one use; a new one to the same address takes the place of the old.
import { newInvitationSchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import {
  requireAuthorityOver,
  requireGrantableRole,
  requirePlaceable,
  requireSetting,
} from "./authority.ts";
import { conflict, missing } from "./errors.ts";
import {
  type InvitationRow,
  insertInvitation,
  lockInvitation,
  markInvitation,
  openInvitationRole,
} from "./invitations.store.ts";
import { announce, stateOf } from "./member-acts.ts";
import { findMemberByEmail, insertMember, type MemberRow, updateMember } from "./members.store.ts";
import { holdRole } from "./roles.store.ts";
import { newSecret } from "./secrets.ts";
import { normalEmail } from "./users.store.ts";

const validForMs = 7 * 24 * 3600 * 1000;

const mayManageMembers = (ctx: Ctx) => requireSetting(ctx, "members.manage");

export interface MadeInvitation {
  invitation: InvitationRow;
  token: string;
}

export const createInvitationAct = defineAct<z.output<typeof newInvitationSchema>, MadeInvitation>({
  name: "access.invitation.create",
  title: "Invite a member",
  input: newInvitationSchema,
  permission: "members.manage",
  effect: "outside",
  risk: "high",
  compensation: { by: "act", act: "access.invitation.revoke" },
  check: mayManageMembers,
  run: async (tx, act, input) => {
    const email = normalEmail(input.email);
    const placement = {
      teamIds: [...new Set(input.teamIds)],
      regions: [...new Set(input.regions)],
    };
    await requireGrantableRole(tx, act.ctx, input.roleId);
    await requirePlaceable(tx, act.ctx, placement);
    const known = await findMemberByEmail(tx, tx.workspaceId, email);
    refuseMember(known);
    // Whoever takes it up becomes that member, with the role of the invitation.
    if (known) requireAuthorityOver(act.ctx, known.permissions);
    const replaced = await openInvitationRole(tx, tx.workspaceId, { email, at: act.at });
    await requireAuthorityOverInvited(tx, act.ctx, replaced);
    const token = newSecret();
    const id = newId();
    const expiresAt = new Date(Date.parse(act.at) + validForMs).toISOString();
    const invitedBy = act.ctx.principal.memberId;
    await insertInvitation(
      tx,
      tx.workspaceId,
      {
        id,
        email,
        roleId: input.roleId,
        ...placement,
        tokenHash: token.hash,
        invitedBy,
        expiresAt,
      },
      act.at,
    );
    const after = { email, roleId: input.roleId, ...placement, expiresAt };
    await act.changed(tx, [
      { object: "invitations", id, op: "create", before: null, after, record: null },
    ]);
    const invitation = await lockInvitation(tx, tx.workspaceId, id);
    if (!invitation) throw missing("invitation");
    return { invitation, token: token.text };
  },
});

/** An invitation stands for what it would make of somebody: who has less neither withdraws nor replaces it. */
async function requireAuthorityOverInvited(
  tx: Tx,
  ctx: Ctx,
  roleId: string | null | undefined,
): Promise<void> {
  const role = roleId ? await holdRole(tx, tx.workspaceId, roleId) : undefined;
  if (role) requireAuthorityOver(ctx, role.permissions);
}

/** Somebody who is a member already is changed, not invited. */
function refuseMember(member: MemberRow | undefined): void {
  if (!member || member.user_id === null) return;
  const hint =
    member.status === "active"
      ? "They can sign in."
      : "Activate them again under Settings → Members.";
  throw conflict("already_member", `This address belongs to a member of the workspace. ${hint}`);
}

export const revokeInvitationAct = defineAct<{ id: string }, null>({
  name: "access.invitation.revoke",
  title: "Withdraw an invitation",
  input: z.strictObject({ id: z.uuid() }),
  permission: "members.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "act", act: "access.invitation.create" },
  check: mayManageMembers,
  run: async (tx, act, { id }) => {
    const invitation = await lockInvitation(tx, tx.workspaceId, id);
    if (!invitation) throw missing("invitation");
    if (invitation.accepted_at !== null) {
      throw conflict(
        "invitation_used",
        "This invitation was taken up. Deactivate the member instead.",
      );
    }
    if (invitation.revoked_at !== null) return null;
    await requireAuthorityOverInvited(tx, act.ctx, invitation.role_id);
    await markInvitation(tx, tx.workspaceId, id, { column: "revoked_at", at: act.at });
    const change = { object: "invitations", id, op: "update" as const, record: null };
    await act.changed(tx, [
      { ...change, before: { revokedAt: null }, after: { revokedAt: act.at } },
    ]);
    return null;
  },
});

export function isOpen(invitation: InvitationRow, nowMs: number): boolean {
  const isUsed = invitation.accepted_at !== null || invitation.revoked_at !== null;
  return !isUsed && Date.parse(invitation.expires_at) > nowMs;
}

export function notOpen(): Error {
  return invalid(
    "access.invitation_not_open",
    "This invitation was used, withdrawn or is older than seven days. Ask for a new one.",
  );
}

const acceptInput = z.strictObject({ id: z.uuid(), userId: z.uuid(), name: z.string() });

/** Performed by the server for the invited person, whose token was checked; nobody else may. */
export const acceptInvitationAct = defineAct<z.output<typeof acceptInput>, { memberId: string }>({
  name: "access.invitation.accept",
  title: "Take up an invitation",
  input: acceptInput,
  permission: "the invitation's token",
  effect: "internal",
  risk: "medium",
  compensation: { by: "act", act: "access.member.change" },
  check: (ctx) => {
    if (ctx.principal.kind !== "system") throw notOpen();
  },
  run: async (tx, act, { id, userId, name }) => {
    const invitation = await lockInvitation(tx, tx.workspaceId, id);
    if (!invitation || !isOpen(invitation, Date.parse(act.at)) || invitation.role_id === null)
      throw notOpen();
    await markInvitation(tx, tx.workspaceId, id, { column: "accepted_at", at: act.at });
    const known = await findMemberByEmail(tx, tx.workspaceId, invitation.email);
    refuseMember(known);
    const memberId = await seat(
      tx,
      act,
      { ...invitation, role_id: invitation.role_id },
      { userId, name, known },
    );
    return { memberId };
  },
});

type Seated = InvitationRow & { role_id: string };

/** A member without a sign-in (from an import, say) gets one; anybody else becomes a new member. */
async function seat(
  tx: Tx,
  act: Act,
  invitation: Seated,
  person: { userId: string; name: string; known: MemberRow | undefined },
): Promise<string> {
  const placed = {
    userId: person.userId,
    name: person.name,
    roleId: invitation.role_id,
    teamIds: invitation.team_ids,
    regions: invitation.regions,
  };
  if (person.known) {
    const after = { ...stateOf(person.known), ...placed, status: "active" as const };
    await updateMember(tx, tx.workspaceId, person.known.id, after, act.at);
    await announce(tx, act, person.known.id, stateOf(person.known), after);
    return person.known.id;
  }
  const id = newId();
  await insertMember(tx, { ...placed, workspaceId: tx.workspaceId, id, email: invitation.email });
  const after = { ...placed, email: invitation.email, invitation: invitation.id };
  await act.changed(tx, [
    { object: "members", id, op: "create", before: null, after, record: null },
  ]);
  return id;
}
