// A member as a principal, with the rights of this moment: for work that is done on a member's behalf while they
// are not there. Never kept: who asks again gets what holds then.
import type { Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { findMemberPart } from "./principals.store.ts";
import { compileRights } from "./rights.rules.ts";

/** Null when there is no such member, or not any more. */
export async function memberPrincipal(tx: Reader, memberId: string): Promise<Principal | null> {
  const row = await findMemberPart(tx, memberId);
  if (row?.member_status !== "active") return null;
  return {
    kind: "user",
    id: row.user_id ?? row.member_id,
    label: row.name,
    workspaceId: tx.workspaceId,
    memberId: row.member_id,
    teamMemberIds: row.team_member_ids,
    regions: row.regions,
    rights: compileRights(row.permissions),
    rateLimitPerMinute: Number.POSITIVE_INFINITY,
  };
}
