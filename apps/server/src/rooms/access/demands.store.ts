// What each workspace of a person asks of a sign-in. Read before a workspace is chosen: system role.
import type { Tx } from "../../platform/db/index.ts";
import { needsFactorSql, needsSsoSql } from "./demand-sql.store.ts";

export interface MembershipRow {
  workspace_id: string;
  member_id: string;
  needs_factor: boolean;
  needs_sso: boolean;
  remember_days: number;
}

/** The active memberships of a user, oldest workspace first. */
export async function membershipsOf(tx: Tx, userId: string): Promise<MembershipRow[]> {
  return tx.query<MembershipRow>(
    `SELECT m.workspace_id, m.id AS member_id, ${needsFactorSql} AS needs_factor, ${needsSsoSql} AS needs_sso,
        coalesce(p.remember_days, 30) AS remember_days
     FROM access.members m LEFT JOIN access.security_policies p ON p.workspace_id = m.workspace_id
     WHERE m.user_id = $1 AND m.status = 'active' ORDER BY m.workspace_id`,
    [userId],
  );
}
