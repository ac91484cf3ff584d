// Teams of a workspace. Membership is kept with the members.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface TeamRow {
  id: string;
  name: string;
  member_ids: string[];
  created_at: string;
  updated_at: string;
}

const selectTeam = `SELECT t.id, t.name, t.created_at, t.updated_at,
    ARRAY(SELECT m.id FROM access.members m WHERE m.workspace_id = t.workspace_id AND t.id = ANY(m.team_ids)
      AND m.status = 'active' ORDER BY m.id) AS member_ids
  FROM access.teams t WHERE t.workspace_id = $1`;

export async function listTeams(
  tx: Reader,
  workspaceId: string,
  page: { after: string | null; limit: number },
): Promise<TeamRow[]> {
  return tx.query<TeamRow>(
    `${selectTeam} AND ($2::uuid IS NULL OR t.id > $2) ORDER BY t.id LIMIT $3`,
    [workspaceId, page.after, page.limit],
  );
}

export async function readTeam(
  tx: Reader,
  workspaceId: string,
  id: string,
): Promise<TeamRow | undefined> {
  const rows = await tx.query<TeamRow>(`${selectTeam} AND t.id = $2`, [workspaceId, id]);
  return rows[0];
}

/** Teams of an active member. */
export async function teamIdsOfMember(tx: Reader, memberId: string): Promise<string[]> {
  const rows = await tx.query<{ ids: string[] }>(
    "SELECT team_ids AS ids FROM access.members WHERE workspace_id = $1 AND id = $2 AND status = 'active'",
    [tx.workspaceId, memberId],
  );
  return rows[0]?.ids ?? [];
}

/** Those of the ids that are teams of the workspace, in their order. */
export async function existingTeamIds(tx: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "SELECT id FROM access.teams WHERE workspace_id = $1 AND id = ANY($2::uuid[])",
    [tx.workspaceId, ids],
  );
  const found = new Set(rows.map(({ id }) => id));
  return [...new Set(ids)].filter((id) => found.has(id));
}

/** How many of the (distinct) ids are teams of the workspace. */
export async function countTeams(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM access.teams WHERE workspace_id = $1 AND id = ANY($2::uuid[])",
    [workspaceId, ids],
  );
  return rows[0]?.count ?? 0;
}

export async function insertTeam(
  tx: Tx,
  workspaceId: string,
  team: { id: string; name: string },
): Promise<void> {
  await tx.query("INSERT INTO access.teams (workspace_id, id, name) VALUES ($1, $2, $3)", [
    workspaceId,
    team.id,
    team.name,
  ]);
}

export async function renameTeam(
  tx: Tx,
  workspaceId: string,
  team: { id: string; name: string },
  at: string,
): Promise<void> {
  await tx.query(
    "UPDATE access.teams SET name = $3, updated_at = $4 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, team.id, team.name, at],
  );
}

/** Takes the team out of its members and open invitations, and away. */
export async function deleteTeam(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.query(
    "UPDATE access.members SET team_ids = array_remove(team_ids, $2) WHERE workspace_id = $1 AND $2 = ANY(team_ids)",
    [workspaceId, id],
  );
  await tx.query(
    "UPDATE access.invitations SET team_ids = array_remove(team_ids, $2) WHERE workspace_id = $1 AND $2 = ANY(team_ids)",
    [workspaceId, id],
  );
  await tx.query("DELETE FROM access.teams WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
}
