// Whether credentials still hold, many in one statement: each gets a mark of everything that its rights are
// made of, so that a change of any of it can be seen. As the system role, like every look-up of credentials.
import type { Tx } from "../../platform/db/index.ts";
import { needsFactorSql, needsSsoSql } from "./demand-sql.store.ts";

const teamOf = `ARRAY(SELECT o.id FROM access.members o WHERE o.workspace_id = m.workspace_id
  AND o.status = 'active' AND (o.id = m.id OR o.team_ids && m.team_ids) ORDER BY o.id)::text`;

interface MarkRow {
  hash: string;
  workspace_id: string;
  mark: string;
}

/**
 * Marks of sessions that are open, in workspaces of which their user is an active member, and which ask no more of a
 * sign-in than the session has shown.
 */
export function sessionMarks(
  tx: Tx,
  asked: { hashes: readonly string[]; workspaceIds: readonly string[]; at: string },
): Promise<MarkRow[]> {
  return tx.query<MarkRow>(
    `SELECT c.hash, c.workspace_id, md5(concat_ws('|', m.id, m.name, m.regions::text, r.permissions::text, ${teamOf})) AS mark
     FROM unnest($1::text[], $2::uuid[]) AS c(hash, workspace_id)
     JOIN access.sessions s ON s.token = c.hash AND s.expires_at > $3
     JOIN access.members m ON m.user_id = s.user_id AND m.workspace_id = c.workspace_id AND m.status = 'active'
     JOIN access.roles r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
     LEFT JOIN access.security_policies p ON p.workspace_id = m.workspace_id
     WHERE NOT (s.method = 'password' AND (${needsSsoSql} OR (${needsFactorSql} AND NOT s.second_factor)))`,
    [asked.hashes, asked.workspaceIds, asked.at],
  );
}

/** Marks of keys that are neither revoked nor expired, and whose maker is active. */
export function keyMarks(
  tx: Tx,
  asked: { hashes: readonly string[]; at: string },
): Promise<MarkRow[]> {
  return tx.query<MarkRow>(
    `SELECT k.secret_hash AS hash, k.workspace_id, md5(concat_ws('|', k.label, k.scopes::text, k.ceiling::text,
        r.permissions::text, m.regions::text, mr.permissions::text, CASE WHEN m.id IS NOT NULL THEN ${teamOf} END)) AS mark
     FROM unnest($1::text[]) AS c(hash)
     JOIN access.api_keys k ON k.secret_hash = c.hash
     LEFT JOIN access.roles r ON r.workspace_id = k.workspace_id AND r.id = k.role_id
     LEFT JOIN access.members m ON m.workspace_id = k.workspace_id AND m.id = k.member_id
     LEFT JOIN access.roles mr ON mr.workspace_id = m.workspace_id AND mr.id = m.role_id
     WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)
       AND (m.id IS NULL OR m.status = 'active')`,
    [asked.hashes, asked.at],
  );
}
