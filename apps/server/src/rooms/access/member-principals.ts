// Principals of members who are not asking themselves: what each would be allowed if they asked now. Only for
// deciding what may be shown to them, never for writing in their name.
import type { Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { type MemberAuthorityRow, memberAuthorities } from "./member-principals.store.ts";
import { compileRights } from "./rights.rules.ts";

export interface MemberWithRights {
  id: string;
  name: string;
  email: string;
  /** Null for members who only own records and never sign in. */
  userId: string | null;
  principal: Principal;
}

const maxMembers = 2000;

function principalOf(workspaceId: string, row: MemberAuthorityRow): Principal {
  return {
    kind: "user",
    id: row.user_id ?? row.id,
    label: row.name,
    workspaceId,
    memberId: row.id,
    teamMemberIds: row.team_member_ids,
    regions: row.regions,
    rights: compileRights(row.permissions),
    rateLimitPerMinute: 0,
  };
}

/** Active members; all of them (2,000 at most) where no ids are given. */
export async function membersWithRights(
  db: Database,
  workspaceId: string,
  memberIds: readonly string[] | null = null,
): Promise<MemberWithRights[]> {
  const rows = await db.system((tx) => memberAuthorities(tx, workspaceId, memberIds, maxMembers));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    userId: row.user_id,
    principal: principalOf(workspaceId, row),
  }));
}
