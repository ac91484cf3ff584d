// Members of one workspace with all that their rights are made of, for work that is done on their behalf
// while they are away (mail, mentions). As the system role, like every look-up of authority.
import type { Permissions } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";

export interface MemberAuthorityRow {
  id: string;
  user_id: string | null;
  name: string;
  email: string;
  regions: string[];
  permissions: Permissions;
  team_member_ids: string[];
}

export function memberAuthorities(
  tx: Tx,
  workspaceId: string,
  memberIds: readonly string[] | null,
  limit: number,
): Promise<MemberAuthorityRow[]> {
  return tx.query<MemberAuthorityRow>(
    `SELECT m.id, m.user_id, m.name, m.email, m.regions, r.permissions, ARRAY(
        SELECT o.id FROM access.members o WHERE o.workspace_id = m.workspace_id AND o.status = 'active'
          AND (o.id = m.id OR o.team_ids && m.team_ids)) AS team_member_ids
     FROM access.members m JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
     WHERE m.workspace_id = $1 AND m.status = 'active' AND ($2::uuid[] IS NULL OR m.id = ANY($2))
     ORDER BY m.id LIMIT $3`,
    [workspaceId, memberIds, limit],
  );
}
