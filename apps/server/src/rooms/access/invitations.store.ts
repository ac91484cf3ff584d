// Invitations. The token is known to the invited person alone; the table holds its hash.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface InvitationRow {
  workspace_id: string;
  id: string;
  email: string;
  role_id: string | null;
  team_ids: string[];
  regions: string[];
  expires_at: string;
  accepted_at: string | null;
  revoked_at: string | null;
  created_at: string;
}

const columns =
  "workspace_id, id, email, role_id, team_ids, regions, expires_at, accepted_at, revoked_at, created_at";

/** By its token, in whichever workspace: for the system role. */
export async function findInvitation(
  tx: Reader,
  tokenHash: string,
): Promise<InvitationRow | undefined> {
  const rows = await tx.query<InvitationRow>(
    `SELECT ${columns} FROM access.invitations WHERE token_hash = $1`,
    [tokenHash],
  );
  return rows[0];
}

export async function lockInvitation(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<InvitationRow | undefined> {
  const rows = await tx.query<InvitationRow>(
    `SELECT ${columns} FROM access.invitations WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [workspaceId, id],
  );
  return rows[0];
}

export async function listInvitations(
  tx: Reader,
  workspaceId: string,
  page: { after: string | null; limit: number },
): Promise<InvitationRow[]> {
  return tx.query<InvitationRow>(
    `SELECT ${columns} FROM access.invitations
     WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [workspaceId, page.after, page.limit],
  );
}

/** The role that an open invitation to the address gives; undefined: there is none. */
export async function openInvitationRole(
  tx: Tx,
  workspaceId: string,
  { email, at }: { email: string; at: string },
): Promise<string | null | undefined> {
  const rows = await tx.query<Pick<InvitationRow, "role_id">>(
    `SELECT role_id FROM access.invitations
     WHERE workspace_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3
     FOR UPDATE`,
    [workspaceId, email, at],
  );
  return rows[0]?.role_id;
}

export interface NewInvitation {
  id: string;
  email: string;
  roleId: string;
  teamIds: readonly string[];
  regions: readonly string[];
  tokenHash: string;
  invitedBy: string | null;
  expiresAt: string;
}

/** A new invitation takes the place of an open one to the same address. */
export async function insertInvitation(
  tx: Tx,
  workspaceId: string,
  invitation: NewInvitation,
  at: string,
): Promise<void> {
  await tx.query(
    `UPDATE access.invitations SET revoked_at = $3
     WHERE workspace_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL`,
    [workspaceId, invitation.email, at],
  );
  await tx.query(
    `INSERT INTO access.invitations
       (workspace_id, id, email, role_id, team_ids, regions, token_hash, invited_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      workspaceId,
      invitation.id,
      invitation.email,
      invitation.roleId,
      invitation.teamIds,
      invitation.regions,
      invitation.tokenHash,
      invitation.invitedBy,
      invitation.expiresAt,
    ],
  );
}

export async function markInvitation(
  tx: Tx,
  workspaceId: string,
  id: string,
  end: { column: "accepted_at" | "revoked_at"; at: string },
): Promise<void> {
  await tx.query(
    `UPDATE access.invitations SET ${end.column} = $3 WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, id, end.at],
  );
}
