// What other rooms ask about members: which ids are ones, and who goes by which name or address.
import type { Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { readApiKey } from "./api-keys.store.ts";
import {
  activeMemberIds,
  activeMemberNames,
  activeMemberUsers,
  groupsOf,
  type MemberName,
} from "./members.store.ts";
import { listRoles } from "./roles.store.ts";
import { existingTeamIds, listTeams, readTeam, teamIdsOfMember } from "./teams.store.ts";

export type { MemberName };

const maxMembers = 20_000;

/** Which of some ids are active members; asked by whoever stores an owner. */
export async function knownMembers(
  tx: Reader,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await activeMemberIds(tx, ids);
  return new Set(rows.map((row) => row.id));
}

/** Active members, for those who refer to them by name or address (imports, mentions). */
export async function memberNames(tx: Reader): Promise<MemberName[]> {
  return activeMemberNames(tx, maxMembers);
}

/** Active members, each with the id under which they act; without their rights. */
export async function memberActors(tx: Reader): Promise<{ id: string; actorId: string }[]> {
  const rows = await activeMemberUsers(tx, maxMembers);
  return rows.map((row) => ({ id: row.id, actorId: row.user_id ?? row.id }));
}

/** Active members of a team in a fixed order; null where there is no such team. */
export async function activeTeamMembers(tx: Reader, teamId: string): Promise<string[] | null> {
  return (await readTeam(tx, tx.workspaceId, teamId))?.member_ids ?? null;
}

/** Which of some ids are teams. */
export const knownTeams = async (
  tx: Reader,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => new Set(await existingTeamIds(tx, ids));

const maxTeams = 1000;

export async function teamNames(tx: Reader): Promise<{ id: string; name: string }[]> {
  const rows = await listTeams(tx, tx.workspaceId, { after: null, limit: maxTeams });
  return rows.map(({ id, name }) => ({ id, name }));
}

const maxRoles = 1000;

/** Teams and roles that there are, for whoever keeps something for some of them only. */
export async function groupIds(
  tx: Reader,
): Promise<{ teams: ReadonlySet<string>; roles: ReadonlySet<string> }> {
  const [teams, roles] = await Promise.all([
    listTeams(tx, tx.workspaceId, { after: null, limit: maxTeams }),
    listRoles(tx, tx.workspaceId, { after: null, limit: maxRoles }),
  ]);
  return { teams: new Set(teams.map(({ id }) => id)), roles: new Set(roles.map(({ id }) => id)) };
}

/** Teams that an active member is in. */
export const teamsOfMember = (tx: Reader, memberId: string): Promise<string[]> =>
  teamIdsOfMember(tx, memberId);

/**
 * What somebody is one of, for whoever keeps something for some roles or teams only. A key is in the teams of the member
 * that it acts for; it has that member's role only where it was given this one and not narrower rights.
 */
export async function groupsOfPrincipal(
  tx: Reader,
  { kind, id, memberId }: Pick<Principal, "kind" | "id" | "memberId">,
): Promise<{ roleId: string | null; teamIds: string[] } | null> {
  const member = memberId === null ? null : await groupsOf(tx, memberId);
  if (member === null || kind !== "api-key") return member;
  const key = await readApiKey(tx, tx.workspaceId, id);
  return { ...member, roleId: key?.role_id === member.roleId ? member.roleId : null };
}
