// SQL of groups: what clients call a company.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface Group {
  groupId: string;
  domain: string | null;
  companyId: string | null;
}

export async function readGroups(
  tx: Reader,
  groupIds: readonly string[],
): Promise<Map<string, Group>> {
  if (groupIds.length === 0) return new Map();
  const rows = await tx.query<{
    group_id: string;
    domain: string | null;
    company_id: string | null;
  }>(
    `SELECT group_id, domain, company_id FROM events.groups WHERE workspace_id = $1 AND group_id = ANY ($2::text[])`,
    [tx.workspaceId, groupIds],
  );
  return new Map(
    rows.map((row) => [
      row.group_id,
      { groupId: row.group_id, domain: row.domain, companyId: row.company_id },
    ]),
  );
}

/** Traits are JSON texts. */
export function saveGroups(
  tx: Tx,
  groups: readonly (Group & { traits: string })[],
  at: string,
): void {
  if (groups.length === 0) return;
  tx.send(
    `INSERT INTO events.groups AS g (workspace_id, group_id, domain, company_id, traits, first_seen_at)
     SELECT $1, n.*, $6 FROM unnest($2::text[], $3::text[], $4::uuid[], $5::jsonb[]) AS n
     ON CONFLICT (workspace_id, group_id) DO UPDATE SET domain = coalesce(EXCLUDED.domain, g.domain),
       company_id = coalesce(EXCLUDED.company_id, g.company_id),
       traits = CASE WHEN pg_column_size(g.traits) < 32000 THEN g.traits || EXCLUDED.traits ELSE g.traits END`,
    [
      tx.workspaceId,
      groups.map(({ groupId }) => groupId),
      groups.map(({ domain }) => domain),
      groups.map(({ companyId }) => companyId),
      groups.map(({ traits }) => traits),
      at,
    ],
  );
}

/** Companies that were made or got their domain after the group was seen. */
export function linkCompanies(
  tx: Tx,
  links: readonly { domain: string; companyId: string }[],
): void {
  tx.send(
    `UPDATE events.groups g SET company_id = l.company_id
     FROM unnest($2::text[], $3::uuid[]) AS l (domain, company_id)
     WHERE g.workspace_id = $1 AND g.domain = l.domain AND g.company_id IS NULL`,
    [tx.workspaceId, links.map(({ domain }) => domain), links.map(({ companyId }) => companyId)],
  );
}
